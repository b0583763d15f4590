// Who asks a store route that anybody may ask: Medusa reads a customer's login on every store route, without requiring one.
import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

/** The id of the customer who is logged in; null for a stranger. */
export function callerOf(req: Pick<AuthenticatedMedusaRequest, "auth_context">): string | null {
  const context = req.auth_context as AuthenticatedMedusaRequest["auth_context"] | undefined
  return context?.actor_id ? context.actor_id : null
}
