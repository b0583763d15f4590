// Pages of coupons: what is asked of them in SQL, beside the indexes that answer it.
import type { CouponState } from "../../../engine"
import {
  allOf,
  anyOf,
  condition,
  COUNTED_BY_INDEX,
  COUNTED_BY_ROW,
  countUpTo,
  isOneOf,
  listPage,
  orderBy,
} from "../../../tools/paging"
import type { Condition, ListCount } from "../../../tools/paging"
import type { Db } from "../shared/db"
import type { CouponRow } from "../types"
import { archivedLast, hasStatus } from "./order"
import { inState } from "./states"

/** Every given condition must hold; a list means any of its values. */
export interface CouponFilter {
  id?: string[]
  status?: string[]
  state?: CouponState[]
  type?: string[]
  /** Absent: all but those that were made for one discount. */
  origin?: string[]
  any_origin?: boolean
  duration?: string[]
  search?: CouponSearch
  /** Ids of a product, its type, variants, collection and categories: only coupons that name one of them, or no product at all. */
  scope_keys?: string[]
  /** First and last instant of their end, both inclusive. */
  expires_from?: Date
  expires_to?: Date
  /** When `state` is asked. */
  now: Date
}

/** What a free text may mean; any of it. */
export interface CouponSearch {
  /** An ILIKE pattern for name and description. */
  pattern: string
  ids: string[]
}

export interface CouponPage {
  limit: number
  offset: number
  /** A column, with a leading `-` for descending. Absent: the newest first, archived ones last. */
  order?: string
}

/** The only key of a scope that names no products. */
const ANY_PRODUCT = "*"

/** Coupons in the order of their ids, behind `after` ("" for the first ones), at most `limit`: for what goes through all of them. */
export function listCouponsAfter(db: Db, filter: CouponFilter, after: string, limit: number): Promise<CouponRow[]> {
  const { sql, params } = allOf([couponCondition(filter), condition("c.id > ?", after)])
  return db.rows<CouponRow>(`SELECT c.* FROM coupon c WHERE ${sql} ORDER BY c.id LIMIT ?`, [...params, limit])
}

const COUPONS = { from: "coupon c", id: "c.id" }

export async function listCouponPage(
  db: Db,
  filter: CouponFilter,
  page: CouponPage,
): Promise<{ coupons: CouponRow[] } & ListCount> {
  const where = couponCondition(filter)
  const order = page.order === undefined ? archivedLast("c") : orderBy("c", page.order)
  const { state, status, type, duration, search, scope_keys } = filter
  const bound = state || status || type || duration || search || scope_keys ? COUNTED_BY_ROW : COUNTED_BY_INDEX
  const { rows: coupons, ...counted } = await listPage<CouponRow>(
    db.rows,
    COUPONS,
    "c.*",
    { ...page, where, order },
    () => countUpTo(db.rows, COUPONS, where, bound === COUNTED_BY_ROW ? { bound, order } : { bound }),
  )
  return { coupons, ...counted }
}

function couponCondition(filter: CouponFilter): Condition {
  const { id, status, state, type, origin, any_origin, duration, search, scope_keys, now } = filter
  const { expires_from, expires_to } = filter
  const parts = [condition("c.deleted_at IS NULL")]
  if (id) {
    parts.push(isOneOf("c.id", id))
  }
  if (status) {
    parts.push(hasStatus("c", status))
  }
  if (type) {
    parts.push(isOneOf("c.type", type))
  }
  if (origin) {
    parts.push(isOneOf("c.origin", origin))
  } else if (!any_origin) {
    parts.push(condition("c.origin <> 'custom'"))
  }
  if (duration) {
    parts.push(isOneOf("c.duration", duration))
  }
  if (state) {
    parts.push(inState("c", state, now))
  }
  if (search) {
    const { pattern, ids } = search
    parts.push(
      anyOf([condition("c.name ILIKE ?", pattern), condition("c.description ILIKE ?", pattern), isOneOf("c.id", ids)]),
    )
  }
  if (expires_from) {
    parts.push(condition("c.expires_at >= ?", expires_from))
  }
  if (expires_to) {
    parts.push(condition("c.expires_at <= ?", expires_to))
  }
  if (scope_keys) {
    parts.push(condition(`coupon_scope_keys(c.scope) && ?::text[]`, [...scope_keys, ANY_PRODUCT]))
  }
  return allOf(parts)
}
