// The coupon module's service: thin verbs, each one transaction or one read; the work is in the files beside it.
import type { Logger } from "@medusajs/framework/types"
import { generateEntityId, InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"
import { invalid, missing, refused } from "../../tools/errors"
import type { ListCount } from "../../tools/paging"
import type { SqlContext } from "../../tools/sql"
import { recountForLimits } from "./claims/limits"
import type { LimitChange } from "./claims/limits"
import { claimPlaces, holdPlaces } from "./claims/places"
import * as places from "./claims/reads"
import type { CountTakenInput, RedeemedCounts } from "./claims/reads"
import { releaseHolds, releaseLapsedHolds, releasePlaces } from "./claims/returns"
import { CodeBatchService } from "./codes/batches/service"
import { deleteUnusedCoupon } from "./codes/deletion"
import type { DeletedCoupon } from "./codes/deletion"
import * as external from "./codes/external-codes"
import type { CouponWithCode, MadeOnce } from "./codes/external-codes"
import * as idempotency from "./codes/idempotency"
import type { IdempotencyKey, KeptRequest } from "./codes/idempotency"
import * as codes from "./codes/reads"
import { listDraftDiscounts, promiseToDraft } from "./discounts/drafts"
import type { DraftDiscount, DraftPromise } from "./discounts/drafts"
import * as discounts from "./discounts/life"
import { listRunningDiscounts } from "./discounts/reads"
import * as grants from "./grants/grants"
import type { CartCustomer, CartGrants, GrantChoice, GrantTarget, RunningGrant } from "./grants/grants"
import { correctOrder, listOrderDiscounts } from "./ledger/corrections"
import type { CorrectOrderInput, OrderDiscount } from "./ledger/corrections"
import type { LedgerFilter } from "./ledger/filter"
import { bookAgain, redeemClaims, redeemInvoice } from "./ledger/redemptions"
import type { RedeemInput } from "./ledger/redemptions"
import * as renewals from "./ledger/renewals"
import * as reports from "./ledger/reports"
import { findBooked } from "./ledger/search"
import type { Booked } from "./ledger/search"
import { tallyLedger } from "./ledger/sums"
import type { CouponTallies, TallyFilter } from "./ledger/sums"
import { findOrdersToReverse, reverseDocuments, reverseOrder } from "./ledger/reversals"
import type { OrderEnd, Reversed, ReverseInput, ReversedOrder, ReverseOrderInput } from "./ledger/reversals"
import { listCouponPage, listCouponsAfter } from "./lists/coupons"
import type { CouponFilter, CouponPage } from "./lists/coupons"
import { listDiscountPage } from "./lists/discounts"
import type { DiscountFilter } from "./lists/discounts"
import { listPromoCodePage } from "./lists/promo-codes"
import type { PromoCodeFilter } from "./lists/promo-codes"
import { Announces } from "./shared/announce"
import { readClock, setClock } from "./shared/clock"
import { guardUnchanged } from "./shared/guard-unchanged"
import { replaceObjects } from "./shared/json-columns"
import { readOptions } from "./shared/options"
import type { CouponModuleOptions, GuessingOptions, ReminderOptions } from "./shared/options"
import * as reminders from "./shared/reminders"
import { inTransaction, singleDb } from "./shared/db"
import * as unfinished from "./shared/unfinished"
import { generated } from "./typed"
import type {
  ArchivedCoupon,
  Begin,
  ClaimedPlace,
  ClaimInput,
  ClaimRow,
  CodeAndCoupon,
  CouponRow,
  DiscountRow,
  DiscountTargetType,
  EnterCodeInput,
  EnteredCode,
  HoldInput,
  InvoiceRedemption,
  PromoCodeRow,
  ReservedClaim,
  RunningDiscount,
  TakenCounts,
  Unfinished,
  UnfinishedKind,
} from "./types"

type Ctx = SqlContext

/** Fields of a coupon that change; `redemptions_taken` follows the ledger and is nobody's to write. */
export type CouponUpdate = { id: string } & Partial<
  Omit<CouponRow, "id" | "redemptions_taken" | "created_at" | "updated_at">
>

/** Fields of a new coupon; what is absent has its default. */
export type NewCoupon = Omit<CouponUpdate, "id"> & Pick<CouponRow, "name" | "type"> & { id?: string }

/** Fields of a new promo code. */
export type NewPromoCode = Omit<PromoCodeUpdate, "id"> & Pick<PromoCodeRow, "coupon_id" | "code" | "code_normalised">

/** Fields of a promo code that change. */
export type PromoCodeUpdate = { id: string } & Partial<
  Omit<PromoCodeRow, "id" | "redemptions_taken" | "created_at" | "updated_at">
>

export default class CouponModuleService extends CodeBatchService {
  private readonly options: CouponModuleOptions
  /** Where events that could not be told are named. */
  readonly announcementLogger: Pick<Logger, "error">

  /** Throws MedusaError INVALID_DATA when an option is wrong, such as an unknown time zone. */
  constructor(container: Record<string, unknown>, options?: Record<string, unknown>) {
    super(container, options)
    this.options = readOptions(options)
    this.announcementLogger = (container.logger as Logger | undefined) ?? console
  }

  /** The one clock: real time, or the test clock's when the option is on and it was set. */
  @InjectManager()
  async now(@MedusaContext() ctx: Ctx = {}): Promise<Date> {
    return this.options.testClock ? ((await readClock(singleDb(ctx))) ?? new Date()) : new Date()
  }

  /** Sets the test clock, or goes back to real time with null. Throws NOT_FOUND unless the option `testClock` is on. */
  @InjectTransactionManager()
  async setTestClock(now: Date | null, @MedusaContext() ctx: Ctx = {}): Promise<Date> {
    if (!this.options.testClock) {
      throw missing("There is no test clock: the plugin option testClock is off.")
    }
    await inTransaction(ctx, (db) => setClock(db, now))
    return now ?? new Date()
  }

  /** True when the plugin option `testClock` is on. */
  hasTestClock(): boolean {
    return this.options.testClock
  }

  /** Option `timeZone`: an IANA name, default "UTC". */
  timeZone(): string {
    return this.options.timeZone
  }

  /** Option `refuseCodeWithActiveSubscription` (rule 21), default true. */
  refusesCodeWithActiveSubscription(): boolean {
    return this.options.refuseCodeWithActiveSubscription
  }

  /** Option `guessing` (rule 47): limits of failed attempts to find a code; false when there are none. */
  guessingLimits(): GuessingOptions | false {
    return this.options.guessing
  }

  /** Option `reminders` (rule 54): how many days before; false when nobody is reminded of anything. */
  reminderDays(): ReminderOptions | false {
    return this.options.reminders
  }

  /** The live code that this text, as typed, leads to; else the newest archived one, else null. One indexed query. */
  @InjectManager()
  async findCode(typed: string, @MedusaContext() ctx: Ctx = {}): Promise<CodeAndCoupon | null> {
    return codes.findCode(singleDb(ctx), typed)
  }

  /**
   * What was typed on this cart, oldest first; a code or coupon that was deleted since is `archived`. One indexed query;
   * hot path of every cart refresh.
   */
  @InjectManager()
  async listEnteredCodes(cart_id: string, @MedusaContext() ctx: Ctx = {}): Promise<EnteredCode[]> {
    return codes.listEnteredCodes(singleDb(ctx), cart_id)
  }

  /** Remembers a typed code and who typed it (rule 23); entering it again changes only who. One statement: no transaction. */
  @InjectManager()
  async enterCode(input: EnterCodeInput, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await singleDb(ctx).rows(
      `INSERT INTO coupon_entered_code (id, cart_id, promo_code_id, customer_id, entered_at, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, now(), now())
       ON CONFLICT (cart_id, promo_code_id) WHERE deleted_at IS NULL
       DO UPDATE SET customer_id = excluded.customer_id, updated_at = now()`,
      [generateEntityId(undefined, "ecode"), input.cart_id, input.promo_code_id, input.customer_id, input.now],
    )
  }

  /** Forgets typed codes of a cart, and lets go of the places it holds under them; answers how many were there. */
  @InjectTransactionManager()
  async removeEnteredCodes(cart_id: string, promo_code_ids: string[], @MedusaContext() ctx: Ctx = {}): Promise<number> {
    return inTransaction(ctx, async (db) => {
      await releaseHolds(db, cart_id, promo_code_ids, new Date())
      const removed = await db.rows(
        "DELETE FROM coupon_entered_code WHERE cart_id = ? AND promo_code_id = ANY(?::text[]) RETURNING id",
        [cart_id, promo_code_ids],
      )
      return removed.length
    })
  }

  /** Places taken by others, per coupon and code (law 4). `total` is 0 where no `max_redemptions` asks for it. */
  @InjectManager()
  async countTaken(input: CountTakenInput, @MedusaContext() ctx: Ctx = {}): Promise<TakenCounts> {
    return places.countTaken(singleDb(ctx), input)
  }

  /** Customer records that redeemed anything under one of these normalised e-mails, whatever their address is by now. */
  @InjectManager()
  async listCustomersOfEmails(emails: string[], @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return places.listCustomersOfEmails(singleDb(ctx), emails)
  }

  /** Live claims per coupon and per code, for lists (`times_redeemed`): one grouped query. */
  @InjectManager()
  async countRedeemed(
    input: { coupon_ids: string[]; promo_code_ids: string[] },
    @MedusaContext() ctx: Ctx = {},
  ): Promise<RedeemedCounts> {
    return places.countRedeemed(singleDb(ctx), input)
  }

  /** The most places one customer holds under this coupon: a limit per customer never goes below it (rule 34). */
  @InjectManager()
  async mostTakenByOneCustomer(coupon_id: string, @MedusaContext() ctx: Ctx = {}): Promise<number> {
    return places.mostTakenByOneCustomer(singleDb(ctx), coupon_id)
  }

  /**
   * Takes a place for each input, all or none, rows locked in id order, waiting at most 3 s (rules 31, 32).
   * Claiming again for the same cart, coupon and code returns the live claim. No limit, no row lock. Where the coupon or
   * code asks for a first purchase or a new subscriber, one person's claims wait for each other (rule 18).
   * Throws MedusaError NOT_ALLOWED with `code` = "redemption_limit_reached" | "customer_limit_reached" | "code_archived" | …,
   * "first_purchase_under_way" while another such cart of this person is being completed, or "busy" when a lock was not to
   * be had in time.
   */
  @InjectManager()
  async claim(inputs: ClaimInput[], @MedusaContext() ctx: Ctx = {}): Promise<ClaimedPlace[]> {
    return claimPlaces(singleDb(ctx), inputs)
  }

  /**
   * Holds a place for each input under the same limits and locks (rule 31). A place that is held already stays held as it
   * is; one that this cart has held twice before is left out. The cart's `claim` takes over what it holds.
   */
  @InjectManager()
  async hold(inputs: HoldInput[], @MedusaContext() ctx: Ctx = {}): Promise<ClaimedPlace[]> {
    return holdPlaces(singleDb(ctx), inputs)
  }

  /** Lets go of what this cart holds under these codes; answers the ids released now. */
  @InjectTransactionManager()
  async releaseHolds(
    cart_id: string,
    promo_code_ids: string[],
    now: Date,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<string[]> {
    return inTransaction(ctx, (db) => releaseHolds(db, cart_id, promo_code_ids, now))
  }

  /** Until when (real time) this cart holds a place, by promo code id. */
  @InjectManager()
  async listHolds(cart_id: string, @MedusaContext() ctx: Ctx = {}): Promise<Record<string, Date>> {
    return places.listHolds(singleDb(ctx), cart_id)
  }

  /** Gives back at most `limit` holds whose time is over in real time; answers how many (rule 32). */
  @InjectTransactionManager()
  async releaseLapsedHolds(limit: number, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<number> {
    return (await inTransaction(ctx, (db) => releaseLapsedHolds(db, limit, now))).length
  }

  /** Gives reserved places back; harmless when they are redeemed or released already. Returns the ids released now. */
  @InjectTransactionManager()
  async release(claim_ids: string[], now: Date, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return inTransaction(ctx, (db) => releasePlaces(db, claim_ids, now))
  }

  /**
   * Claims → redeemed, with their discounts and first ledger rows (rules 31 and 33); idempotent by claim and target.
   * Answers all discounts of the claims. Throws NOT_FOUND for an unknown claim, NOT_ALLOWED "claim_released" for one
   * whose place was given back.
   */
  @Announces()
  @InjectTransactionManager()
  async redeem(input: RedeemInput, @MedusaContext() ctx: Ctx = {}): Promise<RunningDiscount[]> {
    return inTransaction(ctx, (db) => redeemClaims(db, input))
  }

  /** Adds a billed invoice's ledger rows (rules 14 and 15); a second call adds nothing. Throws NOT_FOUND for an unknown discount. */
  @Announces()
  @InjectTransactionManager()
  async redeemInvoice(
    input: { redemptions: InvoiceRedemption[]; now: Date },
    @MedusaContext() ctx: Ctx = {},
  ): Promise<{ created: number }> {
    return inTransaction(ctx, (db) => redeemInvoice(db, input.redemptions, input.now))
  }

  /**
   * Adds reversal rows for a document's live redemptions (void, cancel); `give_back` also returns the place, if
   * `release_on_cancel` and if the promise is over: no discount of its claim goes on, and none took anything elsewhere.
   */
  @Announces()
  @InjectTransactionManager()
  async reverse(input: ReverseInput, @MedusaContext() ctx: Ctx = {}): Promise<Reversed> {
    return inTransaction(ctx, (db) => reverseDocuments(db, input))
  }

  /** Books again what these reversals cancelled, each once, as new rows (law 5); for undoing a workflow. */
  @Announces()
  @InjectTransactionManager()
  async bookAgain(reversal_ids: string[], now: Date, @MedusaContext() ctx: Ctx = {}): Promise<{ created: number }> {
    return inTransaction(ctx, (db) => bookAgain(db, reversal_ids, now))
  }

  /**
   * What an order's end does to its redemptions (rule 31). Cancelled: every row is reversed, and the places of coupons with
   * `release_on_cancel` are given back. Refunded in full: the same, for coupons with `release_on_refund` only. A claim
   * whose discount goes on (a running subscription) keeps its place. Harmless to repeat.
   */
  @Announces()
  @InjectTransactionManager()
  async reverseOrder(input: ReverseOrderInput, @MedusaContext() ctx: Ctx = {}): Promise<ReversedOrder> {
    return inTransaction(ctx, (db) => reverseOrder(db, input))
  }

  /** Those of these orders for which `reverseOrder` has something left to do. */
  @InjectManager()
  async findOrdersToReverse(order_ids: string[], end: OrderEnd, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return findOrdersToReverse(singleDb(ctx), order_ids, end)
  }

  /** Puts a coupon on a draft order without taking a place (rule 26); see `promiseToDraft`. Throws NOT_ALLOWED. */
  @Announces()
  @InjectTransactionManager()
  async promiseToDraft(input: DraftPromise, @MedusaContext() ctx: Ctx = {}): Promise<{ id: string }> {
    return inTransaction(ctx, (db) => promiseToDraft(db, input))
  }

  /** Every discount that was ever put on this draft order, oldest first. One indexed query. */
  @InjectManager()
  async listDraftDiscounts(order_id: string, @MedusaContext() ctx: Ctx = {}): Promise<DraftDiscount[]> {
    return listDraftDiscounts(singleDb(ctx), order_id)
  }

  /** The discounts that the ledger names for an order. One indexed query. */
  @InjectManager()
  async listOrderDiscounts(order_id: string, @MedusaContext() ctx: Ctx = {}): Promise<OrderDiscount[]> {
    return listOrderDiscounts(singleDb(ctx), order_id)
  }

  /** Makes the ledger say what an edited order's discounts take off by now (rule 30, law 5); harmless to repeat. */
  @Announces()
  @InjectTransactionManager()
  async correctOrder(input: CorrectOrderInput, @MedusaContext() ctx: Ctx = {}): Promise<{ corrected: number }> {
    return inTransaction(ctx, (db) => correctOrder(db, input))
  }

  /**
   * Soft-deletes a coupon that nobody ever won, with its codes and batches, in one transaction that keeps claims and fillers
   * out (rule 36); what carts hold is let go, its grants end. Returns the mark that `restoreCodesOf` undoes it by, and the
   * grants. Throws NOT_FOUND, and NOT_ALLOWED "coupon_redeemed".
   */
  @Announces()
  @InjectTransactionManager()
  async deleteUnusedCoupon(id: string, now: Date, @MedusaContext() ctx: Ctx = {}): Promise<DeletedCoupon> {
    return inTransaction(ctx, (db) => deleteUnusedCoupon(db, id, now))
  }

  /**
   * Archives a coupon, ends its grants and, where asked, its running discounts, in one transaction (rule 36). Answers what
   * it ended, and the status it had before: one that was archived already stays so. Throws NOT_FOUND, and NOT_ALLOWED
   * "changed_meanwhile" when somebody else was faster.
   */
  @Announces()
  @InjectTransactionManager()
  async archiveCoupon(
    { id, ends_discounts, now }: { id: string; ends_discounts: boolean; now: Date },
    @MedusaContext() ctx: Ctx = {},
  ): Promise<ArchivedCoupon> {
    const { status, updated_at } = await this.retrieveCoupon(id, {}, ctx)
    if (status !== "archived") {
      await this.updateUnchangedCoupon({ id, status: "archived" }, updated_at, ctx)
    }
    return inTransaction(ctx, async (db) => ({
      id,
      status,
      discount_ids: ends_discounts ? await discounts.endDiscounts(db, { coupon_id: id }, now, "coupon_archived") : [],
      grant_ids: await grants.endGrants(db, { coupon_id: id }, now, "coupon_archived"),
    }))
  }

  /**
   * Discounts that may touch these targets, not ended, with their histories. Two indexed queries. `ended_after` (the start
   * of the earliest period that is priced) adds what ended later than that: a cycle that began before its discount was
   * ended keeps it, so that a retried invoice keeps its price.
   */
  @InjectManager()
  async listRunningDiscounts(
    targets: { type: DiscountTargetType; ids: string[] }[],
    ended_after: Date | null = null,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<RunningDiscount[]> {
    return listRunningDiscounts(singleDb(ctx), targets, ended_after)
  }

  /** Sets the effective start where it is still open (rule 13). */
  @InjectTransactionManager()
  async startDiscounts(ids: string[], starts_at: Date, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => discounts.startDiscounts(db, ids, starts_at))
  }

  /** Begins the duration of running discounts anew, `except_document_id` still counting; see `restartDiscounts`. */
  @InjectTransactionManager()
  async restartDiscounts(
    ids: string[],
    except_document_id: string | null,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<void> {
    await inTransaction(ctx, (db) => discounts.restartDiscounts(db, ids, except_document_id))
  }

  /**
   * Ends running discounts that match every given condition; answers their ids. Throws INVALID_DATA without a condition.
   * A workflow that may yet undo it passes its `eventGroupId`, so that the events wait for its success.
   */
  @Announces()
  @InjectTransactionManager()
  async endDiscounts(
    where: discounts.EndWhere,
    now: Date,
    reason: string,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<string[]> {
    return inTransaction(ctx, (db) => discounts.endDiscounts(db, where, now, reason))
  }

  /**
   * Ends discounts whose occasion is gone, a change of plan that was taken back for example, and gives back the places of
   * those that took nothing off (rule 33); answers the ids of those that were running. Harmless to repeat.
   */
  @Announces()
  @InjectTransactionManager()
  async withdrawDiscounts(ids: string[], now: Date, reason: string, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return inTransaction(ctx, (db) => discounts.withdrawDiscounts(db, ids, now, reason))
  }

  /**
   * Withdraws discounts whose code is given back (rule 50), as long as none of them has taken anything off; answers the ids of those
   * that were running, none where one has.
   */
  @Announces()
  @InjectTransactionManager()
  async takeOffDiscounts(ids: string[], now: Date, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return inTransaction(ctx, (db) => discounts.takeOffDiscounts(db, ids, now))
  }

  /**
   * Gives a coupon to holders of a plan, to a subscription or to a customer (rule 24). Throws NOT_FOUND for an unknown
   * coupon, NOT_ALLOWED with a sentence for one that is not active, extends trials, or is granted there already.
   */
  @Announces()
  @InjectTransactionManager()
  async createGrant(
    coupon_id: string,
    target: GrantTarget,
    now: Date,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<{ id: string }> {
    return inTransaction(ctx, (db) => grants.createGrant(db, coupon_id, target, now))
  }

  /** Ends running grants, by id or all of a coupon; answers which. */
  @Announces()
  @InjectTransactionManager()
  async endGrants(
    where: { ids: string[] } | { coupon_id: string },
    now: Date,
    reason: string,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<string[]> {
    return inTransaction(ctx, (db) => grants.endGrants(db, where, now, reason))
  }

  /** Lets grants run again that were ended by mistake; for undoing a workflow. */
  @InjectTransactionManager()
  async reviveGrants(ids: string[], @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => grants.reviveGrants(db, ids))
  }

  /**
   * Who was seen logged in on the cart, the customer's own running grants, and whether plans have any (rule 24). One indexed
   * query, which reads no grant of anybody else.
   */
  @InjectManager()
  async readCartGrants(cart_id: string, customer_id: string, @MedusaContext() ctx: Ctx = {}): Promise<CartGrants> {
    return grants.readCartGrants(singleDb(ctx), cart_id, customer_id)
  }

  /** Running grants of these plans (rule 24). One indexed query. */
  @InjectManager()
  async listPlanGrants(plan_ids: string[], @MedusaContext() ctx: Ctx = {}): Promise<RunningGrant[]> {
    return grants.listPlanGrants(singleDb(ctx), plan_ids)
  }

  /** Who was seen logged in on the cart, if grants were looked for there. One indexed query. */
  @InjectManager()
  async findCartCustomer(cart_id: string, @MedusaContext() ctx: Ctx = {}): Promise<CartCustomer | null> {
    return grants.findCartCustomer(singleDb(ctx), cart_id)
  }

  /** Remembers that this customer is logged in on the cart; another one than before has made no choice yet. */
  @InjectTransactionManager()
  async rememberCartCustomer(cart_id: string, customer_id: string, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => grants.rememberCartCustomer(db, cart_id, customer_id))
  }

  /** Writes which granted coupon the customer wants on the cart. */
  @InjectTransactionManager()
  async chooseGrant(
    cart_id: string,
    customer_id: string,
    choice: GrantChoice,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<void> {
    await inTransaction(ctx, (db) => grants.chooseGrant(db, cart_id, customer_id, choice))
  }

  /** What this cart reserved (not only holds) and nobody redeemed or released yet. One indexed query. */
  @InjectManager()
  async listReservedClaims(cart_id: string, @MedusaContext() ctx: Ctx = {}): Promise<ReservedClaim[]> {
    return places.listReservedClaims(singleDb(ctx), cart_id)
  }

  /** Lets discounts of an order go on with a subscription that is billed elsewhere (rule 44); answers the ids made now. */
  @Announces()
  @InjectTransactionManager()
  async continueDiscounts(input: renewals.ContinueInput, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return inTransaction(ctx, (db) => renewals.continueDiscounts(db, input))
  }

  /** Prices and books a document of a subscription that is billed elsewhere (rules 14 and 44); idempotent by document. */
  @Announces()
  @InjectTransactionManager()
  async redeemRenewal(
    input: renewals.RedeemRenewalInput,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<renewals.RedeemedRenewal> {
    return inTransaction(ctx, (db) => renewals.redeemRenewal(db, input))
  }

  /** Notes that an operation of several steps is begun (decision 33); see `begin`. One statement: no transaction. */
  @InjectManager()
  async begin(input: Begin, @MedusaContext() ctx: Ctx = {}): Promise<Unfinished> {
    return unfinished.begin(singleDb(ctx), input)
  }

  /** Forgets an operation that is finished, by the id that `begin` answered. */
  @InjectManager()
  async endUnfinished(id: string, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await unfinished.end(singleDb(ctx), id)
  }

  /** What was begun on this subject and is not finished. One indexed query. */
  @InjectManager()
  async findUnfinished(
    kind: UnfinishedKind,
    subject_id: string,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<Unfinished | null> {
    return unfinished.findUnfinished(singleDb(ctx), kind, subject_id)
  }

  /** What was begun at least `seconds` ago and is not finished, for the job; what failed last comes last. */
  @InjectManager()
  async listUnfinished(seconds: number, limit: number, @MedusaContext() ctx: Ctx = {}): Promise<Unfinished[]> {
    return unfinished.listUnfinished(singleDb(ctx), seconds, limit)
  }

  /** Lets others come first: finishing this one failed. */
  @InjectManager()
  async postponeUnfinished(id: string, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await unfinished.postpone(singleDb(ctx), id)
  }

  /** Those reminders that were not told yet; what they say need not be found out for the others. */
  @InjectManager()
  async listUntold(keys: reminders.ReminderKey[], @MedusaContext() ctx: Ctx = {}): Promise<reminders.ReminderKey[]> {
    return reminders.listUntold(singleDb(ctx), keys)
  }

  /** Those reminders that nobody has told or is telling, for the caller to tell (rule 54). */
  @InjectManager()
  async takeReminders(
    keys: reminders.ReminderKey[],
    @MedusaContext() ctx: Ctx = {},
  ): Promise<reminders.TakenReminder[]> {
    return reminders.takeReminders(singleDb(ctx), keys)
  }

  /** They were told, by the ids that `takeReminders` answered. */
  @InjectManager()
  async markRemindersTold(ids: string[], @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await reminders.markTold(singleDb(ctx), ids)
  }

  /** They could not be told now, and are the next run's. */
  @InjectManager()
  async giveBackReminders(ids: string[], @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await reminders.giveBack(singleDb(ctx), ids)
  }

  /** Forgets reminders that were told before then, in real time. */
  @InjectManager()
  async forgetReminders(before: Date, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await reminders.forgetTold(singleDb(ctx), before)
  }

  /** Claims reserved before `before` in real time, whatever the test clock says, oldest first; for the clean-up job (rule 32). */
  @InjectManager()
  async listStaleClaims(before: Date, limit: number, @MedusaContext() ctx: Ctx = {}): Promise<ClaimRow[]> {
    return places.listStaleClaims(singleDb(ctx), before, limit)
  }

  async createCoupons(data: NewCoupon, ctx?: Ctx): Promise<CouponRow>
  async createCoupons(data: NewCoupon[], ctx?: Ctx): Promise<CouponRow[]>
  /** Creates coupons. Throws INVALID_DATA for a counter: places are only taken by claims. */
  async createCoupons(data: NewCoupon | NewCoupon[], ctx?: Ctx): Promise<CouponRow | CouponRow[]> {
    refuseCounter(data)
    // In a transaction of ours it would answer before the database has filled in the row.
    return await generated.createCoupons.call(this, data as NewCoupon[], ctx)
  }

  async createPromoCodes(data: NewPromoCode, ctx?: Ctx): Promise<PromoCodeRow>
  async createPromoCodes(data: NewPromoCode[], ctx?: Ctx): Promise<PromoCodeRow[]>
  /** Creates promo codes; counters as in `createCoupons`. */
  async createPromoCodes(data: NewPromoCode | NewPromoCode[], ctx?: Ctx): Promise<PromoCodeRow | PromoCodeRow[]> {
    refuseCounter(data)
    return await generated.createPromoCodes.call(this, data as NewPromoCode[], ctx)
  }

  /** One page of coupons, and how many there are (exact up to a bound, decision 47). */
  @InjectManager()
  async listCouponPage(
    filter: CouponFilter,
    page: CouponPage,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<{ coupons: CouponRow[] } & ListCount> {
    return listCouponPage(singleDb(ctx), filter, page)
  }

  /** Coupons in the order of their ids, behind `after` ("" for the first ones), at most `limit`. */
  @InjectManager()
  async listCouponsAfter(
    filter: CouponFilter,
    after: string,
    limit: number,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<CouponRow[]> {
    return listCouponsAfter(singleDb(ctx), filter, after, limit)
  }

  /** One page of promo codes; counted as `listCouponPage`. */
  @InjectManager()
  async listPromoCodePage(
    filter: PromoCodeFilter,
    page: CouponPage,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<{ promo_codes: PromoCodeRow[] } & ListCount> {
    return listPromoCodePage(singleDb(ctx), filter, page)
  }

  /** One page of applied discounts; counted as `listCouponPage`. */
  @InjectManager()
  async listDiscountPage(
    filter: DiscountFilter,
    page: { limit: number; offset: number; order: string },
    @MedusaContext() ctx: Ctx = {},
  ): Promise<{ discounts: DiscountRow[] } & ListCount> {
    return listDiscountPage(singleDb(ctx), filter, page)
  }

  /** One page of the ledger and how many rows `filter` means (rule 46; counted as `listCouponPage`). */
  @InjectManager()
  async listLedger(
    filter: LedgerFilter,
    page: reports.LedgerPage,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<[rows: reports.RedemptionRow[], count: number, count_is_estimate: boolean]> {
    return reports.listLedger(singleDb(ctx), filter, page)
  }

  /** One page of an export, oldest first (rule 46). One query, and nothing held between pages. */
  @InjectManager()
  async exportLedger(
    input: Parameters<typeof reports.exportLedger>[1],
    @MedusaContext() ctx: Ctx = {},
  ): Promise<reports.LedgerExportPage> {
    return reports.exportLedger(singleDb(ctx), input)
  }

  /** Which coupons and codes a text means in the ledger, for `LedgerFilter.search`. Two indexed queries. */
  @InjectManager()
  async findBooked(text: { name: string; code: string | null }, @MedusaContext() ctx: Ctx = {}): Promise<Booked> {
    return findBooked(singleDb(ctx), text)
  }

  /** The ledger summed up by day of the store's time zone, channel and sales channel, each by currency. One query, of sums (decision 48). */
  @InjectManager()
  async tallyLedger(filter: TallyFilter, @MedusaContext() ctx: Ctx = {}): Promise<CouponTallies> {
    return tallyLedger(singleDb(ctx), filter, this.options.timeZone)
  }

  /**
   * Creates a coupon and its code, both or none; with a key, once per key: answers what was made under it before instead
   * (rule 38). Throws what creating either throws, and NOT_ALLOWED "busy" when another request holds the key for three seconds.
   */
  @InjectTransactionManager()
  async createCouponWithCode(input: CouponWithCode, @MedusaContext() ctx: Ctx = {}): Promise<MadeOnce> {
    const ids = external.newIds()
    const { key } = input
    const earlier = key ? await inTransaction(ctx, (db) => idempotency.takeKey(db, key, ids)) : null
    if (earlier) {
      return { ...earlier, is_new: false }
    }
    await this.createCoupons(external.couponOf(input, ids) as never, ctx)
    await this.createPromoCodes(external.promoCodeOf(input, ids) as never, ctx)
    return { ...ids, request_hash: key?.request_hash ?? "", answer: null, is_new: true }
  }

  /** Takes back what `createCouponWithCode` made, its key included. */
  @InjectTransactionManager()
  async removeCouponWithCode(
    made: Pick<KeptRequest, "coupon_id" | "promo_code_id">,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<void> {
    await inTransaction(ctx, (db) => external.removeCouponWithCode(db, made))
  }

  /** What was made under an idempotency key within the last day (rule 38); null when nothing was. */
  @InjectManager()
  async findKeptRequest(key: IdempotencyKey, @MedusaContext() ctx: Ctx = {}): Promise<KeptRequest | null> {
    return idempotency.findKept(singleDb(ctx), key)
  }

  /** Keeps the first answer given under a key (a JSON text); answers the one that is kept, null when the key is gone. */
  @InjectTransactionManager()
  async keepAnswer(key: IdempotencyKey, answer: string, @MedusaContext() ctx: Ctx = {}): Promise<string | null> {
    return inTransaction(ctx, (db) => idempotency.keepAnswer(db, key, answer))
  }

  async updateCoupons(data: CouponUpdate, ctx?: Ctx): Promise<CouponRow>
  async updateCoupons(data: CouponUpdate[], ctx?: Ctx): Promise<CouponRow[]>
  /**
   * Updates coupons by id. A new `max_redemptions` waits for claims in flight and counts from the ledger first, so that a
   * limit added later is exact. Objects are replaced whole. Throws NOT_ALLOWED "limit_below_taken" (rule 34), INVALID_DATA for other forms of call.
   */
  @InjectTransactionManager()
  async updateCoupons(
    data: CouponUpdate | CouponUpdate[],
    @MedusaContext() ctx: Ctx = {},
  ): Promise<CouponRow | CouponRow[]> {
    await this.prepareLimits("coupon", data, ctx)
    const left = await this.replaceObjects("coupon", data, ctx)
    return await generated.updateCoupons.call(this, left as CouponUpdate[], ctx)
  }

  /**
   * `updateCoupons` of a coupon as it was read at `updated_at`: what was decided by that reading still holds. Throws
   * NOT_ALLOWED "changed_meanwhile" when somebody else was faster (also by deleting it), and what `updateCoupons` throws.
   */
  @InjectTransactionManager()
  async updateUnchangedCoupon(
    data: CouponUpdate,
    updated_at: Date,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<CouponRow> {
    // Limits before rows: the one order of locks.
    await this.prepareLimits("coupon", data, ctx)
    await inTransaction(ctx, (db) => guardUnchanged(db, data.id, updated_at))
    return await this.updateCoupons(data, ctx)
  }

  async updatePromoCodes(data: PromoCodeUpdate, ctx?: Ctx): Promise<PromoCodeRow>
  async updatePromoCodes(data: PromoCodeUpdate[], ctx?: Ctx): Promise<PromoCodeRow[]>
  /** Updates promo codes by id; limits as in `updateCoupons`. */
  @InjectTransactionManager()
  async updatePromoCodes(
    data: PromoCodeUpdate | PromoCodeUpdate[],
    @MedusaContext() ctx: Ctx = {},
  ): Promise<PromoCodeRow | PromoCodeRow[]> {
    await this.prepareLimits("coupon_promo_code", data, ctx)
    const left = await this.replaceObjects("coupon_promo_code", data, ctx)
    return await generated.updatePromoCodes.call(this, left as PromoCodeUpdate[], ctx)
  }

  private async replaceObjects<T extends { id: string }>(
    table: "coupon" | "coupon_promo_code",
    data: T | T[],
    ctx: Ctx,
  ): Promise<T | T[]> {
    return inTransaction(ctx, async (db) => {
      if (!Array.isArray(data)) {
        return replaceObjects(db, table, data)
      }
      const left: T[] = []
      for (const change of data) {
        left.push(await replaceObjects(db, table, change))
      }
      return left
    })
  }

  private async prepareLimits(table: "coupon" | "coupon_promo_code", data: object | object[], ctx: Ctx): Promise<void> {
    refuseCounter(data)
    const changes = [data].flat() as Partial<LimitChange>[]
    if (changes.some((change) => change.id === undefined)) {
      throw invalid("Coupons and promo codes are updated by id.")
    }
    const limits = changes.filter((change): change is LimitChange => change.max_redemptions !== undefined)
    if (limits.length > 0) {
      await inTransaction(ctx, (db) => recountForLimits(db, table, limits))
    }
  }
}

/** Throws INVALID_DATA when data would write a counter: it moves with its claims and by nothing else (law 4). */
function refuseCounter(data: object | object[]): void {
  if ([data].flat().some((row) => (row as { redemptions_taken?: unknown }).redemptions_taken !== undefined)) {
    throw invalid("redemptions_taken follows the ledger and cannot be written.")
  }
}

/** The ledger is append-only (law 5): the generated methods that edit it refuse. */
function refuseEdit(): Promise<never> {
  return Promise.reject(refused("Redemptions are never edited; reverse them instead.", "append_only"))
}

Object.assign(CouponModuleService.prototype, {
  updateCouponRedemptions: refuseEdit,
  deleteCouponRedemptions: refuseEdit,
  softDeleteCouponRedemptions: refuseEdit,
  restoreCouponRedemptions: refuseEdit,
})
