// How plans, subscriptions and invoices are read and answered, for the Admin and for the storefront.
import type { MedusaContainer } from "@medusajs/framework/types"
import { byId } from "../../../tools/by-id"
import { missing } from "../../../tools/errors"
import { billingOf } from "../../../lib/billing"
import { graphPage } from "../../../lib/graph"
import type { InvoiceFilter, SubscriptionFilter } from "../../../modules/billing/lists"
import type { InvoiceRow, PlanRow, SubscriptionRow } from "../../../modules/billing/types"
import { moneyOfInvoices } from "../../../queries/billing/payment-status"
import type { InvoiceMoney } from "../../../queries/billing/payment-status"
import type { UpcomingInvoice } from "../../../queries/billing/upcoming-invoices"
import { countResponse } from "../../count-response"
import type { Paging } from "../../validate"

export function planResponse(plan: PlanRow) {
  const { id, variant_id, name, interval, interval_count, trial_days, is_default, created_at, updated_at } = plan
  return { id, variant_id, name, interval, interval_count, trial_days, is_default, created_at, updated_at }
}

/** A subscription as api.md has it; what only billing itself needs (lease, payment data) stays inside. */
export function subscriptionResponse(subscription: SubscriptionRow) {
  return {
    id: subscription.id,
    customer_id: subscription.customer_id,
    email: subscription.email,
    sales_channel_id: subscription.sales_channel_id,
    region_id: subscription.region_id,
    currency_code: subscription.currency_code,
    plan_id: subscription.plan_id,
    interval: subscription.interval,
    interval_count: subscription.interval_count,
    status: subscription.status,
    started_at: subscription.started_at,
    trial_end: subscription.trial_end,
    current_period_start: subscription.current_period_start,
    current_period_end: subscription.current_period_end,
    next_billing_at: subscription.next_billing_at,
    cancel_at_period_end: subscription.cancel_at_period_end,
    canceled_at: subscription.canceled_at,
    paused_at: subscription.paused_at,
    scheduled_change: scheduledResponse(subscription),
    order_id: subscription.order_id,
    payment_provider_id: subscription.payment_provider_id,
    shipping_address: subscription.shipping_address ?? null,
    shipping_method: shippingResponse(subscription.shipping_method ?? null),
    items: byId(subscription.items).map(({ id, variant_id, plan_id, title, quantity, unit_price }) => ({
      id,
      variant_id,
      plan_id: plan_id ?? subscription.plan_id,
      title,
      quantity,
      unit_price,
    })),
    metadata: subscription.metadata,
    created_at: subscription.created_at,
    updated_at: subscription.updated_at,
  }
}

/** How it is shipped where an admin chose that; null where it goes by its first order. Amount in major units. */
const shippingResponse = (method: SubscriptionRow["shipping_method"]) =>
  method ? { shipping_option_id: method.shipping_option_id, name: method.name, amount: method.amount } : null

/**
 * A subscription that is only previewed: it has no id, and its items are known by where they stand ("item_00"), on its coming
 * invoices too.
 */
export function subscriptionPreview(subscription: SubscriptionRow) {
  const { created_at: _created, updated_at: _updated, ...response } = subscriptionResponse(subscription)
  return { ...response, id: null }
}

/** What the plan becomes with the next period, and when that is. */
function scheduledResponse({ scheduled_change, current_period_end }: SubscriptionRow) {
  if (!scheduled_change) {
    return null
  }
  const { plan_id, interval, interval_count, items } = scheduled_change
  return {
    plan_id,
    interval,
    interval_count,
    effective_at: current_period_end,
    items: items.map(({ id, variant_id, title, unit_price }) => ({ id, variant_id, title, unit_price })),
  }
}

/** Invoices as api.md has them, with how their money stands; two queries for all of them. */
export async function invoiceResponses(container: MedusaContainer, invoices: InvoiceRow[]) {
  const standing = await moneyOfInvoices(container, invoices)
  return invoices.map((invoice) => invoiceResponse(invoice, standing.get(invoice.id)))
}

/** One invoice. `filters` may narrow whose it is. Throws NOT_FOUND with a sentence. */
export async function readInvoiceResponse(
  container: MedusaContainer,
  id: string | undefined,
  filters: Record<string, unknown> = {},
) {
  const invoice = await readOne<InvoiceRow>(container, "billing_invoice", id, filters)
  const [response] = await invoiceResponses(container, [invoice])
  return response
}

