// What our store routes borrow from core's, and what keeps fields of ours away from strangers.
import { readFileSync } from "node:fs"
import * as http from "@medusajs/framework/http"
import { validateAndTransformQuery } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { takeOutOurs } from "../../../src/integration/store-fields"
import { fact, insideOf } from "../fact"

const CART_ANSWERS = "answers with the cart"
const CALLER = "who is logged in"
const FIELDS = "fields for the storefront"

async function cartQuery(): Promise<{ defaults: string[]; has_schema: boolean }> {
  const { retrieveTransformQueryConfig } = await import("@medusajs/medusa/api/store/carts/query-config")
  const { StoreGetCartsCart } = await import("@medusajs/medusa/api/store/carts/validators")
  return { defaults: retrieveTransformQueryConfig.defaults, has_schema: typeof StoreGetCartsCart?.parse === "function" }
}

const pass = (error?: unknown) => {
  if (error instanceof Error) {
    throw error
  }
}

/** The fields that reach Query when a storefront asks for these on a route with a list of `allowed` ones. */
async function fieldsAfter(asked: string, allow: (req: object) => void, allowed?: string[]): Promise<string[]> {
  const req = { query: { fields: asked }, allowed: [] as string[], queryConfig: { fields: [] as string[] } }
  allow(req)
  const transform = validateAndTransformQuery(z.object({ fields: z.string().optional() }), {
    allowed,
    defaults: ["id"],
  })
  await transform(req as never, {} as never, pass)
  return req.queryConfig.fields
}

/** One field that we allow, and two that we do not. */
function allowedFields(): Promise<string[]> {
  const { allowFields } = http as Partial<typeof http>
  const asked = "id,coupon_redemptions.code,coupon_redemptions.customer_key,*coupon_redemptions"
  const allow = (req: object) => void allowFields?.(["coupon_redemptions.code"])(req as never, {} as never, pass)
  return fieldsAfter(asked, allow, ["id"])
}

/** What core's check of a store route makes of `fields` that our guard has been over. */
function guardedFields(): Promise<string[]> {
  return fieldsAfter("id,coupon_redemptions.code", (req) => takeOutOurs(req as never, {} as never, pass))
}

/** Core's routes that a customer's or an order's own rows hang on, each with whether core has a list of their fields. */
async function listedRoutes(): Promise<Record<string, boolean>> {
  const routes = ["carts", "customers", "orders"]
  const listed = await Promise.all(
    routes.map(async (route) => {
      const config = (await import(insideOf("@medusajs/medusa", `dist/api/store/${route}/query-config.js`))) as {
        retrieveTransformQueryConfig: { allowed?: string[] }
      }
      return [route, (config.retrieveTransformQueryConfig.allowed?.length ?? 0) > 0] as const
    }),
  )
  return Object.fromEntries(listed)
}

/** How core's router reads logins on store routes. */
function storeLogin(): string {
  const source = readFileSync(insideOf("@medusajs/framework", "dist/http/router.js"), "utf8")
  return (
    /"\/store", "customer", \["bearer", "session"\], \{\s*allowUnauthenticated: true,?\s*\}/.exec(source)?.[0] ?? ""
  )
}

export const routeFacts = [
  fact({
    seam: CART_ANSWERS,
    says: "core offers the schema and the default fields of its cart routes",
    moved: "Core's query configuration of store carts moved: our cart routes cannot answer with core's cart.",
    look: cartQuery,
    holds: ({ defaults, has_schema }) => has_schema && defaults.includes("id") && defaults.includes("total"),
    doctored: { defaults: [], has_schema: true },
  }),
  fact({
    seam: CALLER,
    says: "core reads a customer's login on every store route without requiring one",
    moved: "Core no longer reads customers' logins on all store routes: members would be strangers on their carts.",
    look: storeLogin,
    holds: (found) => found !== "",
    doctored: "",
  }),
  fact({
    seam: FIELDS,
    says: "what `allowFields` names is allowed by its full path, and nothing beside or below it",
    moved: "allowFields lets more through than it names: fields of ours may reach strangers.",
    look: allowedFields,
    holds: (fields) => fields.slice().sort().join() === "coupon_redemptions.code,id",
    doctored: ["id", "coupon_redemptions.*"],
    minors: [21, 21],
  }),
  fact({
    seam: FIELDS,
    says: "core has a list of allowed fields for its store routes of carts, customers and orders",
    moved: "Core's store routes have no lists of fields any more: fields of ours may reach strangers.",
    look: listedRoutes,
    holds: (listed) => listed["carts"] === true && listed["customers"] === true && listed["orders"] === true,
    doctored: { carts: true, customers: true, orders: false },
    minors: [21, 21],
  }),
  fact({
    seam: FIELDS,
    says: "core reads the fields that a request asks for from `req.query.fields`, after middlewares without a method",
    moved: "Core reads fields from elsewhere: what our guard takes out reaches Query, and fields of ours strangers.",
    look: guardedFields,
    holds: (fields) => fields.join() === "id",
    doctored: ["id", "coupon_redemptions.code"],
  }),
]
