// Members whose card is kept at the stand-in for Stripe: they sign up, and tests look at their invoices and at the last payment.
import type { PaymentIntent } from "../stripe/objects"
import type { StripeServer } from "../stripe/server"
import { Life } from "./life"
import type { InvoiceView } from "./life"
import { first } from "./world"
import type { Customer, Shop } from "./world"

export const STRIPE = "pp_stripe_stripe"

/** An invoice as routes answer it. */
export interface StripeInvoice extends InvoiceView {
  payment_status: string
  payment_collection_id: string | null
  next_attempt_at: string | null
}

export interface StripeMember {
  customer: Customer
  subscription_id: string
  /** The payment method that is kept at Stripe. */
  card: string
}

export class StripeMembers {
  readonly life: Life

  constructor(
    readonly shop: Shop,
    readonly stripe: StripeServer,
  ) {
    this.life = new Life(shop)
  }

  /** Before each test; the region takes money through Stripe as well. */
  async begin(now: string): Promise<void> {
    this.stripe.reset()
    await this.life.begin(now)
    const region = `/admin/regions/${this.shop.world.region("eur")}`
    await this.shop.world.admin.ok("POST", region, { payment_providers: ["pp_system_default", STRIPE] })
  }

  lastIntent(): PaymentIntent {
    const intent = [...this.stripe.account.intents.values()].at(-1)
    if (!intent) {
      throw new Error("Stripe was asked for no payment.")
    }
    return intent
  }

  /** Signs up for a plan of 30 EUR a month, confirming the payment where the card asks for it. */
  async member(card = "pm_card_visa", code?: string): Promise<StripeMember> {
    const { world } = this.shop
    const plan_id = await this.life.plan("Desk Membership")
    const customer = await world.customer()
    const { id } = await world.cart({ customer, lines: [{ product: "Desk Membership", metadata: { plan_id } }] })
    if (code) {
      await world.enter(id, code)
    }
    const { payment_collection } = await customer.store.ok<{ payment_collection: { id: string } }>(
      "POST",
      "/store/payment-collections",
      { cart_id: id },
    )
    await this.session(customer, payment_collection.id)
    const { payment_method } = this.pay(card)
    const { status, body } = await world.complete(id)
    expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
    const path = `/admin/billing/subscriptions?order_id=${body.order?.id}`
    const { subscriptions } = await world.admin.ok<{ subscriptions: { id: string }[] }>("GET", path)
    return { customer, subscription_id: subscriptions[0]?.id ?? "", card: payment_method ?? "" }
  }

  /** The customer's part in the storefront, of the last payment: Stripe's form, and what their bank asks. */
  pay(card: string): PaymentIntent {
    const intent = this.stripe.account.pay(this.lastIntent().id, card)
    return intent.status === "requires_action" ? (this.stripe.account.authenticate(intent.id) as PaymentIntent) : intent
  }

  /** What the storefront does at a checkout: core's route opens a session. */
  async session(customer: Customer, payment_collection_id: string): Promise<void> {
    const path = `/store/payment-collections/${payment_collection_id}/payment-sessions`
    await customer.store.ok("POST", path, { provider_id: STRIPE })
  }

  /** The id of an order's payment. */
  async paymentOf(order_id: string | null): Promise<string> {
    const path = `/admin/orders/${order_id}?fields=*payment_collections.payments`
    type Paid = { order: { payment_collections: { payments: { id: string }[] }[] } }
    const { order } = await this.shop.world.admin.ok<Paid>("GET", path)
    return first(first(order.payment_collections).payments).id
  }

  /** Captures what an order's payment holds, as the Admin's button does. */
  async capture(order_id: string | null): Promise<void> {
    await this.shop.world.admin.ok("POST", `/admin/payments/${await this.paymentOf(order_id)}/capture`, {})
  }

  async invoices({ subscription_id }: StripeMember): Promise<StripeInvoice[]> {
    const path = `/admin/billing/invoices?subscription_id=${subscription_id}&order=number&limit=200`
    return (await this.shop.world.admin.ok<{ invoices: StripeInvoice[] }>("GET", path)).invoices
  }

  /** The latest one. */
  async lastInvoice(member: StripeMember): Promise<StripeInvoice> {
    const last = (await this.invoices(member)).at(-1)
    if (!last) {
      throw new Error("There is no invoice.")
    }
    return last
  }
}
