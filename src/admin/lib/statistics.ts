// What a chart shows of a coupon's statistics: days put together where there are many, one measure at a time.
import { fromMinor, toMinor } from "../../engine/money"
import type { CouponStatistics, Figures } from "./api-types"

/** Redemptions, or the money of one currency: currencies are never added up. */
export type Measure = "redemptions" | { currency_code: string }

/** One bar: the days from `from` to `to` (plain days, both in it). */
export interface Bucket extends Figures {
  from: string
  to: string
}

/** More bars than this cannot be told apart. */
const MOST = 62

/** Days as they are while they are few, then weeks of seven days, then calendar months. Nothing is lost: sums stay the same. */
export function bucketsOf(days: CouponStatistics["by_day"]): Bucket[] {
  const keyOf = keyFor(days.length)
  const buckets = new Map<string, CouponStatistics["by_day"]>()
  days.forEach((day, index) => {
    const key = keyOf(day.date, index)
    buckets.set(key, [...(buckets.get(key) ?? []), day])
  })
  return [...buckets.values()].map((inside) => ({
    from: inside[0]?.date ?? "",
    to: inside.at(-1)?.date ?? "",
    ...sumOf(inside),
  }))
}

function keyFor(count: number): (date: string, index: number) => string {
  if (count <= MOST) {
    return (date) => date
  }
  if (count <= MOST * 7) {
    return (_, index) => String(Math.floor(index / 7))
  }
  return (date) => date.slice(0, 7)
}

/** Figures added up, each currency for itself and exactly. */
export function sumOf(all: Figures[]): Figures {
  const amounts = new Map<string, { redemptions: number; amount_minor: number }>()
  for (const { currency_code, redemptions, amount } of all.flatMap((figures) => figures.amounts)) {
    const sum = amounts.get(currency_code) ?? { redemptions: 0, amount_minor: 0 }
    const amount_minor = sum.amount_minor + toMinor(amount, currency_code)
    amounts.set(currency_code, { redemptions: sum.redemptions + redemptions, amount_minor })
  }
  return {
    redemptions: all.reduce((sum, figures) => sum + figures.redemptions, 0),
    amounts: [...amounts].map(([currency_code, { redemptions, amount_minor }]) => ({
      currency_code,
      redemptions,
      amount: fromMinor(amount_minor, currency_code),
    })),
  }
}

/** One measure of some figures; money in major units. */
export function measured(figures: Figures, measure: Measure): number {
  if (measure === "redemptions") {
    return figures.redemptions
  }
  return figures.amounts.find(({ currency_code }) => currency_code === measure.currency_code)?.amount ?? 0
}

/** The plain day `days` before `day`. */
export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
