// Which rows of the ledger are meant: one filter for the list, the export and the statistics, so that they agree.
import { allOf, anyOf, condition, isOneOf } from "../../../tools/paging"
import type { Condition } from "../../../tools/paging"
import type { Booked } from "./search"

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
  booked: Booked
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

/** Redemptions and reversals (`coupon_redemption r`) that `filter` means, deleted ones left out. */
export function ledgerCondition(filter: LedgerFilter): Condition {
  const parts: Condition[] = [condition("r.deleted_at IS NULL")]
  for (const column of COLUMNS) {
    const values = filter[column]
    if (values) {
      parts.push(isOneOf(`r.${column}`, values))
    }
  }
  if (filter.code_batch_id) {
    parts.push(
      condition(
        "r.promo_code_id IN (SELECT p.id FROM coupon_promo_code p WHERE p.code_batch_id = ANY(?::text[]))",
        filter.code_batch_id,
      ),
    )
  }
  if (filter.from) {
    parts.push(condition("r.redeemed_at >= ?", filter.from))
  }
  if (filter.to) {
    parts.push(condition("r.redeemed_at <= ?", filter.to))
  }
  if (filter.search) {
    parts.push(searchCondition(filter.search))
  }
  return allOf(parts)
}

function bookedConditions(pattern: string, { coupon_ids, promo_code_ids }: Booked): Condition[] {
  const named = condition("r.coupon_name ILIKE ?", pattern)
  return [
    coupon_ids ? allOf([isOneOf("r.coupon_id", coupon_ids), named]) : named,
    promo_code_ids ? isOneOf("r.promo_code_id", promo_code_ids) : condition("r.code ILIKE ?", pattern),
  ]
}

/** Columns that an id typed in full is looked for in; each has an index. */
const ID_COLUMNS = [
  "id",
  "coupon_id",
  "promo_code_id",
  "discount_id",
  "customer_id",
  "order_id",
  "invoice_id",
  "subscription_id",
] as const

function searchCondition({ pattern, booked, exactly, email, customer_ids, order_ids }: LedgerSearch): Condition {
  return anyOf([
    ...bookedConditions(pattern, booked),
    condition("r.email = ?", email),
    ...ID_COLUMNS.map((column) => condition(`r.${column} = ?`, exactly)),
    isOneOf("r.customer_id", customer_ids),
    isOneOf("r.order_id", order_ids),
  ])
}
