// What a change of plan is called, and what it does to the discounts that run (rules 12 and 20).
import { compareLengths } from "./calendar"
import { fromMinor, toMinor } from "./money"
import { lineRefusal } from "./scope"
import type {
  BillingPeriod,
  Cycle,
  Discount,
  Document,
  Line,
  MoneyAmount,
  PlanChangePolicy,
  SubscriptionAction,
  Terms,
} from "./types"

/** A plan as a change of plan looks at it; the price is that of one period, minor units, before discounts. */
export interface PlanOffer extends BillingPeriod {
  price_minor: number
}

/**
 * The subscription action of a change from one plan to another (rule 20). A longer period is a switch to longer and a
 * shorter one a downgrade, whatever they cost; periods of one length are told apart by the price. Null where neither
 * changes: that is none of the actions, and a coupon for certain actions does not fit it.
 */
export function planChangeAction(from: PlanOffer, to: PlanOffer): SubscriptionAction | null {
  const longer = compareLengths(to, from)
  if (longer !== 0) {
    return longer > 0 ? "switch_to_longer" : "downgrade"
  }
  if (to.price_minor === from.price_minor) {
    return null
  }
  return to.price_minor > from.price_minor ? "upgrade_same_cycle" : "downgrade"
}

/** What becomes of a running discount. Promises made before this policy existed are kept while they fit. */
export const policyOf = (terms: Terms): PlanChangePolicy => terms.on_plan_change ?? "keep_if_eligible"

/**
 * What a change of plan does to a discount that runs, given the lines of the new plan: `keep` it as it is, `end` it, or
 * `restart` its duration. One that covers no line of the new plan ends, whatever its policy.
 */
export function afterPlanChange(discount: Discount, lines: Line[]): "keep" | "end" | "restart" {
  const policy = policyOf(discount.terms)
  const is_eligible = lines.some((line) => lineRefusal(line, discount.terms) === null)
  if (policy === "end" || !is_eligible) {
    return "end"
  }
  return policy === "restart" ? "restart" : "keep"
}

/**
 * True if a discount may take part in a further invoice of a cycle that was billed already: it was won before that cycle,
 * or has discounted it. One that was put on while the cycle ran begins with the next renewal (rule 13), and an upgrade in
 * between must not use it up.
 */
export const reachesBilledCycle = ({ applied_at, history }: Discount, cycle: Cycle): boolean =>
  applied_at <= cycle.starts_at || history.some(({ cycle_key }) => cycle_key === cycle.key)

/**
 * The discount as a second invoice of one cycle meets it: a fixed amount and the cap of a percentage are promised per
 * cycle, so what it took off that cycle already (`taken_minor`) is no longer to be had. Percentages go on as they are.
 */
export function withinCycle<D extends Discount>(discount: D, taken_minor: number, document: Document): D {
  const { terms } = discount
  if (taken_minor <= 0) {
    return discount
  }
  if (terms.type === "percentage") {
    return { ...discount, terms: { ...terms, maximum_discount: lessTaken(terms.maximum_discount, 1, taken_minor) } }
  }
  const covered = document.lines.filter((line) => lineRefusal(line, terms) === null)
  const units = terms.allocation === "per_unit" ? covered.reduce((sum, line) => sum + line.quantity, 0) : 1
  return {
    ...discount,
    terms: { ...terms, allocation: "across", amounts: lessTaken(terms.amounts, units, taken_minor) },
  }
}

/** What is left of an amount per unit; of other currencies nothing was taken, and the document does not ask for them. */
const lessTaken = (promised: MoneyAmount[], units: number, taken_minor: number): MoneyAmount[] =>
  promised.map(({ currency_code, amount }) => ({
    currency_code,
    amount: fromMinor(Math.max(toMinor(amount, currency_code) * units - taken_minor, 0), currency_code),
  }))
