// The schedule of a subscription's coming invoices, as it stands or as if a coupon were applied to it (rule 41).
import type { MedusaContainer } from "@medusajs/framework/types"
import type { Period } from "../../engine"
import { isBilling } from "../../modules/billing/lifecycle"
import type { InvoiceFigures, SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { asIfPutOn } from "../../pricing/coupons/as-if"
import { gatherNextBills } from "../../pricing/billing/next-bills"
import { priceSchedules } from "../../pricing/billing/schedule"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { missing, refused } from "../../tools/errors"

export interface UpcomingInvoice extends Period {
  figures: InvoiceFigures
}

/** A subscription's next invoices; none where it will not be billed. `failure`: a sentence why they cannot be priced. */
export interface UpcomingOf {
  subscription: SubscriptionRow
  upcoming: UpcomingInvoice[]
  failure: string | null
}

export interface ScheduleQuestion {
  subscriptions: SubscriptionRow[]
  count: number
  /** Of a subscription whose last invoice is collected by hand only: that invoice, as a retry would price it. */
  even_if_unpaid?: boolean
}

/**
 * The next `count` invoices of these subscriptions of one customer, as they stand and with more discounts, priced from what
 * was gathered once. Answers one schedule per set of discounts, each in the order of the subscriptions.
 */
export async function schedulesWith(
  container: MedusaContainer,
  { subscriptions, count, even_if_unpaid = false }: ScheduleQuestion,
  as_if: RunningDiscount[][],
): Promise<UpcomingOf[][]> {
  const asked = subscriptions.filter((one) => {
    return (isBilling(one) || (even_if_unpaid && one.status === "unpaid")) && !one.cancel_at_period_end
  })
  const { bills, discounts } = await gatherNextBills(container, asked, { as_if: as_if.flat(), by_hand: even_if_unpaid })
  const askedIds = new Set(asked.map(({ id }) => id))
  return as_if.map((more) => {
    const schedules = priceSchedules(bills, [...discounts, ...more], askedIds, count)
    return subscriptions.map((subscription) => {
      const { coming = [], failure = null } = schedules.get(subscription.id) ?? {}
      return { subscription, failure, upcoming: coming.map(({ period, figures }) => ({ ...period, figures })) }
    })
  })
}

/**
 * The next `count` invoices, none for a subscription that will not be billed. With `coupon_id`: with that coupon on the
 * subscription from its next invoice on. Throws NOT_FOUND, and NOT_ALLOWED where it cannot be priced, with a sentence.
 */
export async function upcomingInvoices(
  container: MedusaContainer,
  input: { subscription_id: string; count: number; coupon_id?: string | null },
): Promise<{ subscription: SubscriptionRow; upcoming: UpcomingInvoice[] }> {
  const subscription = await billingOf(container).readSubscription(input.subscription_id)
  const more = input.coupon_id ? [await previewOf(container, subscription, input.coupon_id)] : []
  const [[answer] = []] = await schedulesWith(container, { subscriptions: [subscription], count: input.count }, [more])
  if (answer?.failure) {
    throw cannotBePriced(subscription.id, answer.failure)
  }
  return { subscription, upcoming: answer?.upcoming ?? [] }
}

/** NOT_ALLOWED with a sentence that names the subscription. */
export const cannotBePriced = (id: string, failure: string) =>
  refused(`The invoices of subscription '${id}' cannot be priced. ${failure}`)

async function previewOf(
  container: MedusaContainer,
  subscription: SubscriptionRow,
  coupon_id: string,
): Promise<RunningDiscount> {
  const coupons = couponsOf(container)
  const [coupon] = await coupons.listCoupons({ id: coupon_id })
  if (!coupon) {
    throw missing(`Coupon with id '${coupon_id}' was not found.`)
  }
  const { id, customer_id } = subscription
  const target = { type: "subscription", id, customer_id, subscription_id: id } as const
  return asIfPutOn(container, { coupon, promo_code: null }, target, await coupons.now())
}
