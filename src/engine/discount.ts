// The constructors of discounts: what is new has covered nothing, and starts with the first cycle it discounts.
import type { Discount, Terms } from "./types"

/** The coupon a discount is made of, and the code that led to it; null where none did. */
export interface Offered {
  coupon: { id: string; name: string }
  promo_code: { id: string; code: string } | null
}

/** What a new discount is made of. Instants are epoch ms. */
export interface DiscountInput extends Offered {
  id: string
  terms: Terms
  applied_at: number
  /** Where its start is known; null or absent: its first discounted cycle is that (rule 13). */
  starts_at?: number | null
}

/** A discount that runs and has taken nothing off any document yet. */
export const newDiscount = ({
  id,
  coupon,
  promo_code,
  terms,
  applied_at,
  starts_at = null,
}: DiscountInput): Discount => ({
  id,
  coupon_id: coupon.id,
  promo_code_id: promo_code?.id ?? null,
  name: coupon.name,
  code: promo_code?.code ?? null,
  terms,
  applied_at,
  starts_at,
  ended_at: null,
  history: [],
})

/** The id of a discount that nobody has made yet. */
export const PREVIEW = "preview"

/** The discount that an offer would make, for previews: priced like any other, stored nowhere. */
export const asIf = (input: Omit<DiscountInput, "id">): Discount => newDiscount({ ...input, id: PREVIEW })

/** The discount as if it had been won just now: its duration begins anew with the next cycle it discounts. */
export const restarted = <D extends Discount>(discount: D): D => ({ ...discount, starts_at: null, history: [] })

/** The discount on the document it was won with: nothing was covered by it before, and nothing has ended it. */
export const asFirst = <D extends Discount>(discount: D): D => ({ ...restarted(discount), ended_at: null })
