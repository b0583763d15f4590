// Reads the ledger: who redeemed what, on which document, when, how much.
import { Modules } from "@medusajs/framework/utils"
import type { CustomerDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { couponService, type Filters, type RedemptionRow } from "../coupon-service"
import { storeInstant } from "../instant"
import { orderOf } from "./search"

export interface RedemptionView {
  redemption: RedemptionRow
  /** Null for guests and for customers that were deleted since. */
  customer: Pick<CustomerDTO, "id" | "email" | "first_name" | "last_name"> | null
}

export interface RedemptionsQuestion {
  id?: string[]
  kind?: string[]
  coupon_id?: string[]
  promo_code_id?: string[]
  discount_id?: string[]
  customer_id?: string[]
  order_id?: string[]
  invoice_id?: string[]
  subscription_id?: string[]
  sales_channel_id?: string[]
  channel?: string[]
  /** A plain date or an ISO instant, inclusive; plain dates are days of the store's time zone. */
  from?: string
  to?: string
  limit: number
  offset: number
  order: string
}

const listFields = [
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
] as const

async function withCustomers(container: MedusaContainer, redemptions: RedemptionRow[]): Promise<RedemptionView[]> {
  const ids = [...new Set(redemptions.flatMap((row) => row.customer_id ?? []))]
  const service = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const customers = ids.length > 0 ? await service.listCustomers({ id: ids }, { take: ids.length }) : []
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  return redemptions.map((redemption) => ({
    redemption,
    customer: (redemption.customer_id && byId.get(redemption.customer_id)) || null,
  }))
}

/** One page of the ledger, with its customers. Throws INVALID_DATA for a date outside the calendar. */
export async function listRedemptions(
  container: MedusaContainer,
  question: RedemptionsQuestion,
): Promise<{ redemptions: RedemptionView[]; count: number }> {
  const filters: Filters[] = []
  for (const field of listFields) {
    const values = question[field]
    if (values) filters.push({ [field]: { $in: values } })
  }
  const service = couponService(container)
  const instant = (value: string, edge: "start" | "end") => storeInstant(value, edge, service.timeZone())
  if (question.from) filters.push({ redeemed_at: { $gte: instant(question.from, "start") } })
  if (question.to) filters.push({ redeemed_at: { $lte: instant(question.to, "end") } })
  const [rows, count] = await service.listAndCountCouponRedemptions(filters.length > 0 ? { $and: filters } : {}, {
    take: question.limit,
    skip: question.offset,
    order: orderOf(question.order),
  })
  return { redemptions: await withCustomers(container, rows), count }
}
