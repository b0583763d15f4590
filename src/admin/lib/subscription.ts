// What can be said of a subscription from its own fields.
import { fromMinor, NANO, sumExact, toExact } from "../../engine/money"
import type { Invoice, Subscription } from "./api-types"

/** Full price of one period, major units; summed before it is rounded, as the invoice is. */
export function pricePerPeriod({ items, currency_code }: Pick<Subscription, "items" | "currency_code">): number {
  const { amount_minor, below_nano } = sumExact(
    items.map(({ unit_price, quantity }) => toExact((unit_price * quantity).toFixed(8), currency_code)),
  )
  return fromMinor(amount_minor + Math.round(below_nano / NANO), currency_code)
}

/** Billed when its time comes. */
export const isBilled = ({ status }: Pick<Subscription, "status">): boolean =>
  status === "trialing" || status === "active" || status === "past_due"

const isOver = ({ status }: Pick<Subscription, "status">): boolean => status === "canceled" || status === "ended"

/** Which actions make sense; the server has the last word, and says why not. */
export interface Possible {
  changePlan: boolean
  pause: boolean
  resume: boolean
  cancelNow: boolean
  cancelAtEnd: boolean
  paymentMethod: boolean
  applyDiscount: boolean
}

export function possibleFor(subscription: Pick<Subscription, "status" | "cancel_at_period_end">): Possible {
  const { status, cancel_at_period_end: is_ending } = subscription
  const is_calm = status === "active" || status === "trialing"
  return {
    changePlan: is_calm && !is_ending,
    pause: is_calm && !is_ending,
    resume: status === "paused" || (isBilled(subscription) && is_ending),
    cancelNow: !isOver(subscription),
    cancelAtEnd: isBilled(subscription) && !is_ending,
    paymentMethod: !isOver(subscription),
    applyDiscount: !isOver(subscription),
  }
}

/** An invoice that was declined and can be collected again. */
export const isCollectable = (invoice: Pick<Invoice, "status" | "kind" | "authorized_at">): boolean => {
  const { status, kind } = invoice
  return (status === "open" || status === "uncollectible") && kind !== "change" && !isAuthorized(invoice)
}

/**
 * Codes after which the same payment method never pays, however often it is asked; the server stops retrying at them, and a test
 * (contract/admin.spec) compares the two lists.
 */
export const HOPELESS: readonly string[] = [
  "account_closed",
  "bank_account_unusable",
  "card_not_supported",
  "currency_not_supported",
  "debit_not_authorized",
  "do_not_try_again",
  "fraudulent",
  "highest_risk_level",
  "incorrect_number",
  "invalid_account",
  "invalid_number",
  "lost_card",
  "merchant_blacklist",
  "no_account",
  "pickup_card",
  "restricted_card",
  "revocation_of_all_authorizations",
  "revocation_of_authorization",
  "stolen_card",
  "stop_payment_order",
  "transaction_not_allowed",
]

/** It needs another payment method first, which makes a next attempt by itself (rule 59). */
export const isHopeless = ({
  failure_code,
  next_attempt_at,
}: Pick<Invoice, "failure_code" | "next_attempt_at">): boolean =>
  next_attempt_at === null && HOPELESS.includes(failure_code ?? "")

/** Open, and nobody is charged again: the shop has yet to capture its payment (rule 57). */
export const isAuthorized = ({ status, authorized_at }: Pick<Invoice, "status" | "authorized_at">): boolean =>
  status === "open" && authorized_at !== null

/** Its customer can be asked to pay it; for want of stock there is nothing to pay for. */
export const isAskable = (invoice: Pick<Invoice, "status" | "kind" | "authorized_at" | "failure_code">): boolean =>
  isCollectable(invoice) && invoice.failure_code !== "out_of_stock"

/** A void invoice stays void, and what a bank has taken back cannot be given back once more; everything else can be. */
export const isVoidable = ({ status, disputed_amount }: Pick<Invoice, "status" | "disputed_amount">): boolean =>
  status !== "void" && disputed_amount === 0
