// Lives: what members pay and see, and what it brings the shop each month (rules 11, 40 to 43).
import { Life } from "../../helpers/life"
import { first } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"

interface Mrr {
  currency_code: string
  amount: number
  subscription_count: number
}

export function membersMoney(shop: Shop): void {
  const life = new Life(shop)
  beforeEach(() => life.begin(NEW_YEAR))

  const mrr = async () => (await shop.world.admin.ok<{ mrr: Mrr[] }>("GET", "/admin/billing/mrr")).mrr

  async function desk(code?: string, fields: object = {}) {
    const plan_id = await life.plan("Desk Membership", fields as Record<string, unknown>)
    return life.signUp([{ product: "Desk Membership", plan_id }], { code })
  }

  it("rule 42: monthly revenue counts lifelong discounts, yearly plans by twelfths, and no trials", async () => {
    expect(await mrr()).toEqual([])
    await desk(await shop.world.percent(50, { duration: "repeating", duration_in_cycles: 3 }))
    await desk(await shop.world.percent(10, { duration: "forever" }))
    await desk(await shop.world.percent(10, { duration: "forever", included_in_mrr: false }))
    const yearly = await life.plan("Studio Membership", { interval: "year" })
    await life.signUp([{ product: "Studio Membership", plan_id: yearly }])
    await life.signUp([
      "Coffee Mug",
      { product: "Desk Membership", plan_id: await life.plan("Desk Membership", { trial_days: 14 }) },
    ])
    const weekly = await life.plan("Coffee Club", { interval: "week" })
    await life.signUp([{ product: "Coffee Club", plan_id: weekly }], { region: "jpy" })
    expect(await mrr()).toEqual([
      { currency_code: "eur", amount: 30 + 27 + 30 + 25, subscription_count: 4 },
      { currency_code: "jpy", amount: Math.round((2000 * 52) / 12), subscription_count: 1 },
    ])
  })

  it("fault A16: memberships of one order share what was promised for all of them, after a trial as well", async () => {
    const { world } = shop
    const lasting = { duration: "forever" }
    const wishes: [string, object, [number, number]][] = [
      [await world.fixed({ eur: 10 }, lasting), {}, [22.5, 7.5]],
      [await world.percent(50, { ...lasting, maximum_discount: [{ currency_code: "eur", amount: 8 }] }), {}, [24, 8]],
      [await world.fixed({ eur: 10 }, lasting), { trial_days: 14 }, [22.5, 7.5]],
    ]
    for (const [code, fields, february] of wishes) {
      const lines: { product: string; plan_id: string }[] = []
      for (const product of ["Desk Membership", "Tote Bag"]) {
        lines.push({ product, plan_id: await life.plan(product, fields as Record<string, unknown>) })
      }
      const { subscriptions } = await life.signUp(lines, { code })
      const next = await Promise.all(subscriptions.map(async ({ id }) => first(await life.upcoming(id, 1))))
      expect(next.map(({ total }) => total)).toEqual(february)
      expect(next.map(({ discounts }) => first(discounts).code)).toEqual([code, code])
    }
  })

  it("rule 40: three memberships of one order share its postage at every renewal, to the cent", async () => {
    const products = ["Coffee Club", "Desk Membership", "Tote Bag"]
    const lines: { product: string; plan_id: string }[] = []
    for (const product of products) {
      lines.push({ product, plan_id: await life.plan(product) })
      await shipped(product)
    }
    const member = await life.signUp(lines, { ship: true })
    expect(member.order.shipping_total).toBe(5)
    await life.until("2027-02-01T00:00:00.000Z")
    expect(member.subscriptions.map(({ items }) => first(items).title)).toEqual(products)
    const postage: number[] = []
    for (const { id } of member.subscriptions) {
      const [, renewal] = await life.invoices(id)
      const line = renewal?.lines.find(({ subscription_item_id }) => subscription_item_id === null)
      postage.push(line?.total ?? 0)
    }
    // 12.50, 30 and 10 of 52.50.
    expect(postage).toEqual([1.19, 2.86, 0.95])
  })

  /** Gives the product a shipping profile, so that its lines have to be shipped. */
  async function shipped(title: string): Promise<void> {
    const { admin } = shop.world
    const { shipping_profiles } = await admin.ok<{ shipping_profiles: { id: string }[] }>(
      "GET",
      "/admin/shipping-profiles",
    )
    const { products } = await admin.ok<{ products: { id: string }[] }>(
      "GET",
      `/admin/products?title=${encodeURIComponent(title)}`,
    )
    await admin.ok("POST", `/admin/products/${first(products).id}`, {
      shipping_profile_id: first(shipping_profiles).id,
    })
  }

  it("rule 43: a member downloads her own invoice as a PDF, and nobody else's", async () => {
    const code = await shop.world.percent(20)
    const [own, foreign] = [await desk(code), await desk()]
    const invoice = first(await life.invoices(own.subscription_id))
    const other = first(await life.invoices(foreign.subscription_id))
    const { store } = own.customer
    const path = "/store/customers/me/billing/invoices"
    const answer = await fetch(`${store.base_url}${path}/${invoice.id}/pdf`, { headers: store.headers })
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("content-disposition")]).toEqual([
      200,
      "application/pdf",
      `inline; filename="${invoice.number}.pdf"`,
    ])
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes.subarray(0, 5).toString()).toBe("%PDF-")
    const admins = await fetch(`${store.base_url}/admin/billing/invoices/${invoice.id}/pdf`, {
      headers: shop.world.admin.headers,
    })
    expect(Buffer.from(await admins.arrayBuffer()).equals(bytes)).toBe(true)
    expect((await store.get<{ invoice: { number: string } }>(`${path}/${invoice.id}`)).body.invoice).toMatchObject({
      number: invoice.number,
      discounts: [{ code, amount: 6 }],
    })
    for (const denied of [`${path}/${other.id}`, `${path}/${other.id}/pdf`, `${path}/binv_none/pdf`]) {
      expect([denied, (await store.get(denied)).status]).toEqual([denied, 404])
    }
    expect((await shop.world.store.get(`${path}/${invoice.id}/pdf`)).status).toBe(401)
    expect((await shop.world.admin.get("/admin/billing/invoices/binv_none/pdf")).status).toBe(404)
  })

  it("rule 41: the schedule shows five years of invoices, and what a coupon would change, before anybody applies it", async () => {
    const { subscription_id: id } = await desk(
      await shop.world.percent(10, { duration: "repeating", duration_in_months: 2 }),
    )
    const coupon = await shop.world.coupon({
      type: "percentage",
      percentage: 50,
      duration: "repeating",
      duration_in_cycles: 2,
      stackable: true,
    })
    const plain = await life.upcoming(id, 60)
    expect(plain.map(({ total }) => total)).toEqual([27, ...Array<number>(59).fill(30)])
    expect(plain.at(-1)?.period_start).toBe("2032-01-01T00:00:00.000Z")
    const as_if = await life.upcoming(id, 3, `&coupon_id=${coupon.id}`)
    expect(as_if.map(({ total, discounts }) => [total, discounts.map(({ is_last }) => is_last)])).toEqual([
      [13.5, [true, false]],
      [15, [true]],
      [30, []],
    ])
    for (const count of ["0", "61", "-1", "many", "1.5"]) {
      const path = `/admin/billing/subscriptions/${id}/upcoming-invoices?count=${count}`
      expect([count, (await shop.world.admin.get(path)).status]).toEqual([count, 400])
    }
  })

  it("rule 11: a shop whose job was down for a month, over a leap day, bills each missed week once and in order", async () => {
    await life.begin("2028-02-01T00:00:00.000Z")
    const weekly = await life.plan("Coffee Club", { interval: "week" })
    const { subscription_id: id } = await life.signUp([{ product: "Coffee Club", plan_id: weekly }])
    const shown = (await life.upcoming(id, 4)).map(({ period_start, total }) => [period_start.slice(0, 10), total])
    await shop.world.setClock("2028-03-01T00:00:00.000Z")
    const runs = await Promise.all(
      [1, 2].map(() => shop.world.admin.ok<{ billed: number }>("POST", "/admin/billing/renewals", {})),
    )
    expect(runs.reduce((sum, { billed }) => sum + billed, 0)).toBe(4)
    expect((await life.bills(id)).slice(1)).toEqual(shown)
    expect(shown.map(([day]) => day)).toEqual(["2028-02-08", "2028-02-15", "2028-02-22", "2028-02-29"])
  })
}
