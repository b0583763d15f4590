// Shim for Medusa below 2.21: what a storefront may ask core's routes for. From 2.21 on core has a list for each store route, and
// `allowFields` adds to it; before, whoever asks reads everything that Query knows, so what is ours is taken out of `fields`.
import * as http from "@medusajs/framework/http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { reportLost } from "./medusa-version"

type Middleware = (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => unknown
type AllowFields = (...fields: (string | string[])[]) => Middleware

/** One of core's store routes and the fields of ours that it may answer with, as paths. */
export interface AllowedFields {
  matcher: string
  /** Only the address itself, nothing below it. */
  exactly?: boolean
  fields: string[]
}

/** Rows of ours that Query finds from core's (src/links), however often they are named on the way. */
const OURS = /^coupon_(redemption|discount|entered_code)s?(_link)?$/i

const LOSS =
  "Storefronts cannot read coupon_redemptions and coupon_discounts through `fields` of Medusa's own store routes; " +
  "the plugin's own routes answer the same. Medusa 2.21 and later can."

/**
 * The middlewares for these routes. They have no methods, so that they run before core's own checks of the fields. `core` is
 * what @medusajs/framework/http exports here: `allowFields` is looked up when the shop boots, because 2.14 to 2.20 have none.
 */
export function storeFieldMiddlewares(
  routes: AllowedFields[],
  core: { allowFields?: AllowFields } = http,
): MiddlewareRoute[] {
  const { allowFields } = core
  if (!allowFields) {
    reportLost("store-fields", LOSS)
    return [{ matcher: "/store/*", middlewares: [takeOutOurs] }]
  }
  return routes.map(({ matcher, exactly, fields }) => {
    const allow = allowFields(fields)
    return { matcher, middlewares: [exactly ? onTheAddressItself(allow) : (allow as never)] }
  })
}

function onTheAddressItself(allow: Middleware) {
  return (req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void => {
    if (req.path === "/") {
      void allow(req, res, next)
    } else {
      next()
    }
  }
}

/** Takes every path that leads through rows of ours out of `fields`; the rest is asked as it was. */
export function takeOutOurs(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  const query = req.query as Record<string, unknown>
  for (const [name, value] of Object.entries(query)) {
    // Core reads `fields`, and what is written as fields[] and fields.x, as one.
    if (!/^fields\b/.test(name) || value === undefined) {
      continue
    }
    const left = withoutOurs(value)
    if (left === undefined) {
      delete query[name]
    } else {
      query[name] = left
    }
  }
  next()
}

/** Undefined when nothing is left: core then answers with its default fields. */
function withoutOurs(value: unknown): unknown {
  if (Array.isArray(value)) {
    const left = value.map(withoutOurs).filter((part) => part !== undefined)
    return left.length > 0 ? left : undefined
  }
  if (typeof value !== "string") {
    return undefined
  }
  const asked = value.split(",")
  const left = asked.filter((field) => !leadsToOurs(field))
  return left.length > 0 ? left.join(",") : undefined
}

const leadsToOurs = (field: string) => field.split(".").some((part) => OURS.test(part.replace(/^[\s+*-]+|\s+$/g, "")))
