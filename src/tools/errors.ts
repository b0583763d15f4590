// The errors that answer a request, and what an error says.
import { MedusaError } from "@medusajs/framework/utils"

/** INVALID_DATA with a sentence: wrong in form. A stable code where a caller may look for it. */
export const invalid = (message: string, code?: string): MedusaError =>
  new MedusaError(MedusaError.Types.INVALID_DATA, message, code)

/** NOT_ALLOWED with a sentence, and a stable code where a caller may wait for it: right in form, wrong in this state. */
export const refused = (message: string, code?: string): MedusaError =>
  new MedusaError(MedusaError.Types.NOT_ALLOWED, message, code)

/** NOT_FOUND with a sentence, and a stable code as above. */
export const missing = (message: string, code?: string): MedusaError =>
  new MedusaError(MedusaError.Types.NOT_FOUND, message, code)

/** UNEXPECTED_STATE with a sentence: what only a fault of ours can bring about. */
export const broken = (message: string): MedusaError => new MedusaError(MedusaError.Types.UNEXPECTED_STATE, message)

/** What an error says. Workflow engines hand errors on as plain objects, and not only as Errors. */
export function messageOf(error: unknown): string {
  const message = typeof error === "object" && error !== null ? (error as { message?: unknown }).message : error
  return typeof message === "string" ? message : "Unknown error"
}
