// Has core price a cart's promotions again as they are: what its own route for promotions does, with nothing added.
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PromotionActions } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import { hasPlanLines } from "../../pricing/plan-lines"

/**
 * Throws what core's route throws. The payment collection follows. `holds_lock`: the caller is inside a workflow of core's
 * that holds the cart's lock.
 */
export async function priceAgain(
  container: MedusaContainer,
  cart_id: string,
  { holds_lock = false } = {},
): Promise<void> {
  await updateCartPromotionsWorkflow(container).run({
    input: { cart_id, promo_codes: [], action: PromotionActions.ADD, force_refresh_payment_collection: true },
    // A parent's key makes the workflow leave the lock to us.
    ...(holds_lock ? { context: { parentStepIdempotencyKey: `price-again:${cart_id}` } } : {}),
  })
}

/**
 * What core does for a cart whose taxes were reckoned alone, without its discounts: ours on shipping are stored net, and what
 * core's leave of a price with tax in it depends on the tax. Nothing, after three indexed queries at most, for a cart that
 * has nothing of ours.
 */
export async function priceAfterTaxes(container: MedusaContainer, cart_id: string): Promise<void> {
  const coupons = couponsOf(container)
  const [entered, cart_customer] = await Promise.all([
    coupons.listEnteredCodes(cart_id),
    coupons.findCartCustomer(cart_id),
  ])
  if (entered.length > 0 || cart_customer !== null || (await hasPlanLines(container, cart_id))) {
    await priceAgain(container, cart_id, { holds_lock: true })
  }
}
