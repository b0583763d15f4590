// Both ends of the supported versions: with core's `allowFields` (2.21), and without it (2.14 to 2.20).
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import type { MedusaRequest } from "@medusajs/framework/http"
import { medusaState } from "../medusa-version"
import { storeFieldMiddlewares, takeOutOurs } from "../store-fields"

const ROUTES = [
  { matcher: "/store/orders", fields: ["coupon_redemptions.code"] },
  { matcher: "/store/customers/me", exactly: true, fields: ["coupon_discounts.name"] },
]

type Middleware = (req: unknown, res: unknown, next: () => void) => void

/** What core allows a request to `path` below `matcher` after our middlewares. */
function allowedAt(matcher: string, path: string): string[] {
  const [route] = storeFieldMiddlewares(ROUTES).filter((one) => one.matcher === matcher)
  const req = { path, allowed: [] as string[], query: {} }
  const next = jest.fn()
  for (const middleware of (route?.middlewares ?? []) as unknown as Middleware[]) {
    middleware(req, {}, next)
  }
  expect(next).toHaveBeenCalledTimes(1)
  return req.allowed
}

/** What is left of a query. */
function left(query: Record<string, unknown>): Record<string, unknown> {
  const next = jest.fn()
  takeOutOurs({ query } as unknown as MedusaRequest, {} as never, next)
  expect(next).toHaveBeenCalledWith()
  return query
}

describe("with Medusa 2.21, which has a list for each store route", () => {
  it("our fields are added to core's list, and nothing is lost", () => {
    expect(allowedAt("/store/orders", "/order_1")).toEqual(["coupon_redemptions.code"])
    expect(allowedAt("/store/customers/me", "/")).toEqual(["coupon_discounts.name"])
    expect(medusaState("2.21.2").lost).toEqual([])
  })

  it("what is exact is not added below its address", () => {
    expect(allowedAt("/store/customers/me", "/addresses")).toEqual([])
  })
})

describe("with Medusa 2.14 to 2.20, which has no lists", () => {
  it("all of the store is guarded, and what is lost is said", () => {
    const [guard, ...more] = storeFieldMiddlewares(ROUTES, {})
    expect(more).toEqual([])
    expect(guard).toEqual({ matcher: "/store/*", middlewares: [takeOutOurs] })
    expect(medusaState("2.20.1").lost).toEqual([expect.stringContaining("coupon_redemptions")])
  })

  it.each([
    ["coupon_redemptions.customer_key"],
    ["+coupon_redemptions.customer_key"],
    [" coupon_redemptions.customer_key"],
    ["*coupon_redemptions"],
    ["+*coupon_redemptions"],
    ["coupon_redemptions.*"],
    ["coupon_redemptions"],
    ["orders.coupon_redemptions.email"],
    ["*customer.coupon_discounts"],
    ["customer.coupon_discounts.coupon.restrictions"],
    ["coupon_redemption.id"],
    ["Coupon_Redemptions.id"],
    ["coupon_entered_codes.promo_code.code"],
    ["coupon_redemptions_link.id"],
  ])("nothing is read through fields=%s", (fields) => {
    expect(left({ fields })).toEqual({})
    expect(left({ fields: `id,${fields},total` })).toEqual({ fields: "id,total" })
    expect(left({ fields: ["id", fields] })).toEqual({ fields: ["id"] })
    expect(left({ "fields.a": fields })).toEqual({})
  })

  it("the rest is asked as it was", () => {
    const query = { fields: "+items.*,-metadata,*promotions,coupon_code,my_coupon_redemptions_total", limit: "5" }
    expect(left({ ...query })).toEqual(query)
    expect(left({})).toEqual({})
  })

  it("every list that our links add is known", () => {
    const directory = path.resolve(__dirname, "../../links")
    const aliases = readdirSync(directory).flatMap((file) =>
      [...readFileSync(path.join(directory, file), "utf8").matchAll(/alias: "(\w+)"/g)].map(([, alias = ""]) => alias),
    )
    expect(aliases.length).toBeGreaterThan(2)
    for (const alias of aliases) {
      expect(left({ fields: `${alias}s.id,${alias}.id` })).toEqual({})
    }
  })
})
