// Holds: a code that takes effect keeps a place for its cart for a while, where its coupon says so (rule 31).
import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import type { CoreCart } from "../../pricing/core-cart"
import { claimOfCode, isCounted } from "../../pricing/judge-cart"
import type { JudgedCode } from "../../pricing/judge-cart"
import { couponsOf } from "../../lib/coupons"

const minutesOf = ({ entered }: JudgedCode) => entered.coupon.hold_minutes

/** Holds a place for one code that takes effect. Throws NOT_ALLOWED with the code of a limit that is reached, or "busy". */
export async function holdPlace(container: MedusaContainer, cart: CoreCart, judged: JudgedCode): Promise<void> {
  const hold_minutes = minutesOf(judged)
  if (hold_minutes === null || !isCounted(judged)) {
    return
  }
  const coupons = couponsOf(container)
  await coupons.hold([{ ...claimOfCode(cart, judged, await coupons.now()), hold_minutes }])
}

/**
 * Brings a cart's holds in line with what takes effect on it: a pending code gets its hold when it fits, and loses it when
 * it fits no more. A place that is not to be had is no reason to fail a refresh: the next judgement refuses the code.
 * Costs one query where a code's coupon has holds, else none.
 */
export async function syncHolds(container: MedusaContainer, cart: CoreCart, codes: JudgedCode[]): Promise<void> {
  const holding = codes.filter((judged) => minutesOf(judged) !== null)
  if (holding.length === 0) {
    return
  }
  const coupons = couponsOf(container)
  const held = await coupons.listHolds(cart.id)
  const idOf = ({ entered }: JudgedCode) => entered.promo_code.id
  const lost = holding.filter((judged) => !isCounted(judged) && held[idOf(judged)])
  if (lost.length > 0) {
    await coupons.releaseHolds(cart.id, lost.map(idOf), await coupons.now())
  }
  for (const judged of holding.filter((candidate) => !held[idOf(candidate)])) {
    await holdPlace(container, cart, judged).catch((error: unknown) => {
      if (!isRefusal(error)) {
        throw error
      }
    })
  }
}

/** True for what a claim or a hold is refused with. */
export function isRefusal(error: unknown): error is MedusaError {
  return error instanceof MedusaError && error.type === MedusaError.Types.NOT_ALLOWED
}
