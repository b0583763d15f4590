// What the customer's own billing routes check before they run: billing is on, and somebody is logged in.
import { authenticate } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import type { z } from "@medusajs/framework/zod"
import { emptyBody, readParams, validateBody, validateQuery } from "../../../../validate"
import { requireBilling } from "../../../../admin/billing/guard"
import {
  cancelSubscriptionSchema,
  enterCodeSchema,
  paymentMethodSchema,
  storeUpcomingSchema,
} from "../../../../admin/billing/schemas"
import { storeListSchema } from "./schemas"

const own = (matcher: string) => `/store/customers/me/billing/${matcher}`

/** Core lets only registered customers under /store/customers/me; said here too, since the layout of core may change. */
const loggedIn = authenticate("customer", ["session", "bearer"])

const get = (matcher: string, schema: z.ZodType = readParams): MiddlewareRoute => ({
  matcher: own(matcher),
  method: ["GET"],
  middlewares: [loggedIn, requireBilling, validateQuery(schema)],
})

const post = (matcher: string, schema: z.ZodType): MiddlewareRoute => ({
  matcher: own(matcher),
  method: ["POST"],
  middlewares: [loggedIn, requireBilling, validateBody(schema)],
})

const remove = (matcher: string, schema: z.ZodType): MiddlewareRoute => ({
  matcher: own(matcher),
  method: ["DELETE"],
  middlewares: [loggedIn, requireBilling, validateQuery(schema)],
})

export const storeBillingMiddlewares: MiddlewareRoute[] = [
  get("subscriptions", storeListSchema),
  get("subscriptions/:id"),
  get("subscriptions/:id/upcoming-invoices", storeUpcomingSchema),
  post("subscriptions/:id/cancel", cancelSubscriptionSchema),
  post("subscriptions/:id/payment-method", paymentMethodSchema),
  post("subscriptions/:id/promo-codes", enterCodeSchema),
  remove("subscriptions/:id/promo-codes/:code", storeUpcomingSchema),
  get("invoices", storeListSchema),
  get("invoices/:id"),
  get("invoices/:id/pdf"),
  post("invoices/:id/pay", emptyBody),
  post("invoices/:id/pay/confirm", emptyBody),
]
