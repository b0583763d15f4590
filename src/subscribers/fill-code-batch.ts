// Subscriber: begins to fill a code batch as soon as it is asked for. Should it not come to an end, the job goes on.
import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { CodeBatchEvents } from "../lib/events"
import { fillCodeBatch } from "../operations/coupon/fill-code-batch"

export default async function fillRequestedCodeBatch({ event, container }: SubscriberArgs<{ id: string }>) {
  await fillCodeBatch(container, event.data.id)
}

export const config: SubscriberConfig = { event: [CodeBatchEvents.created, CodeBatchEvents.toppedUp] }
