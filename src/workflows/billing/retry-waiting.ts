// Bills who waits for stock as soon as there is some again: a change of a stock level makes their subscriptions due.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { graph } from "../../lib/graph"
import { findBilling } from "../../lib/billing"
import { askForRenewals } from "./share-renewals"

export interface RetryWaitingInput {
  /** Inventory levels that changed. */
  inventory_level_ids: string[]
}

const retryWaitingStep = createStep("billing-retry-waiting", async (input: RetryWaitingInput, { container }) => {
  return new StepResponse({ retried: await retryWaiting(container, input.inventory_level_ids) })
})

/** Answers for how many customers it asked. Whether there is enough for each of them is what their renewal finds out. */
async function retryWaiting(container: MedusaContainer, inventory_level_ids: string[]): Promise<number> {
  const billing = findBilling(container)
  const waiting = (await billing?.listWaitingForStock()) ?? []
  if (!billing || waiting.length === 0) {
    return 0
  }
  const variant_ids = await variantsInStock(container, inventory_level_ids)
  const subscription_ids = new Set(
    waiting.filter(({ variant_id }) => variant_ids.has(variant_id)).map(({ subscription_id }) => subscription_id),
  )
  if (subscription_ids.size === 0) {
    return 0
  }
  const customer_ids = await billing.stopWaitingForStock([...subscription_ids])
  await askForRenewals(container, customer_ids)
  return customer_ids.length
}

/** Variants that take something from these levels, of those levels that have anything left. */
async function variantsInStock(container: MedusaContainer, inventory_level_ids: string[]): Promise<Set<string>> {
  const levels = await container.resolve(Modules.INVENTORY).listInventoryLevels({ id: inventory_level_ids })
  const inventory_item_id = levels
    .filter(({ stocked_quantity, reserved_quantity }) => stocked_quantity > reserved_quantity)
    .map((level) => level.inventory_item_id)
  const links =
    inventory_item_id.length === 0
      ? []
      : await graph<{ variant_id: string }>(container, "product_variant_inventory_item", ["variant_id"], {
          inventory_item_id,
        })
  return new Set(links.map(({ variant_id }) => variant_id))
}

/** Asks for the renewals of everybody who waits for what these levels hold; it waits for none of them. */
export const retryWaitingWorkflow = createWorkflow("billing-retry-waiting", function (input: RetryWaitingInput) {
  return new WorkflowResponse(retryWaitingStep(input))
})
