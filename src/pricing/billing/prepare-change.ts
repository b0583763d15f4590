// Gathers and prices a change of plan, for its preview as for the change itself.
import type { MedusaContainer } from "@medusajs/framework/types"
import { reachesBilledCycle, periodAt, toCycle } from "../../engine"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { ClaimInput, RunningDiscount } from "../../modules/coupon/types"
import { gather } from "./gather"
import type { BillingFacts } from "./gather"
import { readKept } from "./kept"
import { decideChange, discountsAfterChange, priceChange, refuseIfDue } from "./plan-change"
import type { ChangeDecision, ChangeInvoice, ChangeTime, DiscountsAfterChange, Proration } from "./plan-change"
import { findEntered } from "../offer"
import { admitToChange, isOfferOf, pendingDiscount, readWaiting } from "./plan-change-code"
import { readRequestedChange } from "./plan-change-facts"
import { discountsOf } from "./price-invoice"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"
import { billDocument } from "../subscription"

export interface ChangePlanInput {
  subscription_id: string
  plan_id: string
  /** Default: "now" for an upgrade or a longer period, "period_end" for everything else. */
  at?: ChangeTime
  /** Default: "credit" for what begins now and is an upgrade or a longer period, otherwise "none". */
  proration?: Proration
  /** Major units per unit and period; default: what the plan's variant costs now. */
  unit_price?: number | null
  /** A coupon for this change, by the code that leads to it or by its id. */
  promo_code?: string | null
  coupon_id?: string | null
  /** ISO instant. */
  now: string
}

export interface PreparedChange {
  before: SubscriptionRow
  decision: ChangeDecision
  /** `withdrawn_ids`: what a change that waited had won, and this one replaces. */
  discounts: DiscountsAfterChange & { withdrawn_ids: string[] }
  /** What is billed at once; null where the next renewal is the next invoice. */
  invoice: ChangeInvoice | null
  /** The place to claim for the coupon that was entered. */
  claim: ClaimInput | null
  /** The subscription after the change, and what discounts it. */
  facts: BillingFacts
}

/**
 * True if the wish is to stay on the plan the subscription has, although a change waits for the end of the period. Throws
 * NOT_ALLOWED with a sentence when that end has come.
 */
export function isTakenBack(subscription: SubscriptionRow, { plan_id, now }: ChangePlanInput): boolean {
  if (subscription.scheduled_change === null || plan_id !== subscription.plan_id) {
    return false
  }
  refuseIfDue(subscription, new Date(now))
  return true
}

/** Throws INVALID_DATA, NOT_FOUND and NOT_ALLOWED with a sentence. Writes nothing. */
export async function prepareChange(
  container: MedusaContainer,
  input: ChangePlanInput,
  invoice_id: string,
): Promise<PreparedChange> {
  const before = await billingOf(container).readSubscription(input.subscription_id)
  if (input.plan_id === before.plan_id && (input.unit_price ?? null) === null) {
    throw refused(`Subscription '${before.id}' is on this plan already.`)
  }
  const now = new Date(input.now)
  const entered = await findEntered(container, input)
  const decision = decideChange(before, await readRequestedChange(container, before, input), input, now)
  const facts = await gather(container, decision.after)
  const waiting = await readWaiting(container, before)
  const running = (await discountsOf(container, facts, null)).filter(({ id }) => id !== waiting?.discount_id)
  const is_same_offer = waiting !== null && entered !== null && isOfferOf(waiting, entered)
  const discounts = {
    ...discountsAfterChange(facts, running, null),
    withdrawn_ids: waiting && !is_same_offer ? [waiting.discount_id] : [],
  }
  const pending = entered && pendingDiscount(entered, { ...before, subscription_id: before.id }, now)
  const invoice = priceChange(before, decision, {
    facts,
    discounts: [...discounts.discounts, ...(pending ? [pending] : [])],
    ...(await presentCycle(container, before, running, discounts)),
    now,
    invoice_id,
  })
  const document = invoice?.priced.document ?? nextDocument(facts)
  const claim =
    entered &&
    (await admitToChange(container, {
      entered,
      action: decision.action,
      document,
      running: discounts.discounts,
      known_key: is_same_offer ? waiting.claim_key : null,
      subscription_id: before.id,
      customer_id: before.customer_id,
      time_zone: before.time_zone,
      now,
    }))
  return { before, decision, discounts, invoice, claim, facts }
}

const nextDocument = (facts: BillingFacts) =>
  billDocument(facts, periodAt(facts.subscription, facts.subscription.cycle_index + 1), "next invoice")

/**
 * What was billed and kept for the present cycle, and what each discount took off it; a discount that begins anew took nothing.
 * `running`: the discounts as they are before the change.
 */
async function presentCycle(
  container: MedusaContainer,
  before: SubscriptionRow,
  running: RunningDiscount[],
  after: DiscountsAfterChange,
) {
  const period = periodAt(before, before.cycle_index)
  const { key } = period
  const late = running.filter((discount) => !reachesBilledCycle(discount, toCycle(period)))
  const billed = await billingOf(container).readInvoices({ subscription_id: before.id, cycle_key: key })
  const kept = await readKept(container, before, billed)
  const ids = after.discounts.map(({ id }) => id).filter((id) => !after.restarted_ids.includes(id))
  const rows =
    ids.length > 0
      ? await couponsOf(container).listCouponRedemptions(
          { discount_id: ids, cycle_key: key },
          { select: ["discount_id", "amount_minor"], take: 10_000 },
        )
      : []
  const taken_minor = new Map<string, number>()
  for (const { discount_id, amount_minor } of rows) {
    taken_minor.set(discount_id, (taken_minor.get(discount_id) ?? 0) + Number(amount_minor))
  }
  return { kept, taken_minor, late_ids: new Set(late.map(({ id }) => id)) }
}

/** What a change comes to, as the API answers it: the same for the preview and for the change. */
export interface ChangeOutcome {
  action: ChangeDecision["action"] | "taken_back"
  at: ChangeTime
  proration: Proration
  /** ISO instant the new plan begins at. */
  effective_at: string
  /** The invoice that was paid at once; null in a preview, and where nothing is billed. */
  invoice_id: string | null
}

export function outcomeOf({ before, decision }: PreparedChange, now: Date, invoice_id: string | null): ChangeOutcome {
  const { action, at, proration } = decision
  const next = periodAt(before, before.cycle_index + 1).starts_at
  return { action, at, proration, effective_at: (at === "now" ? now : next).toISOString(), invoice_id }
}
