// The place of a coupon that was entered for a change of plan, as whoever finishes the change finds it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"

/** A killed process may have lost its place to the clean-up. What was promised is kept: the place is taken again. */
export async function heldPlace(container: MedusaContainer, claim_id: string, now: Date): Promise<string> {
  const coupons = couponsOf(container)
  const claim = await coupons.retrieveCouponClaim(claim_id)
  if (claim.status !== "released") {
    return claim_id
  }
  const { coupon_id, promo_code_id, terms, cart_id, customer_id, customer_key, email } = claim
  const [again] = await coupons.claim([
    {
      coupon_id,
      promo_code_id,
      terms,
      cart_id,
      customer_id,
      customer_key,
      customer_keys: [customer_key, email].filter((key) => key !== null),
      sales_channel_id: claim.sales_channel_id,
      currency_code: claim.currency_code,
      amount_minor: 0,
      now,
      override_limits: true,
    },
  ])
  if (!again) {
    throw new Error(`The place of claim ${claim_id} could not be taken again.`)
  }
  return again.id
}
