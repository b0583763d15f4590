// POST /store/promo-codes/validate: ask whether a code works before entering it.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { validateInGeneral, validateOnCart } from "../../../../queries/carts/validate-code"
import { callerOf } from "../../caller"
import { attemptOr429 } from "../../guessing/attempt"
import type { ValidatePromoCodeBody } from "../../middlewares"

export async function POST(req: AuthenticatedMedusaRequest<ValidatePromoCodeBody>, res: MedusaResponse) {
  const { code, cart_id } = req.validatedBody
  const customer_id = callerOf(req)
  const answer = await attemptOr429(req, res, cart_id ?? null, () =>
    cart_id
      ? validateOnCart(req.scope, { code, cart_id, customer_id })
      : validateInGeneral(req.scope, code, customer_id),
  )
  if (!answer) {
    return
  }
  const { valid, reasons, coupon } = answer
  res.json({
    valid,
    reasons,
    // What the customer may know of it: what it gives, not how it is limited.
    ...(coupon && {
      coupon: {
        name: coupon.name,
        type: coupon.type,
        percentage: coupon.percentage,
        amounts: coupon.amounts,
        trial_days: coupon.trial_days,
        duration: coupon.duration,
        duration_in_months: coupon.duration_in_months,
        duration_in_cycles: coupon.duration_in_cycles,
      },
    }),
  })
}
