// Why an invoice is not paid, or its money is not there any more, in the reader's language as far as the reason is known (rules 59, 61).
import { en } from "../i18n/en"
import type { Translate } from "../i18n/texts"
import type { Invoice } from "./api-types"
import { stockSentences } from "./stock-reason"
import { isAuthorized } from "./subscription"

type Reason = Pick<Invoice, "failure_code" | "failure_message" | "payment_status">

type OwnCode = keyof typeof en.invoiceFailure
type DeclineCode = keyof typeof en.declines

const isOwn = (code: string): code is OwnCode => Object.hasOwn(en.invoiceFailure, code)
const isKnown = (code: string): code is DeclineCode => Object.hasOwn(en.declines, code)

/** Two or three words for a list; null where there is no reason. */
export function reasonLabel(t: Translate, { failure_code, payment_status }: Reason): string | null {
  if (failure_code === null) {
    return null
  }
  if (payment_status === "requires_action") {
    return t("invoiceFailure.requires_action")
  }
  return t(`invoiceFailure.${isOwn(failure_code) ? failure_code : "payment_declined"}`)
}

type Noted = Reason & Parameters<typeof isAuthorized>[0] & Pick<Invoice, "disputed_amount">

/** What the list says beside an invoice's status, and all of it on hovering; null where the status says it all. */
export function statusNote(t: Translate, invoice: Noted) {
  if (invoice.disputed_amount > 0) {
    return { label: t("subscription.disputed"), sentence: t("subscription.disputedHint") }
  }
  if (isAuthorized(invoice)) {
    return { label: t("subscription.toCapture"), sentence: t("subscription.toCaptureHint") }
  }
  const label = reasonLabel(t, invoice)
  return label === null ? null : { label, sentence: reasonSentence(t, invoice) }
}

/** A sentence: ours for codes that are known, else the payment provider's own; empty where there is neither. */
export function reasonSentence(t: Translate, { failure_code, failure_message }: Reason): string {
  if (failure_code === "out_of_stock") {
    return stockSentences(t, failure_message ?? "")
  }
  return failure_code !== null && isKnown(failure_code) ? t(`declines.${failure_code}`) : (failure_message ?? "")
}

type Collected = Reason & Pick<Invoice, "number" | "status" | "authorized_at">

/** How collecting an invoice again ended, as a sentence. A payment that is held is good news, and not yet money (rule 57). */
export function collectedAgain(t: Translate, invoice: Collected): { is_good: boolean; sentence: string } {
  const { number, status } = invoice
  if (status === "paid") {
    return { is_good: true, sentence: t("subscription.retried", { number }) }
  }
  if (isAuthorized(invoice)) {
    return { is_good: true, sentence: t("subscription.retriedAuthorized", { number }) }
  }
  return { is_good: false, sentence: reasonSentence(t, invoice) || t("subscription.declinedAgain", { number }) }
}
