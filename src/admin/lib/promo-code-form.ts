// The form of a new promo code without its looks: what was typed, what is wrong, and the request it becomes.
import type { Restrictions } from "../../engine/restrictions/rows"
import { checkGate, type FormErrorKey } from "./coupon-check"
import {
  checkRestrictions,
  emptyRestrictionsForm,
  restrictionsOfForm,
  type RestrictionPlace,
  type RestrictionsForm,
} from "./restrictions-form"
import { isBlank, isCode, readCount } from "./typed"

/** What was typed; dates are plain days. */
export interface PromoCodeForm {
  code: string
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expires_at: string
  channel: string
  restrictions: RestrictionsForm
}

/** The body of `POST /admin/coupons/:id/promo-codes`. */
export interface CreatePromoCodeRequest {
  /** One is made where it is absent. */
  code?: string
  max_redemptions?: number
  max_redemptions_per_customer?: number
  starts_at?: string
  expires_at?: string
  channel?: string
  restrictions?: Restrictions
}

export type PromoCodeErrors = Partial<Record<keyof PromoCodeForm | RestrictionPlace, FormErrorKey>>

export const emptyPromoCodeForm: PromoCodeForm = {
  code: "",
  max_redemptions: "",
  max_redemptions_per_customer: "",
  starts_at: "",
  expires_at: "",
  channel: "",
  restrictions: emptyRestrictionsForm,
}

/** Everything that is wrong, by field. The server has the last word. */
export function checkPromoCodeForm(form: PromoCodeForm): PromoCodeErrors {
  return {
    ...(isBlank(form.code) || isCode(form.code) ? {} : { code: "code" as const }),
    ...checkGate(form),
    ...(form.channel.trim().length > 100 ? { channel: "long" as const } : {}),
    ...checkRestrictions(form.restrictions),
  }
}

/** Only the fields that say something. */
export function requestOfPromoCodeForm(form: PromoCodeForm): CreatePromoCodeRequest {
  const restrictions = restrictionsOfForm(form.restrictions)
  const total = readCount(form.max_redemptions)
  const each = readCount(form.max_redemptions_per_customer)
  return {
    ...(isBlank(form.code) ? {} : { code: form.code.trim() }),
    ...(total === null ? {} : { max_redemptions: total }),
    ...(each === null ? {} : { max_redemptions_per_customer: each }),
    ...(form.starts_at ? { starts_at: form.starts_at } : {}),
    ...(form.expires_at ? { expires_at: form.expires_at } : {}),
    ...(form.channel.trim() ? { channel: form.channel.trim() } : {}),
    ...(Object.keys(restrictions).length > 0 ? { restrictions } : {}),
  }
}
