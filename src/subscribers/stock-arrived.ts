// Subscriber: a stock level was made or has changed; who waits for it is billed.
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { retryWaitingWorkflow } from "../workflows/billing"

export default async function onStockArrived({ event, container }: SubscriberArgs<{ id: string }>): Promise<void> {
  await retryWaitingWorkflow(container).run({ input: { inventory_level_ids: [event.data.id] } })
}

/**
 * The events of the inventory module itself, not of core's workflows: they also tell of levels that a script or an ERP
 * writes, and of reservations that a cancelled order gives back.
 */
export const config: SubscriberConfig = {
  event: ["inventory.inventory-level.created", "inventory.inventory-level.updated"],
}
