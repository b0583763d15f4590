// What admission may ask about a person and a document, gathered once: the database is asked only for what the gates need.
import type { MedusaContainer } from "@medusajs/framework/types"
import { factsNeeded } from "../engine"
import type { CustomerFacts, Document, Facts, Gate, SubscriptionAction } from "../engine"
import { findBilling } from "../lib/billing"
import { couponsOf } from "../lib/coupons"
import { noOrders, paidOrders } from "./paid-orders"
import { customerKeys, personIds } from "./person"
import type { Owner } from "./person"

/** What an offer is won with: by whom, on which document, as what, when. */
export interface Occasion {
  owner: Owner
  document: Document
  /** What the document does to a subscription; null when it has no subscription line. */
  action: SubscriptionAction | null
  now: Date
}

/** The action of a cart or an order: it signs up for the subscriptions that its lines begin. */
export const signUpIn = ({ lines }: Document): SubscriptionAction | null =>
  lines.some(({ kind }) => kind === "subscription") ? "sign_up" : null

/**
 * Where nothing is known yet of what will be bought: no lines, and ISO 4217's code for "no currency". Only what is said of
 * coupon and person counts there.
 */
export const NO_DOCUMENT: Document = { id: "", currency_code: "xxx", lines: [], shipping: [], credit_minor: 0 }

/**
 * The facts of an occasion, for these gates. `are_entered`: customers enter codes on it, so that on a sign-up their running
 * subscriptions matter (rule 21).
 */
export async function factsOf(
  container: MedusaContainer,
  { owner, document, action, now }: Occasion,
  { gates, are_entered }: { gates: Gate[]; are_entered: boolean },
): Promise<Facts> {
  const coupons = couponsOf(container)
  const refuses = coupons.refusesCodeWithActiveSubscription()
  const asks_for_subscription = refuses && are_entered && action === "sign_up"
  return {
    now: now.getTime(),
    time_zone: coupons.timeZone(),
    customer: await customerFacts(container, owner, gates, asks_for_subscription),
    region_id: owner.region_id ?? null,
    sales_channel_id: owner.sales_channel_id ?? null,
    document,
    subscription_action: action,
    refuse_code_with_active_subscription: refuses,
    other_terms: [],
  }
}

/**
 * The customer's facts for these gates: of everybody with the same e-mail, logged in or not. Histories nobody asks about
 * are left at zero.
 */
async function customerFacts(
  container: MedusaContainer,
  owner: Owner,
  gates: Gate[],
  asks_for_subscription: boolean,
): Promise<CustomerFacts> {
  const needed = factsNeeded(gates)
  const asks_for_history = needed.has("orders") || needed.has("invoices")
  const ids = asks_for_history || asks_for_subscription ? await personIds(container, owner, asks_for_history) : []
  const [orders, billing] = await Promise.all([
    needed.has("orders")
      ? paidOrders(container, ids, owner.sales_channel_id ?? null, needed.has("product_types"))
      : noOrders,
    needed.has("invoices") || asks_for_subscription ? billingHistory(container, ids) : noBilling,
  ])
  return {
    // A guest is nobody in particular: rules for named customers ask them to log in.
    id: owner.customer?.has_account ? owner.customer.id : null,
    key: customerKeys(owner)[0] ?? null,
    email: (owner.customer?.has_account ? owner.customer.email : (owner.email ?? owner.customer?.email)) ?? null,
    group_ids: (owner.customer?.groups ?? []).map((group) => group.id),
    ...orders,
    ...billing,
  }
}

/**
 * The same person, not logged in. The histories stay those of the e-mail's owner, so that nobody gains by not logging in;
 * admission lets them lose an offer and never win one (rules 18 and 21).
 */
export function asGuest(customer: CustomerFacts): CustomerFacts {
  return { ...customer, id: null, group_ids: [] }
}

const noBilling = { paid_subscription_invoice_count: 0, active_subscription_count: 0 }

/** Subscription history from our billing module; none while a merchant bills elsewhere. */
async function billingHistory(container: MedusaContainer, customer_ids: string[]): Promise<typeof noBilling> {
  const billing = findBilling(container)
  const histories = billing ? await Promise.all(customer_ids.map((id) => billing.customerHistory(id))) : []
  return {
    paid_subscription_invoice_count: histories.reduce((sum, { paid_invoice_count }) => sum + paid_invoice_count, 0),
    active_subscription_count: histories.reduce((sum, history) => sum + history.active_subscription_count, 0),
  }
}
