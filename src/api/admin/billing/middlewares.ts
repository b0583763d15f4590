// What the admin billing routes check before they run.
import type { MiddlewareRoute } from "@medusajs/framework/http"
import type { z } from "@medusajs/framework/zod"
import { emptyBody, readParams, validateBody, validateQuery } from "../../validate"
import { requireBilling } from "./guard"
import {
  cancelSubscriptionSchema,
  changePlanSchema,
  createPlanSchema,
  createSubscriptionSchema,
  enterCodeSchema,
  listInvoicesSchema,
  listPlansSchema,
  listSubscriptionsSchema,
  pauseSchema,
  paymentMethodSchema,
  runRenewalsSchema,
  storeUpcomingSchema,
  testClockSchema,
  upcomingSchema,
  updatePlanSchema,
} from "./schemas"

const get = (matcher: string, schema: z.ZodType = readParams): MiddlewareRoute => ({
  matcher: `/admin/billing/${matcher}`,
  method: ["GET"],
  middlewares: [requireBilling, validateQuery(schema)],
})

const post = (matcher: string, schema: z.ZodType = emptyBody): MiddlewareRoute => ({
  matcher: `/admin/billing/${matcher}`,
  method: ["POST"],
  middlewares: [requireBilling, validateBody(schema)],
})

const remove = (matcher: string, schema: z.ZodType = readParams): MiddlewareRoute => ({
  matcher: `/admin/billing/${matcher}`,
  method: ["DELETE"],
  middlewares: [requireBilling, validateQuery(schema)],
})

export const adminBillingMiddlewares: MiddlewareRoute[] = [
  get("plans", listPlansSchema),
  post("plans", createPlanSchema),
  get("plans/:id"),
  post("plans/:id", updatePlanSchema),
  remove("plans/:id"),
  get("subscriptions", listSubscriptionsSchema),
  post("subscriptions", createSubscriptionSchema),
  get("subscriptions/:id"),
  get("subscriptions/:id/upcoming-invoices", upcomingSchema),
  post("subscriptions/:id/cancel", cancelSubscriptionSchema),
  post("subscriptions/:id/pause", pauseSchema),
  post("subscriptions/:id/resume"),
  post("subscriptions/:id/change-plan", changePlanSchema),
  post("subscriptions/:id/promo-codes", enterCodeSchema),
  remove("subscriptions/:id/promo-codes/:code", storeUpcomingSchema),
  post("subscriptions/:id/payment-method", paymentMethodSchema),
  get("mrr"),
  post("renewals", runRenewalsSchema),
  get("invoices", listInvoicesSchema),
  get("invoices/:id"),
  get("invoices/:id/pdf"),
  post("invoices/:id/void"),
  post("invoices/:id/retry"),
  post("invoices/:id/ask-customer"),
  // The clock is the coupons' as well: it works while billing is off.
  { matcher: "/admin/billing/test-clock", method: ["POST"], middlewares: [validateBody(testClockSchema)] },
]
