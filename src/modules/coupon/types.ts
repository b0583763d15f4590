// What the coupon module promises to the rest of the house: its input and output shapes.
import type { Discount, Restrictions, Terms } from "../../engine"

export type * from "./codes/batches/types"

/** A coupon as stored. Instants are Dates; `redemptions_taken` is the guarded counter, exact only while a limit exists. */
export interface CouponRow extends Terms {
  id: string
  name: string
  description: string | null
  status: "draft" | "active" | "archived"
  /** Since when it is switched off (rule 65); null where it is on. */
  paused_at: Date | null
  origin: "standard" | "external" | "custom"
  starts_at: Date | null
  expires_at: Date | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  redemptions_taken: number
  restrictions: Restrictions
  included_in_mrr: boolean | null
  release_on_cancel: boolean
  /** True: a full refund gives the place back, as a cancelled order does (rule 31). */
  release_on_refund: boolean
  hold_minutes: number | null
  metadata: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
}

export interface PromoCodeRow {
  id: string
  coupon_id: string
  /** As the admin wrote it; what customers see. */
  code: string
  /** What is compared (engine/codes `normaliseCode`). */
  code_normalised: string
  status: "active" | "archived"
  /** Since when it is switched off (rule 65); null where it is on. */
  paused_at: Date | null
  starts_at: Date | null
  expires_at: Date | null
  max_redemptions: number | null
  max_redemptions_per_customer: number | null
  redemptions_taken: number
  restrictions: Restrictions
  code_batch_id: string | null
  channel: string | null
  metadata: Record<string, unknown> | null
  created_at: Date
  updated_at: Date
}

/** A code with its coupon. */
export interface CodeAndCoupon {
  promo_code: PromoCodeRow
  coupon: CouponRow
}

/** A code typed on a cart, whatever its effect (rule 23). */
export interface EnteredCode extends CodeAndCoupon {
  id: string
  cart_id: string
  /** The customer who was logged in when the code was typed last; null for a stranger. */
  customer_id: string | null
  entered_at: Date
}

export interface EnterCodeInput {
  cart_id: string
  promo_code_id: string
  /** The customer who is logged in; null for a stranger. */
  customer_id: string | null
  now: Date
}

/** How many places others have taken; per coupon and per code id. */
export interface TakenCounts {
  coupon: Record<string, { total: number; by_customer: number }>
  promo_code: Record<string, { total: number; by_customer: number }>
}

/** One place under the limits, asked for by one transaction. */
export interface ClaimInput {
  coupon_id: string
  promo_code_id: string | null
  /** The frozen promise, kept on the claim until discounts are made from it. */
  terms: Terms
  /** Cart (or admin action) that asks: with coupon and code the idempotency key of the claim. */
  cart_id: string
  customer_id: string | null
  /** Customer id, or normalised e-mail of a guest; null when unknown. */
  customer_key: string | null
  /** All keys this person's earlier claims may be booked under; the first e-mail of them is kept as the e-mail of the time. */
  customer_keys: string[]
  sales_channel_id: string | null
  currency_code: string
  /** What the cart showed as this code's saving, minor units; kept to check the order against. */
  amount_minor: number
  now: Date
  /** A person passes it once: it waits for what else of this kind the person is completing (`guardsPerson` of its gates). */
  guard_person: boolean
  /** Admin override: the limits are counted but not enforced (rule 26). */
  override_limits?: boolean
}

/** A place to be held for a cart until it completes, or until `hold_minutes` of real time are over (rule 31). */
export interface HoldInput extends ClaimInput {
  hold_minutes: number
}

export type ClaimStatus = "reserved" | "redeemed" | "released"

export interface ClaimRow {
  id: string
  coupon_id: string
  promo_code_id: string | null
  cart_id: string
  order_id: string | null
  customer_id: string | null
  customer_key: string | null
  /** The person's e-mail of the time, normalised. */
  email: string | null
  sales_channel_id: string | null
  currency_code: string
  terms: Terms
  amount_minor: number
  status: ClaimStatus
  override_limits: boolean
  guard_person: boolean
  reserved_at: Date
  /** Set while the place is only held: reserved at entry, and free again at this instant of real time. */
  held_until: Date | null
  settled_at: Date | null
}

/** A claim that waits to be redeemed or released. */
export interface ReservedClaim extends ClaimRow {
  /** The promo code as the admin wrote it; null for a place without a code. */
  code: string | null
  /** Real time, whatever a test clock says. */
  created_at: Date
}

/** A claim, and whether this call made it; otherwise an earlier attempt for the same cart holds it. */
export interface ClaimedPlace extends ClaimRow {
  is_new: boolean
}

export type DiscountTargetType = "order" | "customer" | "subscription" | "subscription_item" | "invoice" | "draft_order"

/** A discount to be made from a claim, with the ledger row for what it took off its first document (null: nothing yet). */
export interface WonDiscount {
  claim_id: string
  target_type: DiscountTargetType
  target_id: string
  /** Effective start (rule 13); null while it has not started (trial). */
  starts_at: Date | null
  redemption: LedgerEntry | null
  /** Its own promise where it is not the claim's whole one: a share of what several go on with (rule 53). */
  terms?: Terms
  /** When it was applied, where several are made at once and come one after the other; default: now. */
  applied_at?: Date
}

/** What one discount took off one document. */
export interface LedgerEntry {
  document_type: "order" | "invoice"
  document_id: string
  order_id: string | null
  invoice_id: string | null
  subscription_id: string | null
  cycle_key: string | null
  currency_code: string
  amount_minor: number
  /** Which lines, for reports ("what product"). */
  lines: {
    line_id: string
    product_id: string | null
    variant_id: string | null
    title: string
    amount_minor: number
  }[]
}

/** One discount's ledger entry on a renewal invoice; no claim is involved (rule 15). */
export interface InvoiceRedemption extends LedgerEntry {
  discount_id: string
}

/** A running discount with its history, ready for the engine, and what the database adds. */
export interface RunningDiscount extends Discount {
  target_type: DiscountTargetType
  target_id: string
  customer_id: string | null
  included_in_mrr: boolean | null
}

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

/** What archiving a coupon did, so that it can be undone. */
export interface ArchivedCoupon {
  id: string
  /** Before. */
  status: CouponRow["status"]
  discount_ids: string[]
  grant_ids: string[]
}

/** Operations of several steps; each has one way to be finished (src/jobs/finish-unfinished). */
export const UNFINISHED_KINDS = [
  "cart_totals",
  "cancel_subscription",
  "void_invoice",
  "change_plan",
  "renewal_attempt",
  "customer_payment",
  "draft_edit",
  "create_subscription",
] as const
export type UnfinishedKind = (typeof UNFINISHED_KINDS)[number]

/** An operation that is about to begin. `input`: what whoever finishes it needs to know, plain JSON. */
export interface Begin {
  kind: UnfinishedKind
  subject_id: string
  input: object
}

/** An operation that was begun and is not finished. */
export interface Unfinished extends Begin {
  id: string
  begun_at: string | Date
}
