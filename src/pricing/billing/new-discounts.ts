// Which discounts a new subscription begins with: asked at the door as a sign-up (rules 20 and 49), one after the other in the
// order they were given in. Nothing is written here.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { newDiscount, periodAt, termsOf } from "../../engine"
import type { CouponInput, Document, Terms } from "../../engine"
import { asStarted } from "../../modules/billing/started"
import type { NewSubscription } from "../../modules/billing/types"
import type { ClaimInput, RunningDiscount } from "../../modules/coupon/types"
import { couponsOf } from "../../lib/coupons"
import { invalid, messageOf } from "../../tools/errors"
import { admitTo, refusalFor } from "../admission"
import type { Offer } from "../admission"
import { claimFor, wonBy } from "../claim"
import { refuseRunning } from "../coupons/already-running"
import { frozenFor } from "../coupons/as-if"
import { asCoupon } from "../coupons/coupon-row"
import { findEntered } from "../offer"
import type { Owner } from "../person"
import type { VariantFacts } from "../products"
import { billDocument } from "../subscription"
import { trialDays } from "../trials"

/** Exactly one of coupon, code and custom terms. */
export interface WishedDiscount {
  coupon_id?: string
  code?: string
  custom?: CouponInput
  /** Which item it is for, counted from 0; absent: the subscription. */
  item?: number
  /** Counts the redemption but does not enforce the limits (rule 26). */
  override_limits?: boolean
}

/** A discount that is going to run from the first moment. */
export interface NewDiscount {
  /** As the bill will meet it. Its id is made up. */
  running: RunningDiscount
  /** Which of the claims it is won with. */
  claim_index: number
}

/** What is won with the start of a subscription. */
export interface WonAtStart {
  discounts: NewDiscount[]
  /** One place for each coupon and code, however many items they are for (rule 17). */
  claims: ClaimInput[]
  /** Terms that become a coupon of origin "custom"; its id is made up and stands in a claim. */
  custom: { made_up_id: string; input: CouponInput }[]
  /** Days that trial extensions add (rule 3). */
  extra_trial_days: number
}

export interface StartQuestion {
  /** As it starts without any discount. */
  subscription: NewSubscription
  variants: Map<string, VariantFacts>
  owner: Owner
  wishes: WishedDiscount[]
  now: Date
}

/** The key of the places that a subscription was started with. */
export const startKey = (subscription_id: string): string => `create:${subscription_id}`

/**
 * Throws NOT_FOUND for a coupon that does not exist, and NOT_ALLOWED with every reason (and the first one's code) for what is
 * not admitted; where there are several discounts the sentence says which one is meant.
 */
export async function winAtStart(container: MedusaContainer, question: StartQuestion): Promise<WonAtStart> {
  const { subscription, wishes, now } = question
  const won: WonAtStart = { discounts: [], claims: [], custom: [], extra_trial_days: 0 }
  if (wishes.length === 0) {
    return won
  }
  const document = firstBill(question)
  const of_customer = await couponsOf(container).listRunningDiscounts([
    { type: "customer", ids: [subscription.customer_id] },
  ])
  for (const [index, wish] of wishes.entries()) {
    try {
      const offer = await offerOf(container, wish, index, now)
      await winOne(container, { ...question, document, of_customer, wish, index, offer }, won)
    } catch (error) {
      throw wishes.length === 1 ? error : about(wish, index, error)
    }
  }
  const extra_trial_days = longerTrial(document, won.discounts)
  return { ...won, extra_trial_days }
}

/** What its first paid period bills, before any discount. */
function firstBill({ subscription, variants, now }: StartQuestion): Document {
  const row = asStarted(subscription, now)
  const period = periodAt(row, row.cycle_index + 1)
  return billDocument({ subscription: row, variants, shipping_methods: [] }, period, row.id)
}

async function offerOf(
  container: MedusaContainer,
  { coupon_id, code, custom }: WishedDiscount,
  index: number,
  now: Date,
): Promise<Offer> {
  if (custom) {
    const time_zone = couponsOf(container).timeZone()
    return { coupon: asCoupon(custom, { id: madeUpId(index), now, time_zone }), promo_code: null }
  }
  const found = await findEntered(container, { promo_code: code, coupon_id })
  if (!found) {
    throw invalid("A discount names its 'coupon_id', its 'code', or 'custom' terms.")
  }
  return found
}

const madeUpId = (index: number) => `preview_${index}`

interface OneQuestion extends StartQuestion {
  document: Document
  of_customer: RunningDiscount[]
  wish: WishedDiscount
  index: number
  offer: Offer
}

