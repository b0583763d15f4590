// What is won → the place it asks for under the limits, the promise frozen (rules 31 and 32).
import { guardsPerson, termsOf } from "../engine"
import type { Terms } from "../engine"
import type { DraftPromise } from "../modules/coupon/discounts/drafts"
import type { ClaimInput, ClaimRow } from "../modules/coupon/types"
import type { Offer } from "./admission"
import { customerKeys } from "./person"
import type { Owner } from "./person"

/** What is won, by its ids, with the terms that freeze. */
export interface Won {
  coupon_id: string
  promo_code_id: string | null
  terms: Terms
  /** A person passes it once: see `ClaimInput`. */
  guard_person: boolean
}

/** What an offer wins; `terms` where they freeze with more than the coupon says. */
export const wonBy = ({ coupon, promo_code }: Offer, terms = termsOf(coupon)): Won => ({
  coupon_id: coupon.id,
  promo_code_id: promo_code?.id ?? null,
  terms,
  guard_person: guardsPerson([coupon, promo_code]),
})

export interface ClaimQuestion {
  owner: Owner
  won: Won
  /** What it is won on. */
  document: { currency_code: string }
  /** Who asks: a cart's id, a draft's key, the n-th application to a target. With coupon and code it makes the claim unique. */
  key: string
  /** What it takes off the document, minor units; 0 where nothing is billed yet. */
  amount_minor: number
  now: Date
  override_limits?: boolean
}

/** The place to ask for. */
export function claimFor(question: ClaimQuestion): ClaimInput {
  const { owner, won, document, key, amount_minor, now, override_limits = false } = question
  const customer_keys = customerKeys(owner)
  return {
    ...won,
    cart_id: key,
    customer_id: owner.customer?.id ?? null,
    customer_key: customer_keys[0] ?? null,
    customer_keys,
    sales_channel_id: owner.sales_channel_id ?? null,
    currency_code: document.currency_code,
    amount_minor,
    now,
    override_limits,
  }
}

/** What is promised to a draft order: a claim's fields without its place, which is asked for when the draft is an order. */
export function promiseFor(order_id: string, question: Omit<ClaimQuestion, "key" | "amount_minor">): DraftPromise {
  const claim = claimFor({ ...question, key: order_id, amount_minor: 0 })
  const { cart_id: _key, customer_keys, amount_minor: _amount, ...promise } = claim
  return { ...promise, order_id, email: customer_keys.find((key) => key.includes("@")) ?? null }
}

/** The place of a claim that was released, asked for again: it was promised, whatever the limits say by now. */
export const claimAgain = (claim: ClaimRow, now: Date): ClaimInput => ({
  coupon_id: claim.coupon_id,
  promo_code_id: claim.promo_code_id,
  terms: claim.terms,
  cart_id: claim.cart_id,
  customer_id: claim.customer_id,
  customer_key: claim.customer_key,
  customer_keys: [claim.customer_key, claim.email].filter((key) => key !== null),
  sales_channel_id: claim.sales_channel_id,
  currency_code: claim.currency_code,
  amount_minor: 0,
  now,
  guard_person: claim.guard_person,
  override_limits: true,
})
