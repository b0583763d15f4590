// Reads coupons with what a list and a detail page show: the row, how often it was redeemed, and "now".
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CouponState } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type CouponModuleService from "../../modules/coupon/service"
import type { CouponRow } from "../../modules/coupon/types"
import { couponsCovering } from "./covering"
import type { CouponFilter, CouponSearch } from "../../modules/coupon/lists/coupons"
import type { ListCount } from "../../tools/paging"
import { containing } from "../search"

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
async function searchFor(service: CouponModuleService, q: string): Promise<CouponSearch> {
  const found = await service.findCode(q)
  return { pattern: containing(q), ids: found ? [q, found.coupon.id] : [q] }
}

/**
 * One page of coupons, and how many there are. Three queries, four with `q`, a few more with `covers_product_id`. Throws
 * NOT_FOUND for a product that does not exist.
 */
export async function listCoupons(
  container: MedusaContainer,
  { q, covers_product_id, limit, offset, order, ...question }: CouponsQuestion,
): Promise<{ coupons: CouponView[]; now: Date } & ListCount> {
  const service = couponsOf(container)
  const now = await service.now()
  const text = q?.trim()
  const filter: CouponFilter = {
    ...question,
    ...offers(question, covers_product_id),
    ...(text ? { search: await searchFor(service, text) } : {}),
    now,
  }
  const page = { limit, offset, order }
  const { coupons, ...counted } = await (covers_product_id === undefined
    ? service.listCouponPage(filter, page)
    : couponsCovering(container, covers_product_id, filter, page))
  return { coupons: await withCounts(service, coupons), ...counted, now }
}

/**
 * The list is of offers: discounts made for one customer are found where they are applied (rule 26). External codes have
 * a coupon each, so of a product only the shop's own offers are asked for.
 */
function offers({ origin, id }: Pick<CouponsQuestion, "origin" | "id">, covers_product_id?: string) {
  if (origin || id) {
    return { any_origin: true }
  }
  return covers_product_id === undefined ? {} : { origin: ["standard"] }
}

/** One coupon; throws NOT_FOUND. */
export async function readCoupon(container: MedusaContainer, id: string): Promise<CouponView & { now: Date }> {
  const service = couponsOf(container)
  const coupon = await service.retrieveCoupon(id)
  const [view] = await withCounts(service, [coupon])
  return { coupon, times_redeemed: view?.times_redeemed ?? 0, now: await service.now() }
}
