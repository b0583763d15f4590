// Has core price a cart's promotions again as they are: what its own route for promotions does, with nothing added.
import { updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { PromotionActions } from "@medusajs/framework/utils"

/** Throws what core's route throws. The payment collection follows. */
export async function priceAgain(container: MedusaContainer, cart_id: string): Promise<void> {
  await updateCartPromotionsWorkflow(container).run({
    input: { cart_id, promo_codes: [], action: PromotionActions.ADD, force_refresh_payment_collection: true },
  })
}
