// Reads applied discounts, running and ended.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import type { DiscountFilter } from "../../modules/coupon/lists/discounts"
import type CouponModuleService from "../../modules/coupon/service"
import type { DiscountRow } from "../../modules/coupon/types"
import type { ListCount } from "../../tools/paging"

export interface DiscountsQuestion extends DiscountFilter {
  limit: number
  offset: number
  order: string
}

/** How a discount came about: a code was entered, a grant gave it in the cart, or an admin put it there. */
export type DiscountOrigin = "code" | "grant" | "admin"

export interface DiscountView extends DiscountRow {
  origin: DiscountOrigin
}

/** Claims that were not made in a cart name what they were made for instead of one. */
const MADE_BY_ADMINS = ["admin:", "change:", "draft:"]

function originOf(discount: DiscountRow, cart_id: string): DiscountOrigin {
  if (discount.promo_code_id !== null) {
    return "code"
  }
  const is_by_admin =
    discount.target_type === "draft_order" || MADE_BY_ADMINS.some((prefix) => cart_id.startsWith(prefix))
  return is_by_admin ? "admin" : "grant"
}

async function withOrigins(service: CouponModuleService, discounts: DiscountRow[]): Promise<DiscountView[]> {
  const ids = [...new Set(discounts.filter((row) => row.promo_code_id === null).map((row) => row.claim_id))]
  const select = ["id", "cart_id"]
  const claims = ids.length > 0 ? await service.listCouponClaims({ id: ids }, { select, take: ids.length }) : []
  const carts = new Map(claims.map(({ id, cart_id }) => [id, cart_id]))
  return discounts.map((row) => ({ ...row, origin: originOf(row, carts.get(row.claim_id) ?? "") }))
}

/** One page of discounts, and how many there are. Two queries, three where codes did not lead to all of them. */
export async function listDiscounts(
  container: MedusaContainer,
  { limit, offset, order, ...filter }: DiscountsQuestion,
): Promise<{ discounts: DiscountView[] } & ListCount> {
  const service = couponsOf(container)
  const { discounts, ...counted } = await service.listDiscountPage(filter, { limit, offset, order })
  return { discounts: await withOrigins(service, discounts), ...counted }
}

/** One discount; throws NOT_FOUND. */
export async function readDiscount(container: MedusaContainer, id: string): Promise<DiscountView> {
  const service = couponsOf(container)
  const row = await service.retrieveCouponDiscount(id)
  const [view] = await withOrigins(service, [row])
  return view ?? { ...row, origin: "admin" }
}
