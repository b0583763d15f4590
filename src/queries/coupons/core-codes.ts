// Codes that no promo code of ours may be: those of core's promotions, because a code leads to one place, and the trial's.
import type { FilterablePromotionProps, IPromotionModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { normaliseCode, TRIAL_CODE } from "../../engine"

const PAGE = 5000

/** All of them, normalised. Read once per job: a query per page of new words would cost more than these few texts. */
export async function coreCodes(container: MedusaContainer): Promise<ReadonlySet<string>> {
  const promotions = container.resolve<IPromotionModuleService>(Modules.PROMOTION)
  const codes = new Set<string>([TRIAL_CODE])
  for (let after = ""; ;) {
    const page = await promotions.listPromotions({ id: { $gt: after } } as unknown as FilterablePromotionProps, {
      select: ["id", "code"],
      order: { id: "ASC" },
      take: PAGE,
    })
    for (const { code } of page) {
      if (code) {
        codes.add(normaliseCode(code))
      }
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) {
      return codes
    }
    after = last.id
  }
}
