// Middleware of core's route that opens a payment session: what begins a subscription, and an invoice of one, is paid with a method
// that is kept for the later invoices (rules 58 and 59).
import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
} from "@medusajs/framework/http"
import { graph } from "../../../lib/graph"
import { isStripe } from "../../../lib/payment-providers"
import { isInvoicePayment } from "../../../queries/billing/invoice-payment"
import { hasPlanLines } from "../../../pricing/plan-lines"
import { callerOf } from "../caller"

interface SessionBody {
  provider_id?: unknown
  data?: Record<string, unknown>
}

/**
 * `setup_future_usage: "off_session"` for Stripe, whatever the storefront sent: without it the first renewal fails. Only for a
 * customer who is logged in: core gives a guest no account at the provider, and a card without one is kept nowhere.
 */
export async function keepPaymentMethod(
  req: MedusaRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction,
): Promise<void> {
  const body = req.body as SessionBody | undefined
  const { provider_id } = body ?? {}
  if (
    typeof provider_id !== "string" ||
    !isStripe(provider_id) ||
    callerOf(req as AuthenticatedMedusaRequest) === null
  ) {
    next()
    return
  }
  const links = await graph<{ cart_id: string }>(req.scope, "cart_payment_collection", ["cart_id"], {
    payment_collection_id: req.params.id,
  })
  const [cart_id] = links.map((link) => link.cart_id)
  const is_kept = cart_id
    ? await hasPlanLines(req.scope, cart_id)
    : await isInvoicePayment(req.scope, req.params.id ?? "")
  if (is_kept) {
    req.body = { ...body, data: { ...body?.data, setup_future_usage: "off_session" } }
  }
  next()
}
