// What a printed document is: every text of it, formatted, before anything is drawn.
import { currencyDigits } from "../../engine"
import type { Address } from "../../pricing/billing/gather"

export interface PrintedLine {
  title: string
  quantity: string
  unit_price: string
  amount: string
}

/** Every text of an invoice or a receipt, as it is to be printed. */
export interface PrintedDocument {
  /** What it is, in its upper right corner. */
  kind: string
  seller: string
  number: string
  /** Label and value, in the order of the head. */
  facts: [string, string][]
  recipient: string[]
  lines: PrintedLine[]
  /** Label and amount; the last one is the total. */
  sums: [string, string][]
  /** Label and amount of what follows the total: tax that it contains, what was paid and given back. */
  below_total?: [string, string][]
  /** The document gives the same bytes whenever it is drawn, so this is not the time of drawing. */
  issued_at: Date
}

/** Whom a document is for, as core knows them. */
export interface PrintedCustomer {
  email: string | null
  first_name: string | null
  last_name: string | null
  company_name: string | null
  addresses?: (Address & { is_default_billing?: boolean })[]
}

/** The addresses that an order was placed with. */
export interface PrintedOrder {
  email: string | null
  billing_address: Address | null
  shipping_address: Address | null
}

/** Name and address, a line each; of the order where it has them, otherwise the customer's own. */
export function recipientOf(order: PrintedOrder | null, customer: PrintedCustomer | null): string[] {
  const own = customer?.addresses ?? []
  const address: Address =
    order?.billing_address ??
    order?.shipping_address ??
    own.find(({ is_default_billing }) => is_default_billing) ??
    own[0] ??
    {}
  const joined = (...parts: unknown[]) => parts.filter((part) => typeof part === "string" && part !== "").join(" ")
  const lines = [
    joined(address.company ?? customer?.company_name),
    joined(address.first_name ?? customer?.first_name, address.last_name ?? customer?.last_name),
    joined(address.address_1),
    joined(address.address_2),
    joined(address.postal_code, address.city),
    joined(address.province, address.country_code?.toUpperCase()),
    joined(order?.email ?? customer?.email),
  ]
  return lines.filter((line) => line !== "")
}

/** A discount as documents call it: by name and code, and by one of them where the other says nothing more. */
export const discountLabel = (name: string, code: string | null): string =>
  code && code !== name ? `${name} (${code})` : name

/** The locale of an order; English where it has none or one that nobody knows. */
export function usableLocale(locale: string | null | undefined): string {
  try {
    return locale && Intl.NumberFormat.supportedLocalesOf(locale).length > 0 ? locale : "en"
  } catch {
    return "en"
  }
}

/** Writes amounts (major units) as the locale does: 0 decimals for JPY, 3 for KWD. */
export function moneyWriter(locale: string, currency_code: string): (amount: number) => string {
  const digits = currencyDigits(currency_code)
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency_code.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return (amount) => format.format(amount)
}

/** Writes the day of an instant as the locale does, in the time zone (an IANA name). */
export function dayWriter(locale: string, time_zone: string): (date: Date | string) => string {
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: time_zone })
  return (date) => days.format(new Date(date))
}
