// Gathers what the door may look at about a customer, asking the database only for what the candidates' rules need.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { CustomerFacts, Gate } from "../../engine"
import { findBilling } from "../billing/services"
import type { CoreCart } from "./core-cart"

/** E-mail as limits count it: trimmed, lower case, compatibility characters folded. */
export function normaliseEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase()
}

/** The keys a person's claims may be booked under: customer id first, then e-mail; empty when nobody is known yet. */
export function customerKeys(cart: Pick<CoreCart, "customer" | "email">): string[] {
  const email = cart.email ?? cart.customer?.email
  return [cart.customer?.has_account ? cart.customer.id : null, email ? normaliseEmail(email) : null].filter(
    (key): key is string => key !== null,
  )
}

/** Which histories the gates ask about (rule 18); most coupons ask about none. */
function needs(gates: Gate[]) {
  return {
    orders: gates.some((gate) => gate.restrictions.first_purchase),
    invoices: gates.some((gate) => (gate.restrictions.audience ?? "all") !== "all"),
  }
}

/**
 * The customer's facts for these gates. Histories nobody asks about are left at zero.
 * `asks_for_subscription`: the cart starts one, so running subscriptions matter (rule 21).
 */
export async function customerFacts(
  container: MedusaContainer,
  cart: CoreCart,
  gates: Gate[],
  asks_for_subscription: boolean,
): Promise<CustomerFacts> {
  const need = needs(gates)
  const keys = customerKeys(cart)
  const [orders, billing] = await Promise.all([
    need.orders ? paidOrders(container, cart) : noOrders,
    cart.customer && (need.invoices || asks_for_subscription) ? billingHistory(container, cart.customer.id) : noBilling,
  ])
  return {
    // A guest is nobody in particular: rules for named customers ask them to log in.
    id: cart.customer?.has_account ? cart.customer.id : null,
    key: keys[0] ?? null,
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

const noOrders = { paid_order_count: 0, purchased_product_type_ids: [] as string[] }
const noBilling = { paid_subscription_invoice_count: 0, active_subscription_count: 0 }

interface PaidOrderRow {
  status: string
  sales_channel_id: string | null
  items: { product_type_id: string | null }[]
  payment_collections: { status: string }[]
}

/** Paid orders of the customer, or of the guest's e-mail; cancelled ones do not count. */
async function paidOrders(container: MedusaContainer, cart: CoreCart): Promise<typeof noOrders> {
  const email = cart.email ?? cart.customer?.email
  const who = [
    ...(cart.customer ? [{ customer_id: cart.customer.id }] : []),
    ...(email ? [{ email: normaliseEmail(email) }] : []),
  ]
  if (who.length === 0) {
    return noOrders
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "status", "sales_channel_id", "items.product_type_id", "payment_collections.status"],
    filters: { $or: who } as never,
  })
  const paid = (data as unknown as PaidOrderRow[]).filter(
    (order) =>
      order.status !== "canceled" &&
      // An order that cost nothing has no payment collection and counts as bought.
      (order.payment_collections ?? []).every((payment) => ["authorized", "completed"].includes(payment.status)),
  )
  const here = paid.filter((order) => order.sales_channel_id === (cart.sales_channel_id ?? null))
  return {
    paid_order_count: paid.length,
    purchased_product_type_ids: [
      ...new Set(here.flatMap((order) => order.items.map((item) => item.product_type_id))),
    ].filter((id): id is string => typeof id === "string"),
  }
}

/** Subscription history from our billing module; none while a merchant bills elsewhere. */
async function billingHistory(container: MedusaContainer, customer_id: string): Promise<typeof noBilling> {
  const billing = findBilling(container)
  if (!billing) {
    return noBilling
  }
  const history = await billing.customerHistory(customer_id)
  return {
    paid_subscription_invoice_count: history.paid_invoice_count,
    active_subscription_count: history.active_subscription_count,
  }
}
