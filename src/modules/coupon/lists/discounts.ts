// Pages of applied discounts: what is asked of them in SQL, beside the indexes that answer it.
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
import type { DiscountRow, DiscountTargetType } from "../types"

/** Every given condition must hold; a list means any of its values. */
export interface DiscountFilter {
  id?: string[]
  coupon_id?: string[]
  promo_code_id?: string[]
  status?: ("running" | "ended")[]
  /** Any of these targets. */
  targets?: { type: DiscountTargetType; ids: string[] }[]
}

const DISCOUNTS = { from: "coupon_discount d", id: "d.id" }

export async function listDiscountPage(
  db: Db,
  filter: DiscountFilter,
  page: { limit: number; offset: number; order: string },
): Promise<{ discounts: DiscountRow[] } & ListCount> {
  const where = discountCondition(filter)
  const order = orderBy("d", page.order)
  const bound = filter.status ? COUNTED_BY_ROW : COUNTED_BY_INDEX
  const { rows: discounts, ...counted } = await listPage<DiscountRow>(
    db.rows,
    DISCOUNTS,
    "d.*",
    { ...page, where, order },
    () => countUpTo(db.rows, DISCOUNTS, where, bound === COUNTED_BY_ROW ? { bound, order } : { bound }),
  )
  return { discounts, ...counted }
}

function discountCondition({ status, targets, ...ids }: DiscountFilter): Condition {
  const parts = [condition("d.deleted_at IS NULL")]
  for (const column of ["id", "coupon_id", "promo_code_id"] as const) {
    const values = ids[column]
    if (values) {
      parts.push(isOneOf(`d.${column}`, values))
    }
  }
  if (targets?.length) {
    parts.push(
      anyOf(
        targets.map(({ type, ids: target_ids }) =>
          allOf([condition("d.target_type = ?", type), isOneOf("d.target_id", target_ids)]),
        ),
      ),
    )
  }
  if (status) {
    parts.push(anyOf(status.map((one) => condition(`d.ended_at IS ${one === "running" ? "NULL" : "NOT NULL"}`))))
  }
  return allOf(parts)
}
