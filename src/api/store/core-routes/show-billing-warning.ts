// Middleware of all cart routes: `cart.billing_warning` in answers about carts that begin subscriptions (rule 58).
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { findBilling } from "../../../lib/billing"
import { planIdOf } from "../../../pricing/plans"
import { billingWarning } from "../../../queries/carts/billing-warning"

interface AnsweredCart {
  id?: string
  items?: { metadata?: Record<string, unknown> | null }[]
}

/** Answers have their cart under `cart`; the one about a deleted line has it under `parent`. */
const PLACES = ["cart", "parent"] as const

/** Touches only answers that show a line with a plan; one query for each. */
export function showBillingWarning(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): void {
  const json = res.json.bind(res)
  res.json = (body: unknown) => {
    const answer = body as Record<string, AnsweredCart | undefined> | null
    const place = PLACES.find((name) => beginsSubscriptions(answer?.[name]))
    if (!answer || !place || !findBilling(req.scope)) {
      return json(body)
    }
    void withWarning(req, answer, place).then(json)
    return res
  }
  next()
}

const beginsSubscriptions = (cart: AnsweredCart | undefined): boolean =>
  Array.isArray(cart?.items) && cart.items.some(({ metadata }) => planIdOf({ metadata: metadata ?? null }) !== null)

/** Never fails: without the warning it is still core's answer. */
async function withWarning(
  req: MedusaRequest,
  answer: Record<string, AnsweredCart | undefined>,
  place: (typeof PLACES)[number],
): Promise<object> {
  const cart = answer[place]
  try {
    const billing_warning = await billingWarning(req.scope, cart?.id ?? req.params.id ?? "")
    return { ...answer, [place]: { ...cart, billing_warning } }
  } catch (error) {
    const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`coupons: the billing warning of a cart is missing in the answer to ${req.path}: ${String(error)}`)
    return answer
  }
}
