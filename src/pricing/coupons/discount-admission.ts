// Admission for admins: may this coupon be put on this target, now? The same rules as for customers, all refusals at once.
import type { MedusaContainer } from "@medusajs/framework/types"
import { distinct, isAboutCouponOrCustomer } from "../../engine"
import type { CouponRow } from "../../modules/coupon/types"
import { refuseRunningOn } from "./already-running"
import { termsWonBy } from "./as-if"
import type { DiscountTarget } from "./discount-target"
import { admitTo, refusalFor } from "../admission"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"

/** Coupons that could never take anything off a subscription invoice. */
function refuseUselessCoupon(coupon: CouponRow): void {
  if (coupon.type === "trial_extension") {
    throw refused("A trial extension is won when a subscription starts; it cannot be put on what runs already.")
  }
  if (!coupon.redeemable_for.includes("subscription")) {
    throw refused("This offer is not for subscriptions.", "not_redeemable_for_subscription")
  }
}

/** How often this coupon was put on this target before. */
export async function countEarlier(
  container: MedusaContainer,
  coupon: Pick<CouponRow, "id">,
  target: Pick<DiscountTarget, "type" | "id">,
): Promise<number> {
  const earlier = await couponsOf(container).listCouponDiscounts(
    { coupon_id: coupon.id, target_type: target.type, target_id: target.id },
    { select: ["id"] },
  )
  return earlier.length
}

/**
 * Throws NOT_ALLOWED with every reason in words, and the first one's code, when the coupon may not be put on the target.
 * `override_limits` leaves out the limits and nothing else (rule 26).
 */
export async function refuseUnfitTarget(
  container: MedusaContainer,
  input: { coupon: CouponRow; target: DiscountTarget; override_limits: boolean; now: Date },
): Promise<void> {
  const { coupon, target, override_limits, now } = input
  await refuseRunningOn(container, coupon, target)
  refuseUselessCoupon(coupon)
  const { verdicts } = await admitTo(container, {
    offer: { coupon, promo_code: null },
    terms: await termsWonBy(container, coupon, target),
    document: target.document,
    owner: target.owner,
    action: "renewal",
    entered_by: "admin",
    others: [],
    override_limits,
    now,
  })
  // A customer's later invoices may hold anything, anywhere.
  const counted = target.type === "customer" ? verdicts.filter(isAboutCouponOrCustomer) : verdicts
  const reasons = distinct(counted.map(({ refusal }) => refusal))
  if (reasons.length > 0) {
    throw refusalFor(reasons)
  }
}
