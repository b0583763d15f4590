// The coupon module's service: thin verbs, each one transaction or one read; the work is in the files beside it.
import type { EntityManager } from "@medusajs/framework/mikro-orm/knex"
import type { Context } from "@medusajs/framework/types"
import {
  generateEntityId,
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
import { readClock, setClock } from "./clock"
import * as discounts from "./discounts"
import { redeemClaims, redeemInvoice, reverseDocuments } from "./ledger"
import type { RedeemInput, ReverseInput } from "./ledger"
import { replaceObjects } from "./json-columns"
import * as models from "./models"
import { readOptions } from "./options"
import type { CouponModuleOptions } from "./options"
import { claimPlaces, recountForLimits, releasePlaces } from "./places"
import type { LimitChange } from "./places"
import * as reads from "./reads"
import type { CountTakenInput, RedeemedCounts } from "./reads"
import * as renewals from "./renewals"
import { inTransaction, readingDb } from "./sql"
import type {
  ClaimedPlace,
  ClaimInput,
  ClaimRow,
  CodeAndCoupon,
  CouponModuleVerbs,
  CouponRow,
  DiscountTargetType,
  EnterCodeInput,
  EnteredCode,
  InvoiceRedemption,
  PromoCodeRow,
  RunningDiscount,
  TakenCounts,
} from "./types"

type Ctx = Context<EntityManager>

/** Fields of a coupon that change; `redemptions_taken` follows the ledger and is nobody's to write. */
export type CouponUpdate = { id: string } & Partial<
  Omit<CouponRow, "id" | "redemptions_taken" | "created_at" | "updated_at">
>

/** Fields of a promo code that change. */
export type PromoCodeUpdate = { id: string } & Partial<
  Omit<PromoCodeRow, "id" | "redemptions_taken" | "created_at" | "updated_at">
>

const Generated = MedusaService(models)
const generated = Generated.prototype as InstanceType<typeof Generated>
type Replaced = "updateCoupons" | "updatePromoCodes"

// The generated methods are typed as properties, which TypeScript lets no method override: the base forgets two of them.
const Base = Generated as unknown as Pick<typeof Generated, keyof typeof Generated> &
  (new (...args: unknown[]) => Omit<InstanceType<typeof Generated>, Replaced>)

export default class CouponModuleService extends Base implements CouponModuleVerbs {
  private readonly options: CouponModuleOptions

  /** Throws MedusaError INVALID_DATA when an option is wrong, such as an unknown time zone. */
  constructor(container: Record<string, unknown>, options?: Record<string, unknown>) {
    super(container, options)
    this.options = readOptions(options)
  }

  /** The one clock (law 1): real time without the test clock, and then no query. */
  @InjectManager()
  async now(@MedusaContext() ctx: Ctx = {}): Promise<Date> {
    return this.options.testClock ? ((await readClock(readingDb(ctx))) ?? new Date()) : new Date()
  }

  /** Sets the test clock, or real time with null; answers the time it is now. Throws NOT_FOUND without the option. */
  @InjectTransactionManager()
  async setTestClock(now: Date | null, @MedusaContext() ctx: Ctx = {}): Promise<Date> {
    if (!this.options.testClock) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, "There is no test clock: the plugin option testClock is off.")
    }
    await inTransaction(ctx, (db) => setClock(db, now))
    return now ?? new Date()
  }

  /** True when the option `testClock` is on. */
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

  /** The live code with this normalised word, else the newest archived one, else null. */
  @InjectManager()
  async findCode(code_normalised: string, @MedusaContext() ctx: Ctx = {}): Promise<CodeAndCoupon | null> {
    return reads.findCode(readingDb(ctx), code_normalised)
  }

  /** What was typed on this cart, oldest first (rule 23); a code or coupon that was deleted since is `archived`. */
  @InjectManager()
  async listEnteredCodes(cart_id: string, @MedusaContext() ctx: Ctx = {}): Promise<EnteredCode[]> {
    return reads.listEnteredCodes(readingDb(ctx), cart_id)
  }

  /** Remembers a typed code and who typed it (rule 23); entering it again changes only who. */
  @InjectTransactionManager()
  async enterCode(input: EnterCodeInput, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) =>
      db.rows(
        `insert into coupon_entered_code (id, cart_id, promo_code_id, customer_id, entered_at, created_at, updated_at)
         values (?, ?, ?, ?, ?, now(), now())
         on conflict (cart_id, promo_code_id) where deleted_at is null
         do update set customer_id = excluded.customer_id, updated_at = now()`,
        [generateEntityId(undefined, "ecode"), input.cart_id, input.promo_code_id, input.customer_id, input.now],
      ),
    )
  }

  /** Forgets typed codes of a cart; answers how many were there. */
  @InjectTransactionManager()
  async removeEnteredCodes(cart_id: string, promo_code_ids: string[], @MedusaContext() ctx: Ctx = {}): Promise<number> {
    const removed = await inTransaction(ctx, (db) =>
      db.rows("delete from coupon_entered_code where cart_id = ? and promo_code_id = any(?::text[]) returning id", [
        cart_id,
        promo_code_ids,
      ]),
    )
    return removed.length
  }

  /** Places taken by others, per coupon and code (law 4). `total` is 0 where no `max_redemptions` asks for it. */
  @InjectManager()
  async countTaken(input: CountTakenInput, @MedusaContext() ctx: Ctx = {}): Promise<TakenCounts> {
    return reads.countTaken(readingDb(ctx), input)
  }

  /** Live claims per coupon and per code, for lists (`times_redeemed`): one grouped query. */
  @InjectManager()
  async countRedeemed(
    input: { coupon_ids: string[]; promo_code_ids: string[] },
    @MedusaContext() ctx: Ctx = {},
  ): Promise<RedeemedCounts> {
    return reads.countRedeemed(readingDb(ctx), input)
  }

  /** The most places one customer holds under this coupon: a limit per customer never goes below it (rule 34). */
  @InjectManager()
  async mostTakenByOneCustomer(coupon_id: string, @MedusaContext() ctx: Ctx = {}): Promise<number> {
    return reads.mostTakenByOneCustomer(readingDb(ctx), coupon_id)
  }

  /**
   * Takes a place for each input, all or none (rules 31 and 32); idempotent by cart, coupon and code.
   * Throws NOT_ALLOWED with `code` = redemption_limit_reached, customer_limit_reached, login_required, code_archived,
   * coupon_archived, coupon_not_active, not_started, expired, code_not_found or busy.
   */
  @InjectTransactionManager()
  async claim(inputs: ClaimInput[], @MedusaContext() ctx: Ctx = {}): Promise<ClaimedPlace[]> {
    return inTransaction(ctx, (db) => claimPlaces(db, inputs))
  }

  /** Gives reserved places back (rule 31); harmless when settled already. Answers the ids released now. */
  @InjectTransactionManager()
  async release(claim_ids: string[], now: Date, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return inTransaction(ctx, (db) => releasePlaces(db, claim_ids, now, "released"))
  }

  /**
   * Claims → redeemed, with their discounts and first ledger rows (rules 31 and 33); idempotent by claim and target.
   * Answers all discounts of the claims. Throws NOT_FOUND for an unknown claim, NOT_ALLOWED "claim_released" for one
   * whose place was given back.
   */
  @InjectTransactionManager()
  async redeem(input: RedeemInput, @MedusaContext() ctx: Ctx = {}): Promise<RunningDiscount[]> {
    return inTransaction(ctx, (db) => redeemClaims(db, input))
  }

  /** Adds a billed invoice's ledger rows (rules 14 and 15); a second call adds nothing. Throws NOT_FOUND for an unknown discount. */
  @InjectTransactionManager()
  async redeemInvoice(
    input: { redemptions: InvoiceRedemption[]; now: Date },
    @MedusaContext() ctx: Ctx = {},
  ): Promise<{ created: number }> {
    return inTransaction(ctx, (db) => redeemInvoice(db, input.redemptions, input.now))
  }

  /** Cancels the live redemptions of these documents with new rows (law 5); `give_back` returns the places too (rule 31). */
  @InjectTransactionManager()
  async reverse(input: ReverseInput, @MedusaContext() ctx: Ctx = {}): Promise<{ reversed: number }> {
    return inTransaction(ctx, (db) => reverseDocuments(db, input))
  }

  /** Discounts that may touch these targets, not ended, oldest first, with their histories. */
  @InjectManager()
  async listRunningDiscounts(
    targets: { type: DiscountTargetType; ids: string[] }[],
    @MedusaContext() ctx: Ctx = {},
  ): Promise<RunningDiscount[]> {
    return reads.listRunningDiscounts(readingDb(ctx), targets)
  }

  /** Sets the effective start where it is still open (rule 13). */
  @InjectTransactionManager()
  async startDiscounts(ids: string[], starts_at: Date, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => discounts.startDiscounts(db, ids, starts_at))
  }

  /** Ends running discounts that match every given condition; answers how many. Throws INVALID_DATA without a condition. */
  @InjectTransactionManager()
  async endDiscounts(
    where: discounts.EndWhere,
    now: Date,
    reason: string,
    @MedusaContext() ctx: Ctx = {},
  ): Promise<number> {
    return inTransaction(ctx, (db) => discounts.endDiscounts(db, where, now, reason))
  }

  /** Lets discounts of an order go on with a subscription that is billed elsewhere (rule 44); answers the ids made now. */
  @InjectTransactionManager()
  async continueDiscounts(input: renewals.ContinueInput, @MedusaContext() ctx: Ctx = {}): Promise<string[]> {
    return inTransaction(ctx, (db) => renewals.continueDiscounts(db, input))
  }

  /** Prices and books a document of a subscription that is billed elsewhere (rules 14 and 44); idempotent by document. */
  @InjectTransactionManager()
  async redeemRenewal(input: renewals.RedeemRenewalInput, @MedusaContext() ctx: Ctx = {}): Promise<void> {
    await inTransaction(ctx, (db) => renewals.redeemRenewal(db, input))
  }

  /** Claims reserved before `before` in real time, whatever the test clock says, oldest first; for the clean-up job (rule 32). */
  @InjectManager()
  async listStaleClaims(before: Date, limit: number, @MedusaContext() ctx: Ctx = {}): Promise<ClaimRow[]> {
    return reads.listStaleClaims(readingDb(ctx), before, limit)
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
    return await generated.updateCoupons.call(this, left as never, ctx)
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
    return await generated.updatePromoCodes.call(this, left as never, ctx)
  }

  private async replaceObjects<T extends { id: string }>(
    table: "coupon" | "coupon_promo_code",
    data: T | T[],
    ctx: Ctx,
  ): Promise<T | T[]> {
    return inTransaction(ctx, async (db) => {
      if (!Array.isArray(data)) return replaceObjects(db, table, data)
      const left: T[] = []
      for (const change of data) left.push(await replaceObjects(db, table, change))
      return left
    })
  }

  private async prepareLimits(table: "coupon" | "coupon_promo_code", data: object | object[], ctx: Ctx): Promise<void> {
    const changes = [data].flat() as (Partial<LimitChange> & { redemptions_taken?: number })[]
    if (changes.some((change) => change.id === undefined || change.redemptions_taken !== undefined)) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        "Coupons and promo codes are updated by id, and redemptions_taken follows the ledger.",
      )
    }
    const limits = changes.filter((change): change is LimitChange => change.max_redemptions !== undefined)
    if (limits.length > 0) {
      await inTransaction(ctx, (db) => recountForLimits(db, table, limits))
    }
  }
}

/** The ledger is append-only (law 5): the generated methods that edit it refuse. */
function refuseEdit(): Promise<never> {
  return Promise.reject(
    new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "Redemptions are never edited; reverse them instead.",
      "append_only",
    ),
  )
}

Object.assign(CouponModuleService.prototype, {
  updateCouponRedemptions: refuseEdit,
  deleteCouponRedemptions: refuseEdit,
  softDeleteCouponRedemptions: refuseEdit,
  restoreCouponRedemptions: refuseEdit,
})
