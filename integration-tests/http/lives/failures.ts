// Lives: payments that fail, subscriptions that stop for a while, and what neither may take away (rules 13, 14 and 40).
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import type { BillingSettings } from "../../../src/modules/billing/options"
import { endMissedOrders } from "../../../src/operations/clean-up/end-missed-orders"
import { endCanceledOrder } from "../../../src/operations/clean-up/end-order"
import { Life } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import type { Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const TWO_CYCLES = { duration: "repeating", duration_in_cycles: 2 }

export function failures(shop: Shop): void {
  const life = new Life(shop)
  beforeEach(() => life.begin(NEW_YEAR))
  afterEach(() => jest.restoreAllMocks())

  async function member(code?: string): Promise<string> {
    const plan_id = await life.plan("Desk Membership")
    return (await life.signUp([{ product: "Desk Membership", plan_id }], { code })).subscription_id
  }

  /** The option of the plugin, for one test. */
  function afterRetries(choice: BillingSettings["afterRetries"]): void {
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE) as unknown as {
      settings_: BillingSettings
    }
    jest.replaceProperty(billing, "settings_", { ...billing.settings_, afterRetries: choice })
  }

  const post = (path: string, body: Record<string, unknown> = {}) =>
    shop.world.admin.ok("POST", `/admin/billing/${path}`, body)

  it("rule 14: a card that fails for a week loses no discounted month, and paying by hand brings the member back", async () => {
    const id = await member(await shop.world.percent(20, TWO_CYCLES))
    testPayments.is_declining = true
    expect(await life.until("2027-02-20T00:00:00.000Z")).toMatchObject({ billed: 0, declined: 4 })
    expect(await life.read(id)).toMatchObject({ status: "unpaid", next_billing_at: null })
    const [, open] = await life.invoices(id)
    expect(open).toMatchObject({ status: "uncollectible", total: 24 })

    testPayments.is_declining = false
    await post(`invoices/${open?.id}/retry`)

    expect(await life.read(id)).toMatchObject({ status: "active", next_billing_at: "2027-03-01T00:00:00.000Z" })
    await life.until("2027-03-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([24, 24, 30])
  })

  it("rule 40: a shop that cancels after the last retry ends the subscription and its discounts in the same run", async () => {
    afterRetries("cancel")
    const id = await member(await shop.world.percent(20, { duration: "forever" }))
    testPayments.is_declining = true
    expect(await life.until("2027-03-20T00:00:00.000Z")).toMatchObject({ declined: 4, canceled: 1 })
    expect(await life.read(id)).toMatchObject({ status: "canceled", next_billing_at: null })
    const [, open] = await life.invoices(id)
    expect(open?.status).toBe("uncollectible")
    const { discounts } = await shop.world.admin.ok<{ discounts: { status: string }[] }>(
      "GET",
      `/admin/discounts?subscription_id=${id}`,
    )
    expect(discounts).toMatchObject([{ status: "ended" }])
    const retry = await shop.world.admin.post(`/admin/billing/invoices/${open?.id}/retry`)
    expect(retry).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/has been cancelled/) as string },
    })
  })

  it("rule 40: a free sign-up leaves no card, so its first bill waits until there is one", async () => {
    const id = await member(await shop.world.percent(100))
    await life.until("2027-02-01T00:00:00.000Z")
    const [, open] = await life.invoices(id)
    expect(open).toMatchObject({
      status: "open",
      failure_message: expect.stringMatching(/no payment method.*payment-method/s) as string,
    })
    expect(await life.read(id)).toMatchObject({ status: "past_due" })
    const path = `/admin/billing/subscriptions/${id}/payment-method`
    expect((await shop.world.admin.post(path, { payment_provider_id: "pp_none" })).status).toBe(400)
    expect((await shop.world.admin.post(path, {})).status).toBe(400)
    expect((await shop.world.admin.post(path.replace(id, "bsub_none"), { payment_provider_id: "x" })).status).toBe(404)

    await shop.world.admin.ok("POST", path, {
      payment_provider_id: "pp_test_test",
      payment_data: { payment_method: "pm_is_this_a_card?" },
    })
    await life.until("2027-02-02T00:00:00.000Z")

    expect((await life.bills(id)).map(([, total]) => total)).toEqual([0, 30])
    expect(life.charges()).toEqual([30])
  })

  it("rule 13: two months of trial, one of the plan and one of a code, cost nothing and use nothing up", async () => {
    const plan_id = await life.plan("Desk Membership", { trial_days: 31 })
    const customer = await shop.world.customer()
    const stackable = { stackable: true, redeemable_for: ["subscription"] }
    const longer = await shop.world.offer({ type: "trial_extension", trial_days: 28, stackable: true })
    const half = await shop.world.percent(50, { ...TWO_CYCLES, ...stackable })
    const cart = await shop.world.cart({
      customer,
      lines: ["Coffee Mug", { product: "Desk Membership", metadata: { plan_id } }],
    })
    await shop.world.enter(cart.id, longer, half)
    await shop.world.pay(cart.id, "pp_test_test")
    const { body } = await shop.world.complete(cart.id)
    const path = `/admin/billing/subscriptions?order_id=${body.order?.id}`
    const { subscriptions } = await shop.world.admin.ok<{ subscriptions: { id: string }[] }>("GET", path)
    const id = subscriptions[0]?.id ?? ""
    const shown = (await life.upcoming(id, 3)).map(({ period_start, total }) => [period_start.slice(0, 10), total])
    await life.until("2027-05-01T00:00:00.000Z")
    expect((await life.bills(id)).slice(1)).toEqual(shown)
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 0],
      ["2027-03-01", 15],
      ["2027-04-01", 15],
      ["2027-05-01", 30],
    ])
  })

  it("rule 14: a month that is voided afterwards is given back, with reversal rows in the ledger", async () => {
    const code = await shop.world.percent(20, TWO_CYCLES)
    const id = await member(code)
    await life.until("2027-02-01T00:00:00.000Z")
    const [, february] = await life.invoices(id)
    await post(`invoices/${february?.id}/void`)
    const rows = await shop.world.redemptions({ invoice_id: february?.id ?? "" })
    expect(rows.map(({ kind, amount }) => [kind, amount]).sort()).toEqual([
      ["redemption", 6],
      ["reversal", -6],
    ])
    expect((await life.upcoming(id, 2)).map(({ total }) => total)).toEqual([24, 30])
    await life.until("2027-04-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([24, 24, 24, 30])
  })

  it("fault A15: an order that is cancelled in core voids its invoice and gives the cycle back, once, also unheard", async () => {
    const code = await shop.world.percent(20, TWO_CYCLES, { max_redemptions: 1 })
    const plan_id = await life.plan("Desk Membership")
    const { order, subscription_id: id } = await life.signUp([{ product: "Desk Membership", plan_id }], { code })
    await life.until("2027-02-01T00:00:00.000Z")
    const [, february] = await life.invoices(id)
    for (const order_id of [february?.order_id ?? "", order.id]) {
      await shop.world.admin.ok("POST", `/admin/orders/${order_id}/cancel`)
      // The event may be lost, come twice, or meet the job.
      await Promise.all([endMissedOrders(shop.container), endCanceledOrder(shop.container, order_id)])
      await endMissedOrders(shop.container)
    }

    expect((await life.invoices(id)).map(({ status }) => status)).toEqual(["void", "void"])
    const rows = await shop.world.redemptions({ subscription_id: id })
    expect(rows.map(({ kind, amount }) => [kind, amount]).sort()).toEqual([
      ["redemption", 6],
      ["redemption", 6],
      ["reversal", -6],
      ["reversal", -6],
    ])
    // As with an invoice that is voided by hand: the subscription and its discount go on, and the place stays taken.
    expect(await life.read(id)).toMatchObject({ status: "active", next_billing_at: "2027-03-01T00:00:00.000Z" })
    expect((await shop.world.findCode(code)).times_redeemed).toBe(1)
    await life.until("2027-05-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([24, 24, 24, 24, 30])
  })

  it("fault A14: what was to end with its period ends then, also when it was paused before or since", async () => {
    const [first, second] = [await member(), await member()]
    await post(`subscriptions/${first}/cancel`, { at_period_end: true })
    await post(`subscriptions/${first}/pause`)
    await post(`subscriptions/${second}/pause`)
    await post(`subscriptions/${second}/cancel`, { at_period_end: true })
    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ canceled: 2 })
    for (const id of [first, second]) {
      expect(await life.read(id)).toMatchObject({ status: "canceled", next_billing_at: null })
      expect(await life.bills(id)).toHaveLength(1)
    }
  })

  it("rule 40: a plan change that waits outlives a pause, and begins with the first bill after it", async () => {
    const id = await member(await shop.world.percent(20, TWO_CYCLES))
    await life.change(id, { plan_id: await life.plan("Tote Bag") })
    await post(`subscriptions/${id}/pause`)
    await life.until("2027-03-10T00:00:00.000Z")
    await post(`subscriptions/${id}/resume`)
    const shown = (await life.upcoming(id, 2)).map(({ period_start, total }) => [period_start.slice(0, 10), total])
    await life.until("2027-04-10T00:00:00.000Z")
    expect((await life.bills(id)).slice(1)).toEqual(shown)
    expect(shown).toEqual([
      ["2027-03-10", 8],
      ["2027-04-10", 10],
    ])
  })
}
