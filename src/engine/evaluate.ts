// Evaluation: which discounts take how much off this document, and why the others take nothing.
import {
  addUp,
  compareExact,
  InexactAmount,
  isSomething,
  lessExact,
  NANO,
  partOf,
  percentOfExact,
  shareOut,
  sumExact,
  toMinor,
  wholeShares,
} from "./money"
import type { ExactAmount } from "./money"
import { distinct, refuse } from "./refusals"
import { covers } from "./schedule"
import { lineRefusal } from "./scope"
import { valueOf } from "./terms"
import type { Value } from "./terms"
import type { Cycle, Discount, DiscountOutcome, Document, Evaluation, MoneyAmount, Part, Refusal } from "./types"

/** Percentages first, then fixed amounts (rule 25, law 7). */
const RANK: Readonly<Record<Value["kind"], number>> = { percentage: 0, fixed: 1, trial: 2, unknown: 3 }

/** What is left to be taken from, while discount after discount is applied. */
interface EvaluationState {
  document: Document
  time_zone: string
  lines: Slot[]
  shipping: Slot[]
  parts: Part[]
}

/** One line or shipping method while it is evaluated. */
interface Slot {
  id: string
  quantity: number
  cycle_key: string | null
  left: ExactAmount
  /** The part covered by credit lines: what is left above it is paid in money (rule 5). */
  credit: ExactAmount
  /** A discount that is not stackable took money off it, or any discount off shipping: no second one may. */
  is_taken: boolean
}

/** The slots a discount may take from, or why there are none. */
interface Reach {
  slots: Slot[]
  refusals: Refusal[]
}

/**
 * Prices a document: the one calculation for cart, order, preview, draft, retry and invoice (law 3).
 *
 * Discounts are applied in the order of the law (percentages, fixed amounts, the older, the id), whatever order they come
 * in, each on what the ones before left of a line. A line gives to any number of stackable discounts but to only one that
 * is not stackable, and a shipping method to only one: core keeps one adjustment for it. Parts add up to `outcomes` and
 * `total_minor`, and never exceed what is left of a line (rules 2 and 4). They are whole units, but what takes all that is
 * left of a line takes what is below the unit too. The caller decides which discounts compete at all (rule 27) and asks
 * admission first (law 2). `time_zone` (IANA name) is where calendar months are counted. Throws InexactAmount for amounts
 * that are too large, RangeError for those that are not whole or negative.
 */
export function evaluate(document: Document, discounts: Discount[], time_zone = "utc"): Evaluation {
  const state = open(document, time_zone)
  const ordered = discounts.length > 1 ? [...discounts].sort(byLaw) : discounts
  const skipped = ordered.map((discount) => apply(discount, state))
  const parts = booked(state.parts)
  const amounts = new Map<string, number>()
  for (const { discount_id, amount_minor } of parts) {
    amounts.set(discount_id, (amounts.get(discount_id) ?? 0) + amount_minor)
  }
  const outcomes = ordered.map(({ id }, index): DiscountOutcome => ({
    discount_id: id,
    amount_minor: amounts.get(id) ?? 0,
    skipped: skipped[index] ?? [],
  }))
  return { parts, outcomes, total_minor: addUp(parts.map(({ amount_minor }) => amount_minor)) }
}

/** The ledger counts whole units: what is not whole is rounded over the document as one, not part by part. */
function booked(parts: Part[]): Part[] {
  const wholes = wholeShares(parts)
  return parts.map((part, index) => {
    const amount_minor = wholes[index] ?? 0
    const { amount_minor: units, below_nano } = lessExact(part, { amount_minor })
    return below_nano === 0 ? part : { ...part, amount_minor, below_nano: units < 0 ? below_nano - NANO : below_nano }
  })
}

