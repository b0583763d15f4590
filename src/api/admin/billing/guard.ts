// Answers 404 with a sentence on every billing route while billing is off.
import type { MedusaNextFunction, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { billingOf } from "../../../lib/billing"

export function requireBilling(req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): void {
  try {
    billingOf(req.scope)
    next()
  } catch (error) {
    next(error)
  }
}
