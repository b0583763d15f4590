// What the coupon module promises to the rest of the house: its input and output shapes.
import type { Discount, Restrictions, Terms } from "../../engine"
import type { CodeBatchVerbs } from "./batches/types"

export type * from "./batches/types"

/** A coupon as stored. Instants are Dates; `redemptions_taken` is the guarded counter, exact only while a limit exists. */
export interface CouponRow extends Terms {
  id: string
  name: string
  description: string | null
  status: "draft" | "active" | "archived"
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
  /** As the admin wrote it; what shoppers see. */
  code: string
  /** What is compared (engine/codes `normaliseCode`). */
  code_normalised: string
  status: "active" | "archived"
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

/** A claim that waits to be settled. */
export interface ReservedClaim extends ClaimRow {
  /** The code's word as the admin wrote it; null for a place without a code. */
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

/** What archiving a coupon did, so that it can be undone. */
export interface ArchivedCoupon {
  id: string
  /** Before. */
  status: CouponRow["status"]
  discount_ids: string[]
  grant_ids: string[]
}

/** Operations of several steps; each has one way to be finished (workflows/finish-unfinished). */
export const UNFINISHED_KINDS = [
  "cart_totals",
  "cancel_subscription",
  "void_invoice",
  "change_plan",
  "renewal_attempt",
  "draft_edit",
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

/** The module's own verbs, beside MedusaService's list/retrieve/create/update of its models. Each is one transaction. */
export interface CouponModuleVerbs extends CodeBatchVerbs {
  /** The one clock: real time, or the test clock's when the option is on and it was set. */
  now(): Promise<Date>
  /** Sets the test clock, or goes back to real time with null. Throws NOT_FOUND unless the option `testClock` is on. */
  setTestClock(now: Date | null): Promise<Date>
  /** True when the plugin option `testClock` is on. */
  hasTestClock(): boolean
  /** Option `timeZone`, default "UTC". */
  timeZone(): string

  /** The live code that this text, as typed, leads to; else the newest archived one, else null. One indexed query. */
  findCode(typed: string): Promise<CodeAndCoupon | null>
  /**
   * What was typed on this cart, oldest first; a code or coupon that was deleted since is `archived`. One indexed query;
   * hot path of every cart refresh.
   */
  listEnteredCodes(cart_id: string): Promise<EnteredCode[]>
  /** Remembers a typed code and who typed it; entering it again changes only who. */
  enterCode(input: EnterCodeInput): Promise<void>
  /** Forgets typed codes of a cart (by code ids); returns how many were there. */
  removeEnteredCodes(cart_id: string, promo_code_ids: string[]): Promise<number>
  /** Places taken, leaving out this cart's own claims (law 4). `customer_keys` empty: by_customer is 0. */
  countTaken(input: {
    coupon_ids: string[]
    promo_code_ids: string[]
    customer_keys: string[]
    except_cart_id?: string | null
  }): Promise<TakenCounts>

  /**
   * Takes a place for each input, all or none, rows locked in id order, waiting at most 3 s (rules 31, 32).
   * Claiming again for the same cart, coupon and code returns the live claim. No limit, no row lock. Where the coupon or
   * code asks for a first purchase or a new subscriber, one person's claims wait for each other (rule 18).
   * Throws MedusaError NOT_ALLOWED with `code` = "redemption_limit_reached" | "customer_limit_reached" | "code_archived" | …,
   * "first_purchase_under_way" while another such cart of this person is being completed, or "busy" when a lock was not to
   * be had in time.
   */
  claim(inputs: ClaimInput[]): Promise<ClaimedPlace[]>
  /**
   * Holds a place for each input under the same limits and locks (rule 31). A place that is held already stays held as it
   * is; one that this cart has held twice before is left out. The cart's `claim` takes over what it holds.
   */
  hold(inputs: HoldInput[]): Promise<ClaimedPlace[]>
  /** Lets go of what this cart holds under these codes. Returns the ids released now. */
  releaseHolds(cart_id: string, promo_code_ids: string[], now: Date): Promise<string[]>
  /** What this cart holds now, by promo code id. */
  listHolds(cart_id: string): Promise<Record<string, Date>>
  /** Gives back holds whose time is over, at most `limit`. Returns how many; for the clean-up job. */
  releaseLapsedHolds(limit: number, now: Date): Promise<number>
  /** Gives reserved places back; harmless when they are settled or released already. Returns the ids released now. */
  release(claim_ids: string[], now: Date): Promise<string[]>
  /** Claims → redeemed, with their discounts and first ledger rows; idempotent by claim and target. Returns all discounts of the claims. */
  redeem(input: {
    order_id: string | null
    discounts: WonDiscount[]
    claim_ids: string[]
    now: Date
  }): Promise<RunningDiscount[]>
  /** Adds the ledger rows of a billed invoice; a second call for the same document adds nothing. */
  redeemInvoice(input: { redemptions: InvoiceRedemption[]; now: Date }): Promise<{ created: number }>
  /**
   * Adds reversal rows for a document's live redemptions (void, cancel); `give_back` also returns the place, if
   * `release_on_cancel` and if the promise is over: no discount of its claim goes on, and none took anything elsewhere.
   */
  reverse(input: {
    document_ids: string[]
    give_back: boolean
    reason: string
    now: Date
  }): Promise<{ reversed: number }>
  /**
   * What an order's end does to its redemptions (rule 31). Cancelled: every row is reversed, and the places of coupons with
   * `release_on_cancel` are given back. Refunded in full: the same, for coupons with `release_on_refund` only. A claim
   * whose discount goes on (a running subscription) keeps its place. Harmless to repeat.
   */
  reverseOrder(input: { order_id: string; end: "canceled" | "refunded"; now: Date }): Promise<{
    reversed: number
    released: number
  }>
  /** Those of these orders for which `reverseOrder` has something left to do. */
  findUnsettledOrders(order_ids: string[], end: "canceled" | "refunded"): Promise<string[]>
  /**
   * Soft-deletes a coupon that nobody ever won, with its codes and batches, in one transaction that keeps claims and fillers
   * out (rule 36); what carts hold is let go, its grants end. Returns the mark that `restoreCodesOf` undoes it by, and the
   * grants. Throws NOT_FOUND, and NOT_ALLOWED "coupon_redeemed".
   */
  deleteUnusedCoupon(
    id: string,
    now: Date,
    context?: { eventGroupId?: string },
  ): Promise<{ mark: string; grant_ids: string[] }>
  /**
   * Archives a coupon, ends its grants and, where asked, its running discounts: one transaction (rule 36). Throws NOT_FOUND,
   * and NOT_ALLOWED "changed_meanwhile" when somebody else was faster.
   */
  archiveCoupon(
    input: { id: string; ends_discounts: boolean; now: Date },
    context?: { eventGroupId?: string },
  ): Promise<ArchivedCoupon>
  /** Lets grants run again that were ended by mistake; for undoing a workflow. */
  reviveGrants(ids: string[]): Promise<void>
  /**
   * Discounts that may touch these targets, not ended, with their histories. Two indexed queries. `ended_after` (the start
   * of the earliest period that is priced) adds what ended later than that: a cycle that began before its discount was
   * ended keeps it, so that a retried invoice keeps its price.
   */
  listRunningDiscounts(
    targets: { type: DiscountTargetType; ids: string[] }[],
    ended_after?: Date | null,
  ): Promise<RunningDiscount[]>
  /** Sets the effective start where it is still open (rule 13). */
  startDiscounts(ids: string[], starts_at: Date): Promise<void>
  /**
   * Ends discounts (by id, by target or by coupon); returns the ids of those that were running. With a workflow's
   * `eventGroupId` the events wait until that workflow has finished.
   */
  endDiscounts(
    where: { ids?: string[]; target_type?: DiscountTargetType; target_ids?: string[]; coupon_id?: string },
    now: Date,
    reason: string,
    context?: { eventGroupId?: string },
  ): Promise<string[]>
  /**
   * Ends discounts whose occasion is gone, and gives back the places of those that took nothing off; returns the ids of
   * those that were running.
   */
  withdrawDiscounts(ids: string[], now: Date, reason: string): Promise<string[]>
  /** What this cart reserved (not only holds) and nobody settled yet. One indexed query. */
  listReservedClaims(cart_id: string): Promise<ReservedClaim[]>
  /** Claims reserved (not only held) before `before` in real time, oldest first, for the clean-up job. */
  listStaleClaims(before: Date, limit: number): Promise<ClaimRow[]>
}
