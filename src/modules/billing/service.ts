// The memory of billing: plans, subscriptions, invoices, and the single transactions that move them on.
import type { Context } from "@medusajs/framework/types"
import type { EntityManager, Knex } from "@medusajs/framework/mikro-orm/knex"
import {
  InjectManager,
  InjectTransactionManager,
  MedusaContext,
  MedusaError,
  MedusaService,
} from "@medusajs/framework/utils"
import { daysLater, periodAt, trialEnd } from "./calendar"
import { BillingCounter, BillingInvoice, BillingPlan, BillingSubscription, BillingSubscriptionItem } from "./models"
import { readBillingOptions } from "./options"
import { changed } from "./plan-change"
import { enterPaidPeriod, writePlanChange } from "./plan-change-rows"
import type { Sql } from "./plan-change-rows"
import type { BillingModuleOptions, BillingSettings } from "./options"
import type {
  CustomerHistory,
  InvoiceFigures,
  InvoiceRow,
  NewSubscription,
  OpenInvoiceInput,
  Period,
  PlanChange,
  StartedRow,
  SubscriptionRow,
  SubscriptionStatus,
} from "./types"

type Shared = Context<EntityManager>

/** Statuses that are billed when their time comes. */
const BILLED: SubscriptionStatus[] = ["trialing", "active", "past_due"]
/** Statuses that take part in rule 21: the customer has a subscription already. */
const RUNNING: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid"]

/** Within a transaction rows are also changed by plain SQL, which MikroORM's identity map does not see. */
const FRESH = { order: { id: "ASC" as const }, options: { refresh: true } }

const marks = (list: unknown[]) => list.map(() => "?").join(", ")

