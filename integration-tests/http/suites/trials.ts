// Suite: a trial costs nothing at sign-up, and what was promised starts with the first paid period (rules 3, 13 and 33).
import { assertAddsUp, cents, first, saving, unique } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

interface Subscription {
  id: string
  status: string
}

interface Invoice {
  period_start: string
  subtotal: number
  discount_total: number
  total: number
  status: string
  discounts: { code: string | null; amount: number }[]
}

export function trials(shop: Shop): void {
  beforeEach(() => shop.world.setClock("2027-01-01T00:00:00.000Z"))

  /** A monthly plan of 30 EUR for the desk, with that many free days. */
  async function monthlyPlan(trial_days: number): Promise<string> {
    const { plan } = await shop.world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", {
      variant_id: shop.world.variant("Desk Membership"),
      name: unique("Monthly "),
      interval: "month",
      interval_count: 1,
      trial_days,
      is_default: false,
    })
    return plan.id
  }

  /** A paid mug beside the membership, so that there is a payment method for later. */
  async function cartWith(plan_id: string) {
    const { world } = shop
    const customer = await world.customer()
    const { id } = await world.cart({
      customer,
      lines: ["Coffee Mug", { product: "Desk Membership", metadata: { plan_id } }],
    })
    return { customer, cart_id: id }
  }

  async function subscriptionOf(customer_id: string): Promise<Subscription> {
    const path = `/admin/billing/subscriptions?customer_id=${customer_id}`
    return first((await shop.world.admin.ok<{ subscriptions: Subscription[] }>("GET", path)).subscriptions)
  }

  async function invoicesUntil(subscription_id: string, until: string): Promise<Invoice[]> {
    await shop.world.admin.ok("POST", "/admin/billing/renewals", { until })
    const path = `/admin/billing/invoices?subscription_id=${subscription_id}&limit=100`
    const { invoices } = await shop.world.admin.ok<{ invoices: Invoice[] }>("GET", path)
    return invoices.sort((a, b) => a.period_start.localeCompare(b.period_start))
  }

  it("rule 13: charges nothing for a plan's trial, then discounts the first paid periods only", async () => {
    const { world } = shop
    const code = await world.percent(20, { duration: "repeating", duration_in_months: 3 })
    const { customer, cart_id } = await cartWith(await monthlyPlan(14))
    const cart = await world.readCart(cart_id)
    assertAddsUp(cart)
    expect(cart.total).toBe(14.99)

    await world.enter(cart_id, code)
    expect(await world.codesOn(cart_id)).toEqual({ [code]: "applied" })
    const order = await world.checkOut(cart_id)
    expect(order.total).toBe(14.99)
    expect(saving(order, code)).toBe(0)

    const subscription = await subscriptionOf(customer.id)
    expect(subscription.status).toBe("trialing")
    const invoices = await invoicesUntil(subscription.id, "2027-05-20T00:00:00.000Z")
    expect(invoices.map(({ period_start, total }) => [period_start.slice(0, 10), total])).toEqual([
      ["2027-01-01", 0],
      ["2027-01-15", 24],
      ["2027-02-15", 24],
      ["2027-03-15", 24],
      ["2027-04-15", 30],
      ["2027-05-15", 30],
    ])
    expect((await world.findCode(code)).times_redeemed).toBe(1)
  })

  it("rule 3: lengthens a trial by a coupon's days, and says so in the cart before anything is paid", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "trial_extension", trial_days: 10 })
    const { code } = await world.promoCode(coupon.id)
    const { customer, cart_id } = await cartWith(await monthlyPlan(0))
    expect((await world.readCart(cart_id)).total).toBe(44.99)

    const cart = await world.enter(cart_id, code)
    assertAddsUp(cart)
    expect(cart.total).toBe(14.99)
    const order = await world.checkOut(cart_id)
    expect(cents(order.total, "eur")).toBe(1499)

    const subscription = await subscriptionOf(customer.id)
    expect(subscription.status).toBe("trialing")
    const invoices = await invoicesUntil(subscription.id, "2027-02-20T00:00:00.000Z")
    expect(invoices.map(({ period_start, total }) => [period_start.slice(0, 10), total])).toEqual([
      ["2027-01-01", 0],
      ["2027-01-11", 30],
      ["2027-02-11", 30],
    ])
    expect((await world.findCode(code)).times_redeemed).toBe(1)
  })

  it("gives no free period for a code that was archived after it was entered, and charges the full price then", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "trial_extension", trial_days: 10 })
    const { id, code } = await world.promoCode(coupon.id, { max_redemptions: 1 })
    const { cart_id } = await cartWith(await monthlyPlan(0))
    expect((await world.enter(cart_id, code)).total).toBe(14.99)
    await world.pay(cart_id)
    await world.admin.ok("POST", `/admin/promo-codes/${id}/archive`)

    const { status, body } = await world.complete(cart_id)

    expect({ status, code: body.code }).toEqual({ status: 400, code: "promo_code_refused" })
    expect((await world.readCart(cart_id)).total).toBe(44.99)
    expect((await world.checkOut(cart_id)).total).toBe(44.99)
  })

  it("does not sell a promise for after the trial that was withdrawn meanwhile", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 20, duration: "forever" })
    const { id, code } = await world.promoCode(coupon.id)
    const { cart_id } = await cartWith(await monthlyPlan(14))
    await world.enter(cart_id, code)
    await world.pay(cart_id)
    await world.admin.ok("POST", `/admin/promo-codes/${id}/archive`)

    const { status, body } = await world.complete(cart_id)

    expect({ status, message: body.message }).toEqual({
      status: 400,
      message: expect.stringContaining("no longer in use") as string,
    })
    expect((await world.checkOut(cart_id)).total).toBe(14.99)
  })

  it("keeps the word of trials for itself", async () => {
    const coupon = await shop.world.coupon({ type: "percentage", percentage: 10 })
    const { status, body } = await shop.world.admin.post(`/admin/coupons/${coupon.id}/promo-codes`, {
      code: "free-trial",
    })
    expect({ status, message: (body as { message?: string }).message }).toEqual({
      status: 400,
      message: "The word FREE-TRIAL is kept for trials. Choose another word.",
    })
  })
}
