// Suite: the calls of Medusa's Next.js storefront, which knows promotions and nothing of this plugin (rule 29).
import { assertAddsUp } from "../../helpers/world"
import type { Answer, Cart, ErrorBody, Shop } from "../../helpers/world"

/** As the storefront's data layer asks for a cart. */
const FIELDS =
  "*items, *region, *items.product, *items.variant, *items.thumbnail, *items.metadata, +items.total, *promotions, +shipping_methods.name"

interface Promotion {
  id: string
  code?: string
  is_automatic?: boolean
  application_method?: { id: string; value?: number; type?: string; currency_code?: string }
}

type ShownCart = Omit<Cart, "promotions"> & { promotions: Promotion[] }

/** What the storefront does with the cart and its promotions, and no more. */
class Storefront {
  constructor(
    private readonly shop: Shop,
    readonly cart_id: string,
  ) {}

  async retrieve(): Promise<ShownCart> {
    const path = `/store/carts/${this.cart_id}?fields=${encodeURIComponent(FIELDS)}`
    return (await this.shop.world.store.ok<{ cart: ShownCart }>("GET", path)).cart
  }

  private applyPromotions(promo_codes: string[]): Promise<Answer<{ cart: ShownCart } & ErrorBody>> {
    return this.shop.world.store.post(`/store/carts/${this.cart_id}`, { promo_codes })
  }

  async type(code: string) {
    const { promotions } = await this.retrieve()
    return this.applyPromotions([...codesOf(promotions), code])
  }

  async clickTrash(code: string) {
    const { promotions } = await this.retrieve()
    return this.applyPromotions(codesOf(promotions.filter((promotion) => promotion.code !== code)))
  }

  /** The badges under the field: code and value, and whether there is a bin beside them. */
  async badges(): Promise<string[]> {
    return (await this.retrieve()).promotions.map(({ code, is_automatic, application_method: method }) => {
      const is_shown = method?.value !== undefined && method.currency_code !== undefined
      const value = is_shown ? `${method.value}${method.type === "percentage" ? "%" : ` ${method.currency_code}`}` : ""
      return `${code} (${value})${is_automatic ? "" : " x"}`
    })
  }
}

const codesOf = (promotions: Promotion[]) => promotions.flatMap(({ code }) => (code === undefined ? [] : [code]))

