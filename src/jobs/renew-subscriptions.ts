// Bills every few minutes what has fallen due. Several servers may run it at once: the lease lets one of them in.
import type { MedusaContainer } from "@medusajs/framework/types"
import { runRenewalsWorkflow } from "../workflows/billing"
import { findBilling } from "../workflows/billing/services"

export default async function renewSubscriptions(container: MedusaContainer): Promise<void> {
  if (findBilling(container)) {
    await runRenewalsWorkflow(container).run({ input: {} })
  }
}

export const config = {
  name: "renew-subscriptions",
  schedule: "*/5 * * * *",
}
