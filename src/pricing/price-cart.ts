// One pricing of one cart: which typed codes take effect, how much they take off which line, and why others wait.
// Cart refresh, code entry, the discounts route and completion all ask here (law 3).
import type { MedusaContainer } from "@medusajs/framework/types"
import { evaluate, InexactAmount, lineRefusal, newDiscount, refuse, termsOf } from "../engine"
import type { Admission, Discount, Document, Evaluation, Line, Refusal, Verdict } from "../engine"
import type { ClaimInput, EnteredCode } from "../modules/coupon/types"
import { trialAdjustments } from "./adjustments"
import type { OurAdjustment } from "./adjustments"
import type { CoreCart } from "./core-cart"
import { NO_CREDITS, readCredits, totalBeforeCredits } from "./credits"
import type { Credits } from "./credits"
import { cartDocument, reductionsOnCart, withCredit } from "./cart"
import type { CoreReduction } from "./cart"
import { prepareAdmission } from "./admission"
import { signUpIn } from "./facts"
import { grantedOn } from "./granted"
import type { Granted } from "./granted"
import { admitGrants, withAmounts } from "./price-grants"
import type { PricedGrant } from "./price-grants"
import { ourCodesOn } from "./our-codes"
import { plansOf } from "./plans"
import { withProductsFor } from "./products"
import { trialDays, withTrials } from "./trials"
import { claimFor, wonBy } from "./claim"
import { couponsOf } from "../lib/coupons"

export interface PricedCode {
  entered: EnteredCode
  /** `applied` takes something off, now or after a trial; `pending` waits until it fits; `refused` cannot fit any more. */
  status: "applied" | "pending" | "refused"
  reasons: Refusal[]
  /** What admission found, and of each reason what it is about. */
  verdicts: Verdict[]
  amount_minor: number
  /** It covers a line that begins with a trial (rule 13): once admitted it is won now, although nothing is taken off yet. */
  is_won_by_trial: boolean
}

/** Only then it takes a place: one that took what is below the smallest unit is in effect and counts nowhere (rule 33). */
export const isCounted = ({ status, amount_minor, is_won_by_trial }: PricedCode): boolean =>
  status === "applied" && (amount_minor > 0 || is_won_by_trial)

export interface PricedCart {
  codes: PricedCode[]
  /** Granted coupons; an entered code that takes effect replaces them all (rule 24). */
  grants: PricedGrant[]
  document: Document
  evaluation: Evaluation
  /** Days before the first payment, by line id; such a line is free at sign-up. */
  trial_days: Map<string, number>
  /** What pays beside money; not looked for where nothing was entered. */
  credits: Credits
}

export interface PriceCartInput {
  cart: CoreCart
  /** What core's promotions take off, so that ours only touch what is left (rule 28). */
  reductions: CoreReduction[]
  entered: EnteredCode[]
  /** What is granted on the cart, where the caller has asked already. */
  granted?: Granted
}

/** A coupon is redeemed once per transaction (rule 17), however many of its codes are typed and however stackable it is. */
const SECOND_CODE_OF_COUPON: Admission = {
  admitted: false,
  certain: false,
  refusals: [refuse("not_stackable")],
  verdicts: [],
}

/**
 * Admits and evaluates every typed code of a cart, oldest first, and what is granted on it (rules 23 to 25). Reads the clock once. Throws
 * InexactAmount, a refusal in words, where amounts are too large; a cart that nobody typed a code on is left as it is then.
 */
export async function priceCart(container: MedusaContainer, input: PriceCartInput): Promise<PricedCart> {
  try {
    return await admitAndEvaluate(container, input)
  } catch (error) {
    if (error instanceof InexactAmount && input.entered.length === 0) {
      return withoutDiscounts(input.cart)
    }
    throw error
  }
}

/**
 * Prices a cart as it is stored. `known`: codes whose savings may stand on it, so that everything else is core's; default:
 * those that are priced.
 */
export const priceStoredCart = (
  container: MedusaContainer,
  cart: CoreCart,
  entered: EnteredCode[],
  known: { promo_code: { code: string } }[] = entered,
): Promise<PricedCart> =>
  priceCart(container, { cart, reductions: reductionsOnCart(cart, ourCodesOn(cart, known)), entered })

const withoutDiscounts = ({ id, currency_code }: CoreCart): PricedCart => ({
  codes: [],
  grants: [],
  document: { id, currency_code, lines: [], shipping: [], credit_minor: 0 },
  evaluation: NOTHING,
  trial_days: new Map(),
  credits: NO_CREDITS,
})