export default class BillingModuleService extends MedusaService({
  BillingPlan,
  BillingSubscription,
  BillingSubscriptionItem,
  BillingInvoice,
  BillingCounter,
}) {
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

  /** Makes this plan the only default of its variant; in one transaction, since two defaults cannot exist. */
  @InjectTransactionManager()
  async makeDefaultPlan(plan_id: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_plan SET is_default = false, updated_at = now()
        WHERE is_default AND deleted_at IS NULL AND id <> ?
          AND variant_id = (SELECT variant_id FROM billing_plan WHERE id = ?)`,
      [plan_id, plan_id],
    )
    await sql(shared, `UPDATE billing_plan SET is_default = true, updated_at = now() WHERE id = ?`, [plan_id])
  }

  /** A subscription with its items. Throws NOT_FOUND with a sentence. */
  @InjectManager()
  async readSubscription(id: string, @MedusaContext() shared: Shared = {}): Promise<SubscriptionRow> {
    const [subscription] = await this.readSubscriptions({ id }, shared)
    if (!subscription) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Subscription with id '${id}' was not found.`)
    }
    return subscription
  }

  /** Subscriptions with their items. */
  @InjectManager()
  async readSubscriptions(filters: object, @MedusaContext() shared: Shared = {}): Promise<SubscriptionRow[]> {
    return this.listBillingSubscriptions(filters, { relations: ["items"], ...FRESH }, shared)
  }

  /** An invoice. Throws NOT_FOUND with a sentence. */
  @InjectManager()
  async readInvoice(id: string, @MedusaContext() shared: Shared = {}): Promise<InvoiceRow> {
    const [invoice] = await this.readInvoices({ id }, shared)
    if (!invoice) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Invoice with id '${id}' was not found.`)
    }
    return invoice
  }

  @InjectManager()
  async readInvoices(filters: object, @MedusaContext() shared: Shared = {}): Promise<InvoiceRow[]> {
    return (await this.listBillingInvoices(filters, FRESH, shared)) as unknown as InvoiceRow[]
  }

  /** Paid invoices (trials left out) and running subscriptions of a customer: what rules 18 and 21 ask. */
  @InjectManager()
  async customerHistory(customer_id: string, @MedusaContext() shared: Shared = {}): Promise<CustomerHistory> {
    const [row] = await sql<{ paid: string; running: string }>(
      shared,
      `SELECT (SELECT count(*) FROM billing_invoice
                WHERE customer_id = ? AND status = 'paid' AND kind <> 'trial' AND deleted_at IS NULL) AS paid,
              (SELECT count(*) FROM billing_subscription
                WHERE customer_id = ? AND status IN (${marks(RUNNING)}) AND deleted_at IS NULL) AS running`,
      [customer_id, customer_id, ...RUNNING],
    )
    return { paid_invoice_count: Number(row?.paid ?? 0), active_subscription_count: Number(row?.running ?? 0) }
  }

  /**
   * Starts a subscription, with the order that was placed as its first, paid invoice (rule 39). Idempotent by order
   * line: a second call answers what the first one made.
   */
  @InjectTransactionManager()
  async startSubscription(
    input: NewSubscription,
    first_invoice: (InvoiceFigures & { id: string }) | null,
    @MedusaContext() shared: Shared = {},
  ): Promise<StartedRow> {
    const known = await this.startedBy_(input.order_line_id, shared)
    if (known) {
      return known
    }
    const { items, plan, trial_days, ...own } = input
    const trial_end = trial_days > 0 ? trialEnd(input.started_at, trial_days, input.time_zone) : null
    const calendar = {
      interval: plan.interval,
      interval_count: plan.interval_count,
      anchor: trial_end ?? input.started_at,
      anchor_index: trial_end ? 1 : 0,
    }
    const first = periodAt({ ...own, ...calendar }, 0)
    const is_billed = trial_end !== null || first_invoice !== null
    await this.createBillingSubscriptions(
      {
        ...own,
        ...calendar,
        plan_id: plan.id,
        status: trial_end ? "trialing" : "active",
        trial_end,
        cycle_index: is_billed ? 0 : -1,
        current_period_start: first.starts_at,
        current_period_end: first.ends_at,
        next_billing_at: is_billed ? first.ends_at : first.starts_at,
      },
      shared,
    )
    await this.createBillingSubscriptionItems(
      items.map((item) => ({ ...item, subscription_id: input.id })),
      shared,
    )
    const invoice = first_invoice
      ? await this.fileFirstInvoice_(input, first, first_invoice, trial_end !== null, shared)
      : null
    return { subscription: await this.readSubscription(input.id, shared), invoice }
  }

  /** What this order line started already; a lock on the line's name makes twins wait for each other. */
  private async startedBy_(order_line_id: string | null, shared: Shared): Promise<StartedRow | null> {
    if (!order_line_id) {
      return null
    }
    await sql(shared, `SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, [`billing:${order_line_id}`])
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
    figures: InvoiceFigures & { id: string },
    is_trial: boolean,
    shared: Shared,
  ): Promise<InvoiceRow> {
    await this.createBillingInvoices(
      {
        ...figures,
        ...jsonOf(figures),
        ...(await this.periodColumns_(period, shared)),
        subscription_id: input.id,
        customer_id: input.customer_id,
        currency_code: input.currency_code,
        kind: is_trial ? "trial" : "initial",
        status: "paid",
        order_id: input.order_id,
        issued_at: input.started_at,
        paid_at: input.started_at,
      },
      shared,
    )
    return this.readInvoice(figures.id, shared)
  }

  private async periodColumns_(period: Period, shared: Shared) {
    return {
      number: await this.nextNumber_(shared),
      cycle_key: period.key,
      cycle_index: period.index,
      period_start: period.starts_at,
      period_end: period.ends_at,
    }
  }

  /** The next invoice number. The counter's row is locked until the invoice is written: no holes, no twins. */
  private async nextNumber_(shared: Shared): Promise<string> {
    const [row] = await sql<{ value: number }>(
      shared,
      `INSERT INTO billing_counter (id, value) VALUES ('invoice', 1)
       ON CONFLICT (id) DO UPDATE SET value = billing_counter.value + 1, updated_at = now() RETURNING value`,
      [],
    )
    return `INV-${String(row?.value).padStart(6, "0")}`
  }

  /**
   * Subscriptions to bill or end up to this moment, the longest due first. `except`: left aside by the caller.
   * `customer_id`: only theirs.
   */
  @InjectManager()
  async listDue(
    input: { until: Date; except: string[]; limit: number; customer_id?: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<{ id: string; customer_id: string; due_at: Date }[]> {
    const rows = await sql<{ id: string; customer_id: string; due_at: string | Date }>(
      shared,
      `SELECT id, customer_id, next_billing_at AS due_at FROM billing_subscription
        WHERE next_billing_at <= ? AND deleted_at IS NULL AND status IN (${marks(BILLED)})
          ${input.except.length ? `AND id NOT IN (${marks(input.except)})` : ""}
          ${input.customer_id === undefined ? "" : "AND customer_id = ?"}
        ORDER BY next_billing_at, id LIMIT ?`,
      [
        input.until,
        ...BILLED,
        ...input.except,
        ...(input.customer_id === undefined ? [] : [input.customer_id]),
        input.limit,
      ],
    )
    return rows.map((row) => ({ ...row, due_at: new Date(row.due_at) }))
  }

  /** Customers with something due by then, who has waited longest first. */
  @InjectManager()
  async listDueCustomers(until: Date, limit: number, @MedusaContext() shared: Shared = {}): Promise<string[]> {
    const rows = await sql<{ customer_id: string }>(
      shared,
      `SELECT customer_id FROM billing_subscription
        WHERE next_billing_at <= ? AND deleted_at IS NULL AND status IN (${marks(BILLED)})
        GROUP BY customer_id ORDER BY min(next_billing_at), customer_id LIMIT ?`,
      [until, ...BILLED, limit],
    )
    return rows.map(({ customer_id }) => customer_id)
  }

  /**
   * Takes the lease on a subscription, so that one process bills it. `due_before` null: whether it is due or not (a
   * retry by hand), unpaid ones included. `after_cycle`: only while this is the last cycle billed. Null when it is not
   * due, not at that cycle, or somebody else has it.
   */
  @InjectTransactionManager()
  async claim(
    input: { id: string; token: string; due_before: Date | null; after_cycle?: number | null },
    @MedusaContext() shared: Shared = {},
  ): Promise<SubscriptionRow | null> {
    const statuses: SubscriptionStatus[] = input.due_before ? BILLED : [...BILLED, "unpaid"]
    const after_cycle = input.after_cycle ?? null
    const rows = await sql(
      shared,
      `UPDATE billing_subscription
          SET lease_token = ?, lease_until = clock_timestamp() + make_interval(secs => ?)
        WHERE id = ? AND deleted_at IS NULL AND status IN (${marks(statuses)})
          AND (lease_until IS NULL OR lease_until < clock_timestamp())
          ${input.due_before ? "AND next_billing_at <= ?" : ""}
          ${after_cycle === null ? "" : "AND cycle_index = ?"}
        RETURNING id`,
      [
        input.token,
        this.settings_.leaseSeconds,
        input.id,
        ...statuses,
        ...(input.due_before ? [input.due_before] : []),
        ...(after_cycle === null ? [] : [after_cycle]),
      ],
    )
    return rows.length ? this.readSubscription(input.id, shared) : null
  }

  /**
   * Takes the lease for something else than billing, whatever the subscription's status. Throws NOT_FOUND, and
   * NOT_ALLOWED with a sentence while somebody else has it.
   */
  @InjectTransactionManager()
  async hold(id: string, token: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await this.lockFree_(id, shared, token)
    await sql(
      shared,
      `UPDATE billing_subscription
          SET lease_token = ?, lease_until = clock_timestamp() + make_interval(secs => ?) WHERE id = ?`,
      [token, this.settings_.leaseSeconds, id],
    )
  }

  /** Makes the lease last again; false when it was lost to somebody else, who now decides. */
  @InjectTransactionManager()
  async extendLease(id: string, token: string, @MedusaContext() shared: Shared = {}): Promise<boolean> {
    const rows = await sql(
      shared,
      `UPDATE billing_subscription SET lease_until = clock_timestamp() + make_interval(secs => ?)
        WHERE id = ? AND lease_token = ? RETURNING id`,
      [this.settings_.leaseSeconds, id, token],
    )
    return rows.length > 0
  }

  /** Gives the lease back; harmless when it was lost. */
  @InjectTransactionManager()
  async releaseLease(id: string, token: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_subscription SET lease_token = NULL, lease_until = NULL WHERE id = ? AND lease_token = ?`,
      [id, token],
    )
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

  /** Writes the invoice that is about to be charged; one that was opened before keeps its number and is priced anew. */
  @InjectTransactionManager()
  async openInvoice(input: OpenInvoiceInput, @MedusaContext() shared: Shared = {}): Promise<InvoiceRow> {
    const { period, plan_change = null, ...columns } = input
    const row = {
      ...columns,
      ...jsonOf(columns),
      plan_change,
      status: "open" as const,
    }
    const [known] = await this.readInvoices({ id: input.id }, shared)
    if (known) {
      await this.updateBillingInvoices(row, shared)
    } else {
      await this.createBillingInvoices(
        { ...row, ...(await this.periodColumns_(period, shared)), kind: plan_change ? "change" : "renewal" },
        shared,
      )
    }
    return this.readInvoice(input.id, shared)
  }

  /** Forgets the order and payment of an attempt that was undone. */
  @InjectTransactionManager()
  async forgetAttempt(invoice_id: string, @MedusaContext() shared: Shared = {}): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_invoice SET order_id = NULL, payment_collection_id = NULL, updated_at = now()
        WHERE id = ? AND status <> 'paid'`,
      [invoice_id],
    )
  }

  /**
   * Books an invoice as paid and moves its subscription to that period, in one transaction. A second call changes
   * nothing. Whoever was cancelled or paused meanwhile stays so.
   */
  @InjectTransactionManager()
  async settleInvoice(
    input: { invoice_id: string; token: string; now: Date },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_invoice SET status = 'paid', paid_at = ?, failure_message = NULL, next_attempt_at = NULL, updated_at = now()
        WHERE id = ? AND status <> 'paid'`,
      [input.now, input.invoice_id],
    )
    await sql(
      shared,
      `UPDATE billing_subscription s
          SET cycle_index = i.cycle_index, current_period_start = i.period_start, current_period_end = i.period_end,
              status = CASE WHEN s.status IN ('paused', 'canceled', 'ended') THEN s.status ELSE 'active' END,
              next_billing_at = CASE WHEN s.status IN ('paused', 'canceled', 'ended') THEN NULL ELSE i.period_end END,
              updated_at = now()
         FROM billing_invoice i
        WHERE i.id = ? AND s.id = i.subscription_id AND s.cycle_index < i.cycle_index`,
      [input.invoice_id],
    )
    await sql(
      shared,
      `UPDATE billing_subscription s SET lease_token = NULL, lease_until = NULL
         FROM billing_invoice i WHERE i.id = ? AND s.id = i.subscription_id AND s.lease_token = ?`,
      [input.invoice_id, input.token],
    )
  }

  /**
   * Books a declined attempt: the subscription is past due, and tried again after the days of the option; after the
   * last of them the invoice is uncollectible and the subscription unpaid, or, with the option `afterRetries: "cancel"`,
   * due for its cancellation by the same run. Order and payment ids stay: `forgetAttempt` removes those of an attempt that
   * was undone. Changes nothing when the lease was lost.
   */
  @InjectTransactionManager()
  async declineInvoice(
    input: { invoice_id: string; token: string; now: Date; message: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    const invoice = await this.readInvoice(input.invoice_id, shared)
    const days = this.settings_.retryAfterDays[invoice.attempt_count]
    const next = days === undefined ? null : daysLater(input.now, days)
    const cancels = next === null && this.settings_.afterRetries === "cancel"
    const held = await sql(
      shared,
      `UPDATE billing_subscription
          SET status = ?, next_billing_at = ?, cancel_at_period_end = cancel_at_period_end OR ?, lease_token = NULL,
              lease_until = NULL, updated_at = now()
        WHERE id = ? AND lease_token = ? RETURNING id`,
      [
        next || cancels ? "past_due" : "unpaid",
        cancels ? input.now : next,
        cancels,
        invoice.subscription_id,
        input.token,
      ],
    )
    if (held.length === 0) {
      return
    }
    await sql(
      shared,
      `UPDATE billing_invoice
          SET status = ?, attempt_count = attempt_count + 1, failure_message = ?, next_attempt_at = ?, updated_at = now()
        WHERE id = ?`,
      [next ? "open" : "uncollectible", input.message, next, invoice.id],
    )
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
    await this.lockFree_(invoice.subscription_id, shared, input.token)
    await sql(
      shared,
      `UPDATE billing_invoice SET status = 'void', voided_at = ?, next_attempt_at = NULL, updated_at = now() WHERE id = ?`,
      [input.now, invoice.id],
    )
    await sql(
      shared,
      `UPDATE billing_subscription
          SET cycle_index = ?, current_period_start = ?, current_period_end = ?, next_billing_at = ?, status = 'active',
              updated_at = now()
        WHERE id = ? AND cycle_index < ? AND status IN ('active', 'trialing', 'past_due', 'unpaid') AND ? <> 'change'`,
      [
        invoice.cycle_index,
        invoice.period_start,
        invoice.period_end,
        invoice.period_end,
        invoice.subscription_id,
        invoice.cycle_index,
        invoice.kind,
      ],
    )
    return this.readInvoice(invoice.id, shared)
  }

  /** Moves a subscription past a period that was voided before it was billed. */
  @InjectTransactionManager()
  async skipPeriod(id: string, period: Period, @MedusaContext() shared: Shared = {}): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_subscription
          SET cycle_index = ?, current_period_start = ?, current_period_end = ?, next_billing_at = ?, updated_at = now()
        WHERE id = ? AND cycle_index < ?`,
      [period.index, period.starts_at, period.ends_at, period.ends_at, id, period.index],
    )
  }

  /** Changes a subscription that nobody is billing right now. `token`: the caller's own lease, if it holds one. */
  @InjectTransactionManager()
  async changeSubscription(
    id: string,
    patch: Partial<SubscriptionRow>,
    token: string | null = null,
    @MedusaContext() shared: Shared = {},
  ): Promise<SubscriptionRow> {
    await this.lockFree_(id, shared, token)
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
    await this.lockFree_(id, shared, token)
    await sql(shared, `UPDATE billing_subscription SET scheduled_change = ?::jsonb, updated_at = now() WHERE id = ?`, [
      change && JSON.stringify(change),
      id,
    ])
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
    await this.lockFree_(id, shared, token)
    const { anchor } = changed(await this.readSubscription(id, shared), change, null)
    await writePlanChange((text, params) => sql(shared, text, params), { subscription_id: id, change, anchor })
    return this.readSubscription(id, shared)
  }

  /**
   * Books the invoice of a plan change as paid and puts its subscription on the new plan, in one transaction. A second
   * call changes nothing. `discounts`: as listed, where ids became known only after the payment.
   */
  @InjectTransactionManager()
  async settleChange(
    input: { invoice_id: string; now: Date; discounts: InvoiceFigures["discounts"] },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    const paid = await sql(
      shared,
      `UPDATE billing_invoice
          SET status = 'paid', paid_at = ?, failure_message = NULL, discounts = ?::jsonb, updated_at = now()
        WHERE id = ? AND kind = 'change' AND status = 'open' RETURNING id`,
      [input.now, JSON.stringify(input.discounts), input.invoice_id],
    )
    const { plan_change, subscription_id } = await this.readInvoice(input.invoice_id, shared)
    if (paid.length === 0 || !plan_change) {
      return
    }
    const anchor = plan_change.anchor === null ? null : new Date(plan_change.anchor)
    const run: Sql = (text, params) => sql(shared, text, params)
    await writePlanChange(run, { subscription_id, change: plan_change, anchor })
    await enterPaidPeriod(run, input.invoice_id)
  }

  /** Books the invoice of a plan change that was not paid as void, with the reason; the plan stays as it is. */
  @InjectTransactionManager()
  async abandonChange(
    input: { invoice_id: string; now: Date; message: string },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_invoice
          SET status = 'void', voided_at = ?, failure_message = ?, attempt_count = attempt_count + 1, order_id = NULL,
              payment_collection_id = NULL, updated_at = now()
        WHERE id = ? AND kind = 'change' AND status = 'open'`,
      [input.now, input.message, input.invoice_id],
    )
  }

  /** Subscriptions with the invoice of a plan change that a process left open, and that nobody is working on. */
  @InjectManager()
  async listUnfinishedChanges(
    limit: number,
    @MedusaContext() shared: Shared = {},
  ): Promise<{ invoice_id: string; subscription_id: string }[]> {
    return sql(
      shared,
      `SELECT i.id AS invoice_id, i.subscription_id FROM billing_invoice i
         JOIN billing_subscription s ON s.id = i.subscription_id AND s.deleted_at IS NULL
        WHERE i.kind = 'change' AND i.status = 'open' AND i.deleted_at IS NULL
          AND (s.lease_until IS NULL OR s.lease_until < clock_timestamp())
        ORDER BY i.created_at, i.id LIMIT ?`,
      [limit],
    )
  }

  /** Sets how later invoices are charged. Not while somebody bills it: NOT_ALLOWED with a sentence. */
  @InjectTransactionManager()
  async setPaymentMethod(
    id: string,
    method: { provider_id: string; data: Record<string, unknown> | null },
    @MedusaContext() shared: Shared = {},
  ): Promise<void> {
    await this.lockFree_(id, shared)
    await sql(
      shared,
      `UPDATE billing_subscription SET payment_provider_id = ?, payment_data = ?::jsonb, updated_at = now() WHERE id = ?`,
      [method.provider_id, method.data && JSON.stringify(method.data), id],
    )
  }

  /** Voids what a subscription still owes; for one that is cancelled at once. What was given up stays on record as such. */
  @InjectTransactionManager()
  async voidOpenInvoices(subscription_id: string, now: Date, @MedusaContext() shared: Shared = {}): Promise<void> {
    await sql(
      shared,
      `UPDATE billing_invoice SET status = 'void', voided_at = ?, next_attempt_at = NULL, updated_at = now()
        WHERE subscription_id = ? AND status IN ('draft', 'open') AND deleted_at IS NULL`,
      [now, subscription_id],
    )
  }

  private async lockFree_(id: string, shared: Shared, token: string | null = null): Promise<void> {
    const [row] = await sql<{ is_leased: boolean }>(
      shared,
      `SELECT coalesce(lease_until > clock_timestamp() AND lease_token IS DISTINCT FROM ?, false) AS is_leased
         FROM billing_subscription WHERE id = ? AND deleted_at IS NULL FOR UPDATE`,
      [token, id],
    )
    if (!row) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Subscription with id '${id}' was not found.`)
    }
    if (row.is_leased) {
      throw new MedusaError(
        MedusaError.Types.NOT_ALLOWED,
        `Subscription '${id}' is being billed right now. Try again in a moment.`,
      )
    }
  }
}

async function sql<T = unknown>(shared: Shared, text: string, params: unknown[]): Promise<T[]> {
  const manager = shared.transactionManager ?? shared.manager
  if (!manager) {
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, "A billing query ran outside of a database context.")
  }
  // Not through EntityManager.execute: it writes values into the text, and a "?" inside a value is then a placeholder.
  const runner = manager.getTransactionContext<Knex.Transaction>() ?? manager.getKnex()
  const { rows } = await runner.raw<{ rows: T[] }>(text, params as Knex.RawBinding[])
  return rows
}

/** The json columns, typed as the table types them. */
function jsonOf(figures: InvoiceFigures) {
  return {
    lines: figures.lines as unknown as Record<string, unknown>,
    discounts: figures.discounts as unknown as Record<string, unknown>,
  }
}
