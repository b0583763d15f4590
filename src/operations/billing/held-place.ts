// The place of a coupon that was entered for a change of plan, as whoever finishes the change finds it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import { claimAgain } from "../../pricing/claim"

/** A killed process may have lost its place to the clean-up. What was promised is kept: the place is taken again. */
export async function heldPlace(container: MedusaContainer, claim_id: string, now: Date): Promise<string> {
  const coupons = couponsOf(container)
  const claim = await coupons.retrieveCouponClaim(claim_id)
  if (claim.status !== "released") {
    return claim_id
  }
  const [again] = await coupons.claim([claimAgain(claim, now)])
  if (!again) {
    throw new Error(`The place of claim ${claim_id} could not be taken again.`)
  }
  return again.id
}
