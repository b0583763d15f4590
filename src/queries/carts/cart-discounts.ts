// Reads what takes effect on a cart: every typed code with its status and reasons, and every discount with its lines.
import type { MedusaContainer } from "@medusajs/framework/types"
import { fromMinor } from "../../engine"
import type { Refusal } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { CouponRow } from "../../modules/coupon/types"
import { readCart } from "../../pricing/core-cart"
import type { PricedCode } from "../../pricing/price-cart"
import type { PricedGrant } from "../../pricing/price-grants"
import { priceStoredCart } from "../../pricing/price-cart"

export interface CartDiscounts {
  entered: {
    code: string
    status: PricedCode["status"]
    reasons: Refusal[]
    /** Until when a place is kept for this cart (rule 31), in real time; null where nothing is held. */
    held_until: Date | null
  }[]
  /**
   * Coupons granted to the cart's customer (rule 24); others than that customer see those that take effect. `saving`: what it would take off as the only discount; `amount`:
   * what it does take off, 0 unless `chosen`; `reasons`: why it cannot take effect here.
   */
  granted: { coupon: CouponRow; saving: number; amount: number; chosen: boolean; reasons: Refusal[] }[]
  /** Amounts are decimals in the cart's currency. */
  discounts: { code: string | null; name: string; amount: number; lines: { line_id: string; amount: number }[] }[]
  total_saving: number
}

/**
 * `caller`: the customer who is logged in and asks, or null. What was typed on a cart is shown to whoever knows its id, as
 * core shows the cart itself; what its customer could have instead is theirs to see. Throws NOT_FOUND for an unknown cart.
 */
export async function cartDiscounts(
  container: MedusaContainer,
  cart_id: string,
  caller: string | null,
): Promise<CartDiscounts> {
  const coupons = couponsOf(container)
  const [cart, entered] = await Promise.all([readCart(container, cart_id), coupons.listEnteredCodes(cart_id)])
  const { codes, grants, evaluation } = await priceStoredCart(container, cart, entered)
  const has_holds = entered.some(({ coupon }) => coupon.hold_minutes !== null)
  const held: Record<string, Date> = has_holds ? await coupons.listHolds(cart_id) : {}
  const amount = (minor: number) => fromMinor(minor, cart.currency_code)
  const is_own = caller !== null && caller === cart.customer?.id
  const shown = grants.filter(({ amount_minor }) => is_own || amount_minor > 0)
  return {
    entered: codes.map(({ entered: { promo_code }, status, reasons }) => ({
      code: promo_code.code,
      status,
      reasons,
      held_until: held[promo_code.id] ?? null,
    })),
    granted: shown.map(({ coupon, saving_minor, amount_minor, reasons }) => ({
      coupon,
      saving: amount(saving_minor),
      amount: amount(amount_minor),
      chosen: amount_minor > 0,
      reasons,
    })),
    discounts: inEffect(codes, grants).map(({ id, code, name, amount_minor }) => ({
      code,
      name,
      amount: amount(amount_minor),
      lines: evaluation.parts
        .filter(({ discount_id }) => discount_id === id)
        .map((part) => ({ line_id: part.line_id, amount: amount(part.amount_minor) })),
    })),
    total_saving: amount(evaluation.total_minor),
  }
}

/** Everything that takes money off; a granted coupon has no code that could be typed. */
function inEffect(codes: PricedCode[], grants: PricedGrant[]) {
  return [
    ...codes.map(({ entered, amount_minor }) => ({
      id: entered.id,
      code: entered.promo_code.code,
      name: entered.coupon.name,
      amount_minor,
    })),
    ...grants.map(({ code, coupon, amount_minor }) => ({ id: code, code: null, name: coupon.name, amount_minor })),
  ].filter(({ amount_minor }) => amount_minor > 0)
}
