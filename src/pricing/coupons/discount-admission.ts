// May this coupon, or this code, be put on this target, now? One set of rules for admins and customers, all refusals at once.
import type { MedusaContainer } from "@medusajs/framework/types"
import { distinct, isAboutCouponOrCustomer, refuse } from "../../engine"
import type { Refusal } from "../../engine"
import type { CouponRow } from "../../modules/coupon/types"
import { isRunning, runningOn, termsBeside } from "./already-running"
import { termsWonBy } from "./as-if"
import type { DiscountTarget } from "./discount-target"
import { admitTo, refusalFor } from "../admission"
import type { Entry, Offer } from "../admission"
import { couponsOf } from "../../lib/coupons"

export const TRIAL_IS_OVER: Refusal = {
  code: "action_not_eligible",
  message: "A trial extension is won when a subscription starts; it cannot be put on what runs already.",
}

/** Coupons that could never take anything off a subscription invoice. */
function uselessness(coupon: CouponRow): Refusal | null {
  if (coupon.type === "trial_extension") {
    return TRIAL_IS_OVER
  }
  return coupon.redeemable_for.includes("subscription") ? null : refuse("not_redeemable_for_subscription")
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

export interface TargetQuestion {
  offer: Offer
  target: DiscountTarget
  /** Default: an admin. */
  entered_by?: Entry["entered_by"]
  /** Leaves out the limits and nothing else (rule 26). */
  override_limits: boolean
  now: Date
}

/** Every reason why the offer may not be put on the target. A code is asked as a `renewal` and has to stack (rules 25 and 50). */
export async function refusalsOnTarget(container: MedusaContainer, question: TargetQuestion): Promise<Refusal[]> {
  const { offer, target, entered_by = "admin", override_limits, now } = question
  const { coupon, promo_code } = offer
  const time_zone = couponsOf(container).timeZone()
  const running = await runningOn(container, target)
  if (isRunning(coupon, running, { now, time_zone })) {
    return [refuse("already_running")]
  }
  const useless = uselessness(coupon)
  if (useless) {
    return [useless]
  }
  const { verdicts } = await admitTo(container, {
    offer,
    terms: await termsWonBy(container, coupon, target),
    document: target.document,
    owner: target.owner,
    action: "renewal",
    entered_by,
    // What stands beside a coupon is the admin's to decide.
    others: promo_code ? termsBeside(running, target.document, time_zone) : [],
    override_limits,
    now,
  })
  // A customer's later invoices may hold anything, anywhere.
  const counted = target.type === "customer" ? verdicts.filter(isAboutCouponOrCustomer) : verdicts
  return distinct(counted.map(({ refusal }) => refusal))
}

/** Throws NOT_ALLOWED with every reason in words, and the first one's code, where `refusalsOnTarget` has one. */
export async function refuseUnfitTarget(container: MedusaContainer, question: TargetQuestion): Promise<void> {
  const reasons = await refusalsOnTarget(container, question)
  if (reasons.length > 0) {
    throw refusalFor(reasons)
  }
}
