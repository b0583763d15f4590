// What the plugin does on core's own cart routes, so that a storefront made for Medusa's promotions works unchanged.
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { addReasons } from "../../../integration/complete-reasons"
import { keepPaymentMethod } from "./keep-payment-method"
import { showBillingWarning } from "./show-billing-warning"
import { showCodes } from "./show-codes"
import { takeAddedCodes, takeListedCodes, takeRemovedCodes } from "./take-codes"

export const storeCoreRouteMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/carts", middlewares: [showCodes, showBillingWarning] },
  { matcher: "/store/carts", method: ["POST"], middlewares: [addReasons, takeListedCodes] },
  { matcher: "/store/carts/:id", method: ["POST"], middlewares: [addReasons, takeListedCodes] },
  { matcher: "/store/carts/:id/promotions", method: ["POST"], middlewares: [addReasons, takeAddedCodes] },
  { matcher: "/store/carts/:id/promotions", method: ["DELETE"], middlewares: [takeRemovedCodes] },
  {
    matcher: "/store/payment-collections/:id/payment-sessions",
    method: ["POST"],
    middlewares: [keepPaymentMethod],
  },
]
