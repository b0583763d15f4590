// What Stripe says of a dispute, and which of two things it said is the later one (rule 61). Pure; the facts are those of Stripe's
// reference ("The Dispute object", "Types of events").
import type { DisputeRow } from "./types"

/** A dispute as one event tells of it. Amounts in the smallest unit of its currency, as Stripe has them. */
export interface ToldDispute {
  id: string
  /** Stripe's own id of the payment. */
  payment_intent: string
  currency_code: string
  /** Stripe's word, `needs_response` or `won`, say. */
  status: string
  amount_minor: number
  /** What the shop does not have because of it, at that moment. */
  withdrawn_minor: number
  told_at: Date
  step: number
}

/** Inquiries, and what was prevented from becoming more: they take no money by themselves. */
const TAKES_NOTHING = ["warning_needs_response", "warning_under_review", "warning_closed", "prevented"]

/** In the order in which a dispute goes through them. One that is not listed is as far as one that is under review. */
const STEPS = [...TAKES_NOTHING, "needs_response", "under_review", "lost", "won"]

/** More balance transactions than these a dispute does not have: money that went, and money that came back. */
const MOST_MOVES = 2

interface StripeDispute {
  object: "dispute"
  id: string
  amount: number
  currency: string
  status: string
  payment_intent: string | { id: string } | null
  balance_transactions?: { amount: number }[] | null
}

/** The dispute that an event of Stripe's is about; null for any other event, and for a payment without an intent. */
export function disputeOf(event: unknown): ToldDispute | null {
  const { created, data } = (event ?? {}) as { created?: unknown; data?: { object?: Partial<StripeDispute> } }
  const dispute = data?.object
  if (dispute?.object !== "dispute" || typeof dispute.id !== "string" || typeof created !== "number") {
    return null
  }
  const { id, payment_intent, currency = "", status = "" } = dispute
  const intent_id = typeof payment_intent === "string" ? payment_intent : payment_intent?.id
  if (!intent_id) {
    return null
  }
  const amount_minor = whole(dispute.amount)
  const moves = (dispute.balance_transactions ?? []).map(({ amount }) => whole(amount, true))
  const place = STEPS.indexOf(status)
  return {
    id,
    payment_intent: intent_id,
    currency_code: currency.toLowerCase(),
    status,
    amount_minor,
    withdrawn_minor: withdrawnOf(amount_minor, status, moves),
    told_at: new Date(created * 1000),
    step: (place < 0 ? STEPS.indexOf("under_review") : place) * (MOST_MOVES + 1) + Math.min(moves.length, MOST_MOVES),
  }
}

/**
 * What of a disputed amount the shop does not have. A won dispute comes back whole. Otherwise the moves of the shop's balance tell:
 * one that was lost in part is returned in part. They are in the currency of the balance, so only their proportion counts. Before
 * anything has moved, a chargeback takes all of it and an inquiry nothing. Half units count as withdrawn.
 */
function withdrawnOf(amount_minor: number, status: string, moves: number[]): number {
  if (status === "won") {
    return 0
  }
  const went = sum(moves.filter((amount) => amount < 0).map(Math.abs))
  const came = sum(moves.filter((amount) => amount > 0))
  if (went > 0) {
    const back = Number((BigInt(amount_minor) * BigInt(Math.min(came, went))) / BigInt(went))
    return amount_minor - back
  }
  return TAKES_NOTHING.includes(status) ? 0 : amount_minor
}

type Said = Pick<DisputeRow, "status" | "amount" | "told_at" | "step">

/**
 * Whether the first of two things that were said of one dispute is the later one: by the moment it was said in, within one second by
 * how far the dispute had come, and after that by the higher amount. It is an order without ties: whatever order events arrive in, and
 * however often, the same one stays.
 */
export function isLater(one: Said, other: Said): boolean {
  const ranks = ({ told_at, step, amount }: Said) => [told_at.getTime(), step, amount]
  const [mine, theirs] = [ranks(one), ranks(other)]
  const at = mine.findIndex((rank, index) => rank !== theirs[index])
  return at >= 0 ? (mine[at] ?? 0) > (theirs[at] ?? 0) : one.status > other.status
}

/** Whether it is news for a merchant: another status or amount than what was known. */
export const isNews = (one: Said, known: Said | undefined): boolean =>
  one.status !== known?.status || one.amount !== known.amount

const whole = (amount: unknown, is_signed = false): number =>
  Number.isSafeInteger(amount) ? Math.max(amount as number, is_signed ? -Infinity : 0) : 0

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0)
