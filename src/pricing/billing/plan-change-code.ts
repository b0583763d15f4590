// Admission of a coupon or code that is entered with a change of plan: by the action the change is (rule 20).
import type { MedusaContainer } from "@medusajs/framework/types"
import { newDiscount, termsOf } from "../../engine"
import type { Document, SubscriptionAction } from "../../engine"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { ClaimInput, RunningDiscount } from "../../modules/coupon/types"
import { refuseRunning, termsBeside } from "../coupons/already-running"
import { TRIAL_IS_OVER } from "../coupons/discount-admission"
import { readDiscountTarget } from "../coupons/discount-target"
import { couponsOf } from "../../lib/coupons"
import type { Offer } from "../admission"
import { admitTo, refusalFor } from "../admission"
import { claimFor, wonBy } from "../claim"

/** The discount of a coupon that has been admitted and not been paid for yet. */
export const PENDING_DISCOUNT = "pending"

/** What a change that waits for the end of the period has won, and the key its place was claimed under. */
export interface WaitingOffer {
  discount_id: string
  coupon_id: string
  promo_code_id: string | null
  claim_key: string
}

/** The offer of the change that waits on this subscription; null where none waits, or it won nothing. */
export async function readWaiting(
  container: MedusaContainer,
  { scheduled_change }: SubscriptionRow,
): Promise<WaitingOffer | null> {
  const id = scheduled_change?.won_discount_id
  const coupons = couponsOf(container)
  const [discount] = id ? await coupons.listCouponDiscounts({ id }) : []
  if (!discount) {
    return null
  }
  const { cart_id } = await coupons.retrieveCouponClaim(discount.claim_id)
  const { coupon_id, promo_code_id } = discount
  return { discount_id: discount.id, coupon_id, promo_code_id, claim_key: cart_id }
}

/** True if the same offer is entered again: then it goes on, under the place it has. */
export const isOfferOf = (waiting: WaitingOffer, { coupon, promo_code }: Offer): boolean =>
  waiting.coupon_id === coupon.id && waiting.promo_code_id === (promo_code?.id ?? null)

/** The discount as it will run once the change is made. */
export function pendingDiscount(entered: Offer, claim: Claimant, now: Date): RunningDiscount {
  const { coupon } = entered
  return {
    ...newDiscount({ ...entered, id: PENDING_DISCOUNT, terms: termsOf(coupon), applied_at: now.getTime() }),
    target_type: "subscription",
    target_id: claim.subscription_id,
    customer_id: claim.customer_id,
    included_in_mrr: coupon.included_in_mrr,
  }
}

interface Claimant {
  subscription_id: string
  customer_id: string
}

export interface AdmitToChangeInput extends Claimant {
  entered: Offer
  action: SubscriptionAction | null
  /** What the change bills, or the first invoice on the new plan. */
  document: Document
  /** Discounts that run on after the change. */
  running: RunningDiscount[]
  /** The key this offer holds its place under already, if the change that waits won it. */
  known_key: string | null
  time_zone: string
  now: Date
}

/** The place to claim for an admitted coupon. Throws NOT_ALLOWED with every reason, and the first one's code. */
export async function admitToChange(container: MedusaContainer, input: AdmitToChangeInput): Promise<ClaimInput> {
  const { entered, document, now } = input
  const { coupon } = entered
  if (coupon.type === "trial_extension") {
    throw refusalFor([TRIAL_IS_OVER])
  }
  const coupons = couponsOf(container)
  const { owner } = await readDiscountTarget(container, { subscription_id: input.subscription_id })
  refuseRunning(coupon, input.running, { now, document, time_zone: input.time_zone })
  const { refusals } = await admitTo(container, {
    offer: entered,
    document,
    owner,
    action: input.action,
    entered_by: "admin",
    others: termsBeside(input.running, document, input.time_zone),
    own_key: input.known_key,
    now,
  })
  if (refusals.length > 0) {
    throw refusalFor(refusals)
  }
  const earlier = await coupons.listCouponDiscounts(
    { coupon_id: coupon.id, target_type: "subscription", target_id: input.subscription_id },
    { select: ["id"] },
  )
  const key = input.known_key ?? `change:${input.subscription_id}:${earlier.length + 1}`
  return claimFor({ owner, won: wonBy(entered), document, key, amount_minor: 0, now })
}
