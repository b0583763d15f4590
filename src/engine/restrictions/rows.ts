// Every condition on winning a discount. Add a rule here, and nowhere else: admission, the API's schema and answers, the
// Admin's form, the facts that are gathered and the locks of claims all follow from these rows (law 6).
import { DateTime } from "luxon"
import { matchesEmail } from "../emails"
import { compareExact, sumExact, toMinor } from "../money"
import { REFUSALS } from "../refusals"
import { lineRefusal } from "../scope"
import { WEEKDAYS } from "../types"
import type { Candidate, Facts, Line, TimeWindow } from "../types"
import { restriction } from "./row"
import type { StoredOf } from "./row"

const NAMED_PEOPLE = {
  login_required: REFUSALS.login_required,
  customer_not_eligible: "This offer is not for this customer.",
}

/** Section 5 of product.md, row by row, in the order in which forms and sentences show them. */
export const RESTRICTIONS = {
  // Rule 19: of the lines the coupon covers; reaching it exactly is enough.
  minimum_amount: restriction({
    input: { kind: "money" },
    about: "cart",
    needs: [],
    once_per_person: false,
    refusals: {
      currency_mismatch: REFUSALS.currency_mismatch,
      minimum_amount_not_reached: "The items this offer covers do not reach its minimum amount.",
    },
    check: (amounts, facts, candidate) => {
      const { currency_code } = facts.document
      const minimum = amounts.find((amount) => amount.currency_code === currency_code)
      if (!minimum) {
        return "currency_mismatch"
      }
      // Added up first: what is below a unit on two lines may be a unit together.
      const amount = sumExact(eligibleLines(facts, candidate))
      return compareExact(amount, { amount_minor: toMinor(minimum.amount, currency_code) }) >= 0
        ? null
        : { code: "minimum_amount_not_reached", details: `It is ${minimum.amount} ${currency_code.toUpperCase()}.` }
    },
  }),
  // Rule 19.
  minimum_quantity: restriction({
    input: { kind: "count", max: 1_000_000 },
    about: "cart",
    needs: [],
    once_per_person: false,
    refusals: { minimum_quantity_not_reached: "There are too few of the items this offer covers." },
    check: (minimum, facts, candidate) =>
      total(eligibleLines(facts, candidate), (line) => line.quantity) >= minimum
        ? null
        : { code: "minimum_quantity_not_reached", details: `At least ${minimum} are needed.` },
  }),
  // Rule 18: of anything, or of a product type that the coupon covers here, in this sales channel.
  first_purchase: restriction({
    input: { kind: "choice", options: ["any", "product_type"] },
    // Of a product type, other items may still be a first purchase.
    about: (of) => (of === "any" ? "customer" : "cart"),
    counts_for_guests: true,
    needs: (of) => (of === "any" ? ["orders"] : ["orders", "product_types"]),
    once_per_person: true,
    refusals: { first_purchase_only: "This offer is only for a first purchase." },
    check: (of, facts, candidate) => {
      const has_bought =
        of === "any" ? facts.customer.paid_order_count > 0 : hasBoughtType(eligibleLines(facts, candidate), facts)
      return has_bought ? "first_purchase_only" : null
    },
  }),
  // Rule 18: decided by paid subscription invoices, not by what the customer does now. A guest's e-mail may be anybody's:
  // it can lose an offer, and never win one.
  audience: restriction({
    input: { kind: "choice", options: ["all", "new_subscribers", "existing_subscribers"], neutral: "all" },
    about: "customer",
    needs: ["invoices"],
    once_per_person: (audience) => audience === "new_subscribers",
    refusals: {
      new_subscribers_only: "This offer is only for customers who never paid for a subscription.",
      existing_subscribers_only: "This offer is only for customers who have paid for a subscription before.",
    },
    check: (audience, { customer }) => {
      const has_paid = customer.paid_subscription_invoice_count > 0
      if (audience === "new_subscribers" && has_paid) {
        return "new_subscribers_only"
      }
      const is_existing = has_paid && customer.id !== null
      return audience === "existing_subscribers" && !is_existing ? "existing_subscribers_only" : null
    },
  }),
  // Rule 20: a document without a subscription line does none of these.
  subscription_actions: restriction({
    input: {
      kind: "choices",
      options: ["sign_up", "renewal", "upgrade_same_cycle", "switch_to_longer", "downgrade"],
    },
    about: "cart",
    needs: [],
    once_per_person: false,
    refusals: { action_not_eligible: "This offer is not for this kind of subscription change." },
    check: (actions, facts) => (listed(actions, facts.subscription_action) ? null : "action_not_eligible"),
  }),
  // Rule 19.
  customer_ids: restriction({
    input: { kind: "ids", of: "customer" },
    about: "person",
    needs: [],
    once_per_person: false,
    refusals: NAMED_PEOPLE,
    check: (ids, { customer }) => {
      if (customer.id === null) {
        return "login_required"
      }
      return ids.includes(customer.id) ? null : "customer_not_eligible"
    },
  }),
  // Rule 19.
  customer_group_ids: restriction({
    input: { kind: "ids", of: "customer_group" },
    about: "person",
    needs: ["groups"],
    once_per_person: false,
    refusals: NAMED_PEOPLE,
    check: (ids, { customer }) => {
      if (customer.id === null) {
        return "login_required"
      }
      return customer.group_ids.some((id) => ids.includes(id)) ? null : "customer_not_eligible"
    },
  }),
  // Rule 68. A guest's e-mail is what was typed, and may be anybody's: subscriptions, which need a login, are not won by it.
  customer_emails: restriction({
    input: { kind: "emails" },
    about: "customer",
    needs: [],
    once_per_person: false,
    refusals: {
      login_required: REFUSALS.login_required,
      email_not_eligible: "This offer is not for this e-mail address.",
    },
    check: (patterns, { customer, subscription_action }) => {
      if (customer.email === null || !matchesEmail(patterns, customer.email)) {
        return "email_not_eligible"
      }
      return customer.id === null && subscription_action !== null ? "login_required" : null
    },
  }),
  // Rule 19; a location is a sales channel.
  sales_channel_ids: restriction({
    input: { kind: "ids", of: "sales_channel" },
    about: "place",
    needs: [],
    once_per_person: false,
    refusals: { location_not_eligible: "This offer is not available in this sales channel." },
    check: (ids, facts) => (listed(ids, facts.sales_channel_id) ? null : "location_not_eligible"),
  }),
  // Rule 19.
  region_ids: restriction({
    input: { kind: "ids", of: "region" },
    about: "place",
    needs: [],
    once_per_person: false,
    refusals: { region_not_eligible: "This offer is not available in this region." },
    check: (ids, facts) => (listed(ids, facts.region_id) ? null : "region_not_eligible"),
  }),
  // Rule 68: by the store's clock, whoever buys from where.
  time_windows: restriction({
    input: { kind: "times" },
    about: "time",
    needs: [],
    once_per_person: false,
    refusals: { outside_time_window: "This offer is only available at certain times." },
    check: (windows, { now, time_zone }) => {
      const local = DateTime.fromMillis(now, { zone: time_zone })
      return windows.some((window) => isWithin(window, local)) ? null : "outside_time_window"
    },
  }),
}

