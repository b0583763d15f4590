// What a cart that begins subscriptions is told before it is paid: that its later invoices will have nothing to charge (rule 58).
import type { MedusaContainer } from "@medusajs/framework/types"
import { graph } from "../../lib/graph"
import { isManual, leavesNothing } from "../../lib/payment-providers"

/** The sentences are for the shop's developer; a storefront shows its own by the code. */
const WARNINGS = {
  guest: "Nobody is logged in: a guest's payment method is not kept, so the first renewal will have nothing to charge.",
  nothing_due:
    "Nothing is due today, so no payment method is asked for: without one the first invoice will have nothing to charge.",
  provider: "What this payment provider takes cannot be charged again: the first renewal will have nothing to charge.",
} as const

export interface BillingWarning {
  code: keyof typeof WARNINGS
  message: string
}

interface CartFacts {
  total: unknown
  customer?: { has_account: boolean } | null
  payment_collection?: { payment_sessions?: { provider_id: string }[] } | null
}

const FIELDS = ["id", "total", "customer.has_account", "payment_collection.payment_sessions.provider_id"]

/** Null where nothing is wrong, as far as a provider that the plugin does not know can be trusted. One query. */
export async function billingWarning(container: MedusaContainer, cart_id: string): Promise<BillingWarning | null> {
  const [cart] = await graph<CartFacts>(container, "cart", FIELDS, { id: cart_id })
  const code = cart ? warningOf(cart) : null
  return code && { code, message: WARNINGS[code] }
}

/** Pure, for its own test. What core's manual provider was chosen for needs nothing to charge: it always says yes. */
export function warningOf({ total, customer, payment_collection }: CartFacts): BillingWarning["code"] | null {
  const provider_ids = (payment_collection?.payment_sessions ?? []).map(({ provider_id }) => provider_id)
  if (Number(total) > 0 && provider_ids.some(isManual)) {
    return null
  }
  if (!customer?.has_account) {
    return "guest"
  }
  if (Number(total) <= 0) {
    return "nothing_due"
  }
  return provider_ids.some(leavesNothing) ? "provider" : null
}
