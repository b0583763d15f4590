// Reads coupons with what a list and a detail page show: the row, how often it was redeemed, and "now".
import type { MedusaContainer } from "@medusajs/framework/types"
import { type CouponState, normaliseCode } from "../../../engine"
import type { CouponRow } from "../../../modules/coupon/types"
import { couponService, type CouponService, type Filters } from "../coupon-service"
import { archivedLast, containing, orderOf } from "./search"
import { couponStateFilter } from "./state-filters"

export interface CouponView {
  coupon: CouponRow
  /** Transactions that took a place: reserved ones (a checkout under way) count. */
  times_redeemed: number
}

export interface CouponsQuestion {
  q?: string
  id?: string[]
  status?: string[]
  state?: CouponState[]
  type?: string[]
  origin?: string[]
  duration?: string[]
  limit: number
  offset: number
  /** Absent: the newest first, archived ones last. */
  order?: string
}

async function withCounts(service: CouponService, coupons: CouponRow[]): Promise<CouponView[]> {
  if (coupons.length === 0) return []
  const coupon_ids = coupons.map((coupon) => coupon.id)
  const redeemed = await service.countRedeemed({ coupon_ids, promo_code_ids: [] })
  return coupons.map((coupon) => ({ coupon, times_redeemed: redeemed.coupon[coupon.id] ?? 0 }))
}

/** Free text finds names, descriptions, ids, and the coupon behind a code typed in full. */
async function textFilter(service: CouponService, q: string): Promise<Filters> {
  const found = await service.findCode(normaliseCode(q))
  const pattern = containing(q)
  const ids = found ? [q, found.coupon.id] : [q]
  return { $or: [{ name: { $ilike: pattern } }, { description: { $ilike: pattern } }, { id: { $in: ids } }] }
}

/** One page of coupons. Two queries, three with `q`; the state filter is part of the SQL. */
export async function listCoupons(
  container: MedusaContainer,
  question: CouponsQuestion,
): Promise<{ coupons: CouponView[]; count: number; now: Date }> {
  const service = couponService(container)
  const now = await service.now()
  const filters: Filters[] = []
  for (const field of ["id", "status", "type", "origin", "duration"] as const) {
    const values = question[field]
    if (values) filters.push({ [field]: { $in: values } })
  }
  // Discounts made for one customer are found where they are applied; the list is of offers (rule 26).
  if (!question.origin && !question.id) filters.push({ origin: { $ne: "custom" } })
  if (question.state) filters.push({ $or: question.state.map((state) => couponStateFilter(state, now)) })
  const q = question.q?.trim()
  if (q) filters.push(await textFilter(service, q))
  const [rows, count] = await service.listAndCountCoupons(filters.length > 0 ? { $and: filters } : {}, {
    take: question.limit,
    skip: question.offset,
    order: question.order === undefined ? archivedLast() : orderOf(question.order),
  })
  return { coupons: await withCounts(service, rows), count, now }
}

/** One coupon; throws NOT_FOUND. */
export async function readCoupon(container: MedusaContainer, id: string): Promise<CouponView & { now: Date }> {
  const service = couponService(container)
  const coupon = await service.retrieveCoupon(id)
  const [view] = await withCounts(service, [coupon])
  return { coupon, times_redeemed: view?.times_redeemed ?? 0, now: await service.now() }
}
