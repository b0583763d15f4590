// The sentences with which the database's side of the house refuses; codes are those of the HTTP contract.
import { MedusaError } from "@medusajs/framework/utils"

const sentences = {
  code_not_found: "This promo code does not exist.",
  code_archived: "This promo code is no longer available.",
  coupon_archived: "This coupon is no longer available.",
  coupon_not_active: "This coupon is not active.",
  not_started: "This coupon cannot be redeemed yet.",
  expired: "This coupon has expired.",
  redemption_limit_reached: "This coupon has been redeemed as often as it can be.",
  customer_limit_reached: "You have already redeemed this coupon as often as you can.",
  login_required: "Please log in or enter your e-mail address to redeem this coupon.",
  first_purchase_under_way:
    "Another order of yours is being completed, and only one of them can be your first. Please try again in a moment.",
  claim_released: "The place under the limits was given back meanwhile; it must be claimed again.",
} as const

export type PlaceRefusal = keyof typeof sentences

/** True for a code that this side of the house refuses with. */
export function isPlaceRefusal(code: string | undefined): code is PlaceRefusal {
  return code !== undefined && Object.hasOwn(sentences, code)
}

/** A refusal as MedusaError NOT_ALLOWED (HTTP 400) whose `code` storefronts can rely on. */
export function refuse(code: PlaceRefusal): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_ALLOWED, sentences[code], code)
}
