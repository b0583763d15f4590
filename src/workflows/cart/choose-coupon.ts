// Workflow: a customer chooses among the coupons granted to them, declines them, or leaves the choice to the shop again.
import { releaseLockStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"
import type { CartCustomer, GrantChoice } from "../../modules/coupon/grants/grants"
import { lockStep } from "../lock"
import { readOpenCart } from "../../pricing/core-cart"
import type { CoreCart } from "../../pricing/core-cart"
import { grantedOn } from "../../pricing/granted"
import type { Granted } from "../../pricing/granted"
import { beginTotals, totalsChange } from "../../operations/cart/totals"
import { refreshTotals } from "./refresh-totals"
import { repriceCart } from "../../operations/cart/reprice"

export interface ChooseCouponInput {
  cart_id: string
  choice: GrantChoice
}

/** Throws NOT_ALLOWED for guests, for who is granted nothing here, and for a coupon that is not granted on this cart. */
function refuseUnfitChoice(
  choice: GrantChoice,
  { coupons }: Granted,
  cart_customer: CartCustomer | null,
  cart: CoreCart,
): void {
  const is_granted = choice.kind !== "one" || coupons.some(({ coupon }) => coupon.id === choice.coupon_id)
  if (!is_granted || !cart_customer || cart_customer.customer_id !== cart.customer?.id) {
    const sentence = is_granted
      ? "No coupon is granted on this cart. Customers who are logged in get those of their subscriptions."
      : "This coupon is not granted to the customer of this cart."
    throw refused(sentence, "coupon_not_granted")
  }
}

const chooseCouponStep = createStep(
  "choose-granted-coupon",
  async ({ cart_id, choice }: ChooseCouponInput, { container }) => {
    const coupons = couponsOf(container)
    const cart = await readOpenCart(container, cart_id)
    // First: it remembers who is logged in.
    const granted = await grantedOn(container, cart)
    const cart_customer = await coupons.findCartCustomer(cart_id)
    refuseUnfitChoice(choice, granted, cart_customer, cart)
    const customer_id = cart_customer?.customer_id ?? ""
    const unfinished_id = await beginTotals(container, cart)
    await coupons.chooseGrant(cart_id, customer_id, choice)
    const undo = { cart_id, customer_id, choice: cart_customer?.choice ?? ({ kind: "best" } as const) }
    await repriceCart(container, cart, await coupons.listEnteredCodes(cart_id))
    return new StepResponse(await totalsChange(container, cart, unfinished_id), undo)
  },
  // The adjustments follow with the next refresh of the cart.
  async (before, { container }) => {
    if (before) {
      const { cart_id, customer_id, choice } = before
      await couponsOf(container).chooseGrant(cart_id, customer_id, choice)
    }
  },
)

/**
 * Chooses one granted coupon, none, or the best by itself again (rule 24). Throws NOT_FOUND for an unknown cart,
 * INVALID_DATA for one that is an order, NOT_ALLOWED for a coupon that is not granted and for guests.
 */
export const chooseCouponWorkflow = createWorkflow(
  "coupons-choose-granted-coupon",
  function (input: ChooseCouponInput) {
    lockStep({ key: input.cart_id, timeout: 5, ttl: 10 })
    const change = chooseCouponStep(input)
    refreshTotals(
      transform({ input }, ({ input }) => input.cart_id),
      change,
    )
    releaseLockStep({ key: input.cart_id })
    return new WorkflowResponse(change)
  },
)
