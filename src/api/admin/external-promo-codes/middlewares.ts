// Checks in front of the route for external promo codes.
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { emptyBody, validateBody, validateQuery } from "../../validate"
import { externalPromoCodeBody, readExternalPromoCode } from "./validators"

export const adminExternalPromoCodeMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/external-promo-codes",
    method: ["POST"],
    middlewares: [validateQuery(emptyBody), validateBody(externalPromoCodeBody), readExternalPromoCode],
  },
]
