// Suite: who may call what. Admin routes need an admin, a customer's things are theirs, and requests have a size.
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { first } from "../../helpers/world"
import type { Caller, Customer, Shop } from "../../helpers/world"

const API = path.join(process.cwd(), "src/api")

interface Route {
  method: string
  path: string
}

/** Every route of ours under `place`, from the files; parameters are left as `:name`. */
function routesUnder(place: string): Route[] {
  return readdirSync(path.join(API, place), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .flatMap((file) => {
      const source = readFileSync(path.join(API, place, file), "utf8")
      const route = `/${place}/${path.dirname(file)}`.replace(/\[(\w+)\]/g, ":$1")
      return [...source.matchAll(/export (?:async )?(?:function|const) ([A-Z]+)\b/g)].map(([, method = ""]) => ({
        method,
        path: route,
      }))
    })
}

const filled = (route: string, id: string) => route.replace(/:\w+/g, id)

/** What a caller is answered on each route, as "GET /admin/coupons: 401". */
/** What a route asks for before it looks whose the id is. */
const BODIES: Record<string, object> = {
  "/store/customers/me/billing/subscriptions/:id/payment-method": { payment_provider_id: "pp_system_default" },
  "/store/customers/me/billing/subscriptions/:id/promo-codes": { code: "SUMMER20" },
}

async function answersOf(caller: Caller, routes: Route[], id: string): Promise<string[]> {
  const answers: string[] = []
  for (const { method, path } of routes) {
    const { status } = await caller.call(method, filled(path, id), method === "POST" ? (BODIES[path] ?? {}) : undefined)
    answers.push(`${method} ${path}: ${status}`)
  }
  return answers
}

const allWith = (routes: Route[], status: number) => routes.map(({ method, path }) => `${method} ${path}: ${status}`)

export function security(shop: Shop): void {
  /** A customer with a subscription that began with an invoice. */
  async function member(): Promise<{ customer: Customer; ids: Record<string, string> }> {
    const { world } = shop
    const customer = await world.customer()
    const cart_id = await world.openCart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await world.checkOut(cart_id)
    const me = "/store/customers/me/billing"
    const { subscriptions } = await customer.store.ok<{ subscriptions: { id: string }[] }>("GET", `${me}/subscriptions`)
    const { invoices } = await customer.store.ok<{ invoices: { id: string }[] }>("GET", `${me}/invoices`)
    return { customer, ids: { subscriptions: first(subscriptions).id, invoices: first(invoices).id, cart: cart_id } }
  }

  it("no admin route answers without an admin: not to strangers, not to customers, whatever it is sent", async () => {
    const routes = routesUnder("admin")
    expect(routes.length).toBeGreaterThan(50)
    const { store } = shop.world
    const customer = await shop.world.customer()

    expect(await answersOf(store, routes, "coup_1")).toEqual(allWith(routes, 401))
    expect(await answersOf(customer.store, routes, "coup_1")).toEqual(allWith(routes, 401))
  })

  it("a customer's own routes answer nobody who is not logged in, and nothing of anybody else's", async () => {
    const routes = routesUnder("store").filter(({ path }) => path.startsWith("/store/customers/me/"))
    expect(routes.length).toBeGreaterThan(7)
    const { customer, ids } = await member()
    const stranger = await shop.world.customer()
    const single = routes.filter(({ path }) => path.includes("/:id"))
    expect(single.length).toBeGreaterThan(4)

    expect(await answersOf(shop.world.store, routes, "x")).toEqual(allWith(routes, 401))
    for (const kind of ["subscriptions", "invoices"]) {
      const own = single.filter(({ path }) => path.includes(`/billing/${kind}/`))
      expect(await answersOf(stranger.store, own, ids[kind] ?? "")).toEqual(allWith(own, 404))
      const reads = own.filter(({ method }) => method === "GET")
      expect(await answersOf(customer.store, reads, ids[kind] ?? "")).toEqual(allWith(reads, 200))
    }
    for (const list of ["subscriptions", "invoices"]) {
      const found = await stranger.store.ok<{ count: number }>("GET", `/store/customers/me/billing/${list}`)
      expect(found.count).toBe(0)
    }
    const path = `/admin/billing/subscriptions/${ids.subscriptions}`
    const { subscription } = await shop.world.admin.ok<{ subscription: { status: string } }>("GET", path)
    expect(subscription.status).toBe("active")
  })

  it("a cart shows its typed codes to whoever knows its id, as core shows the cart, and its customer's offers to them alone", async () => {
    const { world } = shop
    const { customer } = await member()
    const [best, other] = [
      await world.coupon({ type: "percentage", percentage: 10, name: "Best" }),
      await world.coupon({ type: "percentage", percentage: 5, name: "Other" }),
    ]
    for (const { id } of [best, other]) {
      await world.admin.ok("POST", "/admin/grants", { coupon_id: id, customer_id: customer.id })
    }
    const cart_id = await world.openCart({ customer, lines: ["Perfume"] })
    const stranger = await world.customer()
    const offers = async (caller: Caller) => {
      const { granted } = await caller.ok<{ granted: { coupon: { name: string } }[] }>(
        "GET",
        `/store/carts/${cart_id}/discounts`,
      )
      return granted.map(({ coupon }) => coupon.name).sort()
    }

    expect(await offers(customer.store)).toEqual(["Best", "Other"])
    expect(await offers(stranger.store)).toEqual(["Best"])
    expect(await offers(world.store)).toEqual(["Best"])
    const own_offers = await stranger.store.ok<{ count: number }>("GET", "/store/customers/me/coupons")
    expect(own_offers.count).toBe(0)
    const { status } = await stranger.store.get(`/store/carts/${cart_id}`)
    expect(status).toBe(200)
  })

  it("requests have a size: codes, lists of ids, texts and whole bodies", async () => {
    const { world } = shop
    const cart_id = await world.openCart({ lines: ["Perfume"] })
    const coupon = { name: "Big", type: "percentage", percentage: 10 }
    const { id } = await world.coupon(coupon)
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`)
    const statusOf = async (url: string, body: object) => (await world.admin.post(url, body)).status

    expect((await world.tryCode(cart_id, "A".repeat(257))).status).toBe(400)
    expect((await world.store.post("/store/promo-codes/validate", { code: "A".repeat(257) })).status).toBe(400)
    expect(await statusOf(`/admin/coupons/${id}/promo-codes`, { code: "A".repeat(65) })).toBe(400)
    expect(await statusOf("/admin/coupons", { ...coupon, name: "A".repeat(201) })).toBe(400)
    expect(await statusOf("/admin/coupons", { ...coupon, description: "A".repeat(5001) })).toBe(400)
    expect(await statusOf("/admin/coupons", { ...coupon, scope: { product_ids: ids(10_001) } })).toBe(400)
    expect(await statusOf("/admin/coupons", { ...coupon, metadata: { text: "A".repeat(2_000_000) } })).toBe(413)
    expect(await statusOf(`/admin/coupons/${id}/code-batches`, { quantity: 1_000_001 })).toBe(400)
    expect((await world.admin.get(`/admin/coupons?limit=10001`)).status).toBe(400)
    const { headers, base_url } = world.admin
    const long = await fetch(`${base_url}/admin/coupons/${id}/code-batches/import`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ csv: "A".repeat(10 * 1024 * 1024) }),
    })
    expect({ status: long.status, body: await long.json() }).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/at most 10485760 bytes/) as string },
    })
  })
}
