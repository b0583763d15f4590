// Fetches the cart that a store route answers with, in the fields the request asked for.
import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { missing } from "../../../lib/errors"

/** The cart as core's own cart routes answer it. Throws NOT_FOUND with a sentence. */
export async function cartResponse(req: MedusaRequest, cart_id: string): Promise<unknown> {
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "cart", fields: req.queryConfig.fields, filters: { id: cart_id } })
  if (!data[0]) {
    throw missing(`Cart with id '${cart_id}' not found`)
  }
  return data[0]
}
