// Starts a subscription for each plan line of a placed order; the order is its first invoice (rule 39).
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { asIf, grantedCouponId, isLast, termsOf, newCalendar, periodAt, toCycle } from "../../engine"
import type { Cycle } from "../../engine"
import type { InvoiceDiscount, InvoiceFigures, InvoiceRow, PlanRow, StartedRow } from "../../modules/billing/types"
import type { CouponRow, PromoCodeRow } from "../../modules/coupon/types"
import { roundedTogether } from "../../pricing/amounts"
import { figuresOf, inBasisOf, numeric } from "../../pricing/billing/figures"
import type { Adjustment, PricedItem, TaxLine } from "../../pricing/billing/figures"
import { priceVariants } from "../../pricing/billing/prices"
import { findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { PAYMENT_FIELDS, statusOf, wasCaptured } from "../../queries/billing/payment-status"
import type { Payment } from "../../queries/billing/payment-status"
import { bookCaptured } from "./book-captured"
import { planOf, plansNamedBy } from "../../pricing/plans"
import type { PlanFacts } from "../../pricing/plans"
import { catalogueOf, readVariants } from "../../pricing/products"
import type { VariantFacts } from "../../pricing/products"

export interface StartSubscriptionsInput {
  order_id: string
  now: Date
  /** Days a trial-extending coupon adds to the plan's own, by order line id (rule 3). */
  extra_trial_days?: Record<string, number>
}

/** A subscription that an order line started, and the cycle its first invoice bills. */
export interface StartedSubscription {
  subscription_id: string
  subscription_item_id: string
  invoice_id: string
  order_line_id: string
  plan: Pick<PlanRow, "id" | "interval" | "interval_count">
  cycle: Cycle
  is_trial: boolean
}

interface OrderLine {
  id: string
  title: string
  variant_id: string | null
  product_id: string | null
  quantity: BigNumberInput
  unit_price: BigNumberInput
  is_tax_inclusive: boolean
  requires_shipping: boolean
  metadata: Record<string, unknown> | null
  adjustments?: Adjustment[]
  tax_lines?: TaxLine[]
}

interface PlacedOrder {
  id: string
  email: string | null
  customer_id: string | null
  sales_channel_id: string | null
  region_id: string | null
  currency_code: string
  /** Major units; what is paid in money. */
  total: number
  items: OrderLine[]
  payment_collections?: {
    payments?: (Payment & { provider_id: string; data: Record<string, unknown> | null })[]
    payment_sessions?: { provider_id: string; data: Record<string, unknown> | null }[]
  }[]
}

const ORDER_FIELDS = [
  "id",
  "email",
  "customer_id",
  "sales_channel_id",
  "region_id",
  "currency_code",
  "total",
  "items.*",
  "items.adjustments.*",
  "items.tax_lines.*",
  ...PAYMENT_FIELDS,
  "payment_collections.payments.provider_id",
  "payment_collections.payments.data",
  "payment_collections.payment_sessions.provider_id",
  "payment_collections.payment_sessions.data",
]

/**
 * Starts what the order's lines ask for in `metadata.plan_id`; a plan made for another variant is ignored, and so is
 * everything while billing is off. Idempotent by order line: called again it answers the same subscriptions.
 */
export async function startSubscriptions(
  container: MedusaContainer,
  input: StartSubscriptionsInput,
): Promise<StartedSubscription[]> {
  const billing = findBilling(container)
  const [order] = billing ? await graph<PlacedOrder>(container, "order", ORDER_FIELDS, { id: input.order_id }) : []
  if (!billing || !order?.customer_id) {
    return []
  }
  const plans = await plansNamedBy(container, order.items)
  const sold = order.items.filter((line) => planOf(line, plans))
  const variants = await readVariants(container, sold)
  const started: StartedSubscription[] = []
  for (const line of order.items) {
    const plan = planOf(line, plans)
    if (plan) {
      started.push(await startOne(container, { ...order, customer_id: order.customer_id, variants }, line, plan, input))
    }
  }
  if (started.length > 0) {
    // A capture that was announced before there was an invoice.
    await bookCaptured(container, [order.id])
  }
  return started
}

type Order = PlacedOrder & { customer_id: string; variants: Map<string, VariantFacts> }

async function startOne(
  container: MedusaContainer,
  order: Order,
  line: OrderLine,
  plan: PlanFacts,
  input: StartSubscriptionsInput,
): Promise<StartedSubscription> {
  const id = generateEntityId(undefined, "bsub")
  const item_id = generateEntityId(undefined, "bsubitem")
  const trial_days = plan.trial_days + (input.extra_trial_days?.[line.id] ?? 0)
  const invoice_id = generateEntityId(undefined, "binv")
  const time_zone = couponsOf(container).timeZone()
  const start = { ...plan, id, trial_days, time_zone, started_at: input.now }
  const figures = await firstFigures(container, order, line, item_id, invoice_id, start)
  const payment = paymentOf(order)
  const row = await billingRow(
    container,
    {
      id,
      customer_id: order.customer_id,
      email: order.email,
      sales_channel_id: order.sales_channel_id,
      region_id: order.region_id,
      currency_code: order.currency_code,
      plan,
      trial_days,
      started_at: input.now,
      time_zone,
      order_id: order.id,
      order_line_id: line.id,
      payment_provider_id: payment?.provider_id ?? null,
      // Read from the first payment when it is needed: at this moment it may not have been made yet.
      payment_data: null,
      items: [
        {
          id: item_id,
          variant_id: line.variant_id ?? "",
          title: line.title,
          quantity: numeric(line.quantity),
          unit_price: await pricePerPeriod(container, order, line, trial_days),
          is_tax_inclusive: line.is_tax_inclusive,
          requires_shipping: line.requires_shipping,
          catalogue: catalogueOf(order.variants.get(line.variant_id ?? "")),
        },
      ],
    },
    { id: invoice_id, ...figures, is_captured: figures.total <= 0 || isCaptured(order) },
  )
  return toStarted(row, line.id)
}

/** The shop has the order's money already, or there was nothing to pay; otherwise the invoice is paid when it has (rule 57). */
function isCaptured({ total, payment_collections = [] }: Order): boolean {
  const payments = payment_collections.flatMap(({ payments }) => payments ?? [])
  return total <= 0 || (payments.length > 0 && wasCaptured(statusOf({ status: "open", failure_code: null }, payments)))
}

type Service = NonNullable<ReturnType<typeof findBilling>>

async function billingRow(
  container: MedusaContainer,
  subscription: Parameters<Service["startSubscription"]>[0],
  invoice: Parameters<Service["startSubscription"]>[1],
): Promise<StartedRow & { invoice: InvoiceRow }> {
  const billing = findBilling(container)
  const row = await billing?.startSubscription(subscription, invoice)
  if (!row?.invoice) {
    throw new Error(`The subscription of order line ${subscription.order_line_id ?? ""} has no first invoice.`)
  }
  return { ...row, invoice: row.invoice }
}

function toStarted(
  { subscription, invoice }: StartedRow & { invoice: InvoiceRow },
  order_line_id: string,
): StartedSubscription {
  return {
    subscription_id: subscription.id,
    subscription_item_id: subscription.items[0]?.id ?? "",
    invoice_id: invoice.id,
    order_line_id,
    plan: { id: subscription.plan_id, interval: subscription.interval, interval_count: subscription.interval_count },
    cycle: toCycle(periodAt(subscription, 0)),
    is_trial: subscription.trial_end !== null,
  }
}

/** A payment that was made, else the session it will be made through. */
function paymentOf(order: Order): { provider_id: string } | undefined {
  const collections = order.payment_collections ?? []
  return (
    collections.flatMap(({ payments }) => payments ?? [])[0] ??
    collections.flatMap(({ payment_sessions }) => payment_sessions ?? [])[0]
  )
}

/** The line's price, unless a trial made the line free: then what the variant costs (rule 13 bills it after the trial). */
async function pricePerPeriod(
  container: MedusaContainer,
  order: Order,
  line: OrderLine,
  trial_days: number,
): Promise<number> {
  const paid = numeric(line.unit_price)
  if (paid > 0 || trial_days === 0 || !line.variant_id) {
    return paid
  }
  const priced = await priceVariants(container, [line.variant_id], order)
  return priced.get(line.variant_id)?.unit_price ?? paid
}

interface Start {
  id: string
  interval: PlanRow["interval"]
  interval_count: number
  trial_days: number
  time_zone: string
  started_at: Date
}

/** The first invoice says what the order line says: nothing is calculated a second time. */
async function firstFigures(
  container: MedusaContainer,
  order: Order,
  line: OrderLine,
  item_id: string,
  invoice_id: string,
  start: Start,
): Promise<InvoiceFigures> {
  const item: PricedItem = {
    id: item_id,
    subscription_item_id: item_id,
    product_id: line.product_id,
    variant_id: line.variant_id,
    title: line.title,
    quantity: numeric(line.quantity),
    unit_price: numeric(line.unit_price),
    is_tax_inclusive: line.is_tax_inclusive,
    tax_lines: line.tax_lines ?? [],
    adjustments: line.adjustments ?? [],
  }
  const { subtotal, discount_total, tax_total, total, lines } = figuresOf([item], [], order.currency_code)
  return {
    subtotal,
    discount_total,
    tax_total,
    total,
    lines,
    discounts: await listAdjustments(container, item, order.currency_code, invoice_id, start),
  }
}

/**
 * Every adjustment of the line by name and code (rule 43), rounded as one so that they add up to the invoice's discount; those
 * of core promotions have no coupon.
 */
async function listAdjustments(
  container: MedusaContainer,
  item: PricedItem,
  currency_code: string,
  invoice_id: string,
  start: Start,
): Promise<InvoiceDiscount[]> {
  const listed: InvoiceDiscount[] = []
  const amounts = roundedTogether(
    item.adjustments.map((adjustment) => inBasisOf(item, adjustment)),
    currency_code,
  )
  for (const [index, adjustment] of item.adjustments.entries()) {
    const amount = amounts[index] ?? 0
    if (amount <= 0) {
      continue
    }
    const found = adjustment.code ? await findOffer(container, adjustment.code) : null
    listed.push({
      discount_id: null,
      coupon_id: found?.coupon.id ?? null,
      name: found?.coupon.name ?? adjustment.description ?? adjustment.code ?? "Discount",
      code: found ? (found.promo_code?.code ?? null) : adjustment.code,
      amount,
      is_last: found ? isLastOf(found, invoice_id, start) : true,
      lines: [{ line_id: item.id, amount }],
    })
  }
  return listed
}

/** What an adjustment code stands for: a code with its coupon, or a granted coupon, which has no code. */
interface Found {
  coupon: CouponRow
  promo_code: PromoCodeRow | null
}

async function findOffer(container: MedusaContainer, adjustment_code: string): Promise<Found | null> {
  const coupons = couponsOf(container)
  const coupon_id = grantedCouponId(adjustment_code)
  if (coupon_id === null) {
    return coupons.findCode(adjustment_code)
  }
  const [coupon] = await coupons.listCoupons({ id: coupon_id }, { withDeleted: true })
  return coupon ? { coupon, promo_code: null } : null
}

function isLastOf(found: Found, invoice_id: string, start: Start): boolean {
  const calendar = newCalendar(start, start, 0)
  const here = toCycle(periodAt(calendar, 0))
  const { starts_at } = here
  const discount = asIf({ ...found, terms: termsOf(found.coupon), applied_at: starts_at, starts_at })
  return isLast(discount, { document_id: invoice_id, cycle: here }, toCycle(periodAt(calendar, 1)), start.time_zone)
}
