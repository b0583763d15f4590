// Reads coupons with what a list and a detail page show: the row, how often it was redeemed, and "now".
import type { MedusaContainer } from "@medusajs/framework/types"
import { type CouponState } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { Filters } from "../../lib/coupons"
import type CouponModuleService from "../../modules/coupon/service"
import type { CouponRow } from "../../modules/coupon/types"
import { couponsCovering } from "./covering"
import { archivedLast, containing, orderOf } from "../search"
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
  /** Only coupons whose scope covers this product, in one of the ways it can be bought. */
  covers_product_id?: string
  limit: number
  offset: number
  /** Absent: the newest first, archived ones last. */
  order?: string
}

async function withCounts(service: CouponModuleService, coupons: CouponRow[]): Promise<CouponView[]> {
  if (coupons.length === 0) {
    return []
  }
  const coupon_ids = coupons.map((coupon) => coupon.id)
  const redeemed = await service.countRedeemed({ coupon_ids, promo_code_ids: [] })
  return coupons.map((coupon) => ({ coupon, times_redeemed: redeemed.coupon[coupon.id] ?? 0 }))
}

/** Free text finds names, descriptions, ids, and the coupon behind a code typed in full. */
async function textFilter(service: CouponModuleService, q: string): Promise<Filters> {
  const found = await service.findCode(q)
  const pattern = containing(q)
  const ids = found ? [q, found.coupon.id] : [q]
  return { $or: [{ name: { $ilike: pattern } }, { description: { $ilike: pattern } }, { id: { $in: ids } }] }
}

/**
 * One page of coupons. Two queries, three with `q`, a few more with `covers_product_id`; the state filter is part of the
 * SQL. Throws NOT_FOUND for a product that does not exist.
 */
export async function listCoupons(
  container: MedusaContainer,
  question: CouponsQuestion,
): Promise<{ coupons: CouponView[]; count: number; now: Date }> {
  const service = couponsOf(container)
  const now = await service.now()
  const q = question.q?.trim()
  const text = q ? [await textFilter(service, q)] : []
  // Made anew for every query: MikroORM takes a piece of raw SQL only once.
  const filters = () => [...plainFilters(question, now), ...text]
  const covering = question.covers_product_id
    ? [{ id: { $in: await couponsCovering(container, question.covers_product_id, filters) } }]
    : []
  const all = [...filters(), ...covering]
  const [rows, count] = await service.listAndCountCoupons(all.length > 0 ? { $and: all } : {}, {
    take: question.limit,
    skip: question.offset,
    order: question.order === undefined ? archivedLast() : orderOf(question.order),
  })
  return { coupons: await withCounts(service, rows), count, now }
}

function plainFilters(question: CouponsQuestion, now: Date): Filters[] {
  const filters: Filters[] = []
  for (const field of ["id", "status", "type", "origin", "duration"] as const) {
    const values = question[field]
    if (values) {
      filters.push({ [field]: { $in: values } })
    }
  }
  if (!question.origin && !question.id) {
    filters.push(offers(question))
  }
  if (question.state) {
    filters.push({ $or: question.state.map((state) => couponStateFilter(state, now)) })
  }
  return filters
}

/**
 * The list is of offers: discounts made for one customer are found where they are applied (rule 26). External codes have
 * a coupon each, so of a product only the shop's own offers are asked for.
 */
const offers = ({ covers_product_id }: CouponsQuestion): Filters => ({
  origin: covers_product_id ? "standard" : { $ne: "custom" },
})

/** One coupon; throws NOT_FOUND. */
export async function readCoupon(container: MedusaContainer, id: string): Promise<CouponView & { now: Date }> {
  const service = couponsOf(container)
  const coupon = await service.retrieveCoupon(id)
  const [view] = await withCounts(service, [coupon])
  return { coupon, times_redeemed: view?.times_redeemed ?? 0, now: await service.now() }
}
