// Which lines begin a subscription in a shop whose subscriptions are billed by somebody else: those that say so (rule 44).
import type { Interval } from "../engine"
import type { CoreLineItem } from "./core-cart"
import type { PlanFacts } from "./cart"

const INTERVALS: readonly string[] = ["day", "week", "month", "year"] satisfies Interval[]
const isInterval = (value: unknown): value is Interval => typeof value === "string" && INTERVALS.includes(value)

type MarkedLine = Pick<CoreLineItem, "id" | "metadata" | "variant_id">

/**
 * Plans by line id, from each line's metadata: `billing_interval` (day, week, month, year), `billing_interval_count`
 * (default 1) and, free text, `plan_id`. A line with anything else in these fields is a one-time purchase.
 */
export function recurringPlans(items: MarkedLine[]): Map<string, PlanFacts> {
  return new Map(
    items.flatMap((item): [string, PlanFacts][] => {
      const plan = planIn(item)
      return plan ? [[item.id, plan]] : []
    }),
  )
}

function planIn({ metadata, variant_id }: MarkedLine): PlanFacts | null {
  const interval = metadata?.billing_interval
  const interval_count = Number(metadata?.billing_interval_count ?? 1)
  if (!isInterval(interval) || !Number.isInteger(interval_count) || interval_count < 1) {
    return null
  }
  const plan_id = metadata?.plan_id
  return {
    id: typeof plan_id === "string" ? plan_id : "",
    variant_id: variant_id ?? "",
    interval,
    interval_count,
    trial_days: 0,
  }
}
