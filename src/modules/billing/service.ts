// The memory of billing: plans, subscriptions, invoices, and the single transactions that move them on.
import { InjectManager, InjectTransactionManager, MedusaContext, MedusaService } from "@medusajs/framework/utils"
import { periodAt } from "../../engine"
import type { Period } from "../../engine"
import { byId } from "../../tools/by-id"
import { missing } from "../../tools/errors"
import * as due from "./due"
import type { DueQuestion } from "./due"
import * as hidden from "./hidden-rows"
import * as invoices from "./invoice-rows"
import * as leases from "./leases"
import type { LeaseRequest } from "./leases"
import { isLater, isNews } from "./disputes"
import * as lists from "./lists"
import type { InvoiceFilter, ListPage, SubscriptionFilter } from "./lists"
import {
  BillingCounter,
  BillingDispute,
  BillingInvoice,
  BillingPlan,
  BillingSubscription,
  BillingSubscriptionItem,
} from "./models"
import { readBillingOptions } from "./options"
import { changed } from "./plan-change"
import { enterPaidPeriod, writePlanChange } from "./plan-change-rows"
import type { BillingModuleOptions, BillingSettings } from "./options"
import { startedColumns } from "./started"
import { sqlOf } from "../../tools/sql"
import type { SqlContext } from "../../tools/sql"
import type { ListCount } from "../../tools/paging"
import type {
  CustomerHistory,
  DisputeRow,
  FirstInvoice,
  InvoiceFigures,
  InvoiceRow,
  NewSubscription,
  OpenInvoiceInput,
  PlanChange,
  PlanRow,
  StartedRow,
  SubscriptionItemRow,
  SubscriptionRow,
} from "./types"

type Shared = SqlContext

/** Within a transaction rows are also changed by plain SQL, which MikroORM's identity map does not see. */
const FRESH = { order: { id: "ASC" as const }, options: { refresh: true } }

/** What the generated methods of a model answer and take. */
interface Typed<Row> {
  dto: Row
  inputDto: Partial<Omit<Row, "created_at" | "updated_at">>
}

// An alias, because MedusaService asks for an index signature.
type Rows = {
  BillingPlan: Typed<PlanRow>
  BillingSubscription: Typed<SubscriptionRow & { lease_token: string | null; lease_until: Date | null }>
  BillingSubscriptionItem: Typed<SubscriptionItemRow>
  BillingInvoice: Typed<InvoiceRow>
  BillingDispute: Typed<DisputeRow>
  BillingCounter: Typed<{ id: string }>
}

const models = {
  BillingPlan,
  BillingSubscription,
  BillingSubscriptionItem,
  BillingInvoice,
  BillingDispute,
  BillingCounter,
}

export default class BillingModuleService extends MedusaService<Rows, typeof models>(models) {
  private readonly settings_: BillingSettings

  constructor(container: Record<string, unknown>, options?: BillingModuleOptions) {
    // eslint-disable-next-line prefer-rest-params -- MedusaService reads all of its arguments
    super(...(arguments as unknown as [Record<string, unknown>]))
    void container
    this.settings_ = readBillingOptions(options)
  }

  /** False when the plugin's options switch billing off. */
  isEnabled(): boolean {
    return this.settings_.enabled
  }

  /** Option `invoiceFont`; null for the built-in one. */
  invoiceFont(): string | null {
    return this.settings_.invoiceFont
  }

  /** Option `capture`: who captures what renewals and plan changes are paid with (rule 57). */
  capture(): BillingSettings["capture"] {
    return this.settings_.capture
  }

  /** Makes this plan the only default of its variant; in one transaction, since two defaults cannot exist. */
  @InjectTransactionManager()
  async makeDefaultPlan(plan_id: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    const sql = sqlOf(shared)
    await sql(
      `UPDATE billing_plan SET is_default = false, updated_at = now()
        WHERE is_default AND deleted_at IS NULL AND id <> ?
          AND variant_id = (SELECT variant_id FROM billing_plan WHERE id = ?)`,
      [plan_id, plan_id],
    )
    await sql(`UPDATE billing_plan SET is_default = true, updated_at = now() WHERE id = ?`, [plan_id])
  }

