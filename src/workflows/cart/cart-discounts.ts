// Reads what takes effect on a cart: every typed code with its status and reasons, and every discount with its lines.
import type { MedusaContainer } from "@medusajs/framework/types"
import { fromMinor } from "../../engine"
import type { Refusal } from "../../engine"
import { COUPON_MODULE } from "../../modules/coupon"
import type CouponModuleService from "../../modules/coupon/service"
import { readCart } from "./core-cart"
import { reductionsOnCart } from "./document"
import { codesOf } from "./enter-promo-code"
import { judgeCart } from "./judge"
import type { JudgedCode } from "./judge"

export interface CartDiscounts {
  entered: {
    code: string
    status: JudgedCode["status"]
    reasons: Refusal[]
    /** Until when a place is kept for this cart (rule 31), in real time; null where nothing is held. */
    held_until: Date | null
  }[]
  /** Coupons granted by subscriptions; none until grants exist. */
  granted: { coupon: unknown; saving: number; chosen: boolean }[]
  /** Amounts are decimals in the cart's currency. */
  discounts: { code: string | null; name: string; amount: number; lines: { line_id: string; amount: number }[] }[]
  total_saving: number
}

/** Throws NOT_FOUND for an unknown cart. */
export async function cartDiscounts(container: MedusaContainer, cart_id: string): Promise<CartDiscounts> {
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  const [cart, entered] = await Promise.all([readCart(container, cart_id), coupons.listEnteredCodes(cart_id)])
  const { codes, evaluation } = await judgeCart(container, {
    cart,
    reductions: reductionsOnCart(cart, codesOf(entered)),
    entered,
  })
  const has_holds = entered.some(({ coupon }) => coupon.hold_minutes !== null)
  const held: Record<string, Date> = has_holds ? await coupons.listHolds(cart_id) : {}
  const amount = (minor: number) => fromMinor(minor, cart.currency_code)
  return {
    entered: codes.map(({ entered: { promo_code }, status, reasons }) => ({
      code: promo_code.code,
      status,
      reasons,
      held_until: held[promo_code.id] ?? null,
    })),
    granted: [],
    discounts: codes
      .filter(({ amount_minor }) => amount_minor > 0)
      .map(({ entered, amount_minor }) => ({
        code: entered.promo_code.code,
        name: entered.coupon.name,
        amount: amount(amount_minor),
        lines: evaluation.parts
          .filter(({ discount_id }) => discount_id === entered.id)
          .map((part) => ({ line_id: part.line_id, amount: amount(part.amount_minor) })),
      })),
    total_saving: amount(evaluation.total_minor),
  }
}
