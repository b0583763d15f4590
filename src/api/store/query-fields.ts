// Which fields of ours a storefront may ask core's routes for. What is not named here stays unread, whatever is asked.
import { storeFieldMiddlewares as middlewaresFor } from "../../integration/store-fields"

/** No keys of persons, no ids of other documents, no restrictions: they may name other customers. */
const REDEMPTION = ["id", "kind", "code", "coupon_name", "currency_code", "amount_minor", "redeemed_at"]
const DISCOUNT = ["id", "name", "code", "applied_at", "starts_at", "ended_at"]

const under = (relation: string, fields: string[]) => fields.map((field) => `${relation}.${field}`)

export const storeFieldMiddlewares = middlewaresFor([
  { matcher: "/store/orders", fields: under("coupon_redemptions", REDEMPTION) },
  // The customer themselves, and nothing below: addresses have no discounts.
  { matcher: "/store/customers/me", exactly: true, fields: under("coupon_discounts", DISCOUNT) },
])
