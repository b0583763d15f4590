// How the database's side of the house refuses: the engine's codes and sentences as errors, and one that only it knows.
import type { MedusaError } from "@medusajs/framework/utils"
import { REFUSALS } from "../../../engine"
import type { GeneralRefusalCode, Refusal } from "../../../engine"
import { refused } from "../../../tools/errors"

/** They say nothing about a code, so that the engine has no words for them. */
const SENTENCES = {
  busy: "Too many people are doing this at the same moment. Please try again.",
  claim_released: "The place under the limits was given back meanwhile; it must be claimed again.",
  first_purchase_under_way:
    "Another order of yours is being completed, and only one of them can be your first. Please try again in a moment.",
} as const

export type PlaceRefusal = GeneralRefusalCode | keyof typeof SENTENCES

const ALL: Readonly<Record<PlaceRefusal, string>> = { ...REFUSALS, ...SENTENCES }

/** True for a code that this side of the house refuses with. */
export function isPlaceRefusal(code: string | undefined): code is PlaceRefusal {
  return code !== undefined && Object.hasOwn(ALL, code)
}

/** A refusal as MedusaError NOT_ALLOWED (HTTP 400) whose `code` storefronts can rely on. */
export function refuse(code: PlaceRefusal): MedusaError {
  return refusalError({ code, message: ALL[code] })
}

/** The engine's refusal as such an error. */
export function refusalError({ code, message }: { code: string } & Pick<Refusal, "message">): MedusaError {
  return refused(message, code)
}
