// Whether a payment is under way: asked before an invoice is charged again, and before one is shown as coming.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** True if a payment session was opened: the provider may have been asked, so the same session must be asked again. */
export async function isUnderway(container: MedusaContainer, payment_collection_id: string): Promise<boolean> {
  const sessions = await container
    .resolve(Modules.PAYMENT)
    .listPaymentSessions({ payment_collection_id }, { select: ["id"], take: 1 })
  return sessions.length > 0
}
