// Fetches the cart that a store route answers with, in the fields the request asked for.
import type { MedusaRequest } from "@medusajs/framework/http"
import { missing } from "../../../tools/errors"
import { graph } from "../../../lib/graph"

/** The cart as core's own cart routes answer it. Throws NOT_FOUND with a sentence. */
export async function cartResponse(req: MedusaRequest, cart_id: string): Promise<unknown> {
  const [cart] = await graph<object>(req.scope, "cart", req.queryConfig.fields, { id: cart_id })
  if (!cart) {
    throw missing(`Cart with id '${cart_id}' not found`)
  }
  return cart
}
