// Which granted coupons take effect on a cart: those that pass the door, as the customer chose or for the lowest price.
import { admit, bestGranted, grantCode, newDiscount, savingsAlone, termsOf } from "../engine"
import type { Candidate, Discount, Document, Evaluation, Facts, Refusal } from "../engine"
import { toGate } from "../modules/coupon/mapping"
import type { CouponRow, TakenCounts } from "../modules/coupon/types"
import type { Granted, GrantedCoupon } from "./granted"

/** One granted coupon on one cart. Amounts in minor units. */
export interface JudgedGrant {
  coupon: CouponRow
  /** The word its saving stands under. */
  code: string
  /** Why it cannot take effect here; empty where it could. */
  reasons: Refusal[]
  /** What it would take off as the only discount. */
  saving_minor: number
  /** What it does take off; 0 where it is not in effect. */
  amount_minor: number
}

/** At the door: the coupon's gate alone. Rule 21 is about codes that are entered and does not ask for grants. */
export function toGrantCandidate(coupon: CouponRow, taken: TakenCounts): Candidate {
  return {
    terms: termsOf(coupon),
    gates: [toGate("coupon", coupon, taken.coupon[coupon.id])],
    entered_by: "grant",
  }
}

interface GrantsInput {
  granted: Granted
  facts: Facts
  taken: TakenCounts
  /** As the till prices it: trials and credits known. */
  document: Document
  time_zone: string
}

/** The discounts that granted coupons make on this cart, and why the others do not. */
export interface GrantsAtTheDoor {
  judged: Omit<JudgedGrant, "amount_minor">[]
  in_effect: Discount[]
}

/** Judges each granted coupon on its own, then picks: all but the chosen one step back, or the best for each line (rule 24). */
export function admitGrants({ granted, facts, taken, document, time_zone }: GrantsInput): GrantsAtTheDoor {
  const candidates = granted.coupons.map((one) => {
    const candidate = toGrantCandidate(one.coupon, taken)
    const { admitted, refusals } = admit(candidate, { ...facts, other_terms: [] })
    return { discount: toDiscount(one, candidate), coupon: one.coupon, admitted, refusals }
  })
  const admitted = candidates.filter((candidate) => candidate.admitted).map(({ discount }) => discount)
  const alone = savingsAlone(document, admitted, time_zone)
  const judged = candidates.map(({ coupon, discount, refusals }) => ({
    coupon,
    code: discount.id,
    reasons: refusals,
    saving_minor: alone.get(discount.id) ?? 0,
  }))
  return { judged, in_effect: bestGranted(document, wanted(granted, admitted), time_zone) }
}

function wanted({ choice }: Granted, admitted: Discount[]): Discount[] {
  if (choice.kind === "none") {
    return []
  }
  return choice.kind === "one" ? admitted.filter(({ coupon_id }) => coupon_id === choice.coupon_id) : admitted
}

/** What each takes off, from the till's answer. */
export function withAmounts(judged: GrantsAtTheDoor["judged"], evaluation: Evaluation): JudgedGrant[] {
  const amounts = new Map(evaluation.outcomes.map(({ discount_id, amount_minor }) => [discount_id, amount_minor]))
  return judged.map((grant) => ({ ...grant, amount_minor: amounts.get(grant.code) ?? 0 }))
}

function toDiscount({ coupon, grants }: GrantedCoupon, { terms }: Candidate): Discount {
  const applied_at = grants[0]?.granted_at.getTime() ?? 0
  return newDiscount({ id: grantCode(coupon.id), coupon, promo_code: null, terms, applied_at })
}
