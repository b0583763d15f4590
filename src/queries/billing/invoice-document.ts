// What stands on a printed invoice, in words: gathered and formatted, before anything is drawn (rule 43).
import type { MedusaContainer } from "@medusajs/framework/types"
import { currencyDigits } from "../../engine"
import type { InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import type { Address } from "../../pricing/billing/gather"
import { graph } from "../../lib/graph"
import { billingOf } from "../../lib/billing"

export interface InvoiceDocumentLine {
  title: string
  quantity: string
  unit_price: string
  amount: string
}

/** Every text of the invoice, as it is to be printed. */
export interface InvoiceDocument {
  seller: string
  number: string
  status: string
  /** Label and value, in the order of the head. */
  facts: [string, string][]
  recipient: string[]
  lines: InvoiceDocumentLine[]
  /** Label and amount: subtotal, each discount by name and code, tax, total. */
  sums: [string, string][]
  issued_at: Date
}

interface InvoiceDocumentOrder {
  email: string | null
  locale?: string | null
  billing_address: Address | null
  shipping_address: Address | null
}

interface InvoiceDocumentCustomer {
  email: string | null
  first_name: string | null
  last_name: string | null
  company_name: string | null
  addresses?: (Address & { is_default_billing?: boolean })[]
}

const STATUS_TEXTS: Record<InvoiceRow["status"], string> = {
  draft: "Draft",
  open: "Not paid yet",
  paid: "Paid",
  void: "Void",
  uncollectible: "Not collected",
}

/** Throws NOT_FOUND with a sentence. */
export async function readInvoiceDocument(container: MedusaContainer, invoice_id: string): Promise<InvoiceDocument> {
  const billing = billingOf(container)
  const invoice = await billing.readInvoice(invoice_id)
  const subscription = await billing.readSubscription(invoice.subscription_id)
  const order_id = invoice.order_id ?? subscription.order_id
  const [[store], [order], [customer]] = await Promise.all([
    graph<{ name: string }>(container, "store", ["name"], {}),
    order_id
      ? graph<InvoiceDocumentOrder>(
          container,
          "order",
          ["email", "locale", "billing_address.*", "shipping_address.*"],
          {
            id: order_id,
          },
        )
      : [],
    graph<InvoiceDocumentCustomer>(
      container,
      "customer",
      ["email", "first_name", "last_name", "company_name", "addresses.*"],
      {
        id: invoice.customer_id,
      },
    ),
  ])
  return invoiceDocumentOf(invoice, subscription, {
    seller: store?.name ?? "",
    order: order ?? null,
    customer: customer ?? null,
  })
}

interface Surroundings {
  seller: string
  order: InvoiceDocumentOrder | null
  customer: InvoiceDocumentCustomer | null
}

/** The texts of an invoice; dates in the subscription's time zone, amounts with the decimals of their currency. */
export function invoiceDocumentOf(
  invoice: InvoiceRow,
  { time_zone }: Pick<SubscriptionRow, "time_zone">,
  { seller, order, customer }: Surroundings,
): InvoiceDocument {
  const locale = usableLocale(order?.locale)
  const money = moneyWriter(locale, invoice.currency_code)
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: time_zone })
  const day = (date: Date) => days.format(new Date(date))
  return {
    seller,
    number: invoice.number,
    status: STATUS_TEXTS[invoice.status],
    facts: [
      ["Invoice number", invoice.number],
      ["Date of issue", day(invoice.issued_at)],
      ["Period", `${day(invoice.period_start)} to ${day(invoice.period_end)}`],
      [
        "Status",
        STATUS_TEXTS[invoice.status] +
          (invoice.paid_at && invoice.status === "paid" ? `, ${day(invoice.paid_at)}` : ""),
      ],
    ],
    recipient: recipientOf(order, customer),
    lines: invoice.lines.map(({ title, quantity, unit_price, subtotal }) => ({
      title,
      quantity: String(quantity),
      unit_price: money(unit_price),
      amount: money(subtotal),
    })),
    sums: sumsOf(invoice, money),
    issued_at: new Date(invoice.issued_at),
  }
}

function sumsOf(invoice: InvoiceRow, money: (amount: number) => string): [string, string][] {
  const { subtotal, discount_total, tax_total, total, discounts } = invoice
  // What is left of gross prices is the total; net prices leave room for the tax.
  const is_contained =
    Math.abs(subtotal - discount_total - total) < 1 / 10 ** (currencyDigits(invoice.currency_code) + 1)
  return [
    ["Subtotal", money(subtotal)],
    ...discounts.map(({ name, code, amount }): [string, string] => [
      code && code !== name ? `${name} (${code})` : name,
      money(-amount),
    ]),
    ...(tax_total > 0 ? [[is_contained ? "Tax, contained" : "Tax", money(tax_total)] as [string, string]] : []),
    ["Total", money(total)],
  ]
}

function recipientOf(order: InvoiceDocumentOrder | null, customer: InvoiceDocumentCustomer | null): string[] {
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

/** The locale of the order; English where it has none or one that nobody knows. */
function usableLocale(locale: string | null | undefined): string {
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