/** The order of the law: percentages, fixed amounts, the older, the id (rule 25, law 7). */
export function byLaw(a: Discount, b: Discount): number {
  return (
    RANK[valueOf(a.terms).kind] - RANK[valueOf(b.terms).kind] ||
    a.applied_at - b.applied_at ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

function open(document: Document, time_zone: string): EvaluationState {
  const { lines, shipping } = document
  const credits = creditShares(document)
  return {
    document,
    time_zone,
    lines: lines.map((line, index) => {
      const { id, quantity, cycle } = line
      return slot({ id, quantity, cycle_key: cycle?.key ?? null, left: leftOf(line), credit: credits(index) })
    }),
    shipping: shipping.map((method, index) => {
      const credit = credits(lines.length + index)
      return slot({ id: method.id, quantity: 1, cycle_key: null, left: leftOf(method), credit })
    }),
    parts: [],
  }
}

const leftOf = ({ amount_minor, below_nano = 0 }: ExactAmount): ExactAmount => ({ amount_minor, below_nano })

function slot(open: Omit<Slot, "is_taken">): Slot {
  const { id, left } = open
  if (left.amount_minor > Number.MAX_SAFE_INTEGER) {
    throw new InexactAmount(left.amount_minor)
  }
  if (!Number.isSafeInteger(left.amount_minor) || left.amount_minor < 0) {
    throw new RangeError(`Line ${id} must have a whole amount that is not negative: ${left.amount_minor}`)
  }
  return { ...open, is_taken: false }
}

const NOTHING: ExactAmount = { amount_minor: 0 }

/**
 * How much of each line, then of each shipping method, the credit covers: the same share of every one (rule 5), to the last
 * unit in all, so that a discount of the rest leaves exactly what the credit pays.
 */
function creditShares(document: Document): (index: number) => ExactAmount {
  const credit = { amount_minor: document.credit_minor, below_nano: document.credit_below_nano }
  if (!isSomething(credit)) {
    return () => NOTHING
  }
  const amounts = [...document.lines, ...document.shipping].map(leftOf)
  const { payable_minor, payable_below_nano } = document
  const all = sumExact(amounts)
  const payable = payable_minor === undefined ? all : { amount_minor: payable_minor, below_nano: payable_below_nano }
  const shares = compareExact(credit, payable) >= 0 ? amounts : shareOut(partOf(all, credit, payable), amounts)
  return (index) => shares[index] ?? NOTHING
}

/** Takes what it may off the document; answers why it took nothing, and nothing where it took something. */
function apply(discount: Discount, state: EvaluationState): Refusal[] {
  const { terms } = discount
  const value = valueOf(terms)
  switch (value.kind) {
    case "trial":
      return []
    case "unknown":
      return [refuse("coupon_not_active")]
    case "fixed":
      if (moneyIn(value.amounts, state.document.currency_code) === null) {
        return [refuse("currency_mismatch")]
      }
      break
    case "percentage":
      break
  }
  const reach = terms.target === "shipping" ? reachShipping(discount, state) : reachLines(discount, state)
  if (reach.slots.length > 0 && take(discount, value, reach.slots, state)) {
    return []
  }
  return reach.refusals.length > 0 ? distinct(reach.refusals) : [refuse("nothing_to_discount")]
}

function reachLines(discount: Discount, state: EvaluationState): Reach {
  const reach: Reach = { slots: [], refusals: [] }
  const refusals = coverages(discount, state)
  let index = 0
  for (const slot of state.lines) {
    const refusal = refusals[index++] ?? slotRefusal(discount, slot)
    if (refusal) {
      reach.refusals.push(refusal)
    } else {
      reach.slots.push(slot)
    }
  }
  return reach
}

/** Shipping has no product and no cycle of its own: it follows the first line of the document that the discount covers. */
function reachShipping(discount: Discount, state: EvaluationState): Reach {
  const reach: Reach = { slots: [], refusals: [] }
  const refusals = coverages(discount, state)
  const covered = state.lines[refusals.indexOf(null)]
  if (!covered) {
    reach.refusals = refusals.filter((refusal) => refusal !== null)
    return reach
  }
  for (const slot of state.shipping) {
    const refusal = slot.is_taken ? refuse("not_stackable") : slotRefusal(discount, slot)
    if (refusal) {
      reach.refusals.push(refusal)
    } else {
      slot.cycle_key = covered.cycle_key
      reach.slots.push(slot)
    }
  }
  return reach
}

/** Per line why the discount does not cover it, or null. Lines of one invoice share their cycle, which is evaluated once. */
function coverages(discount: Discount, { document, time_zone }: EvaluationState): (Refusal | null)[] {
  let cycle: Cycle | null | undefined
  let refusal: Refusal | null = null
  return document.lines.map((line) => {
    // The caller may leave a line to a more specific discount (rule 27).
    const is_left_out = discount.line_ids ? !discount.line_ids.includes(line.id) : false
    const out_of_scope = is_left_out ? refuse("item_not_eligible") : lineRefusal(line, discount.terms)
    if (out_of_scope) {
      return out_of_scope
    }
    if (cycle === undefined || line.cycle?.key !== cycle?.key || line.cycle?.starts_at !== cycle?.starts_at) {
      cycle = line.cycle
      refusal = covers(discount, cycle, document.id, time_zone)
    }
    return refusal
  })
}

function slotRefusal(discount: Discount, slot: Slot): Refusal | null {
  if (slot.is_taken && !discount.terms.stackable) {
    return refuse("not_stackable")
  }
  return isSomething(slot.left) ? null : refuse("nothing_to_discount")
}

type ValueOfKind<K extends Value["kind"]> = Extract<Value, { kind: K }>
type MoneyValue = ValueOfKind<"percentage" | "fixed">

/** Takes the discount's shares off the slots and notes them as parts; true if there are any. */
function take(discount: Discount, value: MoneyValue, slots: Slot[], state: EvaluationState): boolean {
  const shares = value.kind === "fixed" ? fixedShares(value, slots, state) : percentShares(value, slots, state)
  const on = discount.terms.target === "shipping" ? "shipping" : "line"
  let has_taken = false
  slots.forEach((slot, index) => {
    const share = shares[index] ?? NOTHING
    if (isSomething(share)) {
      has_taken = true
      slot.left = lessExact(slot.left, share)
      slot.is_taken ||= !discount.terms.stackable || on === "shipping"
      const { amount_minor, below_nano } = share
      const beyond = below_nano ? { below_nano } : {}
      const part = { discount_id: discount.id, line_id: slot.id, on, amount_minor, cycle_key: slot.cycle_key } as const
      state.parts.push({ ...part, ...beyond })
    }
  })
  return has_taken
}

/** Rule 2: shared over all slots in proportion, or off each unit's price; never more than is left. */
function fixedShares(value: ValueOfKind<"fixed">, slots: Slot[], state: EvaluationState): ExactAmount[] {
  const amount_minor = moneyIn(value.amounts, state.document.currency_code) ?? 0
  if (value.allocation === "per_unit") {
    return slots.map(({ quantity, left }) => {
      const whole = Math.floor(amount_minor * quantity)
      return whole > left.amount_minor ? left : { amount_minor: whole }
    })
  }
  return shareOut(
    { amount_minor },
    slots.map(({ left }) => left),
  )
}

/** Rules 1 and 5: of what is left of each slot, in money if so promised, halves up; over the cap, the cap is shared. */
function percentShares(value: ValueOfKind<"percentage">, slots: Slot[], state: EvaluationState): ExactAmount[] {
  const base = ({ left, credit }: Slot) => (value.applicable_to_credits ? left : moneyPart(left, credit))
  const shares = slots.map((slot) => percentOfExact(base(slot), value.percentage))
  const cap_minor = moneyIn(value.maximum_discount, state.document.currency_code)
  const cap = cap_minor === null ? null : { amount_minor: cap_minor }
  return cap && compareExact(sumExact(shares), cap) > 0 ? shareOut(cap, shares) : shares
}

function moneyPart(left: ExactAmount, credit: ExactAmount): ExactAmount {
  const rest = lessExact(left, credit)
  return isSomething(rest) ? rest : NOTHING
}

/** Terms are frozen, so an amount is turned into minor units once, not on every document. */
const known_minor = new WeakMap<MoneyAmount, number>()

/** The amount for that currency in minor units; null if there is none. A cap without this currency caps nothing in it. */
function moneyIn(amounts: MoneyAmount[], currency_code: string): number | null {
  const money = amounts.find((amount) => amount.currency_code === currency_code)
  if (!money) {
    return null
  }
  const known = known_minor.get(money)
  if (known !== undefined) {
    return known
  }
  const amount_minor = toMinor(money.amount, currency_code)
  known_minor.set(money, amount_minor)
  return amount_minor
}
