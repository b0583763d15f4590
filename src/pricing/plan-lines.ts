// Whether a cart begins subscriptions: the cheap question that spares every other cart the work.
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { findBilling } from "../lib/billing"
import type { CoreLineItem } from "./core-cart"
import { planIdOf } from "./plans"

/**
 * True if billing is on and a line of the cart names a plan, be it the right one or not. One query for the lines; none
 * where the caller has them, or without billing.
 */
export async function hasPlanLines(
  container: MedusaContainer,
  cart_id: string,
  known?: Pick<CoreLineItem, "metadata">[],
): Promise<boolean> {
  if (!findBilling(container)) {
    return false
  }
  const lines =
    known ?? (await container.resolve(Modules.CART).listLineItems({ cart_id }, { select: ["id", "metadata"] }))
  return lines.some((line) => planIdOf({ metadata: line.metadata ?? null }) !== null)
}
