// How the database's side of the house refuses: the engine's codes and sentences as errors, and one that only it knows.
import { MedusaError } from "@medusajs/framework/utils"
import { REFUSALS } from "../../engine"
import type { Refusal, RefusalCode } from "../../engine"

/** Says nothing about a code, so that the engine has no word for it. */
const CLAIM_RELEASED = "The place under the limits was given back meanwhile; it must be claimed again."

/** A refusal as MedusaError NOT_ALLOWED (HTTP 400) whose `code` storefronts can rely on. */
export function refuse(code: RefusalCode | "claim_released"): MedusaError {
  return refusalError({ code, message: code === "claim_released" ? CLAIM_RELEASED : REFUSALS[code] })
}

/** The engine's refusal as such an error. */
export function refusalError({ code, message }: { code: string } & Pick<Refusal, "message">): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_ALLOWED, message, code)
}
