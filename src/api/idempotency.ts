// Reads the header Idempotency-Key: who asks what, so that only a repeat of the same request counts as one.
import { createHash } from "node:crypto"
import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { invalid } from "../tools/errors"

const MAX_LENGTH = 255

/** The same text for the same JSON, whatever the order of its fields. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value) ?? "null"
  }
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(",")}}`
}

/**
 * The request's key, within `route` and the caller; null without the header. The hash covers body and query as sent.
 * Throws INVALID_DATA for a key that is empty or longer than 255 characters.
 */
export function idempotencyKeyOf(
  req: AuthenticatedMedusaRequest,
  route: string,
): { scope: string; key: string; request_hash: string } | null {
  const key = req.get("Idempotency-Key")
  if (key === undefined) {
    return null
  }
  if (key.length === 0 || key.length > MAX_LENGTH) {
    throw invalid(`The header Idempotency-Key must have 1 to ${MAX_LENGTH} characters.`)
  }
  const { actor_type, actor_id } = req.auth_context
  const request_hash = createHash("sha256")
    .update(canonical({ body: req.body, query: req.query }))
    .digest("hex")
  return { scope: `${route} ${actor_type} ${actor_id}`, key, request_hash }
}