export type RestrictionKey = keyof typeof RESTRICTIONS

/** Conditions on winning as they are stored; on the coupon and on the code, both must pass. An app's own keys come beside. */
export type Restrictions = { [K in RestrictionKey]?: StoredOf<(typeof RESTRICTIONS)[K]["input"]> }

/** The refusal codes of our own rows. */
export type RestrictionRefusalCode = {
  [K in RestrictionKey]: keyof (typeof RESTRICTIONS)[K]["refusals"]
}[RestrictionKey]

/** The lines the candidate's terms cover; minimums and first purchases look at these only. */
export function eligibleLines(facts: Facts, candidate: Candidate): Line[] {
  return facts.document.lines.filter((line) => lineRefusal(line, candidate.terms) === null)
}

function hasBoughtType(lines: Line[], { customer }: Facts): boolean {
  return lines.some(
    (line) => line.product_type_id !== null && customer.purchased_product_type_ids.includes(line.product_type_id),
  )
}

/** Times of day compare as texts. A window that ends at or before its beginning ends on the day after. */
function isWithin({ days, from, to }: TimeWindow, local: DateTime): boolean {
  const time = local.toFormat("HH:mm")
  const begins = (on: DateTime) => days.includes(WEEKDAYS[on.weekday - 1]!)
  return from < to
    ? begins(local) && from <= time && time < to
    : (begins(local) && from <= time) || (begins(local.minus({ days: 1 })) && time < to)
}

function listed<T extends string>(list: readonly T[], value: T | null): boolean {
  return value !== null && list.includes(value)
}

function total(lines: Line[], of: (line: Line) => number): number {
  return lines.reduce((so_far, line) => so_far + of(line), 0)
}
