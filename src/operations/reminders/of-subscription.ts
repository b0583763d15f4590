// What a subscription's holder is reminded of before an invoice, from its schedule and its last invoice. No IO and no clock.
import { ReminderEvents } from "../../lib/events"
import type { InvoiceDiscount, InvoiceFigures, InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import type { ReminderKey } from "../../modules/coupon/shared/reminders"
import type { Reminder } from "./tell"

/** A coming invoice of the schedule. */
interface Coming {
  starts_at: Date
  ends_at: Date
  figures: InvoiceFigures
}

/** A card, and the first moment at which it can't be charged any more. */
export interface ExpiringMethod {
  id: string
  expires_at: Date
}

export interface Outlook {
  subscription: Pick<SubscriptionRow, "id" | "customer_id" | "currency_code" | "trial_end" | "next_billing_at">
  /** Where its holder is reached. */
  email: string | null
  /** The next invoices, the first of which is due. */
  upcoming: Coming[]
  /** The last one of a whole period; null before the first. */
  last: Pick<InvoiceRow, "total" | "discounts"> | null
  /** Through whom it is charged, and the card if there is one. */
  payment_provider_id: string | null
  method: ExpiringMethod | null
}

type Due = Pick<SubscriptionRow, "id" | "next_billing_at" | "trial_end">

/** Which reminder of a coming invoice: the one that is due then. */
export const upcomingKey = ({ id, next_billing_at }: Due): ReminderKey => ({
  name: ReminderEvents.invoiceUpcoming,
  subject_id: id,
  occasion: iso(next_billing_at ?? 0),
})

/** Which reminder of a trial: of the one that ends then. */
export const trialKey = ({ id, trial_end }: Due): ReminderKey => ({
  name: ReminderEvents.trialEnding,
  subject_id: id,
  occasion: iso(trial_end ?? 0),
})

/**
 * The invoice that is coming, the discounts that end before it, and a payment method that expires before it. Amounts in major
 * units. None where nothing is going to be billed.
 */
export function remindersOfInvoice(outlook: Outlook): Reminder[] {
  const { subscription, upcoming, last, method } = outlook
  const [next, following] = upcoming
  if (!next || !subscription.next_billing_at) {
    return []
  }
  const about = aboutInvoice(outlook, next)
  const { subtotal, discount_total, tax_total, discounts } = next.figures
  const period = { period_start: iso(next.starts_at), period_end: iso(next.ends_at) }
  const figures = { subtotal, discount_total, tax_total, discounts: discounts.map(told) }
  const ended = endedBefore(next, following, last)
  return [
    {
      ...upcomingKey(subscription),
      data: { ...about, ...period, ...figures, total_afterwards: following?.figures.total ?? null },
    },
    ...ended.map((discount) => ({
      name: ReminderEvents.discountEnding,
      subject_id: String(discount.discount_id),
      occasion: subscription.id,
      data: { ...about, ...told(discount), total_before: last?.total ?? null },
    })),
    ...(method && method.expires_at <= new Date(subscription.next_billing_at)
      ? [paymentMethodExpiring(outlook, method, about)]
      : []),
  ]
}

/** The end of a trial, with what is paid then. None where nothing is going to be billed. */
export function remindersOfTrial(outlook: Outlook): Reminder[] {
  const { subscription, upcoming } = outlook
  const [next] = upcoming
  const { trial_end } = subscription
  return next && trial_end
    ? [{ ...trialKey(subscription), data: { ...aboutInvoice(outlook, next), trial_end: iso(trial_end) } }]
    : []
}

function aboutInvoice({ subscription, email }: Outlook, next: Coming) {
  const { id: subscription_id, customer_id, currency_code, next_billing_at } = subscription
  return {
    subscription_id,
    customer_id,
    email,
    currency_code,
    due_at: iso(next_billing_at ?? 0),
    total: next.figures.total,
  }
}

const iso = (moment: Date | string | number): string => new Date(moment).toISOString()

const told = ({ discount_id, coupon_id, name, code, amount, is_last }: InvoiceDiscount) => ({
  discount_id,
  coupon_id,
  name,
  code,
  amount,
  is_last,
})

/** Discounts of the last invoice that take nothing off the next two: what only pauses, below a minimum say, has not ended. */
function endedBefore(next: Coming, following: Coming | undefined, last: Outlook["last"]): InvoiceDiscount[] {
  const going_on = new Set(
    [next, following].flatMap((coming) => (coming?.figures.discounts ?? []).map(({ discount_id }) => discount_id)),
  )
  return (last?.discounts ?? []).filter(({ discount_id }) => discount_id !== null && !going_on.has(discount_id))
}

const paymentMethodExpiring = (
  { subscription, payment_provider_id }: Outlook,
  method: ExpiringMethod,
  about: object,
): Reminder => {
  const expires_at = iso(method.expires_at)
  return {
    name: ReminderEvents.paymentMethodExpiring,
    subject_id: subscription.id,
    occasion: `${method.id} ${expires_at}`,
    data: { ...about, payment_provider_id, payment_method_id: method.id, payment_method_expires_at: expires_at },
  }
}
