// Suite: discounts that an admin gives on every level, from one invoice up to a customer, seen before they are confirmed.
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { Life, PROVIDER } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import { releaseReserved } from "../../helpers/warehouse"
import { first, money, unique } from "../../helpers/world"
import type { Coupon, Customer, ErrorBody, Shop } from "../../helpers/world"

const START = "2027-01-01T00:00:00.000Z"

interface InvoiceView {
  id: string
  status: string
  total: number
  discount_total: number
  period_start: string
  discounts: { name: string; amount: number; is_last: boolean }[]
}

interface Preview {
  subscriptions: { subscription_id: string; before: InvoiceView[]; after: InvoiceView[] }[]
}

export function levels(shop: Shop): void {
  beforeEach(async () => {
    testPayments.reset()
    await shop.world.setClock(START)
  })

  const lasting = (percentage: number, fields: object = {}): Promise<Coupon> =>
    shop.world.coupon({ type: "percentage", percentage, duration: "forever", ...fields })

  /** A monthly subscription of a Perfume at 20 and a Pen at 10, whose first invoice is due now. */
  async function subscribe(customer: Customer) {
    const { world } = shop
    const { subscription } = await world.admin.ok<{
      subscription: { id: string; items: { id: string; title: string }[] }
    }>("POST", "/admin/billing/subscriptions", {
      customer_id: customer.id,
      plan_id: world.plan("Monthly"),
      region_id: world.region("eur"),
      payment_provider_id: PROVIDER,
      items: ["Perfume", "Pen"].map((title) => ({ variant_id: world.variant(title) })),
    })
    const item = (title: string) => subscription.items.find((one) => one.title === title)?.id ?? ""
    return { id: subscription.id, perfume: item("Perfume"), pen: item("Pen") }
  }

  const apply = (body: object) =>
    shop.world.admin.ok<{ discount: { id: string; coupon_id: string } }>("POST", "/admin/discounts", body)
  const preview = (body: object) => shop.world.admin.ok<Preview>("POST", "/admin/discounts/preview", body)
  const renew = (until: string) => shop.world.admin.ok("POST", "/admin/billing/renewals", { until })

  async function upcoming(subscription_id: string, count = 3): Promise<InvoiceView[]> {
    const path = `/admin/billing/subscriptions/${subscription_id}/upcoming-invoices?count=${count}`
    return (await shop.world.admin.ok<{ upcoming_invoices: InvoiceView[] }>("GET", path)).upcoming_invoices
  }

  async function invoicesOf(subscription_id: string): Promise<InvoiceView[]> {
    const path = `/admin/billing/invoices?subscription_id=${subscription_id}&order=period_start`
    return (await shop.world.admin.ok<{ invoices: InvoiceView[] }>("GET", path)).invoices
  }

  const totals = (invoices: InvoiceView[]) => invoices.map(({ total }) => total)

  it("rule 27: two items of one subscription have coupons of their own, and the more specific level always wins", async () => {
    const customer = await shop.world.customer()
    const { id, perfume, pen } = await subscribe(customer)
    const expectNext = async (total: number) => expect(totals(await upcoming(id, 1))).toEqual([total])

    await apply({ coupon_id: (await lasting(10)).id, customer_id: customer.id })
    await expectNext(27)
    await apply({ coupon_id: (await lasting(20)).id, subscription_id: id })
    await expectNext(24)
    const amount = await shop.world.coupon({ type: "fixed", amounts: money({ eur: 5 }), duration: "forever" })
    await apply({ coupon_id: amount.id, subscription_item_id: perfume })
    await expectNext(23)
    await apply({ coupon_id: (await lasting(50)).id, subscription_item_id: pen })
    await expectNext(20)

    testPayments.is_declining = true
    await renew(START)
    testPayments.reset()
    const open = first(await invoicesOf(id))
    expect(open).toMatchObject({ status: "open", total: 20 })
    await apply({ coupon_id: (await lasting(90)).id, invoice_id: open.id })
    await shop.world.admin.ok("POST", `/admin/billing/invoices/${open.id}/retry`, {})
    expect(await invoicesOf(id)).toMatchObject([{ id: open.id, status: "paid", total: 3 }])
    await expectNext(20)
  })

  it("rule 26: an admin sees the price before confirming, and then exactly that is billed", async () => {
    const { world } = shop
    const { id } = await subscribe(await world.customer())
    const coupon = await world.coupon({
      type: "percentage",
      percentage: 50,
      duration: "repeating",
      duration_in_cycles: 2,
      max_redemptions: 1,
    })
    const wish = { coupon_id: coupon.id, subscription_id: id }

    const { subscriptions } = await preview(wish)

    expect(subscriptions).toHaveLength(1)
    const shown = first(subscriptions)
    expect(shown.subscription_id).toBe(id)
    expect(totals(shown.before)).toEqual([30, 30, 30])
    expect(totals(shown.after)).toEqual([15, 15, 30])
    expect(shown.after[1]?.discounts).toMatchObject([{ name: coupon.name, amount: 15, is_last: true }])
    expect(totals(await upcoming(id))).toEqual([30, 30, 30])
    expect(await world.admin.ok("GET", `/admin/coupons/${coupon.id}`)).toMatchObject({ coupon: { times_redeemed: 0 } })

    await apply(wish)
    expect(totals(await upcoming(id))).toEqual([15, 15, 30])
    await renew("2027-03-02T00:00:00.000Z")
    expect(totals(await invoicesOf(id))).toEqual([15, 15, 30])
  })

  it("rules 13 and 26: a discount put on a running subscription starts with the next renewal, for all of a customer's", async () => {
    const { world } = shop
    const customer = await world.customer()
    const [one, other] = [await subscribe(customer), await subscribe(customer)]
    await renew("2027-01-15T00:00:00.000Z")
    const wish = { customer_id: customer.id, custom: { type: "percentage", percentage: 10, duration: "forever" } }

    const { subscriptions } = await preview({ ...wish, count: 2 })

    expect(subscriptions.map(({ subscription_id }) => subscription_id).sort()).toEqual([one.id, other.id].sort())
    for (const { before, after } of subscriptions) {
      expect(totals(before)).toEqual([30, 30])
      expect(totals(after)).toEqual([27, 27])
      expect(after[0]?.period_start).toBe("2027-02-01T00:00:00.000Z")
    }
    await apply(wish)
    await renew("2027-02-01T00:00:00.000Z")
    expect(totals(await invoicesOf(one.id))).toEqual([30, 27])
    expect(totals(await invoicesOf(other.id))).toEqual([30, 27])
  })

  it("rule 26: a one-off discount needs no coupon, and the list of coupons does not show the one it makes", async () => {
    const { world } = shop
    const { id, pen } = await subscribe(await world.customer())
    const name = unique("Sorry ")

    const { discount } = await apply({
      subscription_item_id: pen,
      custom: { name, type: "fixed", amounts: money({ eur: 4 }), duration: "once" },
    })

    const invoices = await upcoming(id, 2)
    expect(totals(invoices)).toEqual([26, 30])
    expect(invoices[0]?.discounts).toMatchObject([{ name, amount: 4, is_last: true }])
    const listed = async (query: string) =>
      (await world.admin.ok<{ coupons: Coupon[] }>("GET", `/admin/coupons?${query}`)).coupons.map(({ id }) => id)
    expect(await listed("limit=1000")).not.toContain(discount.coupon_id)
    expect(await listed(`q=${encodeURIComponent(name)}`)).toEqual([])
    expect(await listed("origin=custom")).toEqual([discount.coupon_id])
    expect(await world.admin.ok("GET", `/admin/coupons/${discount.coupon_id}`)).toMatchObject({
      coupon: { name, origin: "custom", status: "active", times_redeemed: 1 },
    })
  })

  it("rule 26: a declined invoice is discounted and tried again, a paid one is left alone", async () => {
    const { id } = await subscribe(await shop.world.customer())
    testPayments.is_declining = true
    await renew(START)
    testPayments.reset()
    const open = first(await invoicesOf(id))
    const wish = { invoice_id: open.id, custom: { type: "percentage", percentage: 40 } }

    const { subscriptions } = await preview(wish)
    expect(subscriptions.map(({ before, after }) => [totals(before), totals(after)])).toEqual([[[30], [18]]])
    await apply(wish)
    await renew("2027-01-02T00:00:00.000Z")

    expect(await invoicesOf(id)).toMatchObject([{ id: open.id, status: "paid", total: 18, discount_total: 12 }])
    expect(totals(await upcoming(id, 1))).toEqual([30])
    const late = await shop.world.admin.post<ErrorBody>("/admin/discounts", wish)
    expect(late).toMatchObject({ status: 400, body: { message: expect.stringMatching(/is paid/) as string } })
  })

  it("rule 26: what cannot be applied is refused in words, in the preview as well, and leaves nothing behind", async () => {
    const { world } = shop
    const customer = await world.customer()
    const { id } = await subscribe(customer)
    const used_up = await lasting(10, { max_redemptions: 1 })
    const other = await world.customer()
    await apply({ coupon_id: used_up.id, customer_id: other.id })
    const half = { type: "percentage", percentage: 50 }
    const refusals: [object, number, RegExp][] = [
      [{ coupon_id: used_up.id, subscription_id: id }, 400, /used up/],
      [{ coupon_id: used_up.id, customer_id: other.id }, 400, /applied there already/],
      [{ coupon_id: "coup_none", subscription_id: id }, 404, /coup_none/],
      [{ custom: half, subscription_id: "bsub_none" }, 404, /bsub_none/],
      [{ custom: half, invoice_id: "binv_none" }, 404, /binv_none/],
      [{ custom: half, draft_order_id: "order_1" }, 404, /Draft order with id/],
      [{ custom: half }, 400, /exactly one target/],
      [{ custom: half, subscription_id: id, customer_id: customer.id }, 400, /exactly one target/],
      [{ custom: half, coupon_id: used_up.id, subscription_id: id }, 400, /not both/],
      [{ subscription_id: id }, 400, /'coupon_id' is required/],
      [{ custom: { type: "percentage", percentage: 101 }, subscription_id: id }, 400, /custom\.percentage/],
      [{ custom: { ...half, colour: "red" }, subscription_id: id }, 400, /colour/],
      [{ custom: { ...half, status: "draft" }, subscription_id: id }, 400, /'status'/],
      [{ custom: { ...half, redeemable_for: ["one_time"] }, subscription_id: id }, 400, /not for subscriptions/],
      [{ custom: "half", subscription_id: id }, 400, /'custom'/],
    ]
    for (const [body, status, message] of refusals) {
      for (const path of ["/admin/discounts", "/admin/discounts/preview"]) {
        const answer = await world.admin.post<ErrorBody>(path, body)
        expect({ path, body, status: answer.status, message: answer.body.message }).toEqual({
          path,
          body,
          status,
          message: expect.stringMatching(message) as string,
        })
      }
    }
    expect(
      (await world.admin.post("/admin/discounts/preview", { custom: half, subscription_id: id, count: 61 })).status,
    ).toBe(400)
    expect(await world.admin.ok("GET", "/admin/coupons?origin=custom")).toMatchObject({ count: 0 })
    expect(totals(await upcoming(id, 1))).toEqual([30])
    // The override leaves out the limits, counts, and is shown in the preview too.
    const forced = { coupon_id: used_up.id, subscription_id: id, override_limits: true }
    expect(first((await preview(forced)).subscriptions).after[0]?.total).toBe(27)
    await apply(forced)
    expect(await world.admin.ok("GET", `/admin/coupons/${used_up.id}`)).toMatchObject({ coupon: { times_redeemed: 2 } })
  })

  it("rule 26: an admin's discount is judged on the bill that it is for: its plan, and what may be discounted at all", async () => {
    const { world } = shop
    const { id, pen } = await subscribe(await world.customer())
    const refused = async (body: object, code: string) =>
      expect((await world.admin.post<ErrorBody>("/admin/discounts", body)).body).toMatchObject({ code })

    // A change waits: the next bill is on the new plan.
    const single = await world.admin.ok<{ subscription: { id: string } }>("POST", "/admin/billing/subscriptions", {
      customer_id: (await world.customer()).id,
      plan_id: world.plan("Monthly"),
      region_id: world.region("eur"),
      payment_provider_id: PROVIDER,
    })
    const changing = single.subscription.id
    await renew(START)
    const { plan } = await world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", {
      variant_id: world.variant("Pen"),
      name: unique("Pens "),
      interval: "month",
    })
    const change = { plan_id: plan.id, at: "period_end" }
    await world.admin.ok("POST", `/admin/billing/subscriptions/${changing}/change-plan`, change)
    const left = await lasting(50, { scope: { plan_ids: [world.plan("Monthly")] } })
    await refused({ coupon_id: left.id, subscription_id: changing }, "plan_not_eligible")
    const joined = await lasting(50, { scope: { plan_ids: [plan.id] } })
    await apply({ coupon_id: joined.id, subscription_id: changing })
    expect(totals(await upcoming(changing, 1))).toEqual([5])

    // Core calls the product not discountable: no bill would take anything off it.
    const [variant] = (
      await world.admin.ok<{ variants: { id: string; product_id: string }[] }>(
        "GET",
        `/admin/product-variants?id=${world.variant("Pen")}&fields=id,product_id`,
      )
    ).variants
    const product = `/admin/products/${variant?.product_id ?? ""}`
    await world.admin.ok("POST", product, { discountable: false })
    try {
      await refused({ coupon_id: (await lasting(10)).id, subscription_item_id: pen }, "item_not_eligible")
      await apply({ coupon_id: (await lasting(10)).id, subscription_id: id })
      expect(totals(await upcoming(id, 1))).toEqual([28])
    } finally {
      await world.admin.ok("POST", product, { discountable: true })
    }
  })

  it("fault A8: a customer's discount is shown on the invoice that gets it, of whichever subscription, and billed there", async () => {
    const { world } = shop
    const customer = await world.customer()
    const ids = [(await subscribe(customer)).id, (await subscribe(customer)).id].sort()
    const wish = { customer_id: customer.id, custom: { type: "percentage", percentage: 50, duration: "once" } }
    const { subscriptions } = await preview({ ...wish, count: 2 })
    const after = (id: string) => subscriptions.find((one) => one.subscription_id === id)?.after ?? []
    const shown = [
      [15, 30],
      [30, 30],
    ]
    expect(ids.map((id) => totals(after(id)))).toEqual(shown)

    await apply(wish)

    expect(await Promise.all(ids.map(async (id) => totals(await upcoming(id, 2))))).toEqual(shown)
    await renew("2027-02-01T00:00:00.000Z")
    expect(await Promise.all(ids.map(async (id) => totals(await invoicesOf(id))))).toEqual(shown)
  })

  it("faults A9 and A17: an invoice that is retried is shown with its own discount, and keeps what was ended meanwhile", async () => {
    const { id } = await subscribe(await shop.world.customer())
    const { discount } = await apply({
      subscription_id: id,
      custom: { type: "percentage", percentage: 20, duration: "forever" },
    })
    testPayments.is_declining = true
    await renew(START)
    testPayments.reset()
    await shop.world.setClock("2027-01-01T12:00:00.000Z")
    await shop.world.admin.ok("POST", `/admin/discounts/${discount.id}/end`, {})
    expect(totals(await upcoming(id, 2))).toEqual([24, 30])

    const open = first(await invoicesOf(id))
    await apply({
      invoice_id: open.id,
      custom: { type: "percentage", percentage: 10, duration: "forever", stackable: true },
    })
    const shown = await upcoming(id, 2)
    expect(totals(shown)).toEqual([27, 30])
    await renew("2027-02-01T00:00:00.000Z")

    expect(totals(await invoicesOf(id))).toEqual(totals(shown))
  })

  it("fault A10: a change of plan that waits is in previews, schedules and monthly revenue", async () => {
    const { world } = shop
    const customer = await world.customer()
    const { subscription } = await world.admin.ok<{ subscription: { id: string } }>(
      "POST",
      "/admin/billing/subscriptions",
      {
        customer_id: customer.id,
        plan_id: world.plan("Monthly"),
        region_id: world.region("eur"),
        payment_provider_id: PROVIDER,
      },
    )
    const { id } = subscription
    await renew(START)
    const full = first(await invoicesOf(id)).total
    const variant_id = world.variant("Pen")
    const plan = { variant_id, name: unique("Tote "), interval: "month" }
    const { plan: tote } = await world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", plan)
    await world.admin.ok("POST", `/admin/billing/subscriptions/${id}/change-plan`, {
      plan_id: tote.id,
      at: "period_end",
    })
    const ending = await lasting(50, { on_plan_change: "end" })
    const wish = { coupon_id: ending.id, subscription_id: id }

    const { subscriptions } = await preview({ ...wish, count: 1 })
    await apply(wish)

    expect(full).not.toBe(10)
    expect(totals(first(subscriptions).after)).toEqual([10])
    expect(totals(await upcoming(id, 1))).toEqual([10])
    const { mrr } = await world.admin.ok<{ mrr: object[] }>("GET", "/admin/billing/mrr")
    expect(mrr).toEqual([{ currency_code: "eur", amount: 10, subscription_count: 1 }])
    await renew("2027-02-01T00:00:00.000Z")
    expect(totals(await invoicesOf(id))).toEqual([full, 10])
  })

  it("fault D10: a price beyond what is exact is refused, and a row that holds one is named and stops nobody else", async () => {
    const { world } = shop
    const customer = await world.customer()
    const [good, bad] = [await subscribe(customer), await subscribe(customer)]
    const items = [{ variant_id: world.variant("Pen"), quantity: 1_000_000, unit_price: 1e11 }]
    const body = { customer_id: customer.id, plan_id: world.plan("Monthly"), region_id: world.region("eur"), items }
    const refused = await world.admin.post<ErrorBody>("/admin/billing/subscriptions", {
      ...body,
      payment_provider_id: PROVIDER,
    })
    expect(refused).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/may come to at most/) as string },
    })
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE)
    await billing.updateBillingSubscriptionItems([{ id: bad.pen, unit_price: 1e15 }])

    const answer = await world.admin.get<ErrorBody>(`/admin/billing/subscriptions/${bad.id}/upcoming-invoices`)
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/too large to be counted exactly/) as string },
    })
    const wish = { customer_id: customer.id, custom: { type: "percentage", percentage: 50, duration: "once" } }
    const shown = await preview(wish)
    expect(shown).toMatchObject({
      not_priced: [{ subscription_id: bad.id }],
      subscriptions: [{ subscription_id: good.id }],
    })
    await apply(wish)
    expect(totals(await upcoming(good.id, 1))).toEqual([15])
    expect((await world.admin.get("/admin/billing/subscriptions")).status).toBe(200)
    expect(await renew(START)).toMatchObject({ billed: 1, failed: [{ subscription_id: bad.id }] })
    expect(totals(await invoicesOf(good.id))).toEqual([15])
    expect(await world.admin.ok("GET", "/admin/billing/mrr")).toMatchObject({
      mrr: [{ currency_code: "eur", amount: 30, subscription_count: 1 }],
      not_counted: [
        { subscription_id: bad.id, message: expect.stringMatching(/too large to be counted exactly/) as string },
      ],
    })
  })

  it("fault A13: what was in scope when it was won stays in scope when its product moves or is deleted", async () => {
    const { world } = shop
    const life = new Life(shop)
    const { product_type } = await world.admin.ok<{ product_type: { id: string } }>("POST", "/admin/product-types", {
      value: unique("Membership "),
    })
    const productId = async (title: string) =>
      first(
        (
          await world.admin.ok<{ products: { id: string }[] }>(
            "GET",
            `/admin/products?title=${encodeURIComponent(title)}`,
          )
        ).products,
      ).id
    const [desk, perfume] = [await productId("Desk Membership"), await productId("Perfume")]
    for (const id of [desk, perfume]) {
      await world.admin.ok("POST", `/admin/products/${id}`, { type_id: product_type.id })
    }
    const scope = { product_type_ids: [product_type.id] }
    const code = await world.percent(20, { duration: "forever", scope })
    const plan_id = await life.plan("Desk Membership")
    const member = await life.signUp([{ product: "Desk Membership", plan_id }], { code })
    const { id } = await subscribe(await world.customer())
    await apply({ coupon_id: (await lasting(50, { scope })).id, subscription_id: id })
    const bills = async () => [totals(await invoicesOf(member.subscription_id)), totals(await invoicesOf(id))]
    await renew(START)
    expect(await bills()).toEqual([[24], [20]])

    await world.admin.ok("POST", `/admin/products/${desk}`, { type_id: null })
    await releaseReserved(world, world.variant("Perfume"))
    await world.admin.ok("DELETE", `/admin/products/${perfume}`)

    expect([totals(await upcoming(member.subscription_id, 1)), totals(await upcoming(id, 1))]).toEqual([[24], [20]])
    expect(await renew("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 2, failed: [] })
    expect(await bills()).toEqual([
      [24, 24],
      [20, 20],
    ])
    const [, renewal] = await life.invoices(id)
    const order = await world.readOrder(renewal?.order_id ?? "")
    expect(order.items.map(({ title }) => title).sort()).toEqual(["Pen", "Perfume"])
    // A coupon that is put on now is judged by the catalogue of now, to which a deleted product belongs as it was.
    const late = await world.admin.post<ErrorBody>("/admin/discounts", {
      coupon_id: (await lasting(10, { scope })).id,
      subscription_id: member.subscription_id,
    })
    expect(late).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/does not cover/) as string },
    })
  })

  it("fault D14: a preview for a customer asks the database as often for ten subscriptions as for two", async () => {
    const customer = await shop.world.customer()
    const wish = { customer_id: customer.id, custom: { type: "percentage", percentage: 50, duration: "once" } }
    const pg = shop.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    const countOnce = async () => {
      let count = 0
      const listen = () => void count++
      pg.on("query", listen)
      try {
        await preview(wish)
      } finally {
        pg.removeListener("query", listen)
      }
      return count
    }
    // What the shop does in the background beside it, after an order for example, only ever adds to the count.
    const statementsOf = async () => {
      const counts: number[] = []
      for (let attempt = 0; attempt < 5; attempt++) {
        counts.push(await countOnce())
      }
      return Math.min(...counts)
    }
    await subscribe(customer)
    await subscribe(customer)
    const few = await statementsOf()
    for (let more = 0; more < 8; more++) {
      await subscribe(customer)
    }
    expect(few).toBeGreaterThan(0)
    expect(await statementsOf()).toBe(few)
  })
}
