import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { prepareDemoShop } from "../helpers/demo-shop"
jest.setTimeout(300000)
medusaIntegrationTestRunner({ medusaConfigFile: process.cwd(), testSuite: ({ api, getContainer }) => {
  it("profile", async () => {
    const shop: any = await prepareDemoShop(getContainer(), (api as any).defaults.baseURL)
    const a: any = api
    const { token } = (await a.post("/auth/user/emailpass", shop.admin)).data
    const H = { headers: { authorization: "Bearer " + token } }
    const S = { headers: { "x-publishable-api-key": shop.publishable_key } }
    await a.post("/admin/billing/test-clock", { now: "2027-01-01T00:00:00Z" }, H)
    const med = (x: number[]) => x.sort((p, q) => p - q)[Math.floor(x.length / 2)]
    const times: number[] = []
    for (let i = 0; i < 10; i++) {
      const { cart } = (await a.post("/store/carts", { region_id: shop.regions.eur, email: "x@x.de", shipping_address: { country_code: "de", address_1: "x", first_name: "a", last_name: "b", city: "B", postal_code: "1" } }, S)).data
      await a.post(`/store/carts/${cart.id}/line-items`, { variant_id: shop.variants["Coffee Club"], quantity: 1, metadata: i === 0 ? { plan_id: shop.plans.Weekly } : {} }, S)
      const { payment_collection: pc } = (await a.post("/store/payment-collections", { cart_id: cart.id }, S)).data
      await a.post(`/store/payment-collections/${pc.id}/payment-sessions`, { provider_id: "pp_system_default" }, S)
      const t = performance.now()
      const r = (await a.post(`/store/carts/${cart.id}/complete`, {}, S)).data
      times.push(performance.now() - t)
      if (i === 0) process.stdout.write(JSON.stringify(r).slice(0, 300) + "\n")
    }
    process.stdout.write("core complete median " + med(times) + "\n")
    const { subscriptions } = (await a.get("/admin/billing/subscriptions", H)).data
    process.stdout.write("subs " + subscriptions.length + "\n")
    const r: number[] = []
    for (let i = 1; i <= 15; i++) {
      const until = new Date(Date.UTC(2027, 0, 1 + 7 * i)).toISOString()
      const t = performance.now()
      const x = (await a.post("/admin/billing/renewals", { until }, H)).data
      r.push(performance.now() - t)
      if (x.billed !== subscriptions.length) process.stdout.write(JSON.stringify(x) + "\n")
    }
    process.stdout.write("renewal median " + med(r) + "\n")
    process.stdout.write(JSON.stringify((globalThis as any).__prof ?? {}) + "\n")
  })
}})