export function storefront(shop: Shop): void {
  it("rule 29: enters, shows and removes codes of ours and of core's, and checks out", async () => {
    const { world } = shop
    const core = await world.corePromotion({ type: "percentage", value: 10 })
    const percent = await world.percent(20, { stackable: true })
    const fixed = await world.fixed({ eur: 3 }, { stackable: true })
    const minimum_amount = [{ currency_code: "eur", amount: 100 }]
    const waits = await world.percent(50, { stackable: true, restrictions: { minimum_amount } })
    const { id } = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 2 }] })
    const front = new Storefront(shop, id)
    expect((await front.retrieve()).promotions).toEqual([])

    for (const code of [percent.toLowerCase(), core, waits, fixed]) {
      expect((await front.type(code)).status).toBe(200)
    }

    const badges = [`${core} (10%) x`, `${percent} (20%) x`, `${waits} (50%) x`, `${fixed} (3 eur) x`]
    expect(await front.badges()).toEqual(badges)
    const full = await front.retrieve()
    expect([full.total, full.discount_total, full.items.map(({ total }) => total).sort()]).toEqual([
      33,
      17,
      [26.4, 6.6],
    ])
    expect(new Set(full.promotions.map((promotion) => promotion.id)).size).toBe(4)

    const removed = await front.clickTrash(percent)
    expect([removed.status, removed.body.cart.total]).toEqual([200, 42])
    expect(await front.badges()).toEqual(badges.filter((badge) => !badge.startsWith(percent)))
    expect((await front.clickTrash(core)).body.cart.total).toBe(47)
    expect(await front.badges()).toEqual([`${waits} (50%) x`, `${fixed} (3 eur) x`])

    const wrong = await front.type("NOSUCHCODE")
    expect([wrong.status, wrong.body.message]).toEqual([400, "The promotion code NOSUCHCODE is invalid"])
    expect(await front.badges()).toEqual([`${waits} (50%) x`, `${fixed} (3 eur) x`])

    await world.ship(id)
    const order = await world.checkOut(id)
    assertAddsUp(order, { [fixed]: 3, [waits]: 0 })
    expect((await world.redemptions({ order_id: order.id })).map(({ code, amount }) => [code, amount])).toEqual([
      [fixed, 3],
    ])
  })

  it("rule 29: every answer with a cart has its codes, in whatever fields were asked for, and no other is touched", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const cart = await world.cart({ lines: ["Pen", "Perfume"] })
    const path = `/store/carts/${cart.id}`
    const pen = cart.items.find(({ product_title }) => product_title === "Pen")?.id
    await world.enter(cart.id, code)
    const line = { variant_id: world.variant("Pen"), quantity: 1 }
    const answers: [string, { cart?: ShownCart; parent?: ShownCart }][] = [
      ["read", await world.store.ok("GET", path)],
      ["two fields", await world.store.ok("GET", `${path}?fields=id,promotions.code`)],
      ["one field", await world.store.ok("GET", `${path}?fields=promotions.code`)],
      ["update", await world.store.ok("POST", path, { email: "new@example.com" })],
      ["add a line", await world.store.ok("POST", `${path}/line-items`, line)],
      ["change a line", await world.store.ok("POST", `${path}/line-items/${pen}`, { quantity: 3 })],
      ["remove a line", await world.store.ok("DELETE", `${path}/line-items/${pen}`)],
      ["our own route", await world.store.ok("POST", `${path}/promo-codes`, { code })],
    ]
    for (const [name, { cart: shown, parent }] of answers) {
      const promotions = (shown ?? parent)?.promotions
      expect([name, promotions?.map((promotion) => [promotion.code, promotion.is_automatic])]).toEqual([
        name,
        [[code, false]],
      ])
    }

    const without = await world.store.ok<{ cart: object }>("GET", `${path}?fields=id,total`)
    expect(without.cart).toEqual({ id: cart.id, total: 16 })
    const { id } = await world.cart({ lines: ["Pen"] })
    const clean = await world.store.ok<{ cart: ShownCart }>("GET", `/store/carts/${id}`)
    expect(clean.cart.promotions ?? []).toEqual([])

    const amounts = await world.fixed({ eur: 5, usd: 6 })
    for (const [region, badge] of Object.entries({ eur: "5 eur", usd: "6 usd", jpy: "0 jpy" })) {
      const { id } = await world.cart({ region, lines: ["Pen"] })
      const front = new Storefront(shop, id)
      await front.type(amounts)
      expect(await front.badges()).toEqual([`${amounts} (${badge}) x`])
    }
  })

  it("rule 40: an offer of 100 % needs no payment session, and its subscriber gives a way to pay later", async () => {
    const { world } = shop
    await world.setClock("2027-01-01T00:00:00.000Z")
    const [customer, other] = [await world.customer(), await world.customer()]
    const code = await world.percent(100, { max_redemptions: 5 })
    const { id } = await world.cart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await customer.store.ok("POST", `/store/carts/${id}`, { promo_codes: [code] })
    expect((await world.readCart(id)).total).toBe(0)

    const { status, body } = await world.complete(id)

    expect(status).toBe(200)
    const order = await world.readOrder(body.order?.id ?? "")
    expect([order.total, order.payment_collections.flatMap(({ payments }) => payments)]).toEqual([0, []])
    expect((await world.findCode(code)).times_redeemed).toBe(1)
    const mine = "/store/customers/me/billing/subscriptions"
    const { subscriptions } = await customer.store.ok<{ subscriptions: { id: string }[] }>("GET", mine)
    const path = `${mine}/${subscriptions[0]?.id}/payment-method`
    const method = { payment_provider_id: "pp_system_default" }
    const answers = [
      await world.store.post(path, method),
      await other.store.post(path, method),
      await customer.store.post(path, { payment_provider_id: "pp_none" }),
      await customer.store.post(path, {}),
      await customer.store.post(path, { ...method, customer_id: other.id }),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([401, 404, 400, 400, 400])

    const given = await customer.store.ok<{ subscription: object }>("POST", path, method)

    expect(given.subscription).toMatchObject({ id: subscriptions[0]?.id, ...method })
    expect(JSON.stringify(given)).not.toContain("payment_data")
    await world.admin.ok("POST", "/admin/billing/renewals", { until: "2027-02-02T00:00:00.000Z" })
    const { invoices } = await customer.store.ok<{ invoices: { status: string; total: number }[] }>(
      "GET",
      "/store/customers/me/billing/invoices",
    )
    expect(invoices.map((invoice) => [invoice.status, invoice.total]).sort()).toEqual([
      ["paid", 0],
      ["paid", 30],
    ])
  })
}
