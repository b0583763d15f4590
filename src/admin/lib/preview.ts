// A price preview as rows: each coming invoice before and after, and what is saved.
import { fromMinor, toMinor } from "../../engine/money"
import type { UpcomingInvoice } from "./api-types"

/** The answer of `POST /admin/discounts/preview` for one subscription. */
export interface SubscriptionPreview {
  subscription_id: string
  currency_code: string
  before: UpcomingInvoice[]
  after: UpcomingInvoice[]
}

export interface PreviewRow {
  period_start: string
  period_end: string
  /** Major units, tax included. */
  before: number
  after: number
}

export interface PreviewTable {
  rows: PreviewRow[]
  /** How many invoices become cheaper. */
  changed: number
  /** Major units; negative where the new discount keeps a better one away. */
  saved: number
}

export function previewTable({ before, after, currency_code }: SubscriptionPreview): PreviewTable {
  const rows = after.map(({ period_start, period_end, total }, index) => ({
    ...{ period_start, period_end },
    before: before[index]?.total ?? total,
    after: total,
  }))
  const minor = rows.reduce(
    (sum, row) => sum + toMinor(row.before, currency_code) - toMinor(row.after, currency_code),
    0,
  )
  return {
    rows,
    changed: rows.filter((row) => row.before !== row.after).length,
    saved: fromMinor(minor, currency_code),
  }
}

/** The answer of `POST /admin/discounts/preview` for a draft order; totals in major units. */
export interface DraftOrderPreview {
  currency_code: string
  before: DraftOrderTotals
  after: DraftOrderTotals
}

export interface DraftOrderTotals {
  discount_total: number
  tax_total: number
  total: number
}
