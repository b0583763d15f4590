// The door for a coupon or code that is entered with a change of plan: judged by the action the change is (rule 20).
import type { MedusaContainer } from "@medusajs/framework/types"
import { admit, covers, newDiscount, refuse, termsOf } from "../../engine"
import type { Document, SubscriptionAction } from "../../engine"
import { toGate } from "../../modules/coupon/mapping"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { ClaimInput, CouponRow, PromoCodeRow, RunningDiscount } from "../../modules/coupon/types"
import { customerFacts, customerKeys } from "../../pricing/facts"
import { refuseRunning } from "../coupon/already-running"
import { readDiscountTarget } from "../coupon/discount-target"
import { couponsOf } from "../../lib/coupons"
import { invalid, missing, refused } from "../../lib/errors"

/** The discount of a coupon that has been judged and not been paid for yet. */
export const PENDING_DISCOUNT = "pending"

export interface EnteredCoupon {
  coupon: CouponRow
  promo_code: PromoCodeRow | null
}

/** The coupon that was named by code or by id, or null. Throws INVALID_DATA, NOT_FOUND, and NOT_ALLOWED with a reason. */
export async function findEntered(
  container: MedusaContainer,
  input: { promo_code?: string | null; coupon_id?: string | null },
): Promise<EnteredCoupon | null> {
  if (input.promo_code && input.coupon_id) {
    throw invalid("Send either 'promo_code' or 'coupon_id'.")
  }
  if (input.promo_code) {
    const found = await couponsOf(container).findCode(input.promo_code)
    if (!found) {
      throw refusal([refuse("code_not_found")])
    }
    return found
  }
  if (!input.coupon_id) {
    return null
  }
  const [coupon] = (await couponsOf(container).listCoupons({ id: input.coupon_id })) as unknown as CouponRow[]
  if (!coupon) {
    throw missing(`Coupon with id '${input.coupon_id}' was not found.`)
  }
  return { coupon, promo_code: null }
}

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
export const isOfferOf = (waiting: WaitingOffer, { coupon, promo_code }: EnteredCoupon): boolean =>
  waiting.coupon_id === coupon.id && waiting.promo_code_id === (promo_code?.id ?? null)

/** The discount as it will run once the change is made. */
export function pendingDiscount(entered: EnteredCoupon, claim: Claimant, now: Date): RunningDiscount {
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

export interface DoorInput extends Claimant {
  entered: EnteredCoupon
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
export async function admitToChange(container: MedusaContainer, input: DoorInput): Promise<ClaimInput> {
  const { entered, document, now } = input
  const { coupon, promo_code } = entered
  if (coupon.type === "trial_extension") {
    throw refused("A trial extension is won when a subscription starts; it cannot be put on what runs already.")
  }
  const coupons = couponsOf(container)
  const { cart } = await readDiscountTarget(container, { subscription_id: input.subscription_id })
  refuseRunning(coupon, input.running, { now, document, time_zone: input.time_zone })
  const customer_keys = customerKeys(cart)
  const taken = await coupons.countTaken({
    coupon_ids: [coupon.id],
    promo_code_ids: promo_code ? [promo_code.id] : [],
    customer_keys,
    except_cart_id: input.known_key,
  })
  const gates = [
    toGate("coupon", coupon, taken.coupon[coupon.id]),
    ...(promo_code ? [toGate("promo_code", promo_code, taken.promo_code[promo_code.id])] : []),
  ]
  const cycle = document.lines[0]?.cycle ?? null
  const others = input.running.filter(
    (discount) => discount.target_type !== "customer" && !covers(discount, cycle, document.id, input.time_zone),
  )
  const { refusals } = admit(
    { terms: termsOf(coupon), gates, entered_by: "admin" },
    {
      now: now.getTime(),
      customer: await customerFacts(container, cart, gates, false),
      region_id: cart.region_id ?? null,
      sales_channel_id: cart.sales_channel_id ?? null,
      document,
      subscription_action: input.action,
      refuse_code_with_active_subscription: false,
      other_terms: others.map(({ terms }) => terms),
    },
  )
  if (refusals.length > 0) {
    throw refusal(refusals)
  }
  const earlier = await coupons.listCouponDiscounts(
    { coupon_id: coupon.id, target_type: "subscription", target_id: input.subscription_id },
    { select: ["id"] },
  )
  return {
    coupon_id: coupon.id,
    promo_code_id: promo_code?.id ?? null,
    terms: termsOf(coupon),
    cart_id: input.known_key ?? `change:${input.subscription_id}:${earlier.length + 1}`,
    customer_id: input.customer_id,
    customer_key: customer_keys[0] ?? null,
    customer_keys,
    sales_channel_id: cart.sales_channel_id ?? null,
    currency_code: document.currency_code,
    amount_minor: 0,
    now,
  }
}

const refusal = (reasons: { code: string; message: string }[]) =>
  refused(reasons.map(({ message }) => message).join(" "), reasons[0]?.code)
