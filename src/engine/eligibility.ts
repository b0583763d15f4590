// Admission: may this customer win this discount, now? It answers with every reason against, not the first.
import { refuse, distinct } from "./refusals"
import { gateVerdicts } from "./gates"
import type { Verdict } from "./gates"
import { lineRefusal, lineRefusals } from "./scope"
import type { Candidate, Facts, Line, Refusal, Terms } from "./types"

/**
 * The answer of admission. `refusals` holds every failed rule. `certain` is true when no change of the cart can help
 * (unknown, archived, expired, used up, not for this customer): such a code is not kept; otherwise it stays pending.
 * `verdicts` say of each refusal what it is about.
 */
export interface Admission {
  admitted: boolean
  certain: boolean
  refusals: Refusal[]
  verdicts: Verdict[]
}

/**
 * Evaluates a candidate against all gates and its terms (sections 2, 3 and 5 of product.md, rules 21 and 25); `refusals`
 * holds every rule that failed, each once. Dates and limits are asked here and never again at renewals (rule 15).
 * Evaluation may still find nothing to take off: being admitted is not being discounted (law 2).
 */
export function admit(candidate: Candidate, facts: Facts): Admission {
  const verdicts = [
    ...candidate.gates.flatMap((gate) => gateVerdicts(gate, facts, candidate)),
    ...termsVerdicts(candidate, facts),
  ]
  return {
    admitted: verdicts.length === 0,
    certain: verdicts.some((verdict) => verdict.certain),
    refusals: distinct(verdicts.map((verdict) => verdict.refusal)),
    verdicts,
  }
}

function termsVerdicts(candidate: Candidate, facts: Facts): Verdict[] {
  const { terms } = candidate
  const possible = [
    currencyRefusal(terms, facts),
    ...lineVerdicts(terms, facts.document.lines),
    stackRefusal(candidate, facts),
  ]
  return [
    ...possible
      .filter((refusal): refusal is Refusal => refusal !== null)
      .map((refusal) => ({ refusal, about: "cart" as const, certain: false })),
    ...activeSubscriptionVerdicts(candidate, facts),
  ]
}

/** Rule 2: a fixed amount without this currency is refused with a reason; another region may have another currency. */
function currencyRefusal(terms: Terms, { document }: Facts): Refusal | null {
  const has_amount = terms.amounts.some((amount) => amount.currency_code === document.currency_code)
  return terms.type === "fixed" && !has_amount ? refuse("currency_mismatch") : null
}

/** Nothing as long as one line is covered; otherwise every reason why none is. */
function lineVerdicts(terms: Terms, lines: Line[]): Refusal[] {
  if (lines.some((line) => lineRefusal(line, terms) === null)) {
    return []
  }
  return lines.length === 0 ? [refuse("item_not_eligible")] : lines.flatMap((line) => lineRefusals(line, terms))
}

/** Rule 25: one code unless all of them are stackable. Rule 24: an entered code replaces what is granted, stackable or not. */
function stackRefusal({ terms, entered_by }: Candidate, { other_terms }: Facts): Refusal | null {
  const all_stack = entered_by !== "grant" && terms.stackable && other_terms.every((other) => other.stackable)
  return other_terms.length > 0 && !all_stack ? refuse("not_stackable") : null
}

/**
 * Rule 21: who holds an active subscription enters no code for another sign-up. Codes that only discount other lines of
 * the cart are not meant. No cart helps a coupon that is for subscriptions only, once the customer has logged in.
 */
function activeSubscriptionVerdicts({ terms, entered_by }: Candidate, facts: Facts): Verdict[] {
  const applies =
    facts.refuse_code_with_active_subscription &&
    entered_by === "customer" &&
    facts.subscription_action === "sign_up" &&
    facts.customer.active_subscription_count > 0 &&
    facts.document.lines.some((line) => line.kind === "subscription" && lineRefusal(line, terms) === null)
  const is_certain = facts.customer.id !== null && !terms.redeemable_for.includes("one_time")
  return applies ? [{ refusal: refuse("active_subscription_exists"), about: "cart", certain: is_certain }] : []
}
