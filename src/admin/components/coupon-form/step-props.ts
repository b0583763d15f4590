// What every step of the coupon form is given.
import type { FormField } from "../../lib/coupon-check"
import type { CouponForm } from "../../lib/coupon-fields"

export interface StepProps {
  form: CouponForm
  /** Sentences beside the fields. */
  errors: Partial<Record<FormField, string>>
  onChange: (change: Partial<CouponForm>) => void
  /** The coupon was redeemed: what rule 34 forbids is shown, but cannot be changed. */
  isLocked: boolean
}
