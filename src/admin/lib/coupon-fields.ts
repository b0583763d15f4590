// What can be typed into the coupon form, and the form as it opens.
import type {
  Allocation,
  CouponType,
  DiscountTarget,
  Duration,
  PlanChangePolicy,
  PurchaseKind,
} from "../../engine/types"
import type { MetadataRow } from "./metadata-form"
import { emptyRestrictionsForm, type RestrictionsForm } from "./restrictions-form"
import { emptyScopeForm, type ScopeForm } from "./scope-form"
import type { TypedAmounts } from "./typed"

/** What was typed, as typed. Dates are plain days ("2027-01-31"), meant in the store's time zone (rule 16). */
export interface CouponForm {
  name: string
  description: string
  type: CouponType
  percentage: string
  maximum_discount: TypedAmounts
  amounts: TypedAmounts
  allocation: Allocation
  trial_days: string
  target: DiscountTarget
  applicable_to_credits: boolean
  /** Null: as the duration suggests (rule 7). */
  redeemable_for: PurchaseKind[] | null
  scope: ScopeForm
  duration: Duration
  duration_count: string
  duration_unit: "months" | "cycles"
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expires_at: string
  restrictions: RestrictionsForm
  stackable: boolean
  on_plan_change: PlanChangePolicy
  included_in_mrr: "default" | "yes" | "no"
  release_on_cancel: boolean
  release_on_refund: boolean
  hold_minutes: string
  metadata: MetadataRow[]
  /** The first promo code; only of a new coupon. */
  code: string
  /** Only of a new coupon. */
  activate: boolean
}

export const emptyForm: CouponForm = {
  name: "",
  description: "",
  type: "percentage",
  percentage: "",
  maximum_discount: {},
  amounts: {},
  allocation: "across",
  trial_days: "",
  target: "items",
  applicable_to_credits: true,
  redeemable_for: null,
  scope: emptyScopeForm,
  duration: "once",
  duration_count: "3",
  duration_unit: "months",
  max_redemptions: "",
  max_redemptions_per_customer: "",
  starts_at: "",
  expires_at: "",
  restrictions: emptyRestrictionsForm,
  stackable: false,
  on_plan_change: "keep_if_eligible",
  included_in_mrr: "default",
  release_on_cancel: true,
  release_on_refund: false,
  hold_minutes: "",
  metadata: [],
  code: "",
  activate: true,
}