  /** A subscription with its items. Throws NOT_FOUND with a sentence. */
  @InjectManager()
  async readSubscription(id: string, @MedusaContext() shared: Shared = {}): Promise<SubscriptionRow> {
    const [subscription] = await this.readSubscriptions({ id }, shared)
    if (!subscription) {
      throw missing(`Subscription with id '${id}' was not found.`)
    }
    return subscription
  }

  /** Subscriptions with their items, in the order these were given in: what is left over by a share goes to the earlier one. */
  @InjectManager()
  async readSubscriptions(filters: object, @MedusaContext() shared: Shared = {}): Promise<SubscriptionRow[]> {
    const rows = await this.listBillingSubscriptions(filters, { relations: ["items"], ...FRESH }, shared)
    return rows.map((row) => ({ ...row, items: byId(row.items) }))
  }

  /** An invoice. Throws NOT_FOUND with a sentence. */
  @InjectManager()
  async readInvoice(id: string, @MedusaContext() shared: Shared = {}): Promise<InvoiceRow> {
    const [invoice] = await this.readInvoices({ id }, shared)
    if (!invoice) {
      throw missing(`Invoice with id '${id}' was not found.`)
    }
    return invoice
  }

  @InjectManager()
  async readInvoices(filters: object, @MedusaContext() shared: Shared = {}): Promise<InvoiceRow[]> {
    return await this.listBillingInvoices(filters, FRESH, shared)
  }

  /** One page of subscriptions with their items, and how many there are. */
  @InjectManager()
  async listSubscriptionPage(
    filter: SubscriptionFilter,
    page: ListPage,
    @MedusaContext() shared: Shared = {},
  ): Promise<{ rows: SubscriptionRow[] } & ListCount> {
    const { ids, ...counted } = await lists.listSubscriptionPage(sqlOf(shared), filter, page)
    return { rows: inOrderOf(ids, ids.length > 0 ? await this.readSubscriptions({ id: ids }, shared) : []), ...counted }
  }

  /** One page of invoices, and how many there are. */
  @InjectManager()
  async listInvoicePage(
    filter: InvoiceFilter,
    page: ListPage,
    @MedusaContext() shared: Shared = {},
  ): Promise<{ rows: InvoiceRow[] } & ListCount> {
    const { ids, ...counted } = await lists.listInvoicePage(sqlOf(shared), filter, page)
    return { rows: inOrderOf(ids, ids.length > 0 ? await this.readInvoices({ id: ids }, shared) : []), ...counted }
  }

  /** Booked invoices (paid or authorised, trials left out) and running subscriptions of a customer: what rules 18 and 21 ask. */
  @InjectManager()
  async customerHistory(customer_id: string, @MedusaContext() shared: Shared = {}): Promise<CustomerHistory> {
    return due.customerHistory(sqlOf(shared), customer_id)
  }

  /**
   * Starts a subscription, with the order that was placed as its first, booked invoice (rule 39). Idempotent by order
   * line: a second call answers what the first one made. `is_hidden`: nobody sees or bills it until it is revealed.
   */
  @InjectTransactionManager()
  async startSubscription(
    input: NewSubscription,
    first_invoice: FirstInvoice | null,
    @MedusaContext() shared: Shared = {},
  ): Promise<StartedRow> {
    const known = await this.startedBy_(input.order_line_id, shared)
    if (known) {
      return known
    }
    const { items, plan: _plan, trial_days: _days, is_hidden = false, ...own } = input
    const columns = startedColumns(input, first_invoice !== null)
    await this.createBillingSubscriptions({ ...own, ...columns }, shared)
    await this.createBillingSubscriptionItems(
      items.map((item) => ({ ...item, subscription_id: input.id })),
      shared,
    )
    const invoice = first_invoice
      ? await this.fileFirstInvoice_(input, periodAt(columns, 0), first_invoice, columns.trial_end !== null, shared)
      : null
    const subscription = await this.readSubscription(input.id, shared)
    if (is_hidden) {
      await hidden.hide(sqlOf(shared), input.id)
    }
    return { subscription, invoice }
  }

  /**
   * Lets a hidden subscription begin: from now on it is listed and billed. Throws NOT_ALLOWED with a sentence where somebody
   * has discarded it meanwhile; one that is there already stays as it is.
   */
  @InjectTransactionManager()
  async revealSubscription(id: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await hidden.reveal(sqlOf(shared), id)
  }

