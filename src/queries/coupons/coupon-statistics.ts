// One coupon's redemptions and money over time and by channel: sums of the ledger, never of anything else (law 4).
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { DateTime } from "luxon"
import { fromMinor } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { invalid } from "../../tools/errors"
import type { CouponTallies, Tally } from "../../modules/coupon/ledger/sums"
import { storeInstant } from "../../lib/instant"

export interface StatisticsQuestion {
  coupon_id: string
  /** A plain date or an ISO instant, inclusive; plain dates are days of the store's time zone. */
  from?: string
  to?: string
  currency_code?: string[]
}

/** Redemptions less reversals, of all currencies; and the money of each currency, major units. */
export interface Figures {
  redemptions: number
  amounts: { currency_code: string; redemptions: number; amount: number }[]
}

export interface CouponStatistics {
  coupon_id: string
  time_zone: string
  /** First and last day of `by_day`, `YYYY-MM-DD`. */
  from: string
  to: string
  totals: Figures
  /** Every day of the range, ascending; a day without redemptions has none. A reversal counts on the day it was booked. */
  by_day: (Figures & { date: string })[]
  /** By the channel of the promo code; null for redemptions without one. */
  by_channel: (Figures & { channel: string | null })[]
  by_sales_channel: (Figures & { sales_channel_id: string | null; name: string | null })[]
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Ten years: what a chart can show, and an answer can hold. */
const MAX_DAYS = 3660

/**
 * Sums up the ledger of one coupon. Without `from` it begins with the first redemption, without `to` it ends today (or
 * with the last redemption, should the clock have been turned back). Throws NOT_FOUND for the coupon, INVALID_DATA for a
 * date outside the calendar, an end before the start, and more than 3,660 days.
 */
export async function couponStatistics(
  container: MedusaContainer,
  { coupon_id, from, to, currency_code }: StatisticsQuestion,
): Promise<CouponStatistics> {
  const service = couponsOf(container)
  const time_zone = service.timeZone()
  const { id } = await service.retrieveCoupon(coupon_id)
  const first = from === undefined ? undefined : storeInstant(from, "start", time_zone)
  const last = to === undefined ? undefined : storeInstant(to, "end", time_zone)
  if (first && last && first > last) {
    throw invalid("'to' must not be before 'from'.")
  }
  const tallies = await service.tallyLedger({ coupon_id: [id], currency_code, from: first, to: last })
  const today = dayOf(await service.now(), time_zone)
  const range = rangeOf(tallies, {
    first: first && dayOf(first, time_zone),
    last: last && dayOf(last, time_zone),
    today,
  })
  const names = await channelNames(container, tallies.by_sales_channel)
  const by_day = groups(tallies.by_day, ({ date }) => date)
  const by_channel = groups(tallies.by_channel, ({ channel }) => channel)
  const by_sales_channel = groups(tallies.by_sales_channel, (row) => row.sales_channel_id)
  return {
    coupon_id: id,
    time_zone,
    ...range,
    totals: figures(tallies.totals),
    by_day: days(range).map((date) => ({ date, ...figures(by_day.get(date) ?? []) })),
    by_channel: [...by_channel].map(([channel, rows]) => ({ channel, ...figures(rows) })),
    by_sales_channel: [...by_sales_channel].map(([sales_channel_id, rows]) => ({
      sales_channel_id,
      name: names.get(sales_channel_id ?? "") ?? null,
      ...figures(rows),
    })),
  }
}

interface Range {
  from: string
  to: string
}

function rangeOf(tallies: CouponTallies, asked: { first?: string; last?: string; today: string }): Range {
  const booked = tallies.by_day.map(({ date }) => date)
  const to = asked.last ?? [asked.today, asked.first ?? "", ...booked].reduce((a, b) => (a > b ? a : b))
  const from = asked.first ?? booked[0] ?? to
  return { from, to }
}

/** Currencies are never added: their counts are, their money is not. */
function figures(tallies: Tally[]): Figures {
  return {
    redemptions: tallies.reduce((sum, { redemptions }) => sum + redemptions, 0),
    amounts: tallies.map(({ currency_code, redemptions, amount_minor }) => ({
      currency_code,
      redemptions,
      amount: fromMinor(amount_minor, currency_code),
    })),
  }
}

function groups<T, K>(rows: T[], key: (row: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>()
  for (const row of rows) {
    found.set(key(row), [...(found.get(key(row)) ?? []), row])
  }
  return found
}

/** The calendar day of an instant in the time zone, `YYYY-MM-DD`. */
const dayOf = (instant: Date, zone: string): string => DateTime.fromJSDate(instant, { zone }).toISODate() ?? ""

/** All days of the range, its ends included. */
function days({ from, to }: Range): string[] {
  const start = Date.parse(from)
  const count = Math.round((Date.parse(to) - start) / DAY_MS) + 1
  if (count > MAX_DAYS) {
    throw invalid(`From ${from} to ${to} are ${count} days; at most ${MAX_DAYS} can be shown. Give 'from' and 'to'.`)
  }
  return Array.from({ length: count }, (_, index) => new Date(start + index * DAY_MS).toISOString().slice(0, 10))
}

async function channelNames(
  container: MedusaContainer,
  rows: { sales_channel_id: string | null }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.sales_channel_id ?? []))]
  if (ids.length === 0) {
    return new Map()
  }
  const channels = await container
    .resolve(Modules.SALES_CHANNEL)
    .listSalesChannels({ id: ids }, { take: ids.length, select: ["id", "name"] })
  return new Map(channels.map(({ id, name }) => [id, name]))
}
