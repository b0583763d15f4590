// No admin route of ours without a permission, and no permission without a route: the table against the files.
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { couponPolicies } from "../coupons"
import { asPolicy, guardedRoutes, permissionMiddlewares, permissions } from "../../api/admin/permissions"

const API = path.resolve(__dirname, "../../api")

/** What Medusa's router makes of the files: every exported method under its path. */
function requests(): string[] {
  return readdirSync(path.join(API, "admin"), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .flatMap((file) => {
      const route = `/admin/${path.dirname(file)}`.replace(/\[(\w+)\]/g, ":$1")
      const source = readFileSync(path.join(API, "admin", file), "utf8")
      return [...source.matchAll(/export (?:async )?(?:function|const) ([A-Z]+)\b/g)].map(
        ([, method = ""]) => `${method} ${route}`,
      )
    })
    .sort()
}

describe("permissions of the admin routes", () => {
  it("every route asks for some, and every row is a route", () => {
    expect(requests().length).toBeGreaterThan(50)
    expect(guardedRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(requests())
  })

  it("reading asks to read, and nothing that writes is content with that", () => {
    for (const { method, path, permissions } of guardedRoutes) {
      const writes = permissions.some((permission) => !permission.endsWith(":read"))
      expect({ path, method, writes }).toEqual({ path, method, writes: method !== "GET" && !path.endsWith("/preview") })
    }
  })

  it("reaches Medusa's router for exactly that method and path", () => {
    expect(permissionMiddlewares).toHaveLength(guardedRoutes.length)
    expect(permissionMiddlewares).toContainEqual({
      matcher: "/admin/code-batches/:id/codes.csv",
      method: ["GET"],
      policies: [
        { resource: "code_batch", operation: "read" },
        { resource: "promo_code", operation: "read" },
      ],
    })
  })

  it("names each permission once, with a resource that is an entity of ours", () => {
    expect(new Set(permissions).size).toBe(permissions.length)
    expect([...new Set(permissions.map((permission) => asPolicy(permission).resource))]).toEqual([
      "billing_invoice",
      "billing_plan",
      "billing_subscription",
      "code_batch",
      "coupon",
      "coupon_clock",
      "coupon_discount",
      "coupon_grant",
      "coupon_redemption",
      "promo_code",
    ])
  })
})

describe("what Medusa is told of them at boot", () => {
  it("nothing while roles are switched off, marked so that core's loader does not warn", () => {
    expect(couponPolicies).toEqual({ [Symbol.for("MedusaPolicy")]: true, policies: [] })
  })
})
