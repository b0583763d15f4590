// A coupon and its one code, made together for another system (rule 38): the rows, and taking them back.
import { generateEntityId } from "@medusajs/framework/utils"
import { forgetKey } from "./idempotency"
import type { IdempotencyKey, KeptRequest } from "./idempotency"
import type { Db } from "../shared/db"
import type { CouponRow, PromoCodeRow } from "../types"

type New<Row> = Partial<Omit<Row, "id" | "redemptions_taken" | "created_at" | "updated_at">>

export interface CouponWithCode {
  coupon: New<CouponRow>
  promo_code: New<Omit<PromoCodeRow, "coupon_id">>
  /** Null: not guarded against a second run. */
  key: IdempotencyKey | null
}

/** What was made, now or by an earlier request with the same key. */
export interface MadeOnce extends KeptRequest {
  is_new: boolean
}

type Ids = Pick<KeptRequest, "coupon_id" | "promo_code_id">

/** Ids before the rows, because the key that names both is written first. */
export function newIds(): Ids {
  return { coupon_id: generateEntityId(undefined, "coup"), promo_code_id: generateEntityId(undefined, "promo") }
}

export const couponOf = ({ coupon }: CouponWithCode, { coupon_id }: Ids) => ({ ...coupon, id: coupon_id })

export const promoCodeOf = ({ promo_code }: CouponWithCode, { coupon_id, promo_code_id }: Ids) => ({
  ...promo_code,
  id: promo_code_id,
  coupon_id,
})

/** Takes both and their key away for good; nobody has been told of them yet. */
export async function removeCouponWithCode(db: Db, { coupon_id, promo_code_id }: Ids): Promise<void> {
  await forgetKey(db, promo_code_id)
  await db.rows("DELETE FROM coupon_promo_code WHERE id = ?", [promo_code_id])
  await db.rows("DELETE FROM coupon WHERE id = ?", [coupon_id])
}
