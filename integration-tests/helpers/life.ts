// The life of a subscription as a story tells it: sign up, let time pass, change the plan, look at the invoices.
import { testPayments } from "./test-payment"
import { first, unique } from "./world"
import type { Answer, Customer, ErrorBody, Order, Shop, WantedLine } from "./world"

type Body = Record<string, unknown>

export interface InvoiceView {
  id: string
  number: string
  kind: string
  status: string
  order_id: string | null
  period_start: string
  period_end: string
  subtotal: number
  discount_total: number
  tax_total: number
  total: number
  attempt_count: number
  failure_code: string | null
  failure_message: string | null
  discounts: { discount_id: string | null; name: string; code: string | null; amount: number; is_last: boolean }[]
  lines: { title: string; quantity: number; unit_price: number; total: number; subscription_item_id: string | null }[]
}

export interface SubscriptionView {
  id: string
  status: string
  plan_id: string
  next_billing_at: string | null
  current_period_end: string
  cancel_at_period_end: boolean
  scheduled_change: { plan_id: string; effective_at: string } | null
  items: { id: string; title: string; unit_price: number }[]
}

/** What a run of renewals did. */
export interface RunView {
  billed: number
  declined: number
  out_of_stock: number
  canceled: number
  failed: unknown[]
}

export interface ChangeAnswer {
  change: { action: string | null; at: string; proration: string; effective_at: string; preview: boolean }
  subscription: SubscriptionView
  invoice: InvoiceView | null
}

export interface Member {
  customer: Customer
  order: Order
  subscriptions: SubscriptionView[]
  /** The first of them. */
  subscription_id: string
}

/** A provider that charges off-session and declines when it is told to. */
export const PROVIDER = "pp_test_test"

/** The verbs of a story; `begin` sets the clock. */
export class Life {
  constructor(readonly shop: Shop) {}

  get world() {
    return this.shop.world
  }

  /** Once per spec: the shop takes money through the test's provider as well. */
  async openShop(): Promise<void> {
    const payment_providers = ["pp_system_default", PROVIDER]
    for (const name of ["eur", "jpy"]) {
      await this.world.admin.ok("POST", `/admin/regions/${this.world.region(name)}`, { payment_providers })
    }
  }

  async begin(now: string): Promise<void> {
    testPayments.reset()
    await this.world.setClock(now)
  }

  /** A plan for the product's variant; monthly unless it says otherwise. */
  async plan(product: string, fields: Body = {}): Promise<string> {
    const body = { variant_id: this.world.variant(product), name: unique("Plan "), interval: "month", ...fields }
    return (await this.world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", body)).plan.id
  }

  /** Buys lines with plans and answers the subscriptions they began, in the order of their items' titles. */
  async signUp(
    lines: (string | { product: string; plan_id: string; quantity?: number })[],
    wish: { code?: string; customer?: Customer; region?: string; ship?: boolean; provider?: string } = {},
  ): Promise<Member> {
    const { world } = this
    const customer = wish.customer ?? (await world.customer())
    const wanted = lines.map((line): string | WantedLine =>
      typeof line === "string" ? line : { ...line, metadata: { plan_id: line.plan_id } },
    )
    const { id } = await world.cart({ customer, lines: wanted, region: wish.region })
    if (wish.code) {
      await world.enter(id, wish.code)
    }
    if (wish.ship) {
      await world.ship(id)
    }
    if ((await world.readCart(id)).total > 0) {
      await world.pay(id, wish.provider ?? PROVIDER)
    }
    const { status, body } = await world.complete(id)
    if (status !== 200 || !body.order) {
      throw new Error(`The cart did not complete: ${status} ${JSON.stringify(body)}`)
    }
    const order = await world.readOrder(body.order.id)
    const path = `/admin/billing/subscriptions?order_id=${order.id}&limit=50`
    const { subscriptions } = await world.admin.ok<{ subscriptions: SubscriptionView[] }>("GET", path)
    subscriptions.sort((a, b) => (first(a.items).title < first(b.items).title ? -1 : 1))
    return { customer, order, subscriptions, subscription_id: subscriptions[0]?.id ?? "" }
  }

  /** Lets time pass, billing what falls due on the way; nothing may fail for a reason other than payment. */
  async until(until: string): Promise<RunView> {
    const run = await this.world.admin.ok<RunView>("POST", "/admin/billing/renewals", { until })
    expect(run.failed).toEqual([])
    return run
  }

  async invoices(subscription_id: string): Promise<InvoiceView[]> {
    const path = `/admin/billing/invoices?subscription_id=${subscription_id}&order=number&limit=200`
    return (await this.world.admin.ok<{ invoices: InvoiceView[] }>("GET", path)).invoices
  }

  /** Day and total of each invoice. */
  async bills(subscription_id: string): Promise<[string, number][]> {
    return (await this.invoices(subscription_id)).map(({ period_start, total }) => [period_start.slice(0, 10), total])
  }

  async upcoming(subscription_id: string, count: number, more = ""): Promise<InvoiceView[]> {
    const path = `/admin/billing/subscriptions/${subscription_id}/upcoming-invoices?count=${count}${more}`
    return (await this.world.admin.ok<{ upcoming_invoices: InvoiceView[] }>("GET", path)).upcoming_invoices
  }

  async read(subscription_id: string): Promise<SubscriptionView> {
    const path = `/admin/billing/subscriptions/${subscription_id}`
    return (await this.world.admin.ok<{ subscription: SubscriptionView }>("GET", path)).subscription
  }

  tryChange(subscription_id: string, body: Body): Promise<Answer<ErrorBody & ChangeAnswer>> {
    return this.world.admin.post(`/admin/billing/subscriptions/${subscription_id}/change-plan`, body)
  }

  /** Changes the plan after a preview that must have said the same. */
  async change(subscription_id: string, body: Body): Promise<ChangeAnswer> {
    const path = `/admin/billing/subscriptions/${subscription_id}/change-plan`
    const preview = await this.world.admin.ok<ChangeAnswer>("POST", path, { ...body, preview: true })
    const answer = await this.world.admin.ok<ChangeAnswer>("POST", path, body)
    const told = ({ change, invoice, subscription }: ChangeAnswer) => ({
      change: { ...change, invoice_id: null, preview: null },
      money: invoice && [invoice.subtotal, invoice.discount_total, invoice.tax_total, invoice.total],
      items: change.at === "now" && subscription.items.map(({ title, unit_price }) => [title, unit_price]),
    })
    expect(told(answer)).toEqual(told(preview))
    return answer
  }

  /** What was charged at the provider, in order. */
  charges(): number[] {
    return [...testPayments.charges.values()].map(({ amount }) => amount)
  }
}
