// What the storefront's routes about granted coupons check, and how cart routes learn who is logged in.
import { authenticate, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/carts/query-config"
import { StoreGetCartsCart } from "@medusajs/medusa/api/store/carts/validators"
import type { GrantChoice } from "../../modules/coupon/grants/grants"
import { asSignedIn } from "../../lib/request-context"
import { emptyBody, listParams, validateBody, validateQuery } from "../validate"
import { callerOf } from "./caller"

/** Core's own cart routes pass the login on to nobody, and grants are for customers who are logged in (rule 24). */
function knowCaller(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  const customer_id = callerOf(req as AuthenticatedMedusaRequest)
  if (customer_id === null) {
    next()
  } else {
    asSignedIn(customer_id, () => next())
  }
}

const chooseCouponSchema = z
  .object({
    coupon_id: z
      .string({ error: "'coupon_id' must be the id of a granted coupon, or null for none." })
      .trim()
      .min(1)
      .max(255)
      .nullable(),
  })
  .strict()
  .transform(({ coupon_id }): GrantChoice => (coupon_id === null ? { kind: "none" } : { kind: "one", coupon_id }))

const listMyCouponsQuery = z
  .object({ ...listParams(["name", "id"], 50), order: z.enum(["name", "-name", "id", "-id"]).default("name") })
  .strict()
export type ListMyCouponsQuery = z.output<typeof listMyCouponsQuery>

const answersWithCart = validateAndTransformQuery(StoreGetCartsCart, retrieveTransformQueryConfig)

export const storeGrantMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/carts", middlewares: [knowCaller] },
  {
    matcher: "/store/carts/:id/coupon",
    method: ["POST"],
    middlewares: [validateBody(chooseCouponSchema), answersWithCart],
  },
  {
    matcher: "/store/carts/:id/coupon",
    method: ["DELETE"],
    middlewares: [validateBody(emptyBody.optional()), answersWithCart],
  },
  {
    matcher: "/store/customers/me/coupons",
    method: ["GET"],
    middlewares: [authenticate("customer", ["session", "bearer"]), validateQuery(listMyCouponsQuery)],
  },
]
