// A guest who logs in takes their cart along: the codes typed on it count as typed by the customer from then on.
import { refreshCartItemsWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import { undoChange } from "./change-codes"
import type { ChangedCodes } from "./change-codes"
import { signedInCustomer } from "../../lib/request-context"

/**
 * Makes the codes of a cart the customer's own who is logged in and takes it over, so that core's refresh prices them by
 * this customer's rules. Core refreshes nothing where the cart was this customer's already, by e-mail: then it is done here.
 * Answers what it did; nothing for a transfer that nobody who is logged in asked for.
 */
export async function transferCodes(
  container: MedusaContainer,
  cart_id: string,
  customer_id: string,
): Promise<ChangedCodes> {
  const done: ChangedCodes = { cart_id, entered: [], before: [] }
  if (signedInCustomer() !== customer_id) {
    return done
  }
  const coupons = couponsOf(container)
  const foreign = (await coupons.listEnteredCodes(cart_id)).filter((row) => row.customer_id !== customer_id)
  if (foreign.length === 0) {
    return done
  }
  try {
    for (const { promo_code, customer_id: typed_by, entered_at } of foreign) {
      done.before.push({ promo_code_id: promo_code.id, customer_id: typed_by, entered_at })
      await coupons.enterCode({ cart_id, promo_code_id: promo_code.id, customer_id, now: entered_at })
    }
    const cart = await container.resolve(Modules.CART).retrieveCart(cart_id, { select: ["id", "customer_id"] })
    if (cart.customer_id === customer_id) {
      await refreshCartItemsWorkflow(container).run({ input: { cart_id } })
    }
  } catch (error) {
    await undoChange(container, done)
    throw error
  }
  return done
}