  /** Removes a hidden subscription for good, harmless to repeat. False: it has begun, and stays. */
  @InjectTransactionManager()
  async discardHiddenSubscription(id: string, @MedusaContext() shared: Shared = {}): Promise<boolean> {
    return hidden.discard(sqlOf(shared), id)
  }

  /** What this order line started already; a lock on the line's name makes concurrent calls wait for each other. */
  private async startedBy_(order_line_id: string | null, shared: Shared): Promise<StartedRow | null> {
    if (!order_line_id) {
      return null
    }
    await sqlOf(shared)(`SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, [`billing:${order_line_id}`])
    const [subscription] = await this.readSubscriptions({ order_line_id }, shared)
    if (!subscription) {
      return null
    }
    const [invoice] = await this.readInvoices({ subscription_id: subscription.id, kind: ["initial", "trial"] }, shared)
    return { subscription, invoice: invoice ?? null }
  }

  private async fileFirstInvoice_(
    input: NewSubscription,
    period: Period,
    { is_captured = true, ...figures }: FirstInvoice,
    is_trial: boolean,
    shared: Shared,
  ): Promise<InvoiceRow> {
    await this.createBillingInvoices(
      {
        ...figures,
        ...(await this.periodColumns_(period, shared)),
        subscription_id: input.id,
        customer_id: input.customer_id,
        currency_code: input.currency_code,
        kind: is_trial ? "trial" : "initial",
        status: is_captured ? "paid" : "open",
        order_id: input.order_id,
        issued_at: input.started_at,
        [is_captured ? "paid_at" : "authorized_at"]: input.started_at,
      },
      shared,
    )
    return this.readInvoice(figures.id, shared)
  }

  private async periodColumns_(period: Period, shared: Shared) {
    return {
      number: await invoices.nextNumber(sqlOf(shared)),
      cycle_key: period.key,
      cycle_index: period.index,
      period_start: period.starts_at,
      period_end: period.ends_at,
    }
  }

  /**
   * Subscriptions to bill or end up to this moment, the longest due first. `except`: left aside by the caller.
   * `customer_id`: only theirs.
   */
  @InjectManager()
  async listDue(
    input: DueQuestion,
    @MedusaContext() shared: Shared = {},
  ): Promise<{ id: string; customer_id: string; due_at: Date }[]> {
    return due.listDue(sqlOf(shared), input)
  }

  /** Subscriptions that will be billed after `from` and by `until`, a page at a time; those that wait for money are left out. */
  @InjectManager()
  async listComing(
    question: { from: Date; until: Date; after: string; limit: number },
    @MedusaContext() shared: Shared = {},
  ): Promise<Pick<SubscriptionRow, "id" | "status" | "trial_end" | "next_billing_at">[]> {
    return due.listComing(sqlOf(shared), question)
  }

  /** The last invoice of each subscription that is of a whole period. */
  @InjectManager()
  async readLastInvoices(subscription_ids: string[], @MedusaContext() shared: Shared = {}): Promise<InvoiceRow[]> {
    const last = await due.listLastInvoices(sqlOf(shared), subscription_ids)
    return last.length > 0 ? this.readInvoices({ id: last.map(({ id }) => id) }, shared) : []
  }

  /** Customers with something due by then, who has waited longest first. */
  @InjectManager()
  async listDueCustomers(until: Date, limit: number, @MedusaContext() shared: Shared = {}): Promise<string[]> {
    return due.listDueCustomers(sqlOf(shared), until, limit)
  }

  /**
   * Takes the lease on a subscription, so that one process bills it. `due_before` null: whether it is due or not (a
   * retry by hand), unpaid ones included. `after_cycle`: only while this is the last cycle billed. Null when it is not
   * due, not at that cycle, or somebody else has it.
   */
  @InjectTransactionManager()
  async tryLease(input: LeaseRequest, @MedusaContext() shared: Shared = {}): Promise<SubscriptionRow | null> {
    const is_mine = await leases.tryLease(sqlOf(shared), input, this.settings_.leaseSeconds)
    return is_mine ? this.readSubscription(input.id, shared) : null
  }

  /**
   * Takes the lease for something else than billing, whatever the subscription's status. Throws NOT_FOUND, and
   * NOT_ALLOWED with a sentence while somebody else has it.
   */
  @InjectTransactionManager()
  async takeLease(id: string, token: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await leases.takeLease(sqlOf(shared), id, token, this.settings_.leaseSeconds)
  }

  /** Makes the lease last again; false when it was lost to somebody else, who now decides. */
  @InjectTransactionManager()
  async extendLease(id: string, token: string, @MedusaContext() shared: Shared = {}): Promise<boolean> {
    return leases.extendLease(sqlOf(shared), id, token, this.settings_.leaseSeconds)
  }

  /** Gives the lease back; harmless when it was lost. */
  @InjectTransactionManager()
  async releaseLease(id: string, token: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await leases.releaseLease(sqlOf(shared), id, token)
  }

  /** The invoice of one period, if it was opened before. */
  @InjectManager()
  async findRenewalInvoice(
    subscription_id: string,
    period_start: Date,
    @MedusaContext() shared: Shared = {},
  ): Promise<InvoiceRow | null> {
    const [invoice] = await this.readInvoices({ subscription_id, period_start, kind: "renewal" }, shared)
    return invoice ?? null
  }

  /**
   * Writes the invoice that is about to be charged; one that was opened before keeps its number and is priced anew. Where the
   * customer is going to pay it (`customer_pays_until`) it keeps its status too, and the retry that is due waits. With the
   * lease's `token`, which nobody can take over meanwhile: throws NOT_ALLOWED where somebody has.
   */
  @InjectTransactionManager()
  async openInvoice(input: OpenInvoiceInput, @MedusaContext() shared: Shared = {}): Promise<InvoiceRow> {
    const { period, plan_change = null, token = null, customer_pays_until = null, ...columns } = input
    await leases.lockFor(sqlOf(shared), input.subscription_id, token)
    const [known] = await this.readInvoices({ id: input.id }, shared)
    const row = {
      ...columns,
      plan_change,
      customer_pays_until,
      status: customer_pays_until && known ? known.status : ("open" as const),
    }
    if (known) {
      await this.updateBillingInvoices(row, shared)
    } else {
      await this.createBillingInvoices(
        { ...row, ...(await this.periodColumns_(period, shared)), kind: plan_change ? "change" : "renewal" },
        shared,
      )
    }
    if (customer_pays_until) {
      await invoices.delayRetry(sqlOf(shared), input.id, customer_pays_until)
    }
    return this.readInvoice(input.id, shared)
  }

  /** Forgets the order and payment of an attempt that was undone. */
  @InjectTransactionManager()
  async forgetAttempt(invoice_id: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await invoices.forgetAttempt(sqlOf(shared), invoice_id)
  }

  /**
   * Books an invoice as paid, or as authorised where its money is only held (rule 57), and moves its subscription to that
   * period, in one transaction. A second call changes nothing. Whoever was cancelled or paused meanwhile stays so.
   */
  @InjectTransactionManager()
  async bookPaidInvoice(
    input: invoices.Booking & { token: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await invoices.bookPaidInvoice(sqlOf(shared), input)
  }

  /** Books authorised invoices as paid that were captured since; harmless to repeat. Answers the ids of those it changed. */
  @InjectTransactionManager()
  async bookCaptured(
    input: { invoice_ids: string[]; now: Date },
    @MedusaContext() shared: Shared = {},
  ): Promise<string[]> {
    return invoices.bookCaptured(sqlOf(shared), input.invoice_ids, input.now)
  }

  /**
   * Has an invoice that is not booked tried again with the next run of renewals, before its time and also where it was given up:
   * something was heard of its payment. Answers whether there was anything to try.
   */
  @InjectTransactionManager()
  async tryAgain(input: { invoice_id: string; now: Date }, @MedusaContext() shared: Shared = {}): Promise<boolean> {
    return invoices.tryAgain(sqlOf(shared), input.invoice_id, input.now)
  }

  /**
   * Keeps what was told of a dispute, unless something later is known of it: told twice or in any order, the same stays (rule 61).
   * Answers whether its status or amount is news.
   */
  @InjectTransactionManager()
  async hearDispute(
    told: Omit<DisputeRow, "created_at" | "updated_at">,
    @MedusaContext() shared: Shared = {},
  ): Promise<boolean> {
    // A lock on its name: two servers hear of a dispute that neither knows in the same moment.
    await sqlOf(shared)(`SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, [`billing:${told.id}`])
    const [known] = await this.listBillingDisputes({ id: told.id }, FRESH, shared)
    if (known && !isLater(told, known)) {
      return false
    }
    await (known ? this.updateBillingDisputes(told, shared) : this.createBillingDisputes(told, shared))
    return isNews(told, known)
  }

