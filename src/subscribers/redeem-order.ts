// Subscriber: a net under the completion hook. Should redeeming have failed there, it is tried again when the order is announced.
// An order that no cart led to was a draft, perhaps with discounts: it is redeemed here.
// Loading this file also installs the seams: subscribers load after every module and every workflow file, in all modes.
import { container } from "@medusajs/framework"
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { installSeams } from "../integration/boot"
import { graph } from "../lib/graph"
import { redeemOrder } from "../operations/checkout/redeem-order"
import { redeemConvertedDraft } from "../operations/order/finish-draft-claims"

installSeams(container)

export default async function redeemPlacedOrder({ event, container }: SubscriberArgs<{ id: string }>) {
  const [link] = await graph<{ cart_id: string }>(container, "order_cart", ["cart_id"], { order_id: event.data.id })
  if (link) {
    await redeemOrder(container, { order_id: event.data.id, cart_id: link.cart_id })
  } else {
    await redeemConvertedDraft(container, event.data.id)
  }
}

export const config: SubscriberConfig = { event: "order.placed" }
