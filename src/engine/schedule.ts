// How long: which cycles a discount covers.
import { addPeriods } from "./calendar"
import { refuse } from "./refusals"
import { lengthOf } from "./terms"
import type { Cycle, Discount, Refusal, Terms } from "./types"

/**
 * When a discount that starts at `starts_at` (epoch ms) ends: the first instant no cycle may start at any more
 * (epoch ms). Null when months do not decide: once, cycles, forever (rules 10 and 11).
 */
export function discountEnd(terms: Terms, starts_at: number, time_zone = "utc"): number | null {
  const length = lengthOf(terms)
  return length.kind === "months"
    ? addPeriods(starts_at, { interval: "month", interval_count: length.months }, 1, time_zone)
    : null
}

/**
 * Null if the discount covers the cycle on that document, otherwise why not (rules 10 to 14).
 * - What the document in hand has already used never counts against itself, so previews and retries agree.
 * - `cycle` null is a one-time line: discounted in its own document and never again (section 4).
 * - once: one document. Months: the cycle begins in [start, start + N months), whatever the document. Cycles: N distinct
 *   cycle keys. A cycle that began before the discount was ended keeps it: its invoice may be retried later.
 * - A document in the middle of a cycle is discounted by what has begun by then; months look at the cycle it is in.
 */
export function covers(
  discount: Discount,
  cycle: Cycle | null,
  document_id: string,
  time_zone = "utc",
): Refusal | null {
  if (discount.ended_at !== null && (cycle ? cycle.starts_at >= discount.ended_at : !isUsedBy(discount, document_id))) {
    return refuse("discount_ended")
  }
  if (cycle && discount.starts_at !== null && (cycle.billed_from ?? cycle.starts_at) < discount.starts_at) {
    return refuse("not_yet_started")
  }
  return reaches(discount, cycle, document_id, time_zone) ? null : refuse("duration_used_up")
}

/** True if the duration reaches that cycle on that document; an unknown duration reaches nothing. */
function reaches(discount: Discount, cycle: Cycle | null, document_id: string, time_zone: string): boolean {
  const length = lengthOf(discount.terms)
  switch (length.kind) {
    case "once":
      return !isUsedElsewhere(discount, document_id)
    case "cycles": {
      if (cycle === null) {
        return !isUsedElsewhere(discount, document_id)
      }
      const used = usedCycles(discount, document_id)
      return used.has(cycle.key) || used.size < length.cycles
    }
    case "months":
      if (cycle === null) {
        return !isUsedElsewhere(discount, document_id)
      }
      // Not started: this cycle is the start. One-time lines and trials before it started nothing (rule 13).
      return discount.starts_at === null
        ? usedCycles(discount, document_id).size === 0
        : cycle.starts_at < monthsEnd(discount, discount.starts_at, time_zone)
    case "forever":
      return cycle !== null || !isUsedElsewhere(discount, document_id)
    case "unknown":
      return false
  }
}

/**
 * True once a discount can take nothing off any cycle that begins at `now` (epoch ms) or later: it was ended, or given for
 * as long as it was promised (rules 10 to 12). Forever is never over.
 */
export function hasRunOut(discount: Discount, now: number, time_zone = "utc"): boolean {
  const { terms, history, starts_at } = discount
  if (discount.ended_at !== null) {
    return true
  }
  const length = lengthOf(terms)
  switch (length.kind) {
    case "once":
      return history.length > 0
    case "forever":
      return false
    case "cycles":
      return usedCycles(discount, "").size >= length.cycles
    case "months":
      return starts_at !== null && monthsEnd(discount, starts_at, time_zone) <= now
    case "unknown":
      return true
  }
}

/**
 * True if nothing that is billed from now on changes what the discount covers: it is used up, or its days are counted from
 * a known start. What several subscriptions share is in motion until then.
 */
export function isAtRest(discount: Discount): boolean {
  const length = lengthOf(discount.terms)
  switch (length.kind) {
    case "once":
      return discount.history.length > 0
    case "cycles":
      return usedCycles(discount, "").size >= length.cycles
    case "months":
    case "forever":
      return discount.starts_at !== null
    case "unknown":
      return true
  }
}

function isUsedBy(discount: Discount, document_id: string): boolean {
  return discount.history.some((use) => use.document_id === document_id)
}

function isUsedElsewhere(discount: Discount, document_id: string): boolean {
  return discount.history.some((use) => use.document_id !== document_id)
}

function usedCycles(discount: Discount, document_id: string): Set<string> {
  const keys = new Set<string>()
  for (const use of discount.history) {
    if (use.cycle_key !== null && use.document_id !== document_id) {
      keys.add(use.cycle_key)
    }
  }
  return keys
}

/** Calendar sums are the slow part of evaluation, and the same discount is asked for every line of every document. */
const month_ends = new WeakMap<
  Terms,
  { starts_at: number; time_zone: string; months: number | null; ends_at: number }
>()

function monthsEnd(discount: Discount, starts_at: number, time_zone: string): number {
  const { terms } = discount
  const known = month_ends.get(terms)
  if (known?.starts_at === starts_at && known.time_zone === time_zone && known.months === terms.duration_in_months) {
    return known.ends_at
  }
  const ends_at = discountEnd(terms, starts_at, time_zone) ?? Number.POSITIVE_INFINITY
  month_ends.set(terms, { starts_at, time_zone, months: terms.duration_in_months, ends_at })
  return ends_at
}
