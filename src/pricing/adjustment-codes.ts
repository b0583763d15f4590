// Which adjustments on an order are ours. The version that core makes on each change loses every mark but the code, so
// they are known by their codes and by having no core promotion.
import { grantCode, isGrantCode, TRIAL_CODE } from "../engine"
import type { OrderDiscount } from "../modules/coupon/ledger/corrections"
import type { DraftDiscount } from "../modules/coupon/discounts/drafts"
import type { OrderAdjustment } from "./core-order"

/** The adjustment code a discount's savings stand under on a draft order: its code, or its name, which is like no other there. */
export const draftAdjustmentCode = ({ code, name }: Pick<DraftDiscount, "code" | "name">): string => code ?? name

/**
 * The adjustment codes a discount's savings may stand under on a placed order: its code; without one its name on the draft it was
 * put on, the code of granted coupons, or its name, as on renewals.
 */
export function orderAdjustmentCodes({ code, coupon_id, name }: OrderDiscount, drafts: DraftDiscount[]): string[] {
  if (code !== null) {
    return [code]
  }
  const promised = drafts
    .filter((draft) => draft.code === null && draft.coupon_id === coupon_id)
    .map(draftAdjustmentCode)
  return [...promised, ...(coupon_id === null ? [] : [grantCode(coupon_id)]), name]
}

/** True for an adjustment under one of these codes, a trial's, or a granted coupon's, that no core promotion made. */
export function isOurs({ code, promotion_id }: OrderAdjustment, adjustmentCodes: ReadonlySet<string>): boolean {
  return (
    typeof code === "string" && !promotion_id && (adjustmentCodes.has(code) || code === TRIAL_CODE || isGrantCode(code))
  )
}
