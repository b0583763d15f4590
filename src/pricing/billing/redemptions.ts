// What an invoice writes into the ledger.
import { toMinor } from "../../engine"
import type { InvoiceRow } from "../../modules/billing/types"
import type { InvoiceRedemption } from "../../modules/coupon/types"

/** The ledger rows of an invoice: one per discount, with what each line got. */
export function redemptionsOf(invoice: InvoiceRow): InvoiceRedemption[] {
  const lines = new Map(invoice.lines.map((line) => [line.line_id, line]))
  return invoice.discounts.flatMap((discount) => {
    if (discount.discount_id === null) {
      return []
    }
    return {
      discount_id: discount.discount_id,
      document_type: "invoice" as const,
      document_id: invoice.id,
      order_id: invoice.order_id,
      invoice_id: invoice.id,
      subscription_id: invoice.subscription_id,
      cycle_key: invoice.cycle_key,
      currency_code: invoice.currency_code,
      amount_minor: toMinor(discount.amount, invoice.currency_code),
      lines: discount.lines.map(({ line_id, amount }) => ({
        line_id,
        product_id: lines.get(line_id)?.product_id ?? null,
        variant_id: lines.get(line_id)?.variant_id ?? null,
        title: lines.get(line_id)?.title ?? "",
        amount_minor: toMinor(amount, invoice.currency_code),
      })),
    }
  })
}
