// Suite: coupons that come with a membership, as members, guests and merchants see them (rule 24).
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { adjustments, assertAddsUp, first, saving, unique } from "../../helpers/world"
import type { CartWish, Coupon, Customer, Shop } from "../../helpers/world"

const NOW = "2027-01-15T12:00:00.000Z"

interface GrantedThere {
  coupon: { id: string; name: string }
  saving: number
  amount: number
  chosen: boolean
  reasons: { code: string }[]
}

interface Grant {
  id: string
  coupon_id: string
  status: string
}

interface MyCoupon {
  id: string
  granted_by: { type: string; plan_id: string | null; subscription_id: string | null }[]
}

export function grants(shop: Shop): void {
  beforeEach(() => shop.world.setClock(NOW))

  const word = (coupon: Coupon) => `GRANTED:${coupon.id}`
  const percent = (percentage: number, fields: object = {}) =>
    shop.world.coupon({ type: "percentage", percentage, ...fields })
  const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)

  async function channel(): Promise<string> {
    const path = "/admin/sales-channels?limit=100"
    const { sales_channels } = await shop.world.admin.ok<{ sales_channels: { id: string; name: string }[] }>(
      "GET",
      path,
    )
    return sales_channels.find(({ name }) => name === "Webshop")?.id ?? ""
  }

  async function grant(coupon: Coupon, holder: object): Promise<string> {
    const body = { coupon_id: coupon.id, ...holder }
    return (await shop.world.admin.ok<{ grant: Grant }>("POST", "/admin/grants", body)).grant.id
  }

  const toPlan = (coupon: Coupon, plan = "Monthly") => grant(coupon, { plan_id: shop.world.plan(plan) })

  async function subscribe(customer: Customer, plan = "Monthly", fields: object = {}): Promise<string> {
    const { subscription } = await shop.world.admin.ok<{ subscription: { id: string } }>(
      "POST",
      "/admin/billing/subscriptions",
      {
        customer_id: customer.id,
        plan_id: shop.world.plan(plan),
        region_id: shop.world.region("eur"),
        sales_channel_id: await channel(),
        payment_provider_id: "pp_system_default",
        ...fields,
      },
    )
    return subscription.id
  }

  async function member(plan = "Monthly"): Promise<{ customer: Customer; subscription_id: string }> {
    const customer = await shop.world.customer()
    return { customer, subscription_id: await subscribe(customer, plan) }
  }

  async function grantedOn(cart_id: string): Promise<GrantedThere[]> {
    return (await shop.world.discounts(cart_id)).granted as GrantedThere[]
  }

  const choose = (cart_id: string, coupon_id: unknown) =>
    shop.world.store.post<{ message: string; code: string }>(`/store/carts/${cart_id}/coupon`, { coupon_id })

  /** Any change of a cart has core compute it anew. */
  const refresh = (cart_id: string) => shop.world.updateCart(cart_id, { metadata: { seen: unique("refresh ") } })

  const cartOf = (customer: Customer, wish: CartWish = {}) =>
    shop.world.cart({ customer, lines: ["Perfume", "Pen"], ...wish })

  describe("in the cart", () => {
    it("rule 24: a member sees full prices in the shop, and in the cart the coupon of their plan by itself", async () => {
      const { world } = shop
      const coupon = await percent(10)
      await toPlan(coupon)
      const { customer } = await member()

      const { products } = await customer.store.ok<{ products: { variants: { calculated_price: object }[] }[] }>(
        "GET",
        `/store/products?q=Perfume&region_id=${world.region("eur")}&fields=*variants.calculated_price`,
      )
      expect(first(first(products).variants).calculated_price).toMatchObject({ calculated_amount: 20 })

      const cart = await cartOf(customer)
      expect(cart).toMatchObject({ item_total: 27, discount_total: 3 })
      assertAddsUp(cart, { [word(coupon)]: 3 })
      expect(await world.discounts(cart.id)).toMatchObject({
        entered: [],
        granted: [{ coupon: { id: coupon.id, name: coupon.name }, saving: 3, amount: 3, chosen: true, reasons: [] }],
        discounts: [{ code: null, name: coupon.name, amount: 3 }],
        total_saving: 3,
      })
      assertAddsUp(await world.addLine(cart.id, "Pen"), { [word(coupon)]: 4 })
    })

    it("rule 24: with a personal and a company subscription, each item gets the best coupon of both", async () => {
      const { world } = shop
      const [perfumes, everything] = [
        await percent(15, { scope: { variant_ids: [world.variant("Perfume")] } }),
        await percent(10),
      ]
      await toPlan(perfumes, "Monthly")
      await toPlan(everything, "Yearly")
      const { customer } = await member("Monthly")
      await subscribe(customer, "Yearly")

      const cart = await cartOf(customer)

      assertAddsUp(cart, { [word(perfumes)]: 3, [word(everything)]: 1 })
      expect(adjustments(cart)).toHaveLength(2)
      const granted = await grantedOn(cart.id)
      expect(granted.map(({ saving, amount, chosen }) => ({ saving, amount, chosen }))).toEqual(
        expect.arrayContaining([
          { saving: 3, amount: 3, chosen: true },
          { saving: 3, amount: 1, chosen: true },
        ]),
      )
    })

    it("rule 24: a subscription and a customer can be given coupons of their own", async () => {
      const { customer, subscription_id } = await member()
      const [for_subscription, for_customer, other] = [await percent(5), await percent(20), await percent(50)]
      await grant(for_subscription, { subscription_id })
      assertAddsUp(await cartOf(customer), { [word(for_subscription)]: 1.5 })

      await grant(for_customer, { customer_id: customer.id })
      await grant(other, { customer_id: (await shop.world.customer()).id })
      assertAddsUp(await cartOf(customer), { [word(for_customer)]: 6 })
    })

    it("rule 24: a code that is entered replaces granted coupons for that cart, and one that does not fit does not", async () => {
      const { world } = shop
      const coupon = await percent(10, { stackable: true })
      await toPlan(coupon)
      const { customer } = await member()
      const { id } = await cartOf(customer)
      const code = await world.percent(5, { stackable: true })
      const pending = await world.percent(50, { restrictions: { minimum_quantity: 9 } })

      assertAddsUp(await world.enter(id, pending), { [word(coupon)]: 3 })
      assertAddsUp(await world.enter(id, code), { [code]: 1.5, [word(coupon)]: 0 })
      expect(await grantedOn(id)).toMatchObject([{ saving: 3, amount: 0, chosen: false }])
      assertAddsUp(await world.removeCode(id, code), { [word(coupon)]: 3 })
    })

    it("rule 24: a member may choose another coupon, decline them all, and leave the choice to the shop again", async () => {
      const { world } = shop
      const [best, other, foreign] = [await percent(20), await percent(10), await percent(90)]
      await toPlan(best)
      await toPlan(other)
      const { customer } = await member()
      const { id } = await cartOf(customer)
      await world.pay(id)

      expect(await choose(id, foreign.id)).toMatchObject({ status: 400, body: { code: "coupon_not_granted" } })
      expect((await choose(id, other.id)).status).toBe(200)
      assertAddsUp(await world.readCart(id), { [word(other)]: 3, [word(best)]: 0 })
      assertAddsUp(await refresh(id), { [word(other)]: 3 })
      expect((await grantedOn(id)).find(({ chosen }) => chosen)?.coupon.id).toBe(other.id)

      expect((await choose(id, null)).status).toBe(200)
      expect(await refresh(id)).toMatchObject({ item_total: 30, payment_collection: { amount: 30 } })
      expect((await grantedOn(id)).map(({ chosen }) => chosen)).toEqual([false, false])

      expect((await world.store.delete(`/store/carts/${id}/coupon`)).status).toBe(200)
      expect(await world.readCart(id)).toMatchObject({ item_total: 24, payment_collection: { amount: 24 } })
      expect(await choose(id, 5)).toMatchObject({ status: 400 })
      expect(await choose("cart_none", null)).toMatchObject({ status: 404 })
    })

    it("rule 24: a chosen coupon that is granted no longer gives way to the best one", async () => {
      const [best, other] = [await percent(20), await percent(10)]
      await toPlan(best)
      const grant_id = await toPlan(other)
      const { customer } = await member()
      const { id } = await cartOf(customer)
      await choose(id, other.id)

      await shop.world.admin.ok("DELETE", `/admin/grants/${grant_id}`)

      assertAddsUp(await refresh(id), { [word(best)]: 6, [word(other)]: 0 })
    })

    it("rule 24: in a sales channel where the member has no subscription, nothing is granted", async () => {
      const { world } = shop
      const coupon = await percent(10)
      await toPlan(coupon)
      const customer = await world.customer()
      const { sales_channel } = await world.admin.ok<{ sales_channel: { id: string } }>(
        "POST",
        "/admin/sales-channels",
        {
          name: unique("Elsewhere "),
        },
      )
      await subscribe(customer, "Monthly", { sales_channel_id: sales_channel.id })

      const cart = await cartOf(customer)

      expect(adjustments(cart)).toEqual([])
      expect(await grantedOn(cart.id)).toEqual([])
    })

    it("rule 16 and 19: dates, minimums and scope hold for granted coupons too, and the cart says why", async () => {
      const coupon = await percent(10, { restrictions: { minimum_amount: [{ currency_code: "eur", amount: 50 }] } })
      const expired = await percent(50, { expires_at: "2027-01-10" })
      await toPlan(coupon)
      await toPlan(expired)
      const { customer } = await member()

      const { id } = await cartOf(customer)

      const reasons = (await grantedOn(id)).map(({ coupon: { id }, reasons }) => [id, reasons.map(({ code }) => code)])
      expect(Object.fromEntries(reasons)).toEqual({
        [coupon.id]: ["minimum_amount_not_reached"],
        [expired.id]: ["expired"],
      })
      assertAddsUp(await shop.world.addLine(id, { product: "Perfume", quantity: 2 }), { [word(coupon)]: 7 })
    })
  })

  describe("who gets them", () => {
    it("a guest who gives a member's e-mail address gets nothing and learns nothing, until the member logs in", async () => {
      const { world } = shop
      const coupon = await percent(10)
      await toPlan(coupon)
      const { customer } = await member()
      const cart = await world.cart({ email: customer.email, lines: ["Perfume"] })

      expect(adjustments(await refresh(cart.id))).toEqual([])
      expect(await grantedOn(cart.id)).toEqual([])
      expect(await choose(cart.id, coupon.id)).toMatchObject({ status: 400 })
      expect(await choose(cart.id, null)).toMatchObject({ status: 400 })

      await customer.store.ok("POST", `/store/carts/${cart.id}`, { metadata: { seen: "by the member" } })
      assertAddsUp(await world.readCart(cart.id), { [word(coupon)]: 2 })
      assertAddsUp(await refresh(cart.id), { [word(coupon)]: 2 })
    })

    it("a cart of a guest asks for no grants, and one of a customer once, where the shop has none", async () => {
      const { world } = shop
      const coupons = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
      const [asked, held] = [jest.spyOn(coupons, "readCartGrants"), jest.spyOn(billing(), "listBillingSubscriptions")]
      try {
        const guest = await world.cart({ lines: ["Perfume"] })
        await refresh(guest.id)
        expect(asked).not.toHaveBeenCalled()

        const cart = await cartOf(await world.customer())
        asked.mockClear()
        await refresh(cart.id)
        expect(asked).toHaveBeenCalledTimes(1)
        expect(held).not.toHaveBeenCalled()
        expect(await coupons.findCartCustomer(cart.id)).toBeNull()
      } finally {
        jest.restoreAllMocks()
      }
    })

    it("a cart that a member takes over after logging in gets their coupon at once", async () => {
      const { world } = shop
      const coupon = await percent(10)
      await toPlan(coupon)
      const { customer } = await member()
      const cart = await world.cart({ lines: ["Perfume"] })

      await customer.store.ok("POST", `/store/carts/${cart.id}/customer`)

      assertAddsUp(await world.readCart(cart.id), { [word(coupon)]: 2 })
    })

    it("members in a trial or with a payment to be tried again keep them, paused and unpaid ones do not", async () => {
      const coupon = await percent(10)
      await toPlan(coupon)
      const { customer, subscription_id } = await member()
      const { id } = await cartOf(customer)
      const savings: Record<string, number> = {}
      for (const status of ["trialing", "past_due", "paused", "unpaid", "active"] as const) {
        await billing().updateBillingSubscriptions({ id: subscription_id, status })
        savings[status] = saving(await refresh(id))
      }

      expect(savings).toEqual({ trialing: 3, past_due: 3, paused: 0, unpaid: 0, active: 3 })
    })

    it("a member reads their coupons and what grants each of them, of active subscriptions only", async () => {
      const { world } = shop
      const [of_plan, of_both, of_customer] = [await percent(10), await percent(20), await percent(30)]
      const { customer, subscription_id } = await member()
      await toPlan(of_plan)
      await toPlan(of_both)
      await grant(of_both, { subscription_id })
      await grant(of_customer, { customer_id: customer.id })
      const mine = () => customer.store.ok<{ coupons: MyCoupon[]; count: number }>("GET", "/store/customers/me/coupons")

      const { coupons, count } = await mine()
      const granters = Object.fromEntries(
        coupons.map(({ id, granted_by }) => [id, granted_by.map(({ type }) => type).sort()]),
      )
      expect(granters).toEqual({
        [of_plan.id]: ["plan"],
        [of_both.id]: ["plan", "subscription"],
        [of_customer.id]: ["customer"],
      })
      expect(count).toBe(3)
      expect(coupons.find(({ id }) => id === of_plan.id)?.granted_by).toEqual([
        { type: "plan", plan_id: world.plan("Monthly"), subscription_id, sales_channel_id: await channel() },
      ])

      await world.admin.ok("POST", `/admin/billing/subscriptions/${subscription_id}/cancel`, {})
      expect((await mine()).coupons.map(({ id }) => id)).toEqual([of_customer.id])
      expect((await world.store.get("/store/customers/me/coupons")).status).toBe(401)
      expect((await customer.store.get("/store/customers/me/coupons?order=price")).status).toBe(400)
    })
  })

  describe("at checkout", () => {
    it("rule 24: a granted coupon is redeemed once for the order, and the ledger names it without a code", async () => {
      const { world } = shop
      const coupon = await percent(10, { max_redemptions: 1 })
      await toPlan(coupon)
      const { customer } = await member()
      const [one, other] = [await cartOf(customer), await cartOf(customer)]

      const order = await world.checkOut(one.id)

      assertAddsUp(order, { [word(coupon)]: 3 })
      const redemptions = await world.redemptions({ coupon_id: coupon.id })
      expect(redemptions).toMatchObject([
        { code: null, order_id: order.id, customer_id: customer.id, amount: 3, currency_code: "eur" },
      ])
      await world.pay(other.id)
      expect(await world.complete(other.id)).toMatchObject({
        status: 400,
        body: { code: "promo_code_refused", type: "not_allowed" },
      })
      expect(await world.readCart(other.id)).toMatchObject({ item_total: 30, payment_collection: { amount: 30 } })
      assertAddsUp(await world.checkOut(other.id), { [word(coupon)]: 0 })
    })

    it("rule 24: two coupons on two items of one order are two redemptions, and an unpaid order is none", async () => {
      const { world } = shop
      const [perfumes, pens] = [
        await percent(15, { scope: { variant_ids: [world.variant("Perfume")] }, max_redemptions: 9 }),
        await percent(10, { scope: { variant_ids: [world.variant("Pen")] } }),
      ]
      await toPlan(perfumes)
      await toPlan(pens)
      const { customer } = await member()
      const { id } = await cartOf(customer)

      const unpaid = await world.complete(id)
      expect(unpaid.body.order).toBeUndefined()
      expect(await world.redemptions({ coupon_id: perfumes.id })).toEqual([])

      await world.checkOut(id)
      expect(await world.redemptions({ coupon_id: perfumes.id })).toMatchObject([{ amount: 3 }])
      expect(await world.redemptions({ coupon_id: pens.id })).toMatchObject([{ amount: 1 }])
    })

    const endings: [string, (of: { coupon: Coupon; subscription_id: string }) => Promise<unknown>][] = [
      [
        "the subscription is cancelled",
        ({ subscription_id }) =>
          shop.world.admin.ok("POST", `/admin/billing/subscriptions/${subscription_id}/cancel`, {}),
      ],
      [
        "the plan is changed",
        ({ subscription_id }) =>
          billing().updateBillingSubscriptions({ id: subscription_id, plan_id: shop.world.plan("Yearly") }),
      ],
      [
        "the coupon is archived",
        ({ coupon }) => shop.world.admin.ok("POST", `/admin/coupons/${coupon.id}/archive`, {}),
      ],
    ]
    it.each(endings)("rule 24: a grant ends at once when %s", async (_when, end) => {
      const { world } = shop
      const coupon = await percent(10)
      await toPlan(coupon)
      const { customer, subscription_id } = await member()
      const [refreshed, completed] = [await cartOf(customer), await cartOf(customer)]
      await world.pay(completed.id)

      await end({ coupon, subscription_id })

      assertAddsUp(await refresh(refreshed.id), { [word(coupon)]: 0 })
      expect(await world.complete(completed.id)).toMatchObject({ status: 400, body: { code: "promo_code_refused" } })
      expect(await world.readCart(completed.id)).toMatchObject({ item_total: 30, payment_collection: { amount: 30 } })
      await world.checkOut(completed.id)
      expect(await world.redemptions({ coupon_id: coupon.id })).toEqual([])
    })

    it("rule 21 and 24: a member signs up for a second subscription at the member's price, for as long as the coupon says", async () => {
      const { world } = shop
      const coupon = await percent(20, { duration: "repeating", duration_in_cycles: 2 })
      await toPlan(coupon)
      const { customer, subscription_id } = await member()
      const lines = [{ product: "Desk Membership", plan: "Monthly" }]
      const cart = await shop.world.cart({ customer, lines })
      const price = first(cart.items).unit_price
      assertAddsUp(cart, { [word(coupon)]: price * 0.2 })

      await world.checkOut(cart.id)

      const started = (await billing().readSubscriptions({ customer_id: customer.id })).find(
        ({ id }) => id !== subscription_id,
      )
      const path = `/admin/billing/subscriptions/${started?.id}/upcoming-invoices?count=3`
      type Upcoming = { upcoming_invoices: { discount_total: number }[] }
      const { upcoming_invoices } = await world.admin.ok<Upcoming>("GET", path)
      expect(upcoming_invoices.map(({ discount_total }) => discount_total)).toEqual([price * 0.2, 0, 0])
      const invoices = `/admin/billing/invoices?subscription_id=${started?.id}`
      expect(await world.admin.ok("GET", invoices)).toMatchObject({
        invoices: [{ discounts: [{ name: coupon.name, code: null, coupon_id: coupon.id, is_last: false }] }],
      })
      expect(await world.admin.ok("GET", `/admin/discounts?subscription_id=${started?.id}`)).toMatchObject({
        discounts: [{ origin: "grant", code: null, target_type: "subscription" }],
      })
      // Renewals are no checkout: the membership that grants the coupon is not discounted by it.
      const granting = `/admin/billing/subscriptions/${subscription_id}/upcoming-invoices?count=1`
      expect(await world.admin.ok("GET", granting)).toMatchObject({ upcoming_invoices: [{ discount_total: 0 }] })
    })
  })

  it("rule 24: a subscription that begins with a trial is not discounted by a grant, whatever else is in the cart", async () => {
    const { world } = shop
    await toPlan(await percent(20, { duration: "forever", redeemable_for: ["one_time", "subscription"] }))
    const { customer, subscription_id } = await member()
    const { plan } = await world.admin.ok<{ plan: { id: string } }>("POST", "/admin/billing/plans", {
      variant_id: world.variant("Desk Membership"),
      name: unique("Trial "),
      interval: "month",
      trial_days: 14,
    })
    const trial = { product: "Desk Membership", metadata: { plan_id: plan.id } }
    const { id } = await world.cart({ customer, lines: ["Perfume", trial] })

    expect(await world.checkOut(id)).toMatchObject({ item_total: 16 })

    const started = (await billing().readSubscriptions({ customer_id: customer.id })).find(
      ({ id }) => id !== subscription_id,
    )
    const path = `/admin/billing/subscriptions/${started?.id}/upcoming-invoices?count=1`
    expect(await world.admin.ok("GET", path)).toMatchObject({ upcoming_invoices: [{ discount_total: 0 }] })
  })

  describe("in the Admin API", () => {
    it("rule 24: grants are listed by what they give and to whom, and given only once", async () => {
      const { admin } = shop.world
      const coupon = await percent(10)
      const plan_id = shop.world.plan("Monthly")
      const { customer, subscription_id } = await member()
      const [to_plan, to_subscription, to_customer] = [
        await grant(coupon, { plan_id }),
        await grant(coupon, { subscription_id }),
        await grant(coupon, { customer_id: customer.id }),
      ]
      const list = async (query: string) =>
        (await admin.ok<{ grants: Grant[] }>("GET", `/admin/grants?coupon_id=${coupon.id}&${query}`)).grants.map(
          ({ id }) => id,
        )
      const again = await admin.post("/admin/grants", { coupon_id: coupon.id, plan_id })

      expect(again).toMatchObject({ status: 400, body: { code: "granted_already" } })
      expect((await list("")).sort()).toEqual([to_plan, to_subscription, to_customer].sort())
      expect(await list(`plan_id=${plan_id}`)).toEqual([to_plan])
      expect(await list(`subscription_id=${subscription_id}`)).toEqual([to_subscription])
      expect(await list(`customer_id=${customer.id}`)).toEqual([to_customer])

      expect(await admin.ok("DELETE", `/admin/grants/${to_plan}`)).toEqual({
        id: to_plan,
        object: "grant",
        deleted: true,
      })
      expect(await list(`plan_id=${plan_id}`)).toEqual([])
      expect(await list("status=ended")).toEqual([to_plan])
      expect(await admin.ok("GET", `/admin/grants/${to_plan}`)).toMatchObject({
        grant: { status: "ended", ended_reason: "ended_by_admin", coupon: { name: coupon.name } },
      })
      await grant(coupon, { plan_id })
      await admin.ok("POST", `/admin/coupons/${coupon.id}/archive`, {})
      expect(await list("")).toEqual([])
    })

    it("rule 24: what cannot be granted is refused in words", async () => {
      const { admin } = shop.world
      const plan_id = shop.world.plan("Monthly")
      const [active, draft, archived, trial] = [
        await percent(10),
        await percent(10, { status: "draft" }),
        await percent(10),
        await shop.world.coupon({ type: "trial_extension", trial_days: 7 }),
      ]
      await admin.ok("POST", `/admin/coupons/${archived.id}/archive`, {})
      const { subscription_id } = await member()
      await admin.ok("POST", `/admin/billing/subscriptions/${subscription_id}/cancel`, {})
      const refusals: [object, number, RegExp][] = [
        [{ coupon_id: "coup_none", plan_id }, 404, /coup_none/],
        [{ coupon_id: active.id, plan_id: "bplan_none" }, 404, /Plan with id 'bplan_none'/],
        [{ coupon_id: active.id, subscription_id: "bsub_none" }, 404, /Subscription with id 'bsub_none'/],
        [{ coupon_id: active.id, customer_id: "cus_none" }, 404, /Customer with id 'cus_none'/],
        [{ coupon_id: active.id, subscription_id }, 400, /canceled/],
        [{ coupon_id: draft.id, plan_id }, 400, /draft/],
        [{ coupon_id: archived.id, plan_id }, 400, /archived/],
        [{ coupon_id: trial.id, plan_id }, 400, /trial extension/],
        [{ coupon_id: active.id }, 400, /exactly one holder/],
        [{ coupon_id: active.id, plan_id, customer_id: "cus_1" }, 400, /exactly one holder/],
        [{ plan_id }, 400, /coupon_id/],
        [{ coupon_id: active.id, plan_id, colour: "red" }, 400, /colour/],
        [{ coupon_id: 7, plan_id }, 400, /coupon_id/],
      ]
      for (const [body, status, message] of refusals) {
        const answer = await admin.post<{ message: string }>("/admin/grants", body)
        expect({ body, status: answer.status, message: answer.body.message }).toEqual({
          body,
          status,
          message: expect.stringMatching(message) as string,
        })
      }
      expect((await admin.get("/admin/grants?colour=red")).status).toBe(400)
      expect((await admin.get("/admin/grants?status=sleeping")).status).toBe(400)
      expect((await admin.get("/admin/grants/grant_none")).status).toBe(404)
      expect((await admin.delete("/admin/grants/grant_none")).status).toBe(404)
      expect((await shop.world.store.get("/admin/grants")).status).toBe(401)
    })
  })
}
