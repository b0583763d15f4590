// Reads applied discounts, running and ended.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { DiscountTargetType } from "../../../modules/coupon/types"
import { couponService, type DiscountRow, type Filters } from "../coupon-service"
import { orderOf } from "./search"

export interface DiscountsQuestion {
  id?: string[]
  coupon_id?: string[]
  promo_code_id?: string[]
  status?: ("running" | "ended")[]
  /** Any of these targets. */
  targets?: { type: DiscountTargetType; ids: string[] }[]
  limit: number
  offset: number
  order: string
}

/** One page of discounts. */
export async function listDiscounts(
  container: MedusaContainer,
  question: DiscountsQuestion,
): Promise<{ discounts: DiscountRow[]; count: number }> {
  const filters: Filters[] = []
  for (const field of ["id", "coupon_id", "promo_code_id"] as const) {
    const values = question[field]
    if (values) filters.push({ [field]: { $in: values } })
  }
  if (question.targets?.length) {
    filters.push({ $or: question.targets.map(({ type, ids }) => ({ target_type: type, target_id: { $in: ids } })) })
  }
  if (question.status) {
    filters.push({ $or: question.status.map((s) => ({ ended_at: s === "running" ? null : { $ne: null } })) })
  }
  const [discounts, count] = await couponService(container).listAndCountCouponDiscounts(
    filters.length > 0 ? { $and: filters } : {},
    { take: question.limit, skip: question.offset, order: orderOf(question.order) },
  )
  return { discounts, count }
}

/** One discount; throws NOT_FOUND. */
export const readDiscount = (container: MedusaContainer, id: string): Promise<DiscountRow> =>
  couponService(container).retrieveCouponDiscount(id)
