// Gathers what the door may look at about a customer, asking the database only for what the candidates' rules need.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CustomerFacts, Gate } from "../engine"
import { findBilling } from "../lib/billing"
import type { CoreCart } from "./core-cart"
import { customerEmails, normaliseEmail, personIds } from "./person"
import { noOrders, paidOrders } from "./paid-orders"

/** The keys a person's claims may be booked under: customer id first, then e-mails, the account's before the cart's; empty when nobody is known yet. */
export function customerKeys(cart: Pick<CoreCart, "customer" | "email">): string[] {
  const { id, has_account, email } = cart.customer ?? {}
  const own = id && has_account ? [id, ...(email ? [normaliseEmail(email)] : [])] : []
  return [...new Set([...own, ...customerEmails(cart).map(normaliseEmail)])]
}

/** Which histories the gates ask about (rule 18); most coupons ask about none. */
function needs(gates: Gate[]) {
  const first_purchases = gates.map(({ restrictions }) => restrictions.first_purchase)
  return {
    orders: first_purchases.some((of) => of),
    product_types: first_purchases.includes("product_type"),
    invoices: gates.some((gate) => (gate.restrictions.audience ?? "all") !== "all"),
  }
}

/**
 * The customer's facts for these gates: of everybody with the same e-mail, logged in or not. Histories nobody asks about
 * are left at zero. `asks_for_subscription`: the cart starts one, so running subscriptions matter (rule 21).
 */
export async function customerFacts(
  container: MedusaContainer,
  cart: CoreCart,
  gates: Gate[],
  asks_for_subscription: boolean,
): Promise<CustomerFacts> {
  const need = needs(gates)
  const asks_for_history = need.orders || need.invoices
  const ids = asks_for_history || asks_for_subscription ? await personIds(container, cart, asks_for_history) : []
  const [orders, billing] = await Promise.all([
    need.orders ? paidOrders(container, ids, cart.sales_channel_id ?? null, need.product_types) : noOrders,
    need.invoices || asks_for_subscription ? billingHistory(container, ids) : noBilling,
  ])
  return {
    // A guest is nobody in particular: rules for named customers ask them to log in.
    id: cart.customer?.has_account ? cart.customer.id : null,
    key: customerKeys(cart)[0] ?? null,
    group_ids: (cart.customer?.groups ?? []).map((group) => group.id),
    ...orders,
    ...billing,
  }
}

/**
 * The same person, not logged in. The histories stay those of the e-mail's owner, so that nobody gains by not logging in;
 * the door lets them lose an offer and never win one (rules 18 and 21).
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
