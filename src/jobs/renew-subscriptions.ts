// Job: bills every few minutes what has fallen due, shared among all workers. Several may run it: a lease lets one bill.
import type { MedusaContainer } from "@medusajs/framework/types"
import { bringRenewalsUpToDate } from "../workflows/billing"

export default async function renewSubscriptions(container: MedusaContainer): Promise<void> {
  await bringRenewalsUpToDate(container)
}

export const config = {
  name: "renew-subscriptions",
  schedule: "*/5 * * * *",
}