async function winOne(container: MedusaContainer, question: OneQuestion, won: WonAtStart): Promise<void> {
  const { subscription, variants, owner, wish, index, offer, now } = question
  const { coupon, promo_code } = offer
  const item = wish.item === undefined ? null : subscription.items[wish.item]
  if (item === undefined) {
    throw invalid(`'item' ${wish.item} is not one of the items: they are counted from 0.`)
  }
  const target = item
    ? ({ target_type: "subscription_item", target_id: item.id ?? "" } as const)
    : ({ target_type: "subscription", target_id: subscription.id } as const)
  const lines = question.document.lines.filter(({ id }) => item === null || id === item.id)
  const document = { ...question.document, lines }
  const earlier = won.discounts.map(({ running }) => running)
  const meeting = earlier.filter((other) => meets(other, target))
  const { time_zone } = subscription
  refuseRunning(coupon, [...question.of_customer, ...meeting], { now, time_zone, document })
  const terms = frozenFor(termsOf(coupon), variants)
  const { refusals } = await admitTo(container, {
    offer,
    terms,
    document,
    owner,
    action: "sign_up",
    entered_by: "admin",
    others: othersBeside(target, earlier),
    override_limits: wish.override_limits ?? false,
    now,
  })
  if (refusals.length > 0) {
    throw refusalFor(refusals)
  }
  // One after the other: what is equal in all else goes by its age, here and on every bill (rule 25).
  const applied_at = now.getTime() + index
  won.discounts.push({
    running: {
      ...newDiscount({ coupon, promo_code, id: madeUpId(index), terms, applied_at }),
      ...target,
      customer_id: subscription.customer_id,
      included_in_mrr: coupon.included_in_mrr,
    },
    claim_index: claimIndex(won.claims, { ...question, terms }),
  })
  if (wish.custom) {
    won.custom.push({ made_up_id: coupon.id, input: wish.custom })
  }
}

type Target = Pick<RunningDiscount, "target_type" | "target_id">

/** True where both would be on one line; two items of one subscription do not meet. */
const meets = (other: Target, target: Target): boolean =>
  other.target_type === "subscription" || target.target_type === "subscription" || other.target_id === target.target_id

/** What it has to stack with: of the same level. Between levels the more specific one has the line (rule 27). */
const othersBeside = ({ target_id }: Target, earlier: RunningDiscount[]): Terms[] =>
  earlier.filter((other) => other.target_id === target_id).map(({ terms }) => terms)

/** The claim of this coupon and code: one transaction is one redemption, also where it is for two items (rule 17). */
function claimIndex(claims: ClaimInput[], question: OneQuestion & { terms: Terms }): number {
  const { offer, owner, subscription, wish, terms, now } = question
  const override_limits = wish.override_limits ?? false
  const promo_code_id = offer.promo_code?.id ?? null
  const known = claims.findIndex((one) => one.coupon_id === offer.coupon.id && one.promo_code_id === promo_code_id)
  const same = claims[known]
  if (same) {
    same.override_limits ||= override_limits
    return known
  }
  const { currency_code, id } = subscription
  const won = wonBy(offer, terms)
  const claim = { owner, won, document: { currency_code }, key: startKey(id), amount_minor: 0, now, override_limits }
  return claims.push(claimFor(claim)) - 1
}

/**
 * Days that trial extensions add to the subscription's trial. Throws INVALID_DATA where they would add them to some of its items
 * only: the items of one subscription begin together (rule 53).
 */
export function longerTrial(document: Document, discounts: Pick<NewDiscount, "running">[]): number {
  const days = document.lines.map((line) => {
    const terms = discounts
      .filter(({ running }) => running.target_type === "subscription" || running.target_id === line.id)
      .map(({ running }) => running.terms)
    const plan = {
      id: line.plan_id ?? "",
      variant_id: line.variant_id ?? "",
      trial_days: 0,
      ...(line.billing_period ?? { interval: "month" as const, interval_count: 1 }),
    }
    return trialDays([line], new Map([[plan.id, plan]]), terms).get(line.id) ?? 0
  })
  const [first = 0] = days
  if (days.some((other) => other !== first)) {
    throw invalid(
      "A longer trial has to cover all items, which begin together. Create a subscription of its own for the others.",
    )
  }
  return first
}

/** The same refusal, saying which of the discounts it is about. */
function about({ code, coupon_id, custom }: WishedDiscount, index: number, error: unknown): unknown {
  if (!MedusaError.isMedusaError(error)) {
    return error
  }
  const { type, code: reason } = error
  const name = code ?? coupon_id ?? custom?.name ?? ""
  return new MedusaError(type, `Discount ${index + 1} (${name}): ${messageOf(error)}`, reason)
}
