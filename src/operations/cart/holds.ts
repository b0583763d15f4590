// Holds: a code that takes effect keeps a place for its cart for a while, where its coupon says so (rule 31).
import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { refuse } from "../../engine"
import type { Refusal } from "../../engine"
import type { CoreCart } from "../../pricing/core-cart"
import { claimOfCode, isCounted } from "../../pricing/price-cart"
import type { PricedCode } from "../../pricing/price-cart"
import { couponsOf } from "../../lib/coupons"

const FULL = ["redemption_limit_reached", "customer_limit_reached"] as const

const minutesOf = ({ entered }: PricedCode) => entered.coupon.hold_minutes

/** Holds a place for one code that takes effect. Throws NOT_ALLOWED with the code of a limit that is reached, or "busy". */
export async function holdPlace(container: MedusaContainer, cart: CoreCart, priced: PricedCode): Promise<void> {
  const hold_minutes = minutesOf(priced)
  if (hold_minutes === null || !isCounted(priced)) {
    return
  }
  const coupons = couponsOf(container)
  await coupons.hold([{ ...claimOfCode(cart, priced, await coupons.now()), hold_minutes }])
}

/** Holds the code's place where its coupon has holds; the refusal when somebody else was faster. Throws when it is busy. */
export async function holdOrRefuse(
  container: MedusaContainer,
  cart: CoreCart,
  priced_code: PricedCode,
): Promise<Refusal | null> {
  try {
    await holdPlace(container, cart, priced_code)
    return null
  } catch (error) {
    const code = isRefusal(error) ? FULL.find((known) => known === error.code) : undefined
    if (code === undefined) {
      throw error
    }
    return refuse(code)
  }
}

/**
 * Brings a cart's holds in line with what takes effect on it: a pending code gets its hold when it fits, and loses it when
 * it fits no more. A place that is not to be had is no reason to fail a refresh: the next pricing refuses the code.
 * Costs one query where a code's coupon has holds, else none.
 */
export async function syncHolds(container: MedusaContainer, cart: CoreCart, codes: PricedCode[]): Promise<void> {
  const holding = codes.filter((priced) => minutesOf(priced) !== null)
  if (holding.length === 0) {
    return
  }
  const coupons = couponsOf(container)
  const held = await coupons.listHolds(cart.id)
  const idOf = ({ entered }: PricedCode) => entered.promo_code.id
  const lost = holding.filter((priced) => !isCounted(priced) && held[idOf(priced)])
  if (lost.length > 0) {
    await coupons.releaseHolds(cart.id, lost.map(idOf), await coupons.now())
  }
  for (const priced of holding.filter((candidate) => !held[idOf(candidate)])) {
    await holdPlace(container, cart, priced).catch((error: unknown) => {
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
