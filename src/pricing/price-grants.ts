// Which granted coupons take effect on a cart: those that are admitted, as the customer chose or for the lowest price.
import { bestGranted, grantCode, newDiscount, savingsAlone, termsOf } from "../engine"
import type { Discount, Document, Evaluation, Refusal } from "../engine"
import type { ClaimInput, CouponRow } from "../modules/coupon/types"
import type { Granted, GrantedCoupon } from "./granted"
import type { PreparedAdmission } from "./admission"
import { claimFor, wonBy } from "./claim"
import type { CoreCart } from "./core-cart"

/** One granted coupon on one cart. Amounts in minor units. */
export interface PricedGrant {
  coupon: CouponRow
  /** The adjustment code its saving stands under. */
  code: string
  /** Why it cannot take effect here; empty where it could. */
  reasons: Refusal[]
  /** What it would take off as the only discount. */
  saving_minor: number
  /** What it does take off; 0 where it is not in effect. */
  amount_minor: number
}

interface GrantsInput {
  granted: Granted
  prepared: PreparedAdmission
  /** As evaluation prices it: trials and credits known. */
  document: Document
  time_zone: string
}

/** The discounts that granted coupons make on this cart, and why the others do not. */
export interface AdmittedGrants {
  candidates: Omit<PricedGrant, "amount_minor">[]
  in_effect: Discount[]
}

/** Admits each granted coupon on its own, then picks: all but the chosen one step back, or the best for each line (rule 24). */
export function admitGrants({ granted, prepared, document, time_zone }: GrantsInput): AdmittedGrants {
  const asked = granted.coupons.map((one) => {
    // Rule 21 is about codes that are entered and does not ask for grants.
    const offer = { coupon: one.coupon, promo_code: null }
    const { admitted, refusals } = prepared.admit(offer, { entered_by: "grant", others: [] })
    return { discount: toDiscount(one), coupon: one.coupon, admitted, refusals }
  })
  const admitted = asked.filter((candidate) => candidate.admitted).map(({ discount }) => discount)
  const alone = savingsAlone(document, admitted, time_zone)
  const candidates = asked.map(({ coupon, discount, refusals }) => ({
    coupon,
    code: discount.id,
    reasons: refusals,
    saving_minor: alone.get(discount.id) ?? 0,
  }))
  return { candidates, in_effect: bestGranted(document, chosenOf(granted, admitted), time_zone) }
}

function chosenOf({ choice }: Granted, admitted: Discount[]): Discount[] {
  if (choice.kind === "none") {
    return []
  }
  return choice.kind === "one" ? admitted.filter(({ coupon_id }) => coupon_id === choice.coupon_id) : admitted
}

/** What each takes off, from the answer of evaluation. */
export function withAmounts(candidates: AdmittedGrants["candidates"], evaluation: Evaluation): PricedGrant[] {
  const amounts = new Map(evaluation.outcomes.map(({ discount_id, amount_minor }) => [discount_id, amount_minor]))
  return candidates.map((grant) => ({ ...grant, amount_minor: amounts.get(grant.code) ?? 0 }))
}

function toDiscount({ coupon, grants }: GrantedCoupon): Discount {
  const applied_at = grants[0]?.granted_at.getTime() ?? 0
  return newDiscount({ id: grantCode(coupon.id), coupon, promo_code: null, terms: termsOf(coupon), applied_at })
}

/** The place of a granted coupon in effect, asked for by its cart at `now`; no code leads to it. */
export const claimOfGrant = (cart: CoreCart, { coupon, amount_minor }: PricedGrant, now: Date): ClaimInput =>
  claimFor({
    owner: cart,
    won: wonBy({ coupon, promo_code: null }),
    document: cart,
    key: cart.id,
    amount_minor,
    now,
  })
