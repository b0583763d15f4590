// What the storefront's coupon routes check before they run, and which fields of the cart they answer with.
import { validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { retrieveTransformQueryConfig } from "@medusajs/medusa/api/store/carts/query-config"
import { StoreGetCartsCart } from "@medusajs/medusa/api/store/carts/validators"
import { addReasons } from "../../integration/complete-reasons"
import { readParams, validateBody, validatePath, validateQuery } from "../validate"

/** Longer than any code may be; what is typed beyond that is a mistake, not a code. */
const MAX_TYPED_LENGTH = 256

const typedCode = z.string().min(1, "Enter a promo code.").max(MAX_TYPED_LENGTH, "That is too long to be a promo code.")

export const enterPromoCodeSchema = z.object({ code: typedCode }).strict()
export type EnterPromoCodeBody = z.infer<typeof enterPromoCodeSchema>

export const validatePromoCodeSchema = z.object({ code: typedCode, cart_id: z.string().min(1).optional() }).strict()
export type ValidatePromoCodeBody = z.infer<typeof validatePromoCodeSchema>

const answersWithCart = validateAndTransformQuery(StoreGetCartsCart, retrieveTransformQueryConfig)

export const storeCouponMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/store/carts/:id/promo-codes",
    method: ["POST"],
    middlewares: [validateBody(enterPromoCodeSchema), answersWithCart],
  },
  { matcher: "/store/carts/:id/promo-codes/:code", method: ["DELETE"], middlewares: [validatePath, answersWithCart] },
  { matcher: "/store/carts/:id/discounts", method: ["GET"], middlewares: [validateQuery(readParams)] },
  { matcher: "/store/carts/:id/complete", method: ["POST"], middlewares: [addReasons] },
  { matcher: "/store/promo-codes/validate", method: ["POST"], middlewares: [validateBody(validatePromoCodeSchema)] },
]
