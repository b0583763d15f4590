// What asking a payment provider once more stands on (src/integration/ask-again.ts).
import { readFileSync } from "node:fs"
import { fact, insideOf } from "../fact"

const AGAIN = "payments asked again"

/** What the two files of core's payment module say, each as it must be. */
function asking() {
  const module = readFileSync(insideOf("@medusajs/payment", "dist/services/payment-module.js"), "utf8")
  const providers = readFileSync(insideOf("@medusajs/payment", "dist/services/payment-provider.js"), "utf8")
  return {
    asks: /this\.paymentProviderService_\.createSession\(/.test(module),
    under_the_sessions_id: /idempotency_key: paymentSession\.id/.test(module),
    with_its_id: /data: \{ \.\.\.input\.data, session_id: paymentSession\.id \}/.test(module),
    hands_on: /async createSession\(providerId, sessionInput\)/.test(providers),
  }
}

export const paymentFacts = [
  fact({
    seam: AGAIN,
    says: "the payment module asks a provider for a session through `paymentProviderService_.createSession`, under the session's id",
    moved:
      "Medusa asks payment providers for sessions in another way: a payment whose answer was lost can no longer be found again by its key (integration/ask-again).",
    look: asking,
    holds: (found) => Object.values(found).every(Boolean),
    doctored: { asks: false, under_the_sessions_id: true, with_its_id: true, hands_on: true },
  }),
]
