// Middleware of all cart routes: our codes appear in `cart.promotions` of the answer, beside core's promotions (rule 29).
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { withOurCodes } from "../../../queries/carts/shown-promotions"
import type { AnsweredCart } from "../../../queries/carts/shown-promotions"

/** Answers have their cart under `cart`; the one about a deleted line has it under `parent`. */
const PLACES = ["cart", "parent"] as const

/** Touches only answers with a cart and its promotions; one query for each. */
export function showCodes(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const json = res.json.bind(res)
  res.json = (body: unknown) => {
    const place = PLACES.find((name) => hasPromotions(req, (body as Partial<Record<string, unknown>> | null)?.[name]))
    if (!place) {
      return json(body)
    }
    const answer = body as Record<string, AnsweredCart>
    void withCodes(req, answer, place).then(json)
    return res
  }
  next()
}

/** The answer with our codes in it; never fails: without them it is still core's answer. */
async function withCodes(req: MedusaRequest, answer: Record<string, AnsweredCart>, place: string): Promise<object> {
  try {
    const cart = answer[place] as AnsweredCart
    // The answer has the cart's id unless the request asked for other fields only; the path has it then.
    const id = (cart.id as string | undefined) ?? req.params.id ?? ""
    const promotions = await withOurCodes(req.scope, { ...cart, id })
    return { ...answer, [place]: { ...cart, promotions } }
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`coupons: the codes of a cart are missing in the answer to ${req.path}: ${String(error)}`)
    return answer
  }
}

/** A cart without promotions may lack the field although it was asked for. */
function hasPromotions(req: MedusaRequest, cart: unknown): boolean {
  if (typeof cart !== "object" || cart === null) {
    return false
  }
  if ("promotions" in cart) {
    return Array.isArray(cart.promotions)
  }
  const fields = (req.queryConfig as MedusaRequest["queryConfig"] | undefined)?.fields ?? []
  return fields.some((field) => /^\*?promotions(\.|$)/.test(field))
}
