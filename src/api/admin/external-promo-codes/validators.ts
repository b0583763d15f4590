// What POST /admin/external-promo-codes accepts: the fields of a coupon and, if the caller chooses it, its code.
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { createCouponSchema, createPromoCodeSchema } from "../../../engine"
import type { CouponInput } from "../../../engine"
import { invalid } from "../../../tools/errors"
import { checked } from "../../validate"

export interface ExternalPromoCodeBody {
  coupon: CouponInput
  /** Null: one is made. */
  code: string | null
}

/** Any object; what is in it is checked by `readExternalPromoCode`. */
export const externalPromoCodeBody = z.record(z.string(), z.unknown())

/** Single use unless the caller says otherwise, and active at once. */
async function read({ code, ...fields }: Record<string, unknown>): Promise<ExternalPromoCodeBody> {
  const coupon = await checked(createCouponSchema, { status: "active", max_redemptions: 1, ...fields })
  if (coupon.status !== "active") {
    throw invalid("'status' can only be active: an external promo code is made to be used at once.")
  }
  if (code === undefined || code === null) {
    return { coupon, code: null }
  }
  const promo_code = await checked(createPromoCodeSchema, { code })
  return { coupon, code: promo_code.code }
}

/** Middleware after `validateBody(externalPromoCodeBody)`: leaves an ExternalPromoCodeBody in `req.validatedBody`. */
export async function readExternalPromoCode(
  req: MedusaRequest<unknown>,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  try {
    req.validatedBody = await read(req.validatedBody as Record<string, unknown>)
    next()
  } catch (error) {
    next(error)
  }
}
