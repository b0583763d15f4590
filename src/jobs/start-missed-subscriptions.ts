// Job: starts the subscriptions that paid orders asked for and a killed process never started. Several servers may run it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { startMissedSubscriptions } from "../operations/billing/start-missed-subscriptions"

export default async function startMissed(container: MedusaContainer): Promise<void> {
  await startMissedSubscriptions(container)
}

export const config = { name: "start-missed-subscriptions", schedule: "*/5 * * * *" }
