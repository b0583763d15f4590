// Suite: discounts on draft orders, from the preview to the order: amounts at each step, limits counted at conversion.
import type { Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { claimDraft } from "../../../src/operations/order/claim-draft"
import { finishStaleClaims } from "../../../src/operations/clean-up/finish-stale-claims"
import { addPlan } from "../../helpers/catalogue"
import { eventually } from "../../helpers/eventually"
import { cents, first, saving } from "../../helpers/world"
import type { Answer, ErrorBody, Order, Shop } from "../../helpers/world"

interface Draft extends Order {
  status: string
  is_draft_order: boolean
  summary: { current_order_total: number }
}

interface DiscountJson {
  id: string
  name: string
  code: string | null
  status: string
  target_type: string
  ended_reason: string | null
}

interface DraftPreviewJson {
  amount: number
  lines: { title: string; amount: number }[]
  before: { discount_total: number; tax_total: number; total: number }
  after: { discount_total: number; tax_total: number; total: number }
}

const FIELDS =
  "id,status,is_draft_order,total,tax_total,discount_total,item_total,shipping_total,currency_code,summary.*"

export function draftOrders(shop: Shop): void {
  const { ok, post } = {
    ok: <T>(path: string, body: object = {}) => shop.world.admin.ok<T>("POST", path, body),
    post: (path: string, body: object = {}) => shop.world.admin.post<ErrorBody>(path, body),
  }

  async function draft(lines: Record<string, number>, fields: object = {}, region = "net"): Promise<Draft> {
    const { world } = shop
    const items = Object.entries(lines).map(([title, quantity]) => ({ variant_id: world.variant(title), quantity }))
    const { draft_order } = await ok<{ draft_order: { id: string } }>("/admin/draft-orders", {
      region_id: world.region(region),
      email: "phone@example.com",
      shipping_address: { first_name: "Anna", country_code: world.names.countries[region] },
      items,
      ...fields,
    })
    return read(draft_order.id)
  }

  async function read(id: string): Promise<Draft> {
    const fields = `${FIELDS},*items,*items.adjustments,*shipping_methods,*shipping_methods.adjustments`
    const { order } = await shop.world.admin.ok<{ order: Draft }>("GET", `/admin/orders/${id}?fields=${fields}`)
    return order
  }

  const discountsOn = async (id: string) =>
    (await shop.world.admin.ok<{ discounts: DiscountJson[] }>("GET", `/admin/discounts?draft_order_id=${id}`)).discounts

  const apply = async (draft_order_id: string, body: object) =>
    (await ok<{ discount: DiscountJson }>("/admin/discounts", { draft_order_id, ...body })).discount

  const convert = (id: string) => post(`/admin/draft-orders/${id}/convert-to-order`)

  const timesRedeemed = async (coupon_id: string) =>
    (await shop.world.admin.ok<{ coupon: { times_redeemed: number } }>("GET", `/admin/coupons/${coupon_id}`)).coupon
      .times_redeemed

  const booked = async (order_id: string) =>
    (await shop.world.redemptions({ order_id })).map(({ code, amount }): { code: string | null; amount: number } => ({
      code,
      amount,
    }))

  /** Everything that follows a conversion was done. */
  const settled = (id: string) =>
    eventually(async () => (await discountsOn(id)).filter(({ status }) => status === "running").length, 0)

  const refusal = ({ status, body }: Answer<ErrorBody>) => ({ status, code: body.code })

  it("rules 26 and 30: is previewed, applied, follows the lines, is ended, and is counted when the draft is an order", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 20, name: "Phone offer" })
    const { id } = await draft({ Pen: 3 })

    const preview = await ok<{ draft_order: DraftPreviewJson; subscriptions: unknown[] }>("/admin/discounts/preview", {
      coupon_id: coupon.id,
      draft_order_id: id,
    })
    expect(preview).toMatchObject({
      subscriptions: [],
      draft_order: {
        amount: 6,
        lines: [{ title: "Pen", amount: 6 }],
        before: { discount_total: 0, tax_total: 6, total: 36 },
        after: { tax_total: 4.8, total: 28.8 },
      },
    })
    expect((await read(id)).total).toBe(36)

    const discount = await apply(id, { coupon_id: coupon.id })
    expect(discount).toMatchObject({ target_type: "draft_order", status: "running", name: "Phone offer" })
    const discounted = await read(id)
    expect(discounted).toMatchObject({ total: 28.8, tax_total: 4.8, summary: { current_order_total: 28.8 } })
    expect(saving(discounted, "Phone offer")).toBe(6)
    expect(refusal(await post("/admin/discounts", { coupon_id: coupon.id, draft_order_id: id }))).toMatchObject({
      status: 400,
    })

    // Core's own routes: more of the same, and another product.
    await ok(`/admin/draft-orders/${id}/edit`)
    const line = first(discounted.items)
    const edited = await ok<{ draft_order_preview: Draft }>(`/admin/draft-orders/${id}/edit/items/item/${line.id}`, {
      quantity: 5,
    })
    expect(edited.draft_order_preview.total).toBeCloseTo(48, 6)
    await ok(`/admin/draft-orders/${id}/edit/items`, { items: [{ variant_id: world.variant("Perfume"), quantity: 1 }] })
    expect((await read(id)).total).toBe(28.8)
    await ok(`/admin/draft-orders/${id}/edit/confirm`)
    const larger = await read(id)
    expect(larger).toMatchObject({ total: 67.2, tax_total: 11.2, summary: { current_order_total: 67.2 } })
    expect(saving(larger, "Phone offer")).toBe(14)

    expect((await ok<{ discount: DiscountJson }>(`/admin/discounts/${discount.id}/end`)).discount.status).toBe("ended")
    expect(await read(id)).toMatchObject({ total: 84, summary: { current_order_total: 84 } })

    // Two one-off discounts of the same name are told apart.
    const sorry = { name: "Sorry", type: "fixed", amounts: [{ currency_code: "eur", amount: 5 }], stackable: true }
    await apply(id, { custom: sorry })
    expect((await apply(id, { custom: sorry })).name).toBe("Sorry (2)")
    expect(await read(id)).toMatchObject({ total: 72, tax_total: 12 })

    // The Admin looks up whoever is named there, and its page breaks when it finds nobody.
    const { order_changes } = await world.admin.ok<{ order_changes: { confirmed_by: string | null }[] }>(
      "GET",
      `/admin/orders/${id}/changes`,
    )
    expect(order_changes.map(({ confirmed_by }) => confirmed_by)).toEqual(
      order_changes.map(() => expect.stringMatching(/^user_/) as string),
    )
    expect(order_changes.length).toBeGreaterThanOrEqual(5)

    expect((await convert(id)).status).toBe(200)
    const order = await read(id)
    expect(order).toMatchObject({
      total: 72,
      is_draft_order: false,
      status: "pending",
      summary: { current_order_total: 72 },
    })
    expect([saving(order, "Sorry"), saving(order, "Sorry (2)")]).toEqual([5, 5])
    await eventually(
      () => booked(id),
      [
        { code: null, amount: 5 },
        { code: null, amount: 5 },
      ],
    )
    expect(await timesRedeemed(coupon.id)).toBe(0)
    await eventually(
      async () => (await discountsOn(id)).map(({ status, ended_reason }) => `${status}: ${ended_reason}`).sort(),
      ["ended: converted to an order", "ended: converted to an order", "ended: ended_by_admin"],
    )
  })

  it("rule 26: limits are counted at conversion, which is refused whole beyond them; an override is named and counted", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 10, max_redemptions: 1 })
    const [winner, late, deleted] = [await draft({ Pen: 1 }), await draft({ Pen: 1 }), await draft({ Pen: 1 })]
    for (const { id } of [late, deleted]) {
      await apply(id, { coupon_id: coupon.id })
    }
    const twice = { coupon_id: coupon.id, draft_order_id: winner.id }
    const both = await Promise.all([post("/admin/discounts", twice), post("/admin/discounts", twice)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    expect((await read(winner.id)).total).toBe(10.8)
    expect(await timesRedeemed(coupon.id)).toBe(0)
    await world.admin.ok("DELETE", `/admin/draft-orders/${deleted.id}`)
    expect(await discountsOn(deleted.id)).toMatchObject([{ status: "ended", ended_reason: "draft order deleted" }])

    const answers = await Promise.all([convert(winner.id), convert(winner.id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    await eventually(() => booked(winner.id), [{ code: null, amount: 1 }])
    expect(await timesRedeemed(coupon.id)).toBe(1)

    const refused = await convert(late.id)
    expect(refusal(refused)).toEqual({ status: 400, code: "redemption_limit_reached" })
    expect(await read(late.id)).toMatchObject({ is_draft_order: true, status: "draft", total: 10.8 })
    expect([await timesRedeemed(coupon.id), await booked(late.id)]).toEqual([1, []])

    const [mine] = await discountsOn(late.id)
    await ok(`/admin/discounts/${mine?.id}/end`)
    const again = { coupon_id: coupon.id, draft_order_id: late.id }
    expect(refusal(await post("/admin/discounts", again)).code).toBe("redemption_limit_reached")
    await apply(late.id, { coupon_id: coupon.id, override_limits: true })
    const warned = jest.spyOn(shop.container.resolve<Logger>(ContainerRegistrationKeys.LOGGER), "warn")
    expect((await convert(late.id)).status).toBe(200)
    expect(warned).toHaveBeenCalledWith(expect.stringContaining(`limits of coupon ${coupon.id} overridden`))
    warned.mockRestore()
    await eventually(() => timesRedeemed(coupon.id), 2)
    await eventually(() => booked(late.id), [{ code: null, amount: 1 }])

    await world.admin.ok("POST", `/admin/orders/${winner.id}/cancel`)
    await eventually(() => timesRedeemed(coupon.id), 1)
    await settled(late.id)
  })

  it("rules 6 and 26: free shipping on a draft, also on a method that an edit adds", async () => {
    const { world } = shop
    const { shipping_options } = await world.admin.ok<{
      shipping_options: { id: string; service_zone: { name: string } }[]
    }>("GET", "/admin/shipping-options?fields=id,service_zone.name")
    const option = first(shipping_options.filter(({ service_zone }) => service_zone.name === "Spain"))
    const method = { shipping_option_id: option.id, name: "Standard", amount: 6 }
    const { id } = await draft({ Pen: 1 }, { shipping_methods: [method] }, "gross")
    const full = (await read(id)).total
    const coupon = await world.coupon({
      type: "percentage",
      percentage: 100,
      target: "shipping",
      name: "Free shipping",
    })
    await apply(id, { coupon_id: coupon.id })
    const free = await read(id)
    expect([free.shipping_total, cents(free.total - full, "eur")]).toEqual([0, -720])

    await ok(`/admin/draft-orders/${id}/edit`)
    await ok(`/admin/draft-orders/${id}/edit/shipping-methods`, { shipping_option_id: option.id, custom_amount: 4 })
    await ok(`/admin/draft-orders/${id}/edit/confirm`)
    const both = await read(id)
    expect([both.shipping_methods.length, both.shipping_total, both.total]).toEqual([2, 0, free.total])
    expect(both.summary.current_order_total).toBe(free.total)
    expect((await convert(id)).status).toBe(200)
    await eventually(() => booked(id), [{ code: null, amount: 10 }])
    await settled(id)
  })

  it("fault B2: free shipping stays free when a draft gets its address, and its tax, later; so does its order", async () => {
    const { world } = shop
    const { price_preferences } = await world.admin.ok<{ price_preferences: { id: string }[] }>(
      "GET",
      "/admin/price-preferences?attribute=currency_code&value=eur",
    )
    await ok(`/admin/price-preferences/${first(price_preferences).id}`, { is_tax_inclusive: true })
    const { id } = await draft({ Pen: 1, Perfume: 1 }, { shipping_address: undefined }, "gross")
    const { shipping_options } = await world.admin.ok<{
      shipping_options: { id: string; service_zone: { name: string } }[]
    }>("GET", "/admin/shipping-options?fields=id,service_zone.name")
    const option = first(shipping_options.filter(({ service_zone }) => service_zone.name === "Spain"))
    await ok(`/admin/draft-orders/${id}/edit`)
    await ok(`/admin/draft-orders/${id}/edit/shipping-methods`, { shipping_option_id: option.id })
    await ok(`/admin/draft-orders/${id}/edit/confirm`)
    const coupon = await world.coupon({ type: "percentage", percentage: 100, target: "shipping" })
    await apply(id, { coupon_id: coupon.id })
    const untaxed = await read(id)
    expect([untaxed.total, untaxed.shipping_total, untaxed.tax_total]).toEqual([30, 0, 0])
    const address = { first_name: "Anna", country_code: "es" }

    // While an edit is under way its preview is right, and the draft is when the edit has ended.
    await ok(`/admin/draft-orders/${id}/edit`)
    const during = await ok<{ draft_order: Draft }>(`/admin/draft-orders/${id}`, { shipping_address: address })
    expect(during.draft_order.id).toBe(id)
    expect(refusal(await convert(id))).toEqual({ status: 400, code: "edit_pending" })
    await world.admin.ok("DELETE", `/admin/draft-orders/${id}/edit`)
    const taxed = await read(id)
    expect([taxed.total, taxed.shipping_total, taxed.tax_total]).toEqual([30, 0, 5])

    // Another rate: core reckons anew when the address is sent again, and at the conversion.
    const { tax_rates } = await world.admin.ok<{ tax_rates: { id: string; code: string }[] }>("GET", "/admin/tax-rates")
    const vat = first(tax_rates.filter(({ code }) => code === "vat-es"))
    await ok(`/admin/tax-rates/${vat.id}`, { rate: 22 })
    await ok(`/admin/draft-orders/${id}`, { shipping_address: address })
    const again = await read(id)
    expect([again.total, again.shipping_total, again.summary.current_order_total]).toEqual([30, 0, 30])
    await ok(`/admin/tax-rates/${vat.id}`, { rate: 7 })
    expect((await convert(id)).status).toBe(200)
    const order = await read(id)
    expect([order.total, order.shipping_total]).toEqual([30, 0])
    await eventually(() => booked(id), [{ code: null, amount: 6 }])
    await settled(id)
  })

  it("rules 26 and 29: core's own route takes our codes, beside core's, and a cancelled edit leaves nothing", async () => {
    const { world } = shop
    const code = await world.percent(50, {}, { max_redemptions: 5 })
    const core = await world.corePromotion({ type: "percentage", value: 10 })
    const { id } = await draft({ Pen: 2 }, {}, "eur")
    const path = `/admin/draft-orders/${id}/edit/promotions`
    const typed = code.toLowerCase()

    expect((await world.store.post(path, { promo_codes: [code] })).status).toBe(401)
    expect((await post(path, { promo_codes: [code] })).status).toBe(400)
    await ok(`/admin/draft-orders/${id}/edit`)
    expect((await post(path, { promo_codes: [code, "NOBODYS"] })).status).toBe(400)
    expect((await discountsOn(id)).filter(({ status }) => status === "running")).toEqual([])

    const both = await ok<{ draft_order_preview: Draft }>(path, { promo_codes: [typed, core] })
    // 20 less 10 % of core's is 18, less half of what is left.
    expect(both.draft_order_preview.total).toBeCloseTo(9, 6)
    await world.admin.ok("DELETE", `/admin/draft-orders/${id}/edit`)
    expect(await read(id)).toMatchObject({ total: 20 })
    expect((await discountsOn(id)).map(({ ended_reason }) => ended_reason)).toContain("edit canceled")

    await ok(`/admin/draft-orders/${id}/edit`)
    await ok(path, { promo_codes: [code, core] })
    const line = first((await read(id)).items)
    await ok(`/admin/draft-orders/${id}/edit/items/item/${line.id}`, { quantity: 4 })
    await ok(`/admin/draft-orders/${id}/edit/confirm`)
    expect(await read(id)).toMatchObject({ total: 18, summary: { current_order_total: 18 } })

    await ok(`/admin/draft-orders/${id}/edit`)
    const without = await world.admin.ok<{ draft_order_preview: Draft }>("DELETE", path, { promo_codes: [code] })
    expect(without.draft_order_preview.total).toBeCloseTo(36, 6)
    await world.admin.ok("DELETE", `/admin/draft-orders/${id}/edit`)
    expect(await read(id)).toMatchObject({ total: 18 })

    expect((await convert(id)).status).toBe(200)
    await eventually(() => booked(id), [{ code, amount: 18 }])
    expect((await world.findCode(code)).times_redeemed).toBe(1)
    await settled(id)
  })

  it("rules 26 and 39: a plan line starts its subscription with the promise; a trial, and an ended discount, are refused", async () => {
    const { world } = shop
    const customer = await world.customer()
    const plan_id = await addPlan(world, world.variant("Pen"), "month")
    const items = [{ variant_id: world.variant("Pen"), quantity: 1, metadata: { plan_id } }]
    const signUp = await draft({}, { customer_id: customer.id, email: undefined, items }, "eur")
    const coupon = await world.coupon({ type: "percentage", percentage: 25, duration: "forever" })
    await apply(signUp.id, { coupon_id: coupon.id })
    expect((await convert(signUp.id)).status).toBe(200)
    const subscriptions = () =>
      world.admin.ok<{ subscriptions: { id: string; status: string }[] }>(
        "GET",
        `/admin/billing/subscriptions?customer_id=${customer.id}`,
      )
    await eventually(async () => (await subscriptions()).subscriptions.map(({ status }) => status), ["active"])
    const { id } = first((await subscriptions()).subscriptions)
    // The promise is won in its own transaction, a moment after the subscription has started.
    await eventually(async () => {
      const { upcoming_invoices } = await world.admin.ok<{ upcoming_invoices: { total: number }[] }>(
        "GET",
        `/admin/billing/subscriptions/${id}/upcoming-invoices?count=2`,
      )
      return upcoming_invoices.map(({ total }) => total)
    }, [7.5, 7.5])

    const { plan } = await ok<{ plan: { id: string } }>("/admin/billing/plans", {
      variant_id: world.variant("Perfume"),
      name: "With a trial",
      interval: "month",
      interval_count: 1,
      trial_days: 14,
    })
    const trial_items = [{ variant_id: world.variant("Perfume"), quantity: 1, metadata: { plan_id: plan.id } }]
    const trial = await draft({}, { customer_id: customer.id, email: undefined, items: trial_items }, "eur")
    const refused = await convert(trial.id)
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringMatching(/begins with a trial/)])

    const stale = await draft({ Pen: 1 }, {}, "eur")
    const ending = await world.coupon({ type: "percentage", percentage: 10 })
    await apply(stale.id, { coupon_id: ending.id })
    await ok(`/admin/coupons/${ending.id}/archive`, { existing_discounts: "end" })
    expect(refusal(await convert(stale.id))).toEqual({ status: 400, code: "discount_ended" })
    await ok(`/admin/draft-orders/${stale.id}/edit`)
    await ok(`/admin/draft-orders/${stale.id}/edit/confirm`)
    expect((await read(stale.id)).total).toBe(10)
    expect((await convert(stale.id)).status).toBe(200)
    await settled(signUp.id)
  })

  it("rule 32: a conversion that dies leaves nothing: the job gives back, or redeems, what it had claimed", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 10, max_redemptions: 5 })
    const { id } = await draft({ Pen: 1 }, {}, "eur")
    await apply(id, { code: (await world.promoCode(coupon.id)).code })

    expect((await claimDraft(shop.container, id)).length).toBe(1)
    expect(refusal(await convert(id)).code).toBe("completion_in_progress")
    expect(await finishStaleClaims(shop.container, 0)).toMatchObject({ released: 1 })
    expect(await timesRedeemed(coupon.id)).toBe(0)

    await claimDraft(shop.container, id)
    const orders = shop.container.resolve<{ updateOrders(rows: object[]): Promise<unknown> }>("order")
    await orders.updateOrders([{ id, status: "pending", is_draft_order: false }])
    expect(await finishStaleClaims(shop.container, 0)).toMatchObject({ redeemed: 1 })
    expect((await booked(id)).map(({ amount }) => amount)).toEqual([1])
    expect(await timesRedeemed(coupon.id)).toBe(1)
    await finishStaleClaims(shop.container, 0)
    expect((await booked(id)).length).toBe(1)
  })

  it("rule 26: bad input is a sentence, never a 500", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 10 })
    const { id } = await draft({ Pen: 1 }, {}, "eur")
    const trial = await world.coupon({
      type: "trial_extension",
      trial_days: 7,
      duration: "once",
      redeemable_for: ["subscription"],
    })
    const bought = await world.checkOut(await world.openCart({ lines: ["Pen"] }))
    const cases: [object, number, RegExp][] = [
      [{ coupon_id: coupon.id, draft_order_id: "order_nobody" }, 404, /not found/],
      [{ coupon_id: coupon.id, draft_order_id: bought.id }, 400, /no draft order/],
      [{ coupon_id: trial.id, draft_order_id: id }, 400, /trial extension/],
      [{ code: "NOBODYS", draft_order_id: id }, 404, /no promo code/],
      [{ code: "NOBODYS", customer_id: "cus_1" }, 400, /'code' is for draft orders/],
      [{ coupon_id: coupon.id, draft_order_id: id, customer_id: "cus_1" }, 400, /exactly one target/],
    ]
    for (const path of ["/admin/discounts", "/admin/discounts/preview"]) {
      for (const [body, status, message] of cases) {
        const answer = await post(path, body)
        expect([path, body, answer.status, answer.body.message]).toEqual([
          path,
          body,
          status,
          expect.stringMatching(message),
        ])
      }
    }
    const minimum = { minimum_amount: [{ currency_code: "eur", amount: 50 }] }
    const dear = await world.coupon({ type: "percentage", percentage: 10, restrictions: minimum })
    const answer = await post("/admin/discounts", { coupon_id: dear.id, draft_order_id: id })
    expect(refusal(answer)).toEqual({ status: 400, code: "minimum_amount_not_reached" })
    expect((await read(id)).total).toBe(10)
  })
}
