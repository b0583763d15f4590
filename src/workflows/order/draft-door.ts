// The door for admins at a draft order: may this coupon, or this code, be put on it now? The rules of carts, all refusals
// at once; limits are asked here so that nobody is surprised, and counted when the draft becomes an order.
import type { MedusaContainer } from "@medusajs/framework/types"
import { admit, asIf, PREVIEW, refuse, termsOf } from "../../engine"
import type { Candidate, Gate, Refusal } from "../../engine"
import { refused } from "../../lib/errors"
import { toGate } from "../../modules/coupon/mapping"
import type { CouponRow, PromoCodeRow } from "../../modules/coupon/types"
import { couponsOf } from "../../lib/coupons"
import { customerFacts, customerKeys } from "../../pricing/facts"
import type { CoreOrder } from "../../pricing/core-order"
import type { DraftState } from "./draft-state"
import { documentOf, priceOrder, reductionsOnOrder } from "../../pricing/order"
import { draftWord } from "../../pricing/order-words"

export interface DraftCandidate {
  coupon: CouponRow
  /** The code that was typed, if one was. */
  promo_code: PromoCodeRow | null
  override_limits: boolean
}

/** A draft order as its pending edit leaves it, and its discounts. */
export interface DraftAtDoor {
  draft: CoreOrder
  state: DraftState
}

const withoutLimits = (gate: Gate): Gate => ({ ...gate, max_redemptions: null, max_redemptions_per_customer: null })

/**
 * Throws NOT_ALLOWED with every reason in words, and the first one's code, when the coupon may not be put on the draft.
 * `override_limits` leaves out the limits and nothing else (rule 26).
 */
export async function refuseUnfitForDraft(
  container: MedusaContainer,
  candidate: DraftCandidate,
  { draft, state }: DraftAtDoor,
): Promise<void> {
  const { coupon, promo_code, override_limits } = candidate
  if (coupon.type === "trial_extension") {
    throw refused("A trial extension is won when a customer signs up in the store; it cannot be put on a draft order.")
  }
  if (state.effective.some(({ coupon_id }) => coupon_id === coupon.id)) {
    const { code, message } = refuse("already_running")
    throw refused(message, code)
  }
  const coupons = couponsOf(container)
  const words = new Set(state.all.map(draftWord))
  const [now, taken, document] = await Promise.all([
    coupons.now(),
    coupons.countTaken({
      coupon_ids: [coupon.id],
      promo_code_ids: promo_code ? [promo_code.id] : [],
      customer_keys: customerKeys(draft),
    }),
    documentOf(container, draft, reductionsOnOrder(draft, words)),
  ])
  const gates = [
    toGate("coupon", coupon, taken.coupon[coupon.id]),
    ...(promo_code ? [toGate("promo_code", promo_code, taken.promo_code[promo_code.id])] : []),
  ]
  const asked: Candidate = {
    terms: termsOf(coupon),
    gates: override_limits ? gates.map(withoutLimits) : gates,
    entered_by: "admin",
  }
  const starts_subscription = document.lines.some(({ kind }) => kind === "subscription")
  const { refusals } = admit(asked, {
    now: now.getTime(),
    customer: await customerFacts(container, draft, asked.gates, starts_subscription),
    region_id: draft.region_id ?? null,
    sales_channel_id: draft.sales_channel_id ?? null,
    document,
    subscription_action: starts_subscription ? "sign_up" : null,
    refuse_code_with_active_subscription: false,
    other_terms: state.effective.map(({ terms }) => terms),
  })
  const reasons = refusals.length > 0 ? refusals : await reasonsOfNothing(container, coupon, { draft, state })
  if (reasons.length > 0) {
    const message = reasons.map(({ message }) => message).join(" ")
    throw refused(message, reasons[0]?.code)
  }
}

/** A coupon that is admitted and takes nothing off would only promise: an admin is told why instead. */
async function reasonsOfNothing(
  container: MedusaContainer,
  coupon: CouponRow,
  { draft, state }: DraftAtDoor,
): Promise<Refusal[]> {
  const { evaluation } = await priceWith(container, coupon, { draft, state })
  const outcome = evaluation.outcomes.find(({ discount_id }) => discount_id === PREVIEW)
  if (!outcome || outcome.amount_minor > 0) {
    return []
  }
  return outcome.skipped.length > 0 ? outcome.skipped : [refuse("nothing_to_discount")]
}

const CANDIDATE_WORD = "\u0000preview"

/** Prices the draft as if this coupon were on it too; its savings stand under a word that nothing else has. */
export async function priceWith(container: MedusaContainer, coupon: CouponRow, { draft, state }: DraftAtDoor) {
  const words = new Set(state.all.map(draftWord))
  const now = await couponsOf(container).now()
  const candidate = asIf({ coupon, promo_code: null, terms: termsOf(coupon), applied_at: now.getTime() })
  const there = state.effective.map((discount) => ({ discount, word: draftWord(discount) }))
  return priceOrder(container, draft, reductionsOnOrder(draft, words), [
    ...there,
    { discount: candidate, word: CANDIDATE_WORD },
  ])
}
