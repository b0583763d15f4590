// Which rows of the ledger are meant: one filter for the list, the export and the statistics, so that they agree.
import type { SqlParam } from "../../../tools/sql"

/** Every given condition must hold; a list means any of its values. */
export interface LedgerFilter {
  id?: string[]
  kind?: string[]
  coupon_id?: string[]
  promo_code_id?: string[]
  code_batch_id?: string[]
  discount_id?: string[]
  customer_id?: string[]
  order_id?: string[]
  invoice_id?: string[]
  subscription_id?: string[]
  sales_channel_id?: string[]
  channel?: string[]
  currency_code?: string[]
  /** First and last instant, both inclusive. */
  from?: Date
  to?: Date
  search?: LedgerSearch
}

/** What a free text may mean; any of it. */
export interface LedgerSearch {
  /** An ILIKE pattern for the coupon's name and the code. */
  pattern: string
  /** Rows, coupons, discounts, orders, invoices and subscriptions with exactly this id. */
  exactly: string
  /** The same as a normalised e-mail: whoever had it when they redeemed. */
  email: string
  customer_ids: string[]
  order_ids: string[]
}

const COLUMNS = [
  "id",
  "kind",
  "coupon_id",
  "promo_code_id",
  "discount_id",
  "customer_id",
  "order_id",
  "invoice_id",
  "subscription_id",
  "sales_channel_id",
  "channel",
  "currency_code",
] as const

/** A condition on `coupon_redemption r`, and its parameters in order. */
export interface Condition {
  sql: string
  params: SqlParam[]
}

/** Redemptions and reversals that `filter` means, deleted ones left out. */
export function ledgerCondition(filter: LedgerFilter): Condition {
  const parts: Condition[] = [{ sql: "r.deleted_at IS NULL", params: [] }]
  for (const column of COLUMNS) {
    const values = filter[column]
    if (values) {
      parts.push({ sql: `r.${column} = ANY(?::text[])`, params: [values] })
    }
  }
  if (filter.code_batch_id) {
    parts.push({
      sql: "r.promo_code_id IN (SELECT p.id FROM coupon_promo_code p WHERE p.code_batch_id = ANY(?::text[]))",
      params: [filter.code_batch_id],
    })
  }
  if (filter.from) {
    parts.push({ sql: "r.redeemed_at >= ?", params: [filter.from] })
  }
  if (filter.to) {
    parts.push({ sql: "r.redeemed_at <= ?", params: [filter.to] })
  }
  if (filter.search) {
    parts.push(searchCondition(filter.search))
  }
  return { sql: parts.map(({ sql }) => sql).join(" AND "), params: parts.flatMap(({ params }) => params) }
}

function searchCondition({ pattern, exactly, email, customer_ids, order_ids }: LedgerSearch): Condition {
  return {
    sql: `(r.coupon_name ILIKE ? OR r.code ILIKE ? OR r.customer_id = ANY(?::text[]) OR r.order_id = ANY(?::text[])
      OR r.email = ? OR ? IN (r.id, r.coupon_id, r.promo_code_id, r.discount_id, r.customer_id, r.customer_key, r.order_id, r.invoice_id,
        r.subscription_id))`,
    params: [pattern, pattern, customer_ids, order_ids, email, exactly],
  }
}