  /** What disputes have taken of these orders' money, in major units; an order without any is not among them. */
  @InjectManager()
  async listDisputed(
    order_ids: string[],
    @MedusaContext() shared: Shared = {},
  ): Promise<{ order_id: string; amount: number }[]> {
    return order_ids.length > 0 ? due.listDisputed(sqlOf(shared), order_ids) : []
  }

  /** Invoices with their orders that were authorised since then and are not captured yet; the next ones `after` an id. */
  @InjectManager()
  async listAuthorized(
    input: { since: Date; after: string; limit: number },
    @MedusaContext() shared: Shared = {},
  ): Promise<{ id: string; order_id: string }[]> {
    return due.listAuthorized(sqlOf(shared), input)
  }

  /**
   * Books a declined attempt: the subscription is past due, and tried again after the days of the option; after the
   * last of them, and at once where the code says that this payment method will never pay (rule 59), the invoice is uncollectible and the subscription unpaid, or, with the option `afterRetries: "cancel"`,
   * due for its cancellation by the same run. Order and payment ids stay: `forgetAttempt` removes those of an attempt that
   * was undone. Changes nothing when the lease was lost.
   */
  @InjectTransactionManager()
  async declineInvoice(
    input: invoices.Failure & { invoice_id: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    const invoice = await this.readInvoice(input.invoice_id, shared)
    await invoices.declineInvoice(sqlOf(shared), invoice, input, this.settings_)
  }

  /**
   * Books that an invoice waits for stock: nobody was charged, the subscription keeps its status and is looked at again
   * the next day. Answers whether that is news. Changes nothing when the lease was lost.
   */
  @InjectTransactionManager()
  async waitForStock(
    input: invoices.Failure & { invoice_id: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<{ is_new: boolean }> {
    const invoice = await this.readInvoice(input.invoice_id, shared)
    return invoices.waitForStock(sqlOf(shared), invoice, input)
  }

  /** What the subscriptions sell that wait for stock and are not due again yet: a row for each of their variants. */
  @InjectManager()
  async listWaitingForStock(
    @MedusaContext() shared: Shared = {},
  ): Promise<{ subscription_id: string; variant_id: string }[]> {
    return due.listWaitingForStock(sqlOf(shared))
  }

  /** Makes subscriptions that wait for stock due at once, in the order they fell due in. Answers whose they are. */
  @InjectTransactionManager()
  async stopWaitingForStock(subscription_ids: string[], @MedusaContext() shared: Shared = {}): Promise<string[]> {
    return due.stopWaitingForStock(sqlOf(shared), subscription_ids)
  }

  /**
   * Voids an invoice. The period of an unpaid one is skipped: its subscription goes on with the next. `void` twice is
   * refused by the caller; the lease, whose `token` the caller holds, makes sure that nobody is charging it meanwhile.
   */
  @InjectTransactionManager()
  async voidInvoice(
    input: { invoice_id: string; now: Date; token?: string | null },
    @MedusaContext() shared: Shared = {},
  ): Promise<InvoiceRow> {
    const invoice = await this.readInvoice(input.invoice_id, shared)
    await leases.lockFor(sqlOf(shared), invoice.subscription_id, input.token ?? null)
    await invoices.voidInvoice(sqlOf(shared), invoice, input.now)
    return this.readInvoice(invoice.id, shared)
  }

  /** Moves a subscription past a period that was voided before it was billed. */
  @InjectTransactionManager()
  async skipPeriod(id: string, period: Period, @MedusaContext() shared: Shared = {}): Promise<void> {
    await invoices.skipPeriod(sqlOf(shared), id, period)
  }

  /** Changes a subscription that nobody is billing right now. `token`: the caller's own lease, if it holds one. */
  @InjectTransactionManager()
  async changeSubscription(
    id: string,
    patch: Partial<SubscriptionRow>,
    token: string | null = null,
    @MedusaContext() shared: Shared = {},
  ): Promise<SubscriptionRow> {
    await leases.lockFor(sqlOf(shared), id, token)
    const { items: _items, created_at: _created, updated_at: _updated, ...columns } = patch
    await this.updateBillingSubscriptions({ ...columns, id }, shared)
    return this.readSubscription(id, shared)
  }

  /**
   * Remembers, or forgets with null, what the plan becomes with the next period. `token`: the caller's lease. Throws
   * NOT_FOUND, and NOT_ALLOWED while somebody else bills it.
   */
  @InjectTransactionManager()
  async scheduleChange(
    id: string,
    change: PlanChange | null,
    token: string | null,
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await leases.lockFor(sqlOf(shared), id, token)
    await sqlOf(shared)(
      `UPDATE billing_subscription SET scheduled_change = ?::jsonb, updated_at = now() WHERE id = ?`,
      [change && JSON.stringify(change), id],
    )
  }

  /**
   * Puts a subscription on its new plan without billing anything, in one transaction; its paid period runs to its end.
   * Throws NOT_FOUND, and NOT_ALLOWED while somebody else bills it.
   */
  @InjectTransactionManager()
  async applyChange(
    id: string,
    change: PlanChange,
    token: string | null,
    @MedusaContext() shared: Shared = {},
  ): Promise<SubscriptionRow> {
    await leases.lockFor(sqlOf(shared), id, token)
    const { anchor } = changed(await this.readSubscription(id, shared), change, null)
    await writePlanChange(sqlOf(shared), { subscription_id: id, change, anchor })
    return this.readSubscription(id, shared)
  }

  /**
   * Books the invoice of a plan change as paid or authorised and puts its subscription on the new plan, in one transaction. A second
   * call changes nothing. `discounts`: as listed, where ids became known only after the payment.
   */
  @InjectTransactionManager()
  async bookPlanChange(
    input: invoices.Booking & { discounts: InvoiceFigures["discounts"] },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    const sql = sqlOf(shared)
    const is_new = await invoices.payChange(sql, input)
    const { plan_change, subscription_id } = await this.readInvoice(input.invoice_id, shared)
    if (!is_new || !plan_change) {
      return
    }
    const anchor = plan_change.anchor === null ? null : new Date(plan_change.anchor)
    await writePlanChange(sql, { subscription_id, change: plan_change, anchor })
    await enterPaidPeriod(sql, input.invoice_id)
  }

  /** Books the invoice of a plan change that was not paid as void, with the reason; the plan stays as it is. */
  @InjectTransactionManager()
  async abandonChange(
    input: { invoice_id: string; now: Date; code: string; message: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await invoices.abandonChange(sqlOf(shared), input)
  }

  /** Subscriptions with the invoice of a plan change that a process left open, and that nobody is working on. */
  @InjectManager()
  async listUnfinishedChanges(
    limit: number,
    @MedusaContext() shared: Shared = {},
  ): Promise<{ invoice_id: string; subscription_id: string }[]> {
    return due.listUnfinishedChanges(sqlOf(shared), limit)
  }

  /**
   * Sets how later invoices are charged; retries that were stopped because the former method would never pay begin anew at
   * `now` (rule 59), and with null they do not. Not while somebody bills it: NOT_ALLOWED with a sentence.
   */
  @InjectTransactionManager()
  async setPaymentMethod(
    id: string,
    method: { provider_id: string; data: Record<string, unknown> | null },
    now: Date | null,
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await leases.lockFree(sqlOf(shared), id)
    await sqlOf(shared)(
      `UPDATE billing_subscription SET payment_provider_id = ?, payment_data = ?::jsonb, updated_at = now() WHERE id = ?`,
      [method.provider_id, method.data && JSON.stringify(method.data), id],
    )
    if (now) {
      await invoices.resumeRetries(sqlOf(shared), id, now)
    }
  }

  /** Voids what a subscription still owes; for one that is cancelled at once. What was given up stays on record as such. */
  @InjectTransactionManager()
  async voidOpenInvoices(subscription_id: string, now: Date, @MedusaContext() shared: Shared = {}): Promise<void> {
    await invoices.voidOpenInvoices(sqlOf(shared), subscription_id, now)
  }
}

/** Rows as their ids were listed; one that was deleted in between is left out. */
function inOrderOf<Row extends { id: string }>(ids: string[], rows: Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
