// The till: which discounts take how much off this document, and why the others take nothing.
import { allocate, percentOf, toMinor } from "./money"
import { distinct, refuse } from "./refusals"
import { covers } from "./schedule"
import { lineRefusal } from "./scope"
import type {
  CouponType,
  Cycle,
  Discount,
  DiscountOutcome,
  Document,
  Evaluation,
  MoneyAmount,
  Part,
  Refusal,
  Terms,
} from "./types"

/** Percentages first, then fixed amounts (rule 25, law 7). */
const RANK: Readonly<Record<CouponType, number>> = { percentage: 0, fixed: 1, trial_extension: 2 }

/** What is left to be taken from, while discount after discount is applied. */
interface Till {
  document: Document
  time_zone: string
  lines: Slot[]
  shipping: Slot[]
  parts: Part[]
}

/** One line or shipping method at the till. */
interface Slot {
  id: string
  quantity: number
  cycle_key: string | null
  left_minor: number
  /** The part covered by credit lines, rounded up: what is left above it is paid in money (rule 5). */
  credit_minor: number
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
 * is not stackable, and a shipping method to only one: core keeps one adjustment for it. Parts are more than 0, add up to `outcomes` and `total_minor`, and never exceed what is left of a line
 * (rules 2 and 4). The caller decides which discounts compete at all (rule 27) and asks the door first (law 2).
 * `time_zone` (IANA name) is where calendar months are counted. Throws RangeError for amounts that are not whole,
 * not negative and safe.
 */
export function evaluate(document: Document, discounts: Discount[], time_zone = "utc"): Evaluation {
  const till = open(document, time_zone)
  const ordered = discounts.length > 1 ? [...discounts].sort(byLaw) : discounts
  const outcomes: DiscountOutcome[] = []
  let total_minor = 0
  for (const discount of ordered) {
    const outcome = apply(discount, till)
    outcomes.push(outcome)
    total_minor += outcome.amount_minor
  }
  return { parts: till.parts, outcomes, total_minor }
}

/** The order of the law: percentages, fixed amounts, the older, the id (rule 25, law 7). */
export function byLaw(a: Discount, b: Discount): number {
  return (
    RANK[a.terms.type] - RANK[b.terms.type] || a.applied_at - b.applied_at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  )
}

function open(document: Document, time_zone: string): Till {
  const { lines, shipping } = document
  const creditOn = creditShares(document)
  return {
    document,
    time_zone,
    lines: lines.map(({ id, quantity, cycle, amount_minor }) =>
      slot({
        id,
        quantity,
        cycle_key: cycle?.key ?? null,
        left_minor: amount_minor,
        credit_minor: creditOn(amount_minor),
      }),
    ),
    shipping: shipping.map(({ id, amount_minor }) =>
      slot({ id, quantity: 1, cycle_key: null, left_minor: amount_minor, credit_minor: creditOn(amount_minor) }),
    ),
    parts: [],
  }
}

function slot(open: Omit<Slot, "is_taken">): Slot {
  const { id, left_minor } = open
  if (!Number.isSafeInteger(left_minor) || left_minor < 0) {
    throw new RangeError(`Line ${id} must have a whole amount that is not negative: ${left_minor}`)
  }
  return { ...open, is_taken: false }
}

/**
 * How much of a line the credit covers: the same share of every line and of shipping (rule 5). Rounded up, so that a
 * discount of the rest never reaches into what the credit pays.
 */
function creditShares({ credit_minor, payable_minor, lines, shipping }: Document): (amount_minor: number) => number {
  if (credit_minor <= 0) {
    return () => 0
  }
  const payable = BigInt(payable_minor ?? sum([...lines, ...shipping].map(({ amount_minor }) => amount_minor)))
  const credit = BigInt(credit_minor)
  return (amount_minor) =>
    credit >= payable ? amount_minor : Number((BigInt(amount_minor) * credit + payable - 1n) / payable)
}

function apply(discount: Discount, till: Till): DiscountOutcome {
  const { terms } = discount
  if (terms.type === "trial_extension") {
    return { discount_id: discount.id, amount_minor: 0, skipped: [] }
  }
  if (terms.type === "fixed" && moneyIn(terms.amounts, till.document.currency_code) === null) {
    return { discount_id: discount.id, amount_minor: 0, skipped: [refuse("currency_mismatch")] }
  }
  const reach = terms.target === "shipping" ? reachShipping(discount, till) : reachLines(discount, till)
  const amount_minor = reach.slots.length > 0 ? take(discount, reach.slots, till) : 0
  if (amount_minor > 0) {
    return { discount_id: discount.id, amount_minor, skipped: [] }
  }
  const skipped = reach.refusals.length > 0 ? distinct(reach.refusals) : [refuse("nothing_to_discount")]
  return { discount_id: discount.id, amount_minor: 0, skipped }
}

function reachLines(discount: Discount, till: Till): Reach {
  const reach: Reach = { slots: [], refusals: [] }
  const refusals = coverages(discount, till)
  let index = 0
  for (const slot of till.lines) {
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
function reachShipping(discount: Discount, till: Till): Reach {
  const reach: Reach = { slots: [], refusals: [] }
  const refusals = coverages(discount, till)
  const covered = till.lines[refusals.indexOf(null)]
  if (!covered) {
    reach.refusals = refusals.filter((refusal) => refusal !== null)
    return reach
  }
  for (const slot of till.shipping) {
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

/** Per line why the discount does not cover it, or null. Lines of one invoice share their cycle, which is judged once. */
function coverages(discount: Discount, { document, time_zone }: Till): (Refusal | null)[] {
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
  return slot.left_minor > 0 ? null : refuse("nothing_to_discount")
}

/** Takes the discount's shares off the slots and notes them as parts; returns their sum. */
function take(discount: Discount, slots: Slot[], till: Till): number {
  const shares =
    discount.terms.type === "fixed"
      ? fixedShares(discount.terms, slots, till)
      : percentShares(discount.terms, slots, till)
  const on = discount.terms.target === "shipping" ? "shipping" : "line"
  let total = 0
  let index = 0
  for (const slot of slots) {
    const amount_minor = shares[index++] ?? 0
    if (amount_minor > 0) {
      slot.left_minor -= amount_minor
      slot.is_taken ||= !discount.terms.stackable || on === "shipping"
      total += amount_minor
      till.parts.push({ discount_id: discount.id, line_id: slot.id, on, amount_minor, cycle_key: slot.cycle_key })
    }
  }
  return total
}

/** Rule 2: shared over all slots in proportion, or off each unit's price; never more than is left. */
function fixedShares(terms: Terms, slots: Slot[], till: Till): number[] {
  const amount_minor = moneyIn(terms.amounts, till.document.currency_code) ?? 0
  if (terms.allocation === "per_unit") {
    return slots.map((slot) => Math.min(Math.floor(amount_minor * slot.quantity), slot.left_minor))
  }
  const left = slots.map((slot) => slot.left_minor)
  return allocate(Math.min(amount_minor, sum(left)), left)
}

/** Rules 1 and 5: of what is left of each slot, in money if so promised, halves up; over the cap, the cap is shared. */
function percentShares(terms: Terms, slots: Slot[], till: Till): number[] {
  const base = ({ left_minor, credit_minor }: Slot) =>
    terms.applicable_to_credits ? left_minor : Math.max(left_minor - credit_minor, 0)
  const shares = slots.map((slot) => percentOf(base(slot), terms.percentage ?? 0))
  const cap_minor = moneyIn(terms.maximum_discount, till.document.currency_code)
  return cap_minor !== null && sum(shares) > cap_minor ? allocate(cap_minor, shares) : shares
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

function sum(numbers: number[]): number {
  let total = 0
  for (const number of numbers) {
    total += number
  }
  return total
}
