// Names of statuses that statements and workflows share.
import type { InvoiceRow, SubscriptionStatus } from "./types"

/** Statuses that are billed when their time comes. */
export const BILLED: SubscriptionStatus[] = ["trialing", "active", "past_due"]
/** Statuses that take part in rule 21: the customer has a subscription already. */
export const RUNNING: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid"]

type Booked = Pick<InvoiceRow, "status" | "authorized_at">

/** Booked on a payment that the shop has yet to capture (rule 57): open, and never charged again. */
export const isAuthorized = ({ status, authorized_at }: Booked): boolean => status === "open" && Boolean(authorized_at)

/** Its period is bought: paid, or held until the shop captures it. */
export const isBooked = (invoice: Booked): boolean => invoice.status === "paid" || isAuthorized(invoice)

/** The same two in SQL, of the invoice `i`. */
export const IS_AUTHORIZED = "(i.status = 'open' AND i.authorized_at IS NOT NULL)"
export const IS_BOOKED = `(i.status = 'paid' OR ${IS_AUTHORIZED})`
