// What our store routes borrow from core's, and what keeps fields of ours away from strangers.
import { readFileSync } from "node:fs"
import { allowFields, validateAndTransformQuery } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { fact, insideOf } from "../fact"

const CART_ANSWERS = "answers with the cart"
const CALLER = "who is logged in"
const FIELDS = "fields for the storefront"

async function cartQuery(): Promise<{ defaults: string[]; has_schema: boolean }> {
  const { retrieveTransformQueryConfig } = await import("@medusajs/medusa/api/store/carts/query-config")
  const { StoreGetCartsCart } = await import("@medusajs/medusa/api/store/carts/validators")
  return { defaults: retrieveTransformQueryConfig.defaults, has_schema: typeof StoreGetCartsCart?.parse === "function" }
}

/** The fields that reach Query when a storefront asks for one field that we allow and one that we do not. */
async function allowedFields(): Promise<string[]> {
  const asked = "id,coupon_redemptions.code,coupon_redemptions.customer_key,*coupon_redemptions"
  const req = { query: { fields: asked }, allowed: [] as string[], queryConfig: { fields: [] as string[] } }
  const pass = (error?: Error | "route" | "router") => {
    if (error instanceof Error) throw error
  }
  allowFields(["coupon_redemptions.code"])(req as never, {} as never, pass)
  const transform = validateAndTransformQuery(z.object({ fields: z.string() }), { allowed: ["id"], defaults: ["id"] })
  await transform(req as never, {} as never, pass)
  return req.queryConfig.fields
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
  }),
]