function invoiceResponse(
  invoice: InvoiceRow,
  { payment_status, disputed_amount }: InvoiceMoney = { payment_status: "not_paid", disputed_amount: 0 },
) {
  const { id, number, kind, status, order_id, payment_collection_id, attempt_count } = invoice
  const {
    failure_code,
    failure_message,
    next_attempt_at,
    issued_at,
    authorized_at,
    paid_at,
    voided_at,
    created_at,
    updated_at,
  } = invoice
  return {
    id,
    number,
    ...owner(invoice),
    // While the customer pays it there is an id, and no order yet.
    order_id: invoice.customer_pays_until ? null : order_id,
    payment_collection_id,
    kind,
    status,
    period_start: invoice.period_start,
    period_end: invoice.period_end,
    ...money(invoice),
    payment_status,
    disputed_amount,
    attempt_count,
    failure_code,
    failure_message,
    next_attempt_at,
    issued_at,
    authorized_at,
    paid_at,
    voided_at,
    created_at,
    updated_at,
  }
}

/** A coming invoice: the same fields, with no number and no order yet. */
export function upcomingResponse(
  subscription: SubscriptionRow,
  upcoming: Pick<UpcomingInvoice, "starts_at" | "ends_at" | "figures">,
) {
  const { currency_code, customer_id } = subscription
  return {
    id: null,
    number: null,
    ...owner({ subscription_id: subscription.id, customer_id }),
    order_id: null,
    status: "draft" as const,
    period_start: upcoming.starts_at,
    period_end: upcoming.ends_at,
    ...money({ ...upcoming.figures, currency_code }),
  }
}

const owner = ({ subscription_id, customer_id }: Pick<InvoiceRow, "subscription_id" | "customer_id">) => ({
  subscription_id,
  customer_id,
})

type Money = Pick<
  InvoiceRow,
  "currency_code" | "subtotal" | "discount_total" | "tax_total" | "total" | "lines" | "discounts"
>

const money = (invoice: Money) => ({
  currency_code: invoice.currency_code,
  subtotal: invoice.subtotal,
  discount_total: invoice.discount_total,
  tax_total: invoice.tax_total,
  total: invoice.total,
  lines: invoice.lines,
  discounts: invoice.discounts.map(({ coupon_id, discount_id, name, code, amount, is_last, lines }) => ({
    coupon_id,
    discount_id,
    name,
    code,
    amount,
    is_last,
    lines,
  })),
})

const FIELDS = {
  billing_plan: ["*"],
  billing_subscription: ["*", "items.*"],
  billing_invoice: ["*"],
} as const

type Entity = keyof typeof FIELDS

/** One page of an entity, with how many there are in all. Filters without a value are left out. */
export async function readPage<T>(
  container: MedusaContainer,
  entity: Entity,
  { limit, offset, order, ...filters }: Paging & Record<string, unknown>,
): Promise<{ rows: T[]; count: number; offset: number; limit: number }> {
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined))
  const page = { skip: offset, take: limit, order: sorting(order) }
  const { rows, count } = await graphPage<T>(container, entity, [...FIELDS[entity]], given, { page })
  return { rows, count, offset, limit }
}

/** One page of subscriptions, and how many there are; too many are estimated. Filters without a value are left out. */
export async function readSubscriptionPage(
  container: MedusaContainer,
  { limit, offset, order, ...filter }: Paging & SubscriptionFilter,
) {
  const { rows, ...counted } = await billingOf(container).listSubscriptionPage(filter, { limit, offset, order })
  return { rows, page: { ...countResponse(counted), offset, limit } }
}

/** The same of invoices. */
export async function readInvoicePage(
  container: MedusaContainer,
  { limit, offset, order, ...filter }: Paging & InvoiceFilter,
) {
  const { rows, ...counted } = await billingOf(container).listInvoicePage(filter, { limit, offset, order })
  return { rows, page: { ...countResponse(counted), offset, limit } }
}

/** Ties are broken by id, so that pages neither repeat nor lose a row. */
function sorting(order: string): Record<string, "ASC" | "DESC"> {
  const direction = order.startsWith("-") ? "DESC" : "ASC"
  const field = order.replace(/^-/, "")
  return field === "id" ? { id: direction } : { [field]: direction, id: direction }
}

const NAMES: Record<Entity, string> = {
  billing_plan: "Plan",
  billing_subscription: "Subscription",
  billing_invoice: "Invoice",
}

/** One row. `filters` may narrow whose it is. Throws NOT_FOUND with a sentence. */
export async function readOne<T>(
  container: MedusaContainer,
  entity: Entity,
  id: string | undefined,
  filters: Record<string, unknown> = {},
): Promise<T> {
  const page = await readPage<T>(container, entity, { limit: 1, offset: 0, order: "id", id: id ?? "", ...filters })
  const [row] = page.rows
  if (!row) {
    throw missing(`${NAMES[entity]} with id '${id}' was not found.`)
  }
  return row
}
