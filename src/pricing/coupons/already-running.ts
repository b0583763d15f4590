// One coupon never runs twice on one subscription, whichever way it comes (rule 51): every way that puts a discount on what
// is billed later asks here.
import type { MedusaContainer } from "@medusajs/framework/types"
import { covers, hasRunOut, refuse } from "../../engine"
import type { Document } from "../../engine"
import { isBooked } from "../../modules/billing/statuses"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"
import type { DiscountTargetType, RunningDiscount } from "../../modules/coupon/types"
import { findBilling } from "../../lib/billing"
import type { DiscountTarget } from "./discount-target"

/** What a discount runs against: the moment, and the document that is priced at once, where there is one. */
export interface RunningQuestion {
  now: Date
  time_zone: string
  document?: Document
}

/**
 * Throws NOT_ALLOWED with the code "already_running" if the coupon is among these discounts and has something left to
 * give. One that was used up does not run any more; whether the coupon may be had again is for its limits to say.
 */
export function refuseRunning(
  coupon: { id: string },
  running: RunningDiscount[],
  { now, time_zone, document }: RunningQuestion,
): void {
  const goesOn = (discount: RunningDiscount) =>
    !hasRunOut(discount, now.getTime(), time_zone) ||
    (document?.lines ?? []).some(({ cycle }) => covers(discount, cycle, document?.id ?? "", time_zone) === null)
  if (running.some((discount) => discount.coupon_id === coupon.id && goesOn(discount))) {
    const { code, message } = refuse("already_running")
    throw refused(message, code)
  }
}

/** Throws what `refuseRunning` throws, for everything that reaches what the target reaches. */
export async function refuseRunningOn(
  container: MedusaContainer,
  coupon: { id: string },
  target: Pick<DiscountTarget, "type" | "id" | "customer_id" | "subscription_id">,
): Promise<void> {
  const coupons = couponsOf(container)
  const [now, running] = await Promise.all([
    coupons.now(),
    coupons.listRunningDiscounts(await overlapping(container, target)),
  ])
  refuseRunning(coupon, running, { now, time_zone: coupons.timeZone() })
}

type Places = { type: DiscountTargetType; ids: string[] }[]

/**
 * Where a discount would meet one on the target: a customer's is on every subscription of theirs, a subscription's on each
 * of its items and open invoices. Two items of one subscription do not meet.
 */
async function overlapping(
  container: MedusaContainer,
  { type, id, customer_id, subscription_id }: Pick<DiscountTarget, "type" | "id" | "customer_id" | "subscription_id">,
): Promise<Places> {
  const billing = findBilling(container)
  const subscriptions =
    (await billing?.readSubscriptions(subscription_id === null ? { customer_id } : { id: subscription_id })) ?? []
  const ids = subscriptions.map((subscription) => subscription.id)
  const status = ["draft", "open", "uncollectible"]
  const open =
    type === "invoice" || ids.length === 0 ? [] : await billing?.readInvoices({ subscription_id: ids, status })
  const unpaid = (open ?? []).filter((invoice) => !isBooked(invoice))
  const item_ids = subscriptions.flatMap(({ items }) => items.map((item) => item.id))
  return [
    { type: "customer", ids: [customer_id] },
    { type: "subscription", ids },
    { type: "subscription_item", ids: type === "subscription_item" ? [id] : item_ids },
    { type: "invoice", ids: type === "invoice" ? [id] : unpaid.map((invoice) => invoice.id) },
  ]
}
