// The coupon module as workflows see it: its verbs, and the generated methods of its models with our row types.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import type {
  CodeBatchRow,
  CouponModuleVerbs,
  CouponRow,
  DiscountTargetType,
  PromoCodeRow,
} from "../../modules/coupon/types"
import type { LedgerReports, RedemptionRow } from "../../modules/coupon/reports"
import type { Terms } from "../../engine"

/** A discount as stored, without its history. */
export interface DiscountRow {
  id: string
  claim_id: string
  coupon_id: string
  promo_code_id: string | null
  name: string
  code: string | null
  terms: Terms
  target_type: DiscountTargetType
  target_id: string
  customer_id: string | null
  applied_at: Date
  starts_at: Date | null
  ended_at: Date | null
  ended_reason: string | null
  created_at: Date
}

export type { RedemptionRow } from "../../modules/coupon/reports"

/** A filter of MedusaService's list methods. */
export type Filters = Record<string, unknown>

/** Paging of MedusaService's list methods. */
export interface FindConfig {
  take?: number
  skip?: number
  order?: Record<string, "ASC" | "DESC">
  select?: string[]
}

type NewRow<Row> = Partial<Omit<Row, "id" | "redemptions_taken" | "created_at" | "updated_at">>
type ChangedRow<Row> = NewRow<Row> & { id: string }

/** The coupon module's service. Retrieving what does not exist throws NOT_FOUND. */
export interface CouponService extends CouponModuleVerbs, LedgerReports {
  retrieveCoupon(id: string): Promise<CouponRow>
  listCoupons(filters: Filters, config?: FindConfig): Promise<CouponRow[]>
  listAndCountCoupons(filters: Filters, config?: FindConfig): Promise<[CouponRow[], number]>
  createCoupons(row: NewRow<CouponRow>): Promise<CouponRow>
  updateCoupons(row: ChangedRow<CouponRow>): Promise<CouponRow>
  /** Throws NOT_ALLOWED "changed_meanwhile" when the coupon is not as it was read at `updated_at` any more. */
  updateUnchangedCoupon(row: ChangedRow<CouponRow>, updated_at: Date): Promise<CouponRow>
  deleteCoupons(ids: string[]): Promise<void>
  softDeleteCoupons(ids: string[]): Promise<unknown>
  restoreCoupons(ids: string[]): Promise<unknown>

  retrievePromoCode(id: string): Promise<PromoCodeRow>
  listPromoCodes(filters: Filters, config?: FindConfig): Promise<PromoCodeRow[]>
  listAndCountPromoCodes(filters: Filters, config?: FindConfig): Promise<[PromoCodeRow[], number]>
  createPromoCodes(row: NewRow<PromoCodeRow>): Promise<PromoCodeRow>
  updatePromoCodes(row: ChangedRow<PromoCodeRow>): Promise<PromoCodeRow>
  deletePromoCodes(ids: string[]): Promise<void>
  softDeletePromoCodes(ids: string[]): Promise<unknown>
  restorePromoCodes(ids: string[]): Promise<unknown>

  retrieveCodeBatch(id: string): Promise<CodeBatchRow>
  listCodeBatches(filters: Filters, config?: FindConfig): Promise<CodeBatchRow[]>
  listAndCountCodeBatches(filters: Filters, config?: FindConfig): Promise<[CodeBatchRow[], number]>
  createCodeBatches(row: NewRow<CodeBatchRow>): Promise<CodeBatchRow>
  deleteCodeBatches(ids: string[]): Promise<void>

  retrieveCouponDiscount(id: string): Promise<DiscountRow>
  listCouponDiscounts(filters: Filters, config?: FindConfig): Promise<DiscountRow[]>
  listAndCountCouponDiscounts(filters: Filters, config?: FindConfig): Promise<[DiscountRow[], number]>
  updateCouponDiscounts(rows: ChangedRow<DiscountRow>[]): Promise<DiscountRow[]>

  listCouponClaims(filters: Filters, config?: FindConfig): Promise<{ id: string; cart_id: string }[]>

  listCouponRedemptions(filters: Filters, config?: FindConfig): Promise<RedemptionRow[]>

  /** Live claims per coupon and per code; an id without any is 0. */
  countRedeemed(input: { coupon_ids: string[]; promo_code_ids: string[] }): Promise<{
    coupon: Record<string, number>
    promo_code: Record<string, number>
  }>
  /** The most places that one customer holds under this coupon; 0 when nobody does. */
  mostTakenByOneCustomer(coupon_id: string): Promise<number>
}

/** The live service of the coupon module. */
export const couponService = (container: MedusaContainer): CouponService => couponsOf(container)
