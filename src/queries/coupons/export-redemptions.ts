// The "invoice items" report: one row per discounted line, page by page, for a file of any length (rule 46).
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { currencyDigits, fromMinor } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { LedgerCursor } from "../../modules/coupon/ledger/reports"
import { ledgerFilter, type LedgerQuestion } from "./ledger-question"
import { type RedemptionView, viewRedemptions } from "./redemption-views"

/** Rows of the ledger in memory at a time. */
const PAGE = 500

/** One discounted line. Nothing is null: a field that does not apply is an empty text. */
export interface ExportedLine {
  redemption_id: string
  date: string
  kind: "redemption" | "reversal"
  coupon_id: string
  coupon: string
  promo_code_id: string
  code: string
  channel: string
  customer_id: string
  email: string
  order_id: string
  order_display_id: number | ""
  invoice_id: string
  invoice_number: string
  subscription_id: string
  line_id: string
  product_id: string
  variant_id: string
  product: string
  /** Major units with all the decimals of the currency; below zero in a reversal. */
  amount: string
  currency_code: string
  sales_channel_id: string
  sales_channel: string
}

/**
 * All matching lines, oldest first: what was in the ledger when the export began, each line once. Memory holds one page.
 * Throws INVALID_DATA for a date outside the calendar, before the first page.
 */
export async function exportRedemptions(
  container: MedusaContainer,
  question: LedgerQuestion,
): Promise<AsyncIterable<ExportedLine[]>> {
  const filter = await ledgerFilter(container, question)
  // Real time: created_at of the ledger is, whatever the test clock says.
  const written_before = new Date()
  const channelNames = new Map<string, string>()
  async function* pages(): AsyncGenerator<ExportedLine[]> {
    let after: LedgerCursor | null = null
    do {
      const { rows, next } = await couponsOf(container).exportLedger({ filter, written_before, after, limit: PAGE })
      const views = await viewRedemptions(container, rows)
      await learnChannels(container, channelNames, views)
      yield views.flatMap((view) => linesOf(view, channelNames))
      after = next
    } while (after)
  }
  return pages()
}

/** Sales channels are few: their names are asked for once. One that was deleted since has none. */
async function learnChannels(
  container: MedusaContainer,
  names: Map<string, string>,
  views: RedemptionView[],
): Promise<void> {
  const ids = [...new Set(views.flatMap(({ redemption }) => redemption.sales_channel_id ?? []))]
  const unknown = ids.filter((id) => !names.has(id))
  if (unknown.length === 0) {
    return
  }
  const found = await container
    .resolve(Modules.SALES_CHANNEL)
    .listSalesChannels({ id: unknown }, { take: unknown.length, select: ["id", "name"] })
  for (const id of unknown) {
    names.set(id, found.find((channel) => channel.id === id)?.name ?? "")
  }
}

function linesOf(view: RedemptionView, channelNames: Map<string, string>): ExportedLine[] {
  const { redemption } = view
  const decimal = (amount_minor: number) =>
    fromMinor(amount_minor, redemption.currency_code).toFixed(currencyDigits(redemption.currency_code))
  return redemption.lines.map((line) => ({
    redemption_id: redemption.id,
    date: new Date(redemption.redeemed_at).toISOString(),
    kind: redemption.kind,
    coupon_id: redemption.coupon_id,
    coupon: redemption.coupon_name,
    promo_code_id: redemption.promo_code_id ?? "",
    code: redemption.code ?? "",
    channel: redemption.channel ?? "",
    customer_id: redemption.customer_id ?? "",
    email: view.email ?? "",
    order_id: redemption.order_id ?? "",
    order_display_id: view.order_display_id ?? "",
    invoice_id: redemption.invoice_id ?? "",
    invoice_number: view.invoice_number ?? "",
    subscription_id: redemption.subscription_id ?? "",
    line_id: line.line_id,
    product_id: line.product_id ?? "",
    variant_id: line.variant_id ?? "",
    product: line.title,
    amount: decimal(line.amount_minor),
    currency_code: redemption.currency_code,
    sales_channel_id: redemption.sales_channel_id ?? "",
    sales_channel: channelNames.get(redemption.sales_channel_id ?? "") ?? "",
  }))
}
