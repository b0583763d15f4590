// One judgement of one cart: which typed codes take effect, how much they take off which line, and why others wait.
// Cart refresh, code entry, the discounts route and completion all ask here (law 3).
import type { MedusaContainer } from "@medusajs/framework/types"
import { admit, evaluate, InexactAmount, lineRefusal, newDiscount, refuse, termsOf } from "../engine"
import type { Admission, Candidate, Discount, Document, Evaluation, Facts, Line, Refusal } from "../engine"
import { couponsOf } from "../lib/coupons"
import { toGate } from "../modules/coupon/mapping"
import type { CodeAndCoupon, EnteredCode, TakenCounts } from "../modules/coupon/types"
import { findBilling } from "../lib/billing"
import { trialAdjustments } from "./adjustments"
import type { OurAdjustment } from "./adjustments"
import type { CoreCart } from "./core-cart"
import { NO_CREDITS, readCredits, totalBeforeCredits } from "./credits"
import type { Credits } from "./credits"
import { planIdOf, toDocument, withCredit } from "./cart"
import type { CoreReduction, PlanFacts } from "./cart"
import { asGuest, customerFacts, customerKeys } from "./facts"
import { grantedOn } from "./granted"
import type { Granted } from "./granted"
import { admitGrants, toGrantCandidate, withAmounts } from "./judge-grants"
import type { JudgedGrant } from "./judge-grants"
import { withProducts } from "./products"
import { recurringPlans } from "./recurring-lines"
import { trialDays, withTrials } from "./trials"

export interface JudgedCode {
  entered: EnteredCode
  /** `applied` takes something off, now or after a trial; `pending` waits until it fits; `refused` cannot fit any more. */
  status: "applied" | "pending" | "refused"
  reasons: Refusal[]
  amount_minor: number
  /** It covers a line that begins with a trial (rule 13): once admitted it is won now, although nothing is taken off yet. */
  is_won_by_trial: boolean
}

/** Only then it takes a place: one that took what is below the smallest unit is in effect and counts nowhere (rule 33). */
export const isCounted = ({ status, amount_minor, is_won_by_trial }: JudgedCode): boolean =>
  status === "applied" && (amount_minor > 0 || is_won_by_trial)

export interface Judgement {
  codes: JudgedCode[]
  /** Granted coupons; an entered code that takes effect replaces them all (rule 24). */
  grants: JudgedGrant[]
  document: Document
  evaluation: Evaluation
  /** Days before the first payment, by line id; such a line is free at sign-up. */
  trial_days: Map<string, number>
  /** What pays beside money; not looked for where nothing was entered. */
  credits: Credits
}

export interface JudgeInput {
  cart: CoreCart
  /** What core's promotions take off, so that ours only touch what is left (rule 28). */
  reductions: CoreReduction[]
  entered: EnteredCode[]
  /** What is granted on the cart, where the caller has asked already. */
  granted?: Granted
}

/** A coupon is redeemed once per transaction (rule 17), however many of its codes are typed and however stackable it is. */
const SECOND_CODE_OF_COUPON: Admission = { admitted: false, certain: false, refusals: [refuse("not_stackable")] }

/**
 * Judges every typed code of a cart, oldest first, and what is granted on it (rules 23 to 25). Reads the clock once. Throws
 * InexactAmount, a refusal in words, where amounts are too large; a cart that nobody typed a code on is left as it is then.
 */
export async function judgeCart(container: MedusaContainer, input: JudgeInput): Promise<Judgement> {
  try {
    return await judge(container, input)
  } catch (error) {
    if (error instanceof InexactAmount && input.entered.length === 0) {
      return withoutDiscounts(input.cart)
    }
    throw error
  }
}

const withoutDiscounts = ({ id, currency_code }: CoreCart): Judgement => ({
  codes: [],
  grants: [],
  document: { id, currency_code, lines: [], shipping: [], credit_minor: 0 },
  evaluation: NOTHING,
  trial_days: new Map(),
  credits: NO_CREDITS,
})

async function judge(container: MedusaContainer, input: JudgeInput): Promise<Judgement> {
  const coupons = couponsOf(container)
  const granted = input.granted ?? (await grantedOn(container, input.cart))
  const has_candidates = input.entered.length > 0 || granted.coupons.length > 0
  const [cart, plans, time, credits] = await Promise.all([
    withProducts(container, input.cart, [...input.entered, ...granted.coupons]),
    plansOf(container, input.cart),
    coupons.now(),
    has_candidates && input.cart.id ? readCredits(container, input.cart) : NO_CREDITS,
  ])
  const now = time.getTime()
  const document = toDocument(cart, input.reductions, plans, now)
  if (!has_candidates) {
    const trial_days = trialDays(document.lines, plans, [])
    return { codes: [], grants: [], document, evaluation: NOTHING, trial_days, credits }
  }
  const facts = await gatherFacts(container, { ...input, granted }, document, now)

  const admitted: Discount[] = []
  const admissions = new Map<string, Admission>()
  for (const entered of input.entered) {
    const candidate = toCandidate(entered, facts.taken)
    const customer = isOwnersEntry(entered, input.cart) ? facts.facts.customer : asGuest(facts.facts.customer)
    const admission = admitted.some(({ coupon_id }) => coupon_id === entered.coupon.id)
      ? SECOND_CODE_OF_COUPON
      : admit(candidate, { ...facts.facts, customer, other_terms: admitted.map((discount) => discount.terms) })
    admissions.set(entered.id, admission)
    if (admission.admitted) {
      admitted.push(newDiscount({ ...entered, terms: candidate.terms, applied_at: entered.entered_at.getTime() }))
    }
  }
  const terms = admitted.map((discount) => discount.terms)
  const trial_days = trialDays(document.lines, plans, terms)
  const priced = withCredits(
    { ...input, cart },
    withTrials(document, trial_days),
    trialAdjustments(cart, { document, trial_days }),
    credits,
  )
  const evaluation = evaluate(priced, admitted, coupons.timeZone())
  const in_trial = document.lines.filter(({ id }) => trial_days.has(id))
  const codes = input.entered.map((entered) => judgedCode(entered, admissions, evaluation, in_trial))
  const { judged, in_effect } = admitGrants({ ...facts, granted, document: priced, time_zone: coupons.timeZone() })
  const is_replaced = codes.some(({ status }) => status === "applied")
  const effective = is_replaced ? evaluation : evaluate(priced, in_effect, coupons.timeZone())
  const grants = withAmounts(judged, effective)
  return { codes, grants, document, evaluation: effective, trial_days, credits }
}

