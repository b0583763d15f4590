// Which fields of ours a storefront may ask core's routes for. What is not named here stays unread, whatever is asked.
import { allowFields } from "@medusajs/framework/http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"

/** No keys of persons, no ids of other documents, no restrictions: they may name other customers. */
const REDEMPTION = ["id", "kind", "code", "coupon_name", "currency_code", "amount_minor", "redeemed_at"]
const DISCOUNT = ["id", "name", "code", "applied_at", "starts_at", "ended_at"]

const under = (relation: string, fields: string[]) => fields.map((field) => `${relation}.${field}`)

const allowOnOrder = allowFields(under("coupon_redemptions", REDEMPTION))
const allowOnMe = allowFields(under("coupon_discounts", DISCOUNT))

/** The customer themselves, and nothing below: addresses have no discounts. */
function onMeOnly(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  if (req.path === "/") {
    void allowOnMe(req, res, next)
  } else {
    next()
  }
}

/** Without methods, so that they run before core's own checks of the fields. */
export const storeFieldMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/orders", middlewares: [allowOnOrder] },
  { matcher: "/store/customers/me", middlewares: [onMeOnly] },
]
