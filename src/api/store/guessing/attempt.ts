// The edge of rule 47: who a request's guesses are counted for, and the answer when there were too many.
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { refuse } from "../../../engine"
import { guardGuesses } from "./guard-guesses"
import type { Attempt } from "./guard-guesses"
import { callerOf } from "../caller"

/** Makes the attempt and answers what came of it; null when 429 was sent instead, because too many have failed. */
export async function attemptOr429<T extends Attempt>(
  req: AuthenticatedMedusaRequest,
  res: MedusaResponse,
  cart_id: string | null,
  attempt: () => Promise<T>,
): Promise<T | null> {
  const { ip, headers } = req
  const guarded = await guardGuesses(req.scope, { customer_id: callerOf(req), cart_id, ip, headers }, attempt)
  if (guarded.retry_after === null) {
    return guarded.attempt
  }
  const { code, message } = refuse("too_many_attempts")
  res
    .status(429)
    .set("Retry-After", String(guarded.retry_after))
    .json({ type: MedusaError.Types.NOT_ALLOWED, message, code, reasons: [{ code, message }] })
  return null
}
