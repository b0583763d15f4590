// All routes of the plugin, read from the folders they lie in, each with the schemas that its checks ask: a new one is in it.
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { z } from "@medusajs/framework/zod"
import middlewares from "../../src/api/middlewares"
import type { Checks } from "../../src/api/validate"
import type { JsonSchema } from "./chance"

export interface Route {
  method: string
  /** As Medusa writes it: `/admin/coupons/:id`. */
  path: string
  body: JsonSchema | null
  query: JsonSchema | null
}

const ROOT = path.resolve(__dirname, "../../src/api")
const METHOD = /export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b|\bas (GET|POST|PUT|PATCH|DELETE)\b/g

/** Every route of `src/api`, in a fixed order. */
export function allRoutes(): Route[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)route\.ts$/.test(file))
  return files.sort().flatMap((file) => {
    const address = `/${path.posix.dirname(file.split(path.sep).join("/"))}`.replace(/\[(\w+)\]/g, ":$1")
    const methods = [...readFileSync(path.join(ROOT, file), "utf8").matchAll(METHOD)].map(
      ([, one, other]) => one ?? other,
    )
    return [...new Set(methods)].map((method = "") => ({ method, path: address, ...schemasOf(method, address) }))
  })
}

function schemasOf(method: string, address: string): Pick<Route, "body" | "query"> {
  const checks = (middlewares.routes ?? [])
    .filter((route) => route.matcher === address && (route.methods ?? route.method)?.includes(method as "GET"))
    .flatMap((route) => (route.middlewares ?? []).flatMap((one) => (one as { checks?: Checks }).checks ?? []))
  const last = (place: keyof Checks) => checks.flatMap((check) => check[place] ?? []).at(-1)
  return { body: asJson(last("body")), query: asJson(last("query")) }
}

function asJson(schema: z.ZodType | undefined): JsonSchema | null {
  return schema
    ? (z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonSchema)
    : null
}
