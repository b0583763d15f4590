// What Medusa generates for the models (list, retrieve, create, update, delete), typed once with our own rows.
import type { InferEntityType } from "@medusajs/framework/types"
import { MedusaService } from "@medusajs/framework/utils"
import type { GrantRow } from "./grants/grants"
import * as models from "./models"
import type { RedemptionRow } from "./ledger/reports"
import type { ClaimRow, CodeBatchRow, CouponRow, DiscountRow, PromoCodeRow } from "./types"

/** What a model's methods answer, and what they take. */
interface Typed<Row, Input = Partial<Row>> {
  dto: Row
  inputDto: Input
}

/** A row as it is written: what the database and the ledger fill in is nobody's to give. */
type Written<Row> = Partial<Omit<Row, "redemptions_taken" | "created_at" | "updated_at">>

/** A model whose rows only this module's own statements write. */
type Inner<Model extends keyof typeof models> = Typed<InferEntityType<(typeof models)[Model]>>

// An alias, because MedusaService asks for an index signature.
type Rows = {
  Coupon: Typed<CouponRow, Written<CouponRow>>
  PromoCode: Typed<PromoCodeRow, Written<PromoCodeRow>>
  CodeBatch: Typed<CodeBatchRow, Written<CodeBatchRow>>
  CouponClaim: Typed<ClaimRow>
  CouponDiscount: Typed<DiscountRow>
  CouponGrant: Typed<GrantRow>
  CouponRedemption: Typed<RedemptionRow & { attempt: number }>
  CouponCartShopper: Inner<"CouponCartShopper">
  CouponClock: Inner<"CouponClock">
  CouponEnteredCode: Inner<"CouponEnteredCode">
  CouponIdempotencyKey: Inner<"CouponIdempotencyKey">
  CouponReminder: Inner<"CouponReminder">
  CouponUnfinished: Inner<"CouponUnfinished">
}

const Generated = MedusaService<Rows, typeof models>(models)

/** The generated methods, for those that are overridden. Called by `call` they are known by their last form: for lists. */
export const generated = Generated.prototype as InstanceType<typeof Generated>

type Replaced = "createCoupons" | "createPromoCodes" | "updateCoupons" | "updatePromoCodes"

// The generated methods are typed as properties, which TypeScript lets no method override: the base forgets some of them.
export const Base = Generated as Pick<typeof Generated, keyof typeof Generated> &
  (new (...args: unknown[]) => Omit<InstanceType<typeof Generated>, Replaced>)
