// Plans in words: how often they bill, and what a trial means.
import type { BillingPeriod, Interval } from "../../engine/types"
import type { Translate } from "../i18n/texts"

/** Invoices of a year of twelve months, 52 weeks and 365 days; whole numbers only, else null. */
const perYear: Record<Interval, number> = { day: 365, week: 52, month: 12, year: 1 }

export function invoicesPerYear({ interval, interval_count }: BillingPeriod): number | null {
  const times = perYear[interval] / interval_count
  return Number.isInteger(times) ? times : null
}

/** "Customers pay the variant's price every 2 weeks, 26 times a year. The first 14 days are free." */
export function planSentences(plan: BillingPeriod & { trial_days: number }, t: Translate): string[] {
  const times = invoicesPerYear(plan)
  const period = t(`plans.pays.${plan.interval}`, { count: plan.interval_count })
  return [
    times !== null && times > 1 ? t("plans.sentenceTimes", { period, times }) : t("plans.sentence", { period }),
    ...(plan.trial_days > 0 ? [t("plans.trial", { count: plan.trial_days })] : []),
  ]
}