async function admitAndEvaluate(container: MedusaContainer, input: PriceCartInput): Promise<PricedCart> {
  const coupons = couponsOf(container)
  const granted = input.granted ?? (await grantedOn(container, input.cart))
  const has_candidates = input.entered.length > 0 || granted.coupons.length > 0
  const [cart, plans, time, credits] = await Promise.all([
    withProductsFor(container, input.cart, [...input.entered, ...granted.coupons]),
    plansOf(container, input.cart.items),
    coupons.now(),
    has_candidates && input.cart.id ? readCredits(container, input.cart) : NO_CREDITS,
  ])
  const document = cartDocument(cart, input.reductions, plans, time.getTime())
  if (!has_candidates) {
    const trial_days = trialDays(document.lines, plans, [])
    return { codes: [], grants: [], document, evaluation: NOTHING, trial_days, credits }
  }
  const prepared = await prepareAdmission(container, {
    owner: input.cart,
    document,
    action: signUpIn(document),
    now: time,
    offers: [...input.entered, ...granted.coupons.map(({ coupon }) => ({ coupon, promo_code: null }))],
    are_entered: input.entered.length > 0,
    own_key: cart.id,
  })

  const admitted: Discount[] = []
  const admissions = new Map<string, Admission>()
  for (const entered of input.entered) {
    const by_guest = !isOwnersEntry(entered, input.cart)
    const others = admitted.map((discount) => discount.terms)
    const admission = admitted.some(({ coupon_id }) => coupon_id === entered.coupon.id)
      ? SECOND_CODE_OF_COUPON
      : prepared.admit(entered, { entered_by: "customer", others, by_guest })
    admissions.set(entered.id, admission)
    if (admission.admitted) {
      const applied_at = entered.entered_at.getTime()
      admitted.push(newDiscount({ ...entered, terms: termsOf(entered.coupon), applied_at }))
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
  const codes = input.entered.map((entered) => pricedCode(entered, admissions, evaluation, in_trial))
  const { candidates, in_effect } = admitGrants({ prepared, granted, document: priced, time_zone: coupons.timeZone() })
  const is_replaced = codes.some(({ status }) => status === "applied")
  const effective = is_replaced ? evaluation : evaluate(priced, in_effect, coupons.timeZone())
  const grants = withAmounts(candidates, effective)
  return { codes, grants, document, evaluation: effective, trial_days, credits }
}

const NOTHING: Evaluation = { parts: [], outcomes: [], total_minor: 0 }

/** True if the cart's customer typed the code while logged in; core gives a customer to any cart with their e-mail. */
function isOwnersEntry({ customer_id }: EnteredCode, { customer }: CoreCart): boolean {
  return customer_id !== null && customer_id === customer?.id
}

/** The document with what credit pays of it, where there is any (rule 5); no total is added up otherwise. */
function withCredits(
  { cart, reductions }: PriceCartInput,
  document: Document,
  trials: OurAdjustment[],
  { are_used, available }: Credits,
): Document {
  return are_used ? withCredit(document, available, totalBeforeCredits(cart, reductions, trials)) : document
}

function pricedCode(
  entered: EnteredCode,
  admissions: Map<string, Admission>,
  evaluation: Evaluation,
  in_trial: Line[],
): PricedCode {
  const terms = termsOf(entered.coupon)
  const is_won_by_trial = terms.target === "items" && in_trial.some((line) => lineRefusal(line, terms) === null)
  const admission = admissions.get(entered.id)
  if (!admission?.admitted) {
    const status = admission?.certain ? "refused" : "pending"
    const { refusals: reasons = [], verdicts = [] } = admission ?? {}
    return { entered, status, reasons, verdicts, amount_minor: 0, is_won_by_trial }
  }
  const outcome = evaluation.outcomes.find(({ discount_id }) => discount_id === entered.id)
  const amount_minor = outcome?.amount_minor ?? 0
  const takes_effect = evaluation.parts.some(({ discount_id }) => discount_id === entered.id) || is_won_by_trial
  return {
    entered,
    status: takes_effect ? "applied" : "pending",
    reasons: takes_effect ? [] : (outcome?.skipped ?? []),
    verdicts: [],
    amount_minor,
    is_won_by_trial,
  }
}

/** The place of a code in effect, asked for by its cart at `now`. */
export const claimOfCode = (cart: CoreCart, { entered, amount_minor }: PricedCode, now: Date): ClaimInput =>
  claimFor({ owner: cart, won: wonBy(entered), document: cart, key: cart.id, amount_minor, now })
