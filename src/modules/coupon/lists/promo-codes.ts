// Pages of promo codes: what is asked of them in SQL, beside the indexes that answer it.
import type { PromoCodeState } from "../../../engine"
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
import { codeMatches } from "../shared/code-search"
import type { Db } from "../shared/db"
import type { PromoCodeRow } from "../types"
import type { CouponPage } from "./coupons"
import { archivedLast, hasStatus } from "./order"
import { inState } from "./states"

/** Every given condition must hold; a list means any of its values. */
export interface PromoCodeFilter {
  id?: string[]
  coupon_id?: string[]
  code_batch_id?: string[]
  channel?: string[]
  status?: string[]
  state?: PromoCodeState[]
  code_normalised?: string[]
  search?: PromoCodeSearch
  /** When `state` is asked. */
  now: Date
}

/** What a free text may mean; any of it. */
export interface PromoCodeSearch {
  /** An ILIKE pattern for the channel. */
  channel: string
  /** What a normalised code contains, or, of a batch's random codes, begins with; null where nothing is left of the text. */
  code: string | null
  exactly: string
}

/** So many batches are named one by one; where more have such a channel, their codes are asked for their own. */
const MOST_BATCHES = 1_000

const CODES = { from: "coupon_promo_code p", id: "p.id" }

export async function listPromoCodePage(
  db: Db,
  filter: PromoCodeFilter,
  page: CouponPage,
): Promise<{ promo_codes: PromoCodeRow[] } & ListCount> {
  const where = allOf([
    promoCodeCondition(filter, filter.search ? await searchCondition(db, filter.search) : null),
    ...(await couponOfBatch(db, filter)),
  ])
  const order = page.order === undefined ? archivedLast("p") : orderBy("p", page.order)
  const { now: _now, ...asked } = filter
  const is_narrowed = Object.values(asked).some((value) => value !== undefined)
  const { rows: promo_codes, ...counted } = await listPage<PromoCodeRow>(
    db.rows,
    CODES,
    "p.*",
    { ...page, where, order },
    () =>
      countUpTo(db.rows, CODES, where, is_narrowed ? { bound: COUNTED_BY_ROW, order } : { bound: COUNTED_BY_INDEX }),
  )
  return { promo_codes, ...counted }
}

/** A batch has one coupon, and a coupon's codes have the list's order: so have those of a batch. */
async function couponOfBatch(db: Db, { code_batch_id, coupon_id }: PromoCodeFilter): Promise<Condition[]> {
  const [id] = code_batch_id ?? []
  if (id === undefined || code_batch_id?.length !== 1 || coupon_id) {
    return []
  }
  const [batch] = await db.rows<{ coupon_id: string }>("SELECT coupon_id FROM coupon_code_batch WHERE id = ?", [id])
  return batch ? [isOneOf("p.coupon_id", [batch.coupon_id])] : []
}

function promoCodeCondition(filter: PromoCodeFilter, search: Condition | null): Condition {
  const { status, state, code_normalised, now, ...ids } = filter
  const parts = [condition("p.deleted_at IS NULL")]
  for (const column of ["id", "coupon_id", "code_batch_id", "channel"] as const) {
    const values = ids[column]
    if (values) {
      parts.push(isOneOf(`p.${column}`, values))
    }
  }
  if (status) {
    parts.push(hasStatus("p", status))
  }
  if (code_normalised) {
    parts.push(isOneOf("p.code_normalised", code_normalised))
  }
  if (state) {
    parts.push(inState("p", state, now))
  }
  if (search) {
    parts.push(search)
  }
  return allOf(parts)
}

/** The search as a condition that indexes answer. Codes of a batch have its channel. */
async function searchCondition(db: Db, { channel, code, exactly }: PromoCodeSearch): Promise<Condition> {
  const batches = await db.rows<{ id: string }>(
    "SELECT id FROM coupon_code_batch WHERE channel ILIKE ? AND deleted_at IS NULL LIMIT ?",
    [channel, MOST_BATCHES + 1],
  )
  const of_channel = condition("p.channel ILIKE ?", channel)
  const batch_ids = batches.map(({ id }) => id)
  const without_batch = allOf([condition("p.code_batch_id IS NULL"), of_channel])
  return anyOf([
    condition("p.id = ?", exactly),
    batches.length > MOST_BATCHES ? of_channel : without_batch,
    ...(batches.length > 0 && batches.length <= MOST_BATCHES ? [isOneOf("p.code_batch_id", batch_ids)] : []),
    ...(code === null ? [] : [codeMatches(code)]),
  ])
}
