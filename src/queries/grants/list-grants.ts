// Reads grants, running and ended, with their coupons' names.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import type { GrantRow } from "../../modules/coupon/grants/grants"
import type CouponModuleService from "../../modules/coupon/service"
import { orderOf } from "../search"

export interface GrantView extends GrantRow {
  /** Null when the coupon was deleted. */
  coupon: { id: string; name: string; status: string } | null
}

export interface GrantsQuestion {
  id?: string[]
  coupon_id?: string[]
  plan_id?: string[]
  subscription_id?: string[]
  customer_id?: string[]
  status: ("running" | "ended")[]
  limit: number
  offset: number
  order: string
}

async function withCoupons(coupons: CouponModuleService, rows: GrantRow[]): Promise<GrantView[]> {
  const ids = [...new Set(rows.map(({ coupon_id }) => coupon_id))]
  const select = ["id", "name", "status"]
  const found = ids.length > 0 ? await coupons.listCoupons({ id: ids }, { select, take: ids.length }) : []
  const byId = new Map(found.map(({ id, name, status }) => [id, { id, name, status }]))
  return rows.map((row) => ({ ...row, coupon: byId.get(row.coupon_id) ?? null }))
}

/** One page of grants. Two queries. */
export async function listGrants(
  container: MedusaContainer,
  question: GrantsQuestion,
): Promise<{ grants: GrantView[]; count: number }> {
  const coupons = couponsOf(container)
  const filters: Record<string, unknown>[] = [
    { $or: question.status.map((status) => ({ ended_at: status === "running" ? null : { $ne: null } })) },
  ]
  for (const field of ["id", "coupon_id", "plan_id", "subscription_id", "customer_id"] as const) {
    const values = question[field]
    if (values) {
      filters.push({ [field]: { $in: values } })
    }
  }
  const [rows, count] = await coupons.listAndCountCouponGrants(
    { $and: filters },
    {
      take: question.limit,
      skip: question.offset,
      order: orderOf(question.order),
    },
  )
  return { grants: await withCoupons(coupons, rows), count }
}

/** One grant; throws NOT_FOUND. */
export async function readGrant(container: MedusaContainer, id: string): Promise<GrantView> {
  const coupons = couponsOf(container)
  const row = await coupons.retrieveCouponGrant(id)
  const [view] = await withCoupons(coupons, [row])
  return view ?? { ...row, coupon: null }
}
