// Admission for admins at a draft order: may this coupon, or this code, be put on it now? The rules of carts, all refusals
// at once; limits are asked here so that nobody is surprised, and counted when the draft becomes an order.
import type { MedusaContainer } from "@medusajs/framework/types"
import { asIf, PREVIEW, refuse, termsOf } from "../../engine"
import type { Refusal } from "../../engine"
import type { CouponRow } from "../../modules/coupon/types"
import { couponsOf } from "../../lib/coupons"
import type { CoreOrder } from "../core-order"
import type { DraftState } from "./draft-state"
import { orderDocument, priceOrder, reductionsOnOrder } from "../order"
import { draftAdjustmentCode } from "../adjustment-codes"
import type { Offer } from "../admission"
import { admitTo, refusalFor } from "../admission"
import { refused, missing } from "../../tools/errors"
import { signUpIn } from "../facts"

export interface DraftCandidate extends Offer {
  override_limits: boolean
}

/** A draft order as its pending edit leaves it, and its discounts. */
export interface DraftWithState {
  draft: CoreOrder
  state: DraftState
}

/**
 * Throws NOT_ALLOWED with every reason in words, and the first one's code, when the coupon may not be put on the draft.
 * `override_limits` leaves out the limits and nothing else (rule 26).
 */
export async function refuseUnfitForDraft(
  container: MedusaContainer,
  candidate: DraftCandidate,
  { draft, state }: DraftWithState,
): Promise<void> {
  const { coupon, promo_code, override_limits } = candidate
  if (coupon.type === "trial_extension") {
    throw refused("A trial extension is won when a customer signs up in the store; it cannot be put on a draft order.")
  }
  if (state.effective.some(({ coupon_id }) => coupon_id === coupon.id)) {
    throw refusalFor([refuse("already_running")])
  }
  const adjustment_codes = new Set(state.all.map(draftAdjustmentCode))
  const [now, document] = await Promise.all([
    couponsOf(container).now(),
    orderDocument(container, draft, reductionsOnOrder(draft, adjustment_codes)),
  ])
  const { refusals } = await admitTo(container, {
    offer: { coupon, promo_code },
    document,
    owner: draft,
    action: signUpIn(document),
    entered_by: "admin",
    others: state.effective.map(({ terms }) => terms),
    override_limits,
    now,
  })
  const reasons = refusals.length > 0 ? refusals : await reasonsOfNothing(container, coupon, { draft, state })
  if (reasons.length > 0) {
    throw refusalFor(reasons)
  }
}

/** A coupon that is admitted and takes nothing off would only promise: an admin is told why instead. */
async function reasonsOfNothing(
  container: MedusaContainer,
  coupon: CouponRow,
  { draft, state }: DraftWithState,
): Promise<Refusal[]> {
  const { evaluation } = await priceWith(container, coupon, { draft, state })
  const outcome = evaluation.outcomes.find(({ discount_id }) => discount_id === PREVIEW)
  if (!outcome || outcome.amount_minor > 0) {
    return []
  }
  return outcome.skipped.length > 0 ? outcome.skipped : [refuse("nothing_to_discount")]
}

const CANDIDATE_CODE = "\u0000preview"

/** Prices the draft as if this coupon were on it too; its savings stand under a code that nothing else has. */
export async function priceWith(container: MedusaContainer, coupon: CouponRow, { draft, state }: DraftWithState) {
  const adjustment_codes = new Set(state.all.map(draftAdjustmentCode))
  const now = await couponsOf(container).now()
  const candidate = asIf({ coupon, promo_code: null, terms: termsOf(coupon), applied_at: now.getTime() })
  const there = state.effective.map((discount) => ({ discount, adjustment_code: draftAdjustmentCode(discount) }))
  return priceOrder(container, draft, reductionsOnOrder(draft, adjustment_codes), [
    ...there,
    { discount: candidate, adjustment_code: CANDIDATE_CODE },
  ])
}

/** What is to be put on a draft: a coupon by itself, or a code with its coupon. Throws NOT_FOUND. */
export async function offerOf(
  container: MedusaContainer,
  { coupon_id, code }: { coupon_id: string | null; code?: string | null },
): Promise<Offer> {
  const coupons = couponsOf(container)
  if (!code) {
    return { coupon: await coupons.retrieveCoupon(coupon_id ?? ""), promo_code: null }
  }
  const found = await coupons.findCode(code)
  if (!found) {
    throw missing(`There is no promo code ${code}.`, "code_not_found")
  }
  return found
}
