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

/** The axis of a chart: round figures from `low` (0 or less) to `high` (above `low`), both among the ticks. */
export interface Scale {
  low: number
  high: number
  ticks: number[]
}

const TICKS = 4
const ROUND = [1, 2, 2.5, 5, 10]

/** The smallest axis of about four round steps that all `values` and zero fit on; `isCount`: no fractions on it. */
export function scaleOf(values: number[], isCount: boolean): Scale {
  const least = Math.min(0, ...values)
  const most = Math.max(0, ...values)
  const step = stepFor((most - least || 1) / TICKS, isCount)
  const first = Math.floor(least / step)
  const last = Math.max(Math.ceil(most / step), first + 1)
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks }
}

function stepFor(least: number, isCount: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const steps = ROUND.map((round) => round * power).filter((step) => !isCount || Number.isInteger(step))
  return steps.find((step) => step >= least) ?? Math.max(1, Math.ceil(least))
}

/** Where a bar of `value` begins and how long it is, as shares of the axis. */
export function barOn({ low, high }: Scale, value: number): { from: number; length: number } {
  const span = high - low
  return { from: (Math.min(value, 0) - low) / span, length: Math.abs(value) / span }
}

/** A name below a bar: the bar's index, where its middle is and how wide it may be, as shares of the width. */
export interface BarName {
  index: number
  at: number
  width: number
  /** Set where a name at the middle of its bar would stick out. */
  edge?: "left" | "right"
}

/** Names below bars, at most: more run into each other. */
const MOST_NAMES = 5

/** Which of `count` bars have their names below them: all while they are few, then the first, the last and three between. */
export function namesOn(count: number): BarName[] {
  const shown = Math.min(count, MOST_NAMES)
  const isFull = count <= MOST_NAMES
  return Array.from({ length: shown }, (_, place) => {
    const index = isFull ? place : Math.round((place * (count - 1)) / (shown - 1))
    const name = { index, at: (index + 0.5) / count, width: 1 / shown }
    if (isFull || (place > 0 && place < shown - 1)) {
      return name
    }
    return { ...name, edge: place === 0 ? "left" : "right" }
  })
}
