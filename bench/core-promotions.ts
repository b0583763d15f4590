// Times core's createPromotions, the verb that a batch of codes would otherwise go through.
import { writeFileSync } from "node:fs"
import type { ExecArgs, IPromotionModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/**
 * Runs through `medusa exec`.
 * @param args how many promotions to make in one call, and the file for the milliseconds that it took
 */
export default async function time({ container, args }: ExecArgs): Promise<void> {
  const [count = "1000", file = ""] = args
  const promotions = container.resolve<IPromotionModuleService>(Modules.PROMOTION)
  const rows = (prefix: string, length: number) =>
    Array.from({ length }, (_, index) => ({
      code: `${prefix}${index}`,
      type: "standard" as const,
      status: "active" as const,
      application_method: {
        type: "percentage" as const,
        target_type: "items" as const,
        allocation: "across" as const,
        value: 20,
      },
    }))
  await promotions.createPromotions(rows("WARM", 20))
  const since = performance.now()
  await promotions.createPromotions(rows("CORE", Number(count)))
  writeFileSync(file, String(performance.now() - since))
}
