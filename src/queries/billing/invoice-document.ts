// What stands on a printed invoice, in words: gathered and formatted, before anything is drawn (rule 43).
import type { MedusaContainer } from "@medusajs/framework/types"
import { currencyDigits } from "../../engine"
import { isAuthorized } from "../../modules/billing/statuses"
import type { InvoiceRow, SubscriptionRow } from "../../modules/billing/types"
import { graph } from "../../lib/graph"
import { billingOf } from "../../lib/billing"
import { dayWriter, discountLabel, moneyWriter, recipientOf, usableLocale } from "../documents/sheet"
import type { PrintedCustomer, PrintedDocument, PrintedOrder } from "../documents/sheet"

/** Every text of the invoice, as it is to be printed. */
export interface InvoiceDocument extends PrintedDocument {
  status: string
}

interface InvoiceDocumentOrder extends PrintedOrder {
  locale?: string | null
}

const STATUS_TEXTS: Record<InvoiceRow["status"], string> = {
  draft: "Draft",
  open: "Not paid yet",
  paid: "Paid",
  void: "Void",
  uncollectible: "Not collected",
}

/** Rule 57: what is only authorised is not called paid. */
const statusText = (invoice: InvoiceRow): string =>
  isAuthorized(invoice) ? "Payment authorised" : STATUS_TEXTS[invoice.status]

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
    graph<PrintedCustomer>(container, "customer", ["email", "first_name", "last_name", "company_name", "addresses.*"], {
      id: invoice.customer_id,
    }),
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
  customer: PrintedCustomer | null
}

/** The texts of an invoice; dates in the subscription's time zone, amounts with the decimals of their currency. */
export function invoiceDocumentOf(
  invoice: InvoiceRow,
  { time_zone }: Pick<SubscriptionRow, "time_zone">,
  { seller, order, customer }: Surroundings,
): InvoiceDocument {
  const locale = usableLocale(order?.locale)
  const money = moneyWriter(locale, invoice.currency_code)
  const day = dayWriter(locale, time_zone)
  return {
    kind: "Invoice",
    seller,
    number: invoice.number,
    status: statusText(invoice),
    facts: [
      ["Invoice number", invoice.number],
      ["Date of issue", day(invoice.issued_at)],
      ["Period", `${day(invoice.period_start)} to ${day(invoice.period_end)}`],
      [
        "Status",
        statusText(invoice) + (invoice.paid_at && invoice.status === "paid" ? `, ${day(invoice.paid_at)}` : ""),
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
    ...discounts.map(({ name, code, amount }): [string, string] => [discountLabel(name, code), money(-amount)]),
    ...(tax_total > 0 ? [[is_contained ? "Tax, contained" : "Tax", money(tax_total)] as [string, string]] : []),
    ["Total", money(total)],
  ]
}
