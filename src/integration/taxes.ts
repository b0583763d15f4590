// Seam 6: taxes. Core reckons them alone in two workflows: of a cart on request, and of a draft order whose address or
// calculated shipping changes, or that becomes an order. Savings on shipping are stored net: they are priced again after it.
import { priceAfterTaxes } from "../operations/cart/price-again"
import { priceDraftAgain } from "../operations/order/sync-change"
import { installGuards } from "./steps"
import type { GuardedStep, StepGuard } from "./steps"

interface CartTaxes {
  cart_id?: string
  cart?: { id: string }
}

interface OrderTaxes {
  order_id: string
}

const ofCart: StepGuard<CartTaxes> = {
  // As a part of a refresh it is followed by the pricing of everything.
  after: async ({ cart_id, cart }, container, { is_part }) => {
    const id = cart_id ?? cart?.id
    if (id && !is_part) {
      await priceAfterTaxes(container, id)
    }
  },
}

const ofOrder: StepGuard<OrderTaxes, string> = {
  before: ({ order_id }) => Promise.resolve(order_id),
  after: ({ order_id }, container) => priceDraftAgain(container, order_id),
  // Core has put the old taxes back.
  undo: (order_id, _input, container) => priceDraftAgain(container, order_id),
}

const GUARDS: GuardedStep[] = [
  {
    workflow: "update-tax-lines",
    step: "set-tax-lines-for-items",
    guard: ofCart as StepGuard<never, never>,
    loss: "Discounts on shipping are wrong after POST /store/carts/:id/taxes until this is mended.",
  },
  {
    workflow: "update-order-tax-lines",
    step: "set-order-tax-lines-for-items",
    guard: ofOrder as StepGuard<never, never>,
    loss: "Discounts on shipping of draft orders are wrong after a change of address until this is mended.",
  },
]

/** Guards the steps once and reports each as a seam; never throws. */
export const installTaxes = (): void => installGuards(GUARDS)
