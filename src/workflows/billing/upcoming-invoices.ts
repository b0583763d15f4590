// The schedule of a subscription's coming invoices, as it stands or as if a coupon were applied to it (rule 41).
import type { MedusaContainer } from "@medusajs/framework/types"
import { termsOf } from "../../engine"
import type { InvoiceFigures, Period, SubscriptionRow } from "../../modules/billing/types"
import type { CouponRow, RunningDiscount } from "../../modules/coupon/types"
import { priceSchedule } from "./price-invoice"
import { isBilling } from "./renew-subscription"
import { gatherNext } from "./scheduled-change"
import { billingOf, couponsOf, missing } from "./services"

export interface UpcomingInvoice extends Period {
  figures: InvoiceFigures
}

/**
 * The next `count` invoices, none for a subscription that will not be billed. With `coupon_id`: with that coupon on the
 * subscription from its next invoice on. Throws NOT_FOUND with a sentence.
 */
export async function upcomingInvoices(
  container: MedusaContainer,
  input: {
    subscription_id: string
    count: number
    coupon_id?: string | null
    /** Discounts that are priced as if they ran. */
    as_if?: RunningDiscount[]
    /** Of a subscription whose last invoice is collected by hand only: that invoice, as a retry would price it. */
    even_if_unpaid?: boolean
  },
): Promise<{ subscription: SubscriptionRow; upcoming: UpcomingInvoice[] }> {
  const subscription = await billingOf(container).readSubscription(input.subscription_id)
  const preview = input.coupon_id ? [await previewOf(container, subscription, input.coupon_id)] : []
  const is_retried = input.even_if_unpaid === true && subscription.status === "unpaid"
  if (!(isBilling(subscription) || is_retried) || subscription.cancel_at_period_end) {
    return { subscription, upcoming: [] }
  }
  const { facts, discounts } = await gatherNext(container, subscription)
  const schedule = priceSchedule(facts, [...discounts, ...preview, ...(input.as_if ?? [])], input.count)
  return { subscription, upcoming: schedule.map(({ period, figures }) => ({ ...period, figures })) }
}

async function previewOf(
  container: MedusaContainer,
  subscription: SubscriptionRow,
  coupon_id: string,
): Promise<RunningDiscount> {
  const coupons = couponsOf(container)
  const [coupon] = (await coupons.listCoupons({ id: coupon_id })) as unknown as CouponRow[]
  if (!coupon) {
    throw missing(`Coupon with id '${coupon_id}' was not found.`)
  }
  const now = await coupons.now()
  return {
    id: "preview",
    coupon_id,
    promo_code_id: null,
    name: coupon.name,
    code: null,
    terms: termsOf(coupon),
    applied_at: now.getTime(),
    starts_at: null,
    ended_at: null,
    history: [],
    target_type: "subscription",
    target_id: subscription.id,
    customer_id: subscription.customer_id,
    included_in_mrr: null,
  }
}
