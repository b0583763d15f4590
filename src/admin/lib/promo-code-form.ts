// The form of a new promo code without its looks: what was typed, what is wrong, and the request it becomes.
import { isCode, readCount, type FormErrorKey } from "./coupon-form"

/** What was typed; dates are plain days. */
export interface PromoCodeForm {
  code: string
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expires_at: string
  channel: string
}

/** The body of `POST /admin/coupons/:id/promo-codes`. */
export interface CreatePromoCodeRequest {
  code: string
  max_redemptions?: number
  max_redemptions_per_customer?: number
  starts_at?: string
  expires_at?: string
  channel?: string
}

export const emptyPromoCodeForm: PromoCodeForm = {
  code: "",
  max_redemptions: "",
  max_redemptions_per_customer: "",
  starts_at: "",
  expires_at: "",
  channel: "",
}

/** Everything that is wrong, by field. The server has the last word. */
export function checkPromoCodeForm(form: PromoCodeForm): Partial<Record<keyof PromoCodeForm, FormErrorKey>> {
  const isNoCount = (typed: string) => typed.trim() !== "" && readCount(typed) === null
  const isReversed = form.starts_at !== "" && form.expires_at !== "" && form.expires_at < form.starts_at
  return {
    ...(form.code.trim() === "" ? { code: "required" as const } : {}),
    ...(isCode(form.code) ? {} : { code: "code" as const }),
    ...(isNoCount(form.max_redemptions) ? { max_redemptions: "count" as const } : {}),
    ...(isNoCount(form.max_redemptions_per_customer) ? { max_redemptions_per_customer: "count" as const } : {}),
    ...(isReversed ? { expires_at: "order" as const } : {}),
  }
}

/** Only the fields that say something. */
export function requestOfPromoCodeForm(form: PromoCodeForm): CreatePromoCodeRequest {
  const total = readCount(form.max_redemptions)
  const each = readCount(form.max_redemptions_per_customer)
  return {
    code: form.code.trim(),
    ...(total === null ? {} : { max_redemptions: total }),
    ...(each === null ? {} : { max_redemptions_per_customer: each }),
    ...(form.starts_at ? { starts_at: form.starts_at } : {}),
    ...(form.expires_at ? { expires_at: form.expires_at } : {}),
    ...(form.channel.trim() ? { channel: form.channel.trim() } : {}),
  }
}
