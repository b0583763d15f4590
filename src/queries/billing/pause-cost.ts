// What a pause would cost in discounts: cycles wait, months run on (rule 55).
import type { MedusaContainer } from "@medusajs/framework/types"
import { discountEnd, periodAt } from "../../engine"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { RunningDiscount } from "../../modules/coupon/types"
import { nextPeriod } from "../../pricing/billing/schedule"
import { readPausable } from "../../pricing/billing/pausable"
import { couponsOf } from "../../lib/coupons"
import { schedulesWith } from "./upcoming-invoices"
import type { UpcomingInvoice } from "./upcoming-invoices"

/** More coming invoices are not looked at: ten years of months. */
const MOST_INVOICES = 120

/** A discount whose months run on. */
export interface DiscountRunningOn {
  discount_id: string
  coupon_id: string
  name: string
  code: string | null
  /** Periods that begin then are not discounted any more, whether or not the subscription was paused. */
  ends_at: Date
  /** Coming invoices it would be on if nobody paused. */
  invoices: number
}

export interface PauseCost {
  /** Coming invoices that would be discounted, and are not if the subscription is paused for long enough. */
  discounted_invoices: number
  discounts: DiscountRunningOn[]
}

/** Throws what pausing would throw: NOT_FOUND, and NOT_ALLOWED with a sentence. */
export async function pauseCost(
  container: MedusaContainer,
  subscription_id: string,
): Promise<{ subscription: SubscriptionRow; cost: PauseCost }> {
  const coupons = couponsOf(container)
  const { subscription } = await readPausable(container, subscription_id, await coupons.now())
  const running = await coupons.listRunningDiscounts([
    { type: "subscription", ids: [subscription.id] },
    { type: "subscription_item", ids: subscription.items.map(({ id }) => id) },
    { type: "customer", ids: [subscription.customer_id] },
  ])
  const ends = new Map(running.flatMap((discount) => endOf(discount, subscription.time_zone)))
  const count = invoicesBefore(subscription, Math.max(...ends.values()))
  const [[answer] = []] =
    count > 0 ? await schedulesWith(container, { subscriptions: [subscription], count }, [[]]) : []
  return { subscription, cost: costOf(answer?.upcoming ?? [], ends) }
}

/** None for what is counted otherwise, has not begun, or has ended. */
function endOf({ id, terms, starts_at, ended_at }: RunningDiscount, time_zone: string): [string, number][] {
  const ends_at = starts_at === null || ended_at !== null ? null : discountEnd(terms, starts_at, time_zone)
  return ends_at === null ? [] : [[id, ends_at]]
}

/** How many periods begin before that moment. */
function invoicesBefore(subscription: SubscriptionRow, moment: number): number {
  const first = nextPeriod(subscription)
  let count = 0
  while (count < MOST_INVOICES && periodAt(subscription, first.index + count).starts_at.getTime() < moment) {
    count++
  }
  return count
}

/** `ends`: of each discount whose months run on, when they do. */
function costOf(upcoming: UpcomingInvoice[], ends: ReadonlyMap<string, number>): PauseCost {
  const discounts = new Map<string, DiscountRunningOn>()
  let discounted_invoices = 0
  for (const { figures } of upcoming) {
    let is_discounted = false
    for (const { discount_id, coupon_id, name, code } of figures.discounts) {
      const ends_at = discount_id === null ? undefined : ends.get(discount_id)
      if (discount_id !== null && ends_at !== undefined) {
        const known = discounts.get(discount_id)
        const first = { discount_id, coupon_id: coupon_id ?? "", name, code, ends_at: new Date(ends_at), invoices: 0 }
        discounts.set(discount_id, { ...(known ?? first), invoices: (known?.invoices ?? 0) + 1 })
        is_discounted = true
      }
    }
    discounted_invoices += is_discounted ? 1 : 0
  }
  return { discounted_invoices, discounts: [...discounts.values()] }
}
