// Our codes as a storefront sees them that knows only Medusa's promotions: entries of `cart.promotions` (rule 29).
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { isAmong } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { CouponRow, EnteredCode } from "../../modules/coupon/types"

/** The fields of a promotion that core's cart answers have. */
export interface ShownPromotion {
  id: string
  code: string
  is_automatic: boolean
  is_tax_inclusive: boolean
  application_method: {
    id: string
    /** Percent, or major units of the cart's currency; 0 where there is no amount in it, and for longer trials. */
    value: number
    type: "percentage" | "fixed"
    currency_code: string
  }
}

/** The part of a cart in an answer that is read here. */
export interface AnsweredCart {
  id: string
  currency_code?: string
  promotions?: { code?: string | null; is_automatic?: boolean | null }[] | null
}

/**
 * The cart's promotions with our codes after core's: every code that is on it, whatever its status, because storefronts
 * send back the list they were shown, and what is missing in it is removed. One indexed query where there is no code.
 */
export async function withOurCodes(
  container: MedusaContainer,
  cart: AnsweredCart,
): Promise<NonNullable<AnsweredCart["promotions"]>> {
  const core = cart.promotions ?? []
  const entered = await couponsOf(container).listEnteredCodes(cart.id)
  if (entered.length === 0) {
    return core
  }
  const currency_code = cart.currency_code ?? (await currencyOf(container, cart.id))
  const codes = new Set(entered.map(({ promo_code }) => promo_code.code_normalised))
  // Core finds promotions by the code of their savings: one that was given our code later is not what was entered here.
  const others = core.filter(({ code, is_automatic }) => is_automatic || !isAmong(codes, code ?? ""))
  return [...others, ...entered.map((row) => shown(row, currency_code))]
}

async function currencyOf(container: MedusaContainer, cart_id: string): Promise<string> {
  const cart = await container.resolve(Modules.CART).retrieveCart(cart_id, { select: ["id", "currency_code"] })
  return cart.currency_code
}

function shown({ promo_code, coupon }: EnteredCode, currency_code: string): ShownPromotion {
  const type = coupon.type === "percentage" ? "percentage" : "fixed"
  return {
    id: promo_code.id,
    code: promo_code.code,
    is_automatic: false,
    is_tax_inclusive: false,
    application_method: { id: coupon.id, value: valueOf(coupon, currency_code), type, currency_code },
  }
}

function valueOf({ type, percentage, amounts }: CouponRow, currency_code: string): number {
  if (type === "percentage") {
    return Number(percentage)
  }
  return type === "fixed" ? (amounts?.find((amount) => amount.currency_code === currency_code)?.amount ?? 0) : 0
}