const NOTHING: Evaluation = { parts: [], outcomes: [], total_minor: 0 }

/** True if the cart's customer typed the code while logged in; core gives a customer to any cart with their e-mail. */
function isOwnersEntry({ customer_id }: EnteredCode, { customer }: CoreCart): boolean {
  return customer_id !== null && customer_id === customer?.id
}

/** The document with what credit pays of it, where there is any (rule 5); no total is added up otherwise. */
function withCredits(
  { cart, reductions }: JudgeInput,
  document: Document,
  trials: OurAdjustment[],
  { are_used, available }: Credits,
): Document {
  return are_used ? withCredit(document, available, totalBeforeCredits(cart, reductions, trials)) : document
}

/** A candidate at the door: the coupon's gate first, then the code's; both must pass. */
export function toCandidate(pair: CodeAndCoupon, taken: TakenCounts): Candidate {
  return {
    terms: termsOf(pair.coupon),
    gates: [
      toGate("coupon", pair.coupon, taken.coupon[pair.coupon.id]),
      toGate("promo_code", pair.promo_code, taken.promo_code[pair.promo_code.id]),
    ],
    entered_by: "customer",
  }
}

/** Plans that the cart's lines name, by id; without our billing what the lines say themselves, by line (no query then). */
export async function plansOf(
  container: MedusaContainer,
  cart: Pick<CoreCart, "items">,
): Promise<Map<string, PlanFacts>> {
  const ids = [...new Set((cart.items ?? []).map(planIdOf))].filter((id): id is string => id !== null)
  const billing = findBilling(container)
  if (!billing) {
    return recurringPlans(cart.items ?? [])
  }
  if (ids.length === 0) {
    return new Map()
  }
  const plans = (await billing.listBillingPlans({ id: ids })) as PlanFacts[]
  return new Map(plans.map((plan) => [plan.id, plan]))
}

async function gatherFacts(
  container: MedusaContainer,
  { cart, entered, granted }: JudgeInput & { granted: Granted },
  document: Document,
  now: number,
): Promise<{ facts: Facts; taken: TakenCounts }> {
  const coupons = couponsOf(container)
  const all = [...entered, ...granted.coupons].map(({ coupon }) => coupon)
  const limited = [...all, ...entered.map(({ promo_code }) => promo_code)].some(isLimited)
  const taken = limited
    ? await coupons.countTaken({
        coupon_ids: [...new Set(all.map(({ id }) => id))],
        promo_code_ids: entered.map(({ promo_code }) => promo_code.id),
        customer_keys: customerKeys(cart),
        except_cart_id: cart.id,
      })
    : { coupon: {}, promo_code: {} }
  const gates = [
    ...entered.flatMap((pair) => toCandidate(pair, taken).gates),
    ...granted.coupons.flatMap(({ coupon }) => toGrantCandidate(coupon, taken).gates),
  ]
  const starts_subscription = document.lines.some((line) => line.kind === "subscription")
  return {
    taken,
    facts: {
      now,
      customer: await customerFacts(container, cart, gates, starts_subscription),
      region_id: cart.region_id ?? null,
      sales_channel_id: cart.sales_channel_id ?? null,
      document,
      subscription_action: starts_subscription ? "sign_up" : null,
      refuse_code_with_active_subscription: coupons.refusesCodeWithActiveSubscription(),
      other_terms: [],
    },
  }
}

function isLimited(row: { max_redemptions: number | null; max_redemptions_per_customer: number | null }): boolean {
  return row.max_redemptions !== null || row.max_redemptions_per_customer !== null
}

function judgedCode(
  entered: EnteredCode,
  admissions: Map<string, Admission>,
  evaluation: Evaluation,
  in_trial: Line[],
): JudgedCode {
  const terms = termsOf(entered.coupon)
  const is_won_by_trial = terms.target === "items" && in_trial.some((line) => lineRefusal(line, terms) === null)
  const admission = admissions.get(entered.id)
  if (!admission?.admitted) {
    const status = admission?.certain ? "refused" : "pending"
    return { entered, status, reasons: admission?.refusals ?? [], amount_minor: 0, is_won_by_trial }
  }
  const outcome = evaluation.outcomes.find(({ discount_id }) => discount_id === entered.id)
  const amount_minor = outcome?.amount_minor ?? 0
  const takes_effect = evaluation.parts.some(({ discount_id }) => discount_id === entered.id) || is_won_by_trial
  return {
    entered,
    status: takes_effect ? "applied" : "pending",
    reasons: takes_effect ? [] : (outcome?.skipped ?? []),
    amount_minor,
    is_won_by_trial,
  }
}
