// What an admin can put a discount on, read with everything admission asks about it (rule 26).
import type { Document } from "../../engine"
import type { MedusaContainer } from "@medusajs/framework/types"
import type BillingModuleService from "../../modules/billing/service"
import { periodAt } from "../../engine"
import { asOfNextPeriod } from "../../modules/billing/plan-change"
import { isAuthorized, isBooked } from "../../modules/billing/statuses"
import type { SubscriptionRow } from "../../modules/billing/types"
import { billDocument } from "../subscription"
import type { DiscountTargetType } from "../../modules/coupon/types"
import { billingOf } from "../../lib/billing"
import { readVariants } from "../products"
import { NO_DOCUMENT } from "../facts"
import type { Owner } from "../person"
import { readCustomer } from "../core-cart"
import { missing, refused } from "../../tools/errors"

/** Where the discount goes: exactly one of the ids. */
export type TargetChoice = { customer_id: string } | InvoicedChoice

/** A target that one subscription bills. */
export type InvoicedChoice = { subscription_id: string } | { subscription_item_id: string } | { invoice_id: string }

/** A draft order, which is priced and counted in its own way (`workflows/order`). */
export interface DraftChoice {
  draft_order_id: string
}

/** True for a draft order, false for what bills later. */
export const isDraft = (choice: TargetChoice | DraftChoice): choice is DraftChoice => "draft_order_id" in choice

export interface DiscountTarget {
  type: DiscountTargetType
  id: string
  customer_id: string
  /** Null for a customer, who may have any number of them. */
  subscription_id: string | null
  /** Whose it will be, and where. */
  owner: Owner
  /** What bills it, before any discount; without lines for a customer, whose later invoices may hold anything. */
  document: Document
}

const notFound = (what: string, id: string) => missing(`${what} with id '${id}' was not found.`)

async function requireCustomer(container: MedusaContainer, id: string): Promise<NonNullable<Owner["customer"]>> {
  const customer = await readCustomer(container, id)
  if (!customer) {
    throw notFound("Customer", id)
  }
  return customer
}

async function readSubscriptionOf(container: MedusaContainer, choice: InvoicedChoice): Promise<SubscriptionRow> {
  const billing = billingOf(container)
  return "invoice_id" in choice
    ? readSubscriptionOfInvoice(billing, choice.invoice_id)
    : billing.readSubscription(await subscriptionOf(billing, choice))
}

/** The id of the subscription that bills the target. Throws NOT_FOUND for an item or invoice that does not exist. */
export async function subscriptionOf(billing: BillingModuleService, choice: InvoicedChoice): Promise<string> {
  if ("subscription_id" in choice) {
    return choice.subscription_id
  }
  if ("invoice_id" in choice) {
    return (await billing.readInvoice(choice.invoice_id)).subscription_id
  }
  const id = choice.subscription_item_id
  const items = (await billing.listBillingSubscriptionItems({ id: [id] }, { take: 1 })) as { subscription_id: string }[]
  const item = items[0]
  if (!item) {
    throw notFound("Subscription item", id)
  }
  return item.subscription_id
}

/** The subscription of an invoice that will be priced again: one that was declined and is tried again (rule 27). */
async function readSubscriptionOfInvoice(billing: BillingModuleService, id: string): Promise<SubscriptionRow> {
  const invoice = await billing.readInvoice(id)
  const subscription = await billing.readSubscription(invoice.subscription_id)
  const is_collected = isBooked(invoice) || invoice.status === "void"
  if (is_collected || invoice.cycle_index !== subscription.cycle_index + 1) {
    const state = isAuthorized(invoice)
      ? "authorized"
      : is_collected
        ? invoice.status
        : "not the next one of its subscription"
    throw refused(
      `Invoice ${invoice.number} is ${state} and is not priced again. Put the discount on its subscription: it starts with the next invoice.`,
    )
  }
  return subscription
}

/** What bills the target next, a change of plan that waits made already; of one item its line alone. */
async function nextBillOf(container: MedusaContainer, subscription: SubscriptionRow, only: string | null) {
  const next = asOfNextPeriod(subscription)
  const variants = await readVariants(container, next.items)
  const period = periodAt(next, next.cycle_index + 1)
  const document = billDocument({ subscription: next, variants, shipping_methods: [] }, period, subscription.id)
  return { ...document, lines: document.lines.filter(({ id }) => only === null || id === only) }
}

async function subscriptionTarget(container: MedusaContainer, choice: InvoicedChoice): Promise<DiscountTarget> {
  const subscription = await readSubscriptionOf(container, choice)
  if (subscription.status === "canceled" || subscription.status === "ended") {
    throw refused(`The subscription is ${subscription.status}: it gets no more invoices that could be discounted.`)
  }
  const item_id = "subscription_item_id" in choice ? choice.subscription_item_id : null
  const invoice_id = "invoice_id" in choice ? choice.invoice_id : null
  const [customer, document] = await Promise.all([
    requireCustomer(container, subscription.customer_id),
    nextBillOf(container, subscription, item_id),
  ])
  return {
    type: invoice_id ? "invoice" : item_id ? "subscription_item" : "subscription",
    id: invoice_id ?? item_id ?? subscription.id,
    subscription_id: subscription.id,
    customer_id: customer.id,
    owner: {
      email: subscription.email ?? customer.email,
      region_id: subscription.region_id,
      sales_channel_id: subscription.sales_channel_id,
      customer,
    },
    document,
  }
}

/** Reads the target. Throws NOT_FOUND, also when billing is switched off, and NOT_ALLOWED when it gets no more invoices. */
export async function readDiscountTarget(container: MedusaContainer, choice: TargetChoice): Promise<DiscountTarget> {
  if (!("customer_id" in choice)) {
    return subscriptionTarget(container, choice)
  }
  const customer = await requireCustomer(container, choice.customer_id)
  return {
    type: "customer",
    id: customer.id,
    customer_id: customer.id,
    subscription_id: null,
    owner: { email: customer.email, customer },
    document: NO_DOCUMENT,
  }
}
