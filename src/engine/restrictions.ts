// Every condition on winning a discount: its label, its schema, its predicate and its refusal. Add a rule here, and
// nowhere else: the door, the API schema and the Admin's form all read these tables (law 6).
import { z } from "@medusajs/framework/zod"
import { compareExact, sumExact, toMinor } from "./money"
import { refuse } from "./refusals"
import { idListSchema, moneyListSchema } from "./schema-parts"
import { lineRefusal } from "./scope"
import type { Candidate, Facts, Gate, Line, Refusal, Restrictions } from "./types"

type Value<K extends keyof Restrictions> = NonNullable<Restrictions[K]>

/** One restriction of a coupon or promo code. */
export interface Restriction<K extends keyof Restrictions = keyof Restrictions> {
  key: K
  /** What it is called in the Admin. */
  label: string
  /** What the API accepts for it. */
  schema: z.ZodType<Restrictions[K]>
  /** Null if the rule is met. Not called for values that say nothing: null, absent or an empty list. */
  check(value: Value<K>, facts: Facts, candidate: Candidate): Refusal | null
  /** True if no change of the cart can help once the rule has failed for a customer who is known. */
  certain(value: Value<K>, facts: Facts): boolean
}

const never = () => false
const whenLoggedIn = (_value: unknown, { customer }: Facts) => customer.id !== null
const whenKnown = (_value: unknown, { customer }: Facts) => customer.key !== null

/** Section 5 of product.md, row by row. `login_required` is never certain, whatever the row says: logging in helps. */
export const RESTRICTIONS: { readonly [K in keyof Required<Restrictions>]: Restriction<K> } = {
  // Rule 19: of the lines the coupon covers; reaching it exactly is enough.
  minimum_amount: {
    key: "minimum_amount",
    label: "Minimum amount",
    schema: moneyListSchema.optional(),
    check: (amounts, facts, candidate) => {
      const { currency_code } = facts.document
      const minimum = amounts.find((amount) => amount.currency_code === currency_code)
      if (!minimum) {
        return refuse("currency_mismatch")
      }
      // Added up first: what is below a unit on two lines may be a unit together.
      const amount = sumExact(eligibleLines(facts, candidate))
      return compareExact(amount, { amount_minor: toMinor(minimum.amount, currency_code) }) >= 0
        ? null
        : refuse("minimum_amount_not_reached", `It is ${minimum.amount} ${currency_code.toUpperCase()}.`)
    },
    certain: never,
  },
  // Rule 19.
  minimum_quantity: {
    key: "minimum_quantity",
    label: "Minimum quantity",
    schema: z.number().int().min(1).max(1_000_000).nullable().optional(),
    check: (minimum, facts, candidate) =>
      total(eligibleLines(facts, candidate), (line) => line.quantity) >= minimum
        ? null
        : refuse("minimum_quantity_not_reached", `At least ${minimum} are needed.`),
    certain: never,
  },
  // Rule 18: of anything, or of a product type that the coupon covers here, in this sales channel.
  first_purchase: {
    key: "first_purchase",
    label: "First purchase",
    schema: z.enum(["any", "product_type"]).nullable().optional(),
    check: (of, facts, candidate) => {
      const bought =
        of === "any" ? facts.customer.paid_order_count > 0 : hasBoughtType(eligibleLines(facts, candidate), facts)
      return bought ? refuse("first_purchase_only") : null
    },
    // Of a product type, other items may still be a first purchase.
    certain: (of, facts) => of === "any" && whenKnown(of, facts),
  },
  // Rule 18: decided by paid subscription invoices, not by what the customer does now. A guest's e-mail may be anybody's:
  // it can lose an offer, and never win one.
  audience: {
    key: "audience",
    label: "Audience",
    schema: z.enum(["all", "new_subscribers", "existing_subscribers"]).optional(),
    check: (audience, { customer }) => {
      const has_paid = customer.paid_subscription_invoice_count > 0
      if (audience === "new_subscribers" && has_paid) {
        return refuse("new_subscribers_only")
      }
      const is_existing = has_paid && customer.id !== null
      return audience === "existing_subscribers" && !is_existing ? refuse("existing_subscribers_only") : null
    },
    // A guest may be a subscriber who has not logged in, and may have typed another's e-mail.
    certain: whenLoggedIn,
  },
  // Rule 19.
  customer_ids: {
    key: "customer_ids",
    label: "Customers",
    schema: idListSchema.optional(),
    check: (ids, { customer }) => {
      if (customer.id === null) {
        return refuse("login_required")
      }
      return ids.includes(customer.id) ? null : refuse("customer_not_eligible")
    },
    certain: whenKnown,
  },
  // Rule 19.
  customer_group_ids: {
    key: "customer_group_ids",
    label: "Customer groups",
    schema: idListSchema.optional(),
    check: (ids, { customer }) => {
      if (customer.id === null) {
        return refuse("login_required")
      }
      return customer.group_ids.some((id) => ids.includes(id)) ? null : refuse("customer_not_eligible")
    },
    certain: whenKnown,
  },
  // Rule 19.
  region_ids: {
    key: "region_ids",
    label: "Regions",
    schema: idListSchema.optional(),
    check: (ids, facts) => (listed(ids, facts.region_id) ? null : refuse("region_not_eligible")),
    certain: never,
  },
  // Rule 19; a location is a sales channel.
  sales_channel_ids: {
    key: "sales_channel_ids",
    label: "Sales channels",
    schema: idListSchema.optional(),
    check: (ids, facts) => (listed(ids, facts.sales_channel_id) ? null : refuse("location_not_eligible")),
    certain: never,
  },
  // Rule 20: a document without a subscription line does none of these.
  subscription_actions: {
    key: "subscription_actions",
    label: "Subscription actions",
    schema: z
      .array(z.enum(["sign_up", "renewal", "upgrade_same_cycle", "switch_to_longer", "downgrade"]))
      .max(5)
      .optional(),
    check: (actions, facts) => (listed(actions, facts.subscription_action) ? null : refuse("action_not_eligible")),
    certain: never,
  },
}

