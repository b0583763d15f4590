// Subscriber: bills the customers that a run of the renewal job shared out.
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { billShareWorkflow, RENEWALS_DUE } from "../workflows/billing"
import type { RenewalsDue } from "../workflows/billing"

export default async function billRenewalsDue({ event, container }: SubscriberArgs<RenewalsDue>): Promise<void> {
  await billShareWorkflow(container).run({ input: event.data })
}

export const config: SubscriberConfig = { event: RENEWALS_DUE }
