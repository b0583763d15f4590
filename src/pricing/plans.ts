// Which plan a line of a cart or order is sold on (rule 39), and reading the plans that lines name.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { BillingPeriod, Interval } from "../engine"
import { findBilling } from "../lib/billing"
import type { CoreLineItem } from "./core-cart"

/** What the document needs to know of a plan. */
export interface PlanFacts extends BillingPeriod {
  id: string
  variant_id: string
  trial_days: number
}

type Named = Pick<CoreLineItem, "metadata">

/** The plan a cart or order line names in its metadata, if it names one. */
export function planIdOf(item: Named): string | null {
  const plan_id = item.metadata?.plan_id
  return typeof plan_id === "string" && plan_id !== "" ? plan_id : null
}

/**
 * The plan of a line: named in its metadata and made for its variant, or listed under the line's own id where somebody
 * else bills; otherwise the line is a one-time purchase.
 */
export function planOf(
  item: Pick<CoreLineItem, "metadata" | "variant_id"> & { id?: string },
  plans: Map<string, PlanFacts>,
): PlanFacts | null {
  const plan = plans.get(planIdOf(item) ?? "")
  return plan && plan.variant_id === item.variant_id ? plan : (plans.get(item.id ?? "") ?? null)
}

/** Plans of our billing that the lines name, by id; none, without a query, where no line names one or billing is off. */
export async function plansNamedBy(container: MedusaContainer, items: Named[]): Promise<Map<string, PlanFacts>> {
  const ids = [...new Set(items.map(planIdOf))].filter((id): id is string => id !== null)
  const billing = findBilling(container)
  const plans = ids.length > 0 && billing ? await billing.listBillingPlans({ id: ids }, { take: ids.length }) : []
  return new Map((plans as PlanFacts[]).map((plan) => [plan.id, plan]))
}

/** Plans by the id that lines name them by; without our billing what the lines say themselves, by line (no query then). */
export async function plansOf(
  container: MedusaContainer,
  items: Pick<CoreLineItem, "id" | "metadata" | "variant_id">[] = [],
): Promise<Map<string, PlanFacts>> {
  return findBilling(container) ? plansNamedBy(container, items) : recurringPlans(items)
}

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