/** One rule of a gate that is not a restriction: status, dates and limits of a coupon or promo code. */
export interface GateRule<Known = Facts> {
  key: string
  label: string
  /** Null if the gate is open. */
  check(gate: Gate, facts: Known): Refusal | null
  /** True if no change of the cart can help. */
  certain: boolean
}

/** Rules 16 and 34, row by row: what needs nothing but the gate and the time, so that it can be asked again later. */
export const STATE_RULES: readonly GateRule<Pick<Facts, "now">>[] = [
  {
    key: "archived",
    label: "Archived",
    check: ({ status, of }) =>
      status === "archived" ? refuse(of === "coupon" ? "coupon_archived" : "code_archived") : null,
    certain: true,
  },
  {
    key: "draft",
    label: "Draft",
    check: ({ status }) => (status === "draft" ? refuse("coupon_not_active") : null),
    certain: true,
  },
  {
    key: "starts_at",
    label: "Starts",
    check: ({ starts_at }, { now }) => (starts_at !== null && now < starts_at ? refuse("not_started") : null),
    certain: false,
  },
  {
    key: "expires_at",
    label: "Expires",
    check: ({ expires_at }, { now }) => (expires_at !== null && now > expires_at ? refuse("expired") : null),
    certain: true,
  },
]

/** The first reason why status or dates keep one of the gates shut at `now` (epoch ms); null when all are open. */
export function stateRefusal(gates: Gate[], now: number): Refusal | null {
  for (const rule of STATE_RULES) {
    for (const gate of gates) {
      const refusal = rule.check(gate, { now })
      if (refusal) return refusal
    }
  }
  return null
}

/** Rules 16, 17 and 34, row by row. */
export const GATE_RULES: readonly GateRule[] = [
  ...STATE_RULES,
  {
    key: "max_redemptions",
    label: "Redemptions in all",
    check: (gate) => (isFull(gate.max_redemptions, gate.redemptions_taken) ? refuse("redemption_limit_reached") : null),
    certain: true,
  },
  {
    key: "max_redemptions_per_customer",
    label: "Redemptions per customer",
    // Nobody can be counted before anybody is known; completion asks again, and an order has at least an e-mail.
    check: (gate, { customer }) =>
      customer.key !== null && isFull(gate.max_redemptions_per_customer, gate.redemptions_taken_by_customer)
        ? refuse("customer_limit_reached")
        : null,
    certain: true,
  },
]

/** A refusal and whether changing the cart can help. */
export interface Verdict {
  refusal: Refusal
  certain: boolean
}

/** Every rule of the gate that fails: status, dates, limits, then restrictions. A restriction without a row refuses. */
export function gateVerdicts(gate: Gate, facts: Facts, candidate: Candidate): Verdict[] {
  const verdicts: Verdict[] = []
  for (const rule of GATE_RULES) {
    const refusal = rule.check(gate, facts)
    if (refusal) {
      verdicts.push({ refusal, certain: rule.certain })
    }
  }
  for (const [key, value] of Object.entries(gate.restrictions)) {
    const verdict = restrictionVerdict(key, value, facts, candidate)
    if (verdict) {
      verdicts.push(verdict)
    }
  }
  return verdicts
}

function restrictionVerdict(key: string, value: unknown, facts: Facts, candidate: Candidate): Verdict | null {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return null
  }
  if (!Object.hasOwn(RESTRICTIONS, key)) {
    return { refusal: refuse("coupon_not_active", `It has an unknown restriction: ${key}.`), certain: true }
  }
  // The key picks the row, and the row's schema guarded the value when it was stored.
  const rule = RESTRICTIONS[key as keyof Restrictions] as Restriction<never>
  const refusal = rule.check(value as never, facts, candidate)
  return refusal && { refusal, certain: refusal.code !== "login_required" && rule.certain(value as never, facts) }
}

/** The lines the candidate's terms cover; minimums and first purchases look at these only. */
export function eligibleLines(facts: Facts, candidate: Candidate): Line[] {
  return facts.document.lines.filter((line) => lineRefusal(line, candidate.terms) === null)
}

function hasBoughtType(lines: Line[], { customer }: Facts): boolean {
  return lines.some(
    (line) => line.product_type_id !== null && customer.purchased_product_type_ids.includes(line.product_type_id),
  )
}

function listed<T extends string>(list: readonly T[], value: T | null): boolean {
  return value !== null && list.includes(value)
}

function isFull(limit: number | null, taken: number): boolean {
  return limit !== null && taken >= limit
}

function total(lines: Line[], of: (line: Line) => number): number {
  return lines.reduce((so_far, line) => so_far + of(line), 0)
}
