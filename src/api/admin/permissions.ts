// Which permission each admin route of ours asks for in a shop that has roles: one row per route, methods with their operations.
import type { MiddlewareRoute } from "@medusajs/framework/http"

type Method = "GET" | "POST" | "DELETE"
type Operation = "read" | "create" | "update" | "delete"

/** `resource:operation`; resources are named as the entities are, in snake case. */
export type Permission = `${string}:${Operation}`

/** Routes by their path, parameters as `:name`; several permissions are all needed. */
const ROUTES: Record<string, Partial<Record<Method, Permission | Permission[]>>> = {
  "/admin/coupons": { GET: "coupon:read", POST: "coupon:create" },
  "/admin/coupons/health": { GET: "coupon:read" },
  "/admin/coupons/settings": { GET: "coupon:read" },
  "/admin/coupons/:id": { GET: "coupon:read", POST: "coupon:update", DELETE: "coupon:delete" },
  "/admin/coupons/:id/activate": { POST: "coupon:update" },
  "/admin/coupons/:id/pause": { POST: "coupon:update" },
  "/admin/coupons/:id/resume": { POST: "coupon:update" },
  "/admin/coupons/:id/archive": { POST: "coupon:update" },
  "/admin/coupons/:id/clone": { POST: ["coupon:read", "coupon:create"] },
  "/admin/coupons/:id/promo-codes": { GET: "promo_code:read", POST: "promo_code:create" },
  "/admin/coupons/:id/code-batches": { GET: "code_batch:read", POST: ["code_batch:create", "promo_code:create"] },
  "/admin/coupons/:id/code-batches/import": { POST: ["code_batch:create", "promo_code:create"] },
  "/admin/coupons/:id/statistics": { GET: "coupon_redemption:read" },
  "/admin/external-promo-codes": { POST: ["coupon:create", "promo_code:create"] },
  "/admin/promo-codes": { GET: "promo_code:read" },
  "/admin/promo-codes/:id": { GET: "promo_code:read", POST: "promo_code:update", DELETE: "promo_code:delete" },
  "/admin/promo-codes/:id/archive": { POST: "promo_code:update" },
  "/admin/promo-codes/:id/pause": { POST: "promo_code:update" },
  "/admin/promo-codes/:id/resume": { POST: "promo_code:update" },
  "/admin/code-batches": { GET: "code_batch:read" },
  "/admin/code-batches/:id": { GET: "code_batch:read" },
  "/admin/code-batches/:id/codes.csv": { GET: ["code_batch:read", "promo_code:read"] },
  "/admin/code-batches/:id/top-up": { POST: ["code_batch:update", "promo_code:create"] },
  "/admin/code-batches/:id/retry": { POST: ["code_batch:update", "promo_code:create"] },
  "/admin/code-batches/:id/archive": { POST: ["code_batch:update", "promo_code:update"] },
  "/admin/discounts": { GET: "coupon_discount:read", POST: "coupon_discount:create" },
  "/admin/discounts/preview": { POST: "coupon_discount:read" },
  "/admin/discounts/:id/end": { POST: "coupon_discount:update" },
  "/admin/grants": { GET: "coupon_grant:read", POST: "coupon_grant:create" },
  "/admin/grants/:id": { GET: "coupon_grant:read", DELETE: "coupon_grant:delete" },
  "/admin/orders/:id/receipt.pdf": { GET: "order:read" },
  "/admin/redemptions": { GET: "coupon_redemption:read" },
  "/admin/redemptions.csv": { GET: "coupon_redemption:read" },
  "/admin/billing/plans": { GET: "billing_plan:read", POST: "billing_plan:create" },
  "/admin/billing/plans/:id": { GET: "billing_plan:read", POST: "billing_plan:update", DELETE: "billing_plan:delete" },
  "/admin/billing/subscriptions": {
    GET: "billing_subscription:read",
    // It comes with its discounts.
    POST: ["billing_subscription:create", "coupon_discount:create"],
  },
  "/admin/billing/subscriptions/:id": { GET: "billing_subscription:read" },
  "/admin/billing/subscriptions/:id/upcoming-invoices": { GET: "billing_subscription:read" },
  "/admin/billing/subscriptions/:id/cancel": { POST: "billing_subscription:update" },
  "/admin/billing/subscriptions/:id/pause": { POST: "billing_subscription:update" },
  "/admin/billing/subscriptions/:id/resume": { POST: "billing_subscription:update" },
  "/admin/billing/subscriptions/:id/change-plan": { POST: "billing_subscription:update" },
  "/admin/billing/subscriptions/:id/promo-codes": { POST: ["billing_subscription:read", "coupon_discount:create"] },
  "/admin/billing/subscriptions/:id/promo-codes/:code": { DELETE: "coupon_discount:update" },
  "/admin/billing/subscriptions/:id/payment-method": { POST: "billing_subscription:update" },
  "/admin/billing/mrr": { GET: "billing_subscription:read" },
  "/admin/billing/renewals": { POST: "billing_invoice:create" },
  "/admin/billing/invoices": { GET: "billing_invoice:read" },
  "/admin/billing/invoices/:id": { GET: "billing_invoice:read" },
  "/admin/billing/invoices/:id/pdf": { GET: "billing_invoice:read" },
  "/admin/billing/invoices/:id/void": { POST: "billing_invoice:update" },
  "/admin/billing/invoices/:id/retry": { POST: "billing_invoice:update" },
  "/admin/billing/invoices/:id/ask-customer": { POST: "billing_invoice:update" },
  "/admin/billing/test-clock": { GET: "coupon_clock:read", POST: "coupon_clock:update" },
}

/** One request that asks for permissions. */
export interface GuardedRoute {
  method: Method
  path: string
  permissions: Permission[]
}

/** Every admin route of ours with what it asks for. */
export const guardedRoutes: GuardedRoute[] = Object.entries(ROUTES).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, asked]) => ({
    method: method as Method,
    path,
    permissions: Array.isArray(asked) ? asked : [asked],
  })),
)

/** Those of core's entities: core tells of them itself. */
const OF_CORE: ReadonlySet<Permission> = new Set<Permission>(["order:read"])

/** Every permission of ours that some route asks for, once, in order. */
export const permissions: Permission[] = [...new Set(guardedRoutes.flatMap(({ permissions }) => permissions))]
  .filter((permission) => !OF_CORE.has(permission))
  .sort()

/** `coupon:read` as Medusa writes it: `{ resource: "coupon", operation: "read" }`. */
export function asPolicy(permission: Permission): { resource: string; operation: string } {
  const [resource = "", operation = ""] = permission.split(":")
  return { resource, operation }
}

/** What Medusa's router is told; it asks only in shops that have switched roles on. */
export const permissionMiddlewares: MiddlewareRoute[] = guardedRoutes.map(({ method, path, permissions }) => ({
  matcher: path,
  method: [method],
  policies: permissions.map(asPolicy),
}))
