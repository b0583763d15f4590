// One coupon never runs twice on one subscription, whichever way it comes (rule 51), and codes stack there or are refused (rule 25):
// every way that puts a discount on what is billed later asks here.
import type { MedusaContainer } from "@medusajs/framework/types"
import { covers, hasRunOut, refuse } from "../../engine"
import type { Document, Terms } from "../../engine"
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
 * True if the coupon is among these discounts and has something left to give. One that was used up does not run any more;
 * whether the coupon may be had again is for its limits to say.
 */
export function isRunning(
  coupon: { id: string },
  running: RunningDiscount[],
  { now, time_zone, document }: RunningQuestion,
): boolean {
  const goesOn = (discount: RunningDiscount) =>
    !hasRunOut(discount, now.getTime(), time_zone) ||
    (document?.lines ?? []).some(({ cycle }) => covers(discount, cycle, document?.id ?? "", time_zone) === null)
  return running.some((discount) => discount.coupon_id === coupon.id && goesOn(discount))
}

/** Throws NOT_ALLOWED with the code "already_running" where the coupon runs. */
export function refuseRunning(coupon: { id: string }, running: RunningDiscount[], question: RunningQuestion): void {
  if (isRunning(coupon, running, question)) {
    const { code, message } = refuse("already_running")
    throw refused(message, code)
  }
}

/** Everything that runs on what the target reaches. */
export const runningOn = async (container: MedusaContainer, target: Place): Promise<RunningDiscount[]> =>
  couponsOf(container).listRunningDiscounts(await overlapping(container, target))

/**
 * What a code has to stack with (rule 25): what covers the cycle of the document, those of the customer left out, since what is
 * more specific has the line (rule 27).
 */
export function termsBeside(running: RunningDiscount[], { id, lines }: Document, time_zone: string): Terms[] {
  const [line] = lines
  return running
    .filter((one) => line && one.target_type !== "customer" && !covers(one, line.cycle, id, time_zone))
    .map(({ terms }) => terms)
}

type Place = Pick<DiscountTarget, "type" | "id" | "customer_id" | "subscription_id">

type Places = { type: DiscountTargetType; ids: string[] }[]

/**
 * Where a discount would meet one on the target: a customer's is on every subscription of theirs, a subscription's on each
 * of its items and open invoices. Two items of one subscription do not meet.
 */
async function overlapping(
  container: MedusaContainer,
  { type, id, customer_id, subscription_id }: Place,
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
