// POST /store/carts/:id/promo-codes: a customer enters a promo code.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { PROMO_CODE_REFUSED } from "../../../../../pricing/admission"
import { enterPromoCodeWorkflow } from "../../../../../workflows/cart/enter-promo-code"
import { callerOf } from "../../../caller"
import { attemptOr429 } from "../../../guessing/attempt"
import { cartResponse } from "../../cart-response"
import type { EnterPromoCodeBody } from "../../../middlewares"

export async function POST(req: AuthenticatedMedusaRequest<EnterPromoCodeBody>, res: MedusaResponse) {
  const cart_id = req.params.id ?? ""
  const input = { cart_id, code: req.validatedBody.code, customer_id: callerOf(req) }
  const result = await attemptOr429(req, res, cart_id, async () => {
    return (await enterPromoCodeWorkflow(req.scope).run({ input })).result
  })
  if (!result) {
    return
  }
  if (!result.entered) {
    // Core's error handler knows no reasons, so this one answer is written here.
    const reasons = result.refusals ?? []
    const message = reasons.map((reason) => reason.message).join(" ")
    res.status(400).json({ type: MedusaError.Types.NOT_ALLOWED, message, code: PROMO_CODE_REFUSED, reasons })
    return
  }
  const { code, status, reasons, amount } = result.entered
  res.json({ cart: await cartResponse(req, cart_id), promo_code: { code, status, reasons, amount } })
}
