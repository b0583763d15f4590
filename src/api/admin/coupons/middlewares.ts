// Checks in front of the admin's routes for coupons, promo codes, redemptions and discounts.
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { createCouponSchema, createPromoCodeSchema, updateCouponSchema } from "../../../engine"
import { emptyBody, readParams, validateBody, validatePath, validateQuery } from "../../validate"
import { createDiscountBody, listDiscountsQuery, previewDiscountBody } from "../discounts/validators"
import { exportRedemptionsQuery, listRedemptionsQuery, statisticsQuery } from "../redemptions/validators"
import {
  archiveCouponBody,
  cloneCouponBody,
  listCouponCodesQuery,
  listCouponsQuery,
  listPromoCodesQuery,
} from "./validators"

type Schema = Parameters<typeof validateBody>[0]

const get = (matcher: string, schema: Schema): MiddlewareRoute => ({
  matcher,
  method: ["GET"],
  middlewares: [validateQuery(schema)],
})

const post = (matcher: string, schema: Schema): MiddlewareRoute => ({
  matcher,
  method: ["POST"],
  middlewares: [validateQuery(readParams), validateBody(schema)],
})

export const adminCouponMiddlewares: MiddlewareRoute[] = [
  get("/admin/coupons", listCouponsQuery),
  post("/admin/coupons", createCouponSchema),
  get("/admin/coupons/:id", readParams),
  post("/admin/coupons/:id", updateCouponSchema),
  { matcher: "/admin/coupons/:id", method: ["DELETE"], middlewares: [validateQuery(emptyBody)] },
  post("/admin/coupons/:id/activate", emptyBody),
  post("/admin/coupons/:id/pause", emptyBody),
  post("/admin/coupons/:id/resume", emptyBody),
  post("/admin/coupons/:id/archive", archiveCouponBody),
  post("/admin/coupons/:id/clone", cloneCouponBody),
  get("/admin/coupons/:id/promo-codes", listCouponCodesQuery),
  post("/admin/coupons/:id/promo-codes", createPromoCodeSchema),
  get("/admin/promo-codes", listPromoCodesQuery),
  get("/admin/promo-codes/:id", readParams),
  // What these two are sent does not matter: they refuse.
  { matcher: "/admin/promo-codes/:id", method: ["POST", "DELETE"], middlewares: [validatePath] },
  post("/admin/promo-codes/:id/archive", emptyBody),
  post("/admin/promo-codes/:id/pause", emptyBody),
  post("/admin/promo-codes/:id/resume", emptyBody),
  get("/admin/coupons/:id/statistics", statisticsQuery),
  get("/admin/redemptions", listRedemptionsQuery),
  get("/admin/redemptions.csv", exportRedemptionsQuery),
  get("/admin/discounts", listDiscountsQuery),
  post("/admin/discounts", createDiscountBody),
  { matcher: "/admin/discounts/preview", method: ["POST"], middlewares: [validateBody(previewDiscountBody)] },
  post("/admin/discounts/:id/end", emptyBody),
]
