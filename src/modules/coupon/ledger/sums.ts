// What is answered from sums that are kept as the ledger is written (decision 48): statistics, how many rows a list has, and where a
// far page begins. Sums are of days (UTC) and of the quarters of an hour in them; what a range cuts off of one is read from the ledger, in
// the same statement.
import { allOf, condition, isOneOf } from "../../../tools/paging"
import type { Condition, PageOf } from "../../../tools/paging"
import type { Db } from "../shared/db"
import { ledgerCondition } from "./filter"
import type { LedgerFilter } from "./filter"

/** How often a coupon was redeemed and what that took off, in one currency; reversals count against both. */
export interface Tally {
  currency_code: string
  redemptions: number
  /** Whole minor units, net. */
  amount_minor: number
}

/** The ledger of one coupon, summed up; each list is a breakdown of `totals`. */
export interface CouponTallies {
  totals: Tally[]
  /** `date` is a day of the time zone asked for, `YYYY-MM-DD`, ascending; days without rows are left out. */
  by_day: (Tally & { date: string })[]
  by_channel: (Tally & { channel: string | null })[]
  by_sales_channel: (Tally & { sales_channel_id: string | null })[]
}

/** What can be summed up: these coupons, in these currencies, from the first to the last instant, both inclusive. */
export type TallyFilter = Required<Pick<LedgerFilter, "coupon_id">> &
  Pick<LedgerFilter, "currency_code" | "from" | "to">

interface Grouped extends Tally {
  of: "totals" | "day" | "channel" | "sales_channel"
  date: string | null
  channel: string | null
  sales_channel_id: string | null
}

/** Sums up the rows that `filter` means, by currency; one statement, so that all figures are of one moment. */
export async function tallyLedger(db: Db, filter: TallyFilter, time_zone: string): Promise<CouponTallies> {
  const figures = figuresOf(filter, "days")
  // Days of UTC are among the sums; those of any other zone are made of quarters of an hour.
  const of_day = isUtc(time_zone) ? figures : figuresOf(filter, isOfQuarters(time_zone) ? "quarters" : "rows")
  const rows = await db.rows<Grouped>(
    `WITH figures AS (${figures.sql}), of_day AS (${of_day.sql})
     SELECT CASE WHEN grouping(channel) = 0 THEN 'channel' WHEN grouping(sales_channel_id) = 0 THEN 'sales_channel'
         ELSE 'totals' END AS of,
       NULL AS date, channel, sales_channel_id, currency_code, sum(redemptions)::int AS redemptions, sum(amount_minor) AS amount_minor
     FROM figures
     GROUP BY GROUPING SETS ((channel, currency_code), (sales_channel_id, currency_code), (currency_code))
     HAVING sum(entries) > 0
     UNION ALL
     SELECT 'day', to_char(day, 'YYYY-MM-DD') AS date, NULL, NULL, currency_code, sum(redemptions)::int, sum(amount_minor)
     FROM (SELECT (at AT TIME ZONE ?::text)::date AS day, of_day.* FROM of_day) AS dated
     GROUP BY day, currency_code HAVING sum(entries) > 0
     ORDER BY date, channel NULLS LAST, sales_channel_id NULLS LAST, currency_code`,
    [...figures.params, ...of_day.params, postgresZone(time_zone)],
  )
  const of = (kind: Grouped["of"]) => rows.filter((row) => row.of === kind)
  const tally = ({ currency_code, redemptions, amount_minor }: Grouped): Tally => ({
    currency_code,
    redemptions,
    amount_minor,
  })
  return {
    totals: of("totals").map(tally),
    by_day: of("day").map((row) => ({ ...tally(row), date: row.date ?? "" })),
    by_channel: of("channel").map((row) => ({ ...tally(row), channel: row.channel })),
    by_sales_channel: of("sales_channel").map((row) => ({ ...tally(row), sales_channel_id: row.sales_channel_id })),
  }
}

const QUARTER_MS = 15 * 60 * 1000
const DAY_MS = 96 * QUARTER_MS

/** A query of figures: of a day, of a quarter of an hour or of a row, with the instant it begins at. */
type Figures = Condition

const OF_DAYS = `SELECT s.starts_at AS at, s.channel, s.sales_channel_id, s.currency_code, s.redemptions - s.reversals AS redemptions,
    s.redemptions + s.reversals AS entries, s.amount_minor
  FROM coupon_ledger_day s`

const QUARTERS = `coupon_ledger_quarter s CROSS JOIN LATERAL (
    SELECT place, s.starts_at + (place - 1) * INTERVAL '15 minutes' AS at FROM generate_subscripts(s.amount_minor, 1) AS place
    WHERE s.amount_minor[place] IS NOT NULL
  ) AS q`

const OF_QUARTERS = `SELECT q.at, NULL, NULL, s.currency_code, s.redemptions[q.place] - s.reversals[q.place] AS redemptions,
    s.redemptions[q.place] + s.reversals[q.place] AS entries, s.amount_minor[q.place] AS amount_minor
  FROM ${QUARTERS}`

const OF_ROWS = `SELECT r.redeemed_at AS at, r.channel, r.sales_channel_id, r.currency_code,
    CASE WHEN r.kind = 'redemption' THEN 1 ELSE -1 END AS redemptions, 1 AS entries, r.amount_minor
  FROM coupon_redemption r`

const selected = (select: string, parts: Condition[]): Figures => {
  const { sql, params } = allOf(parts)
  return { sql: `${select} WHERE ${sql}`, params }
}

const together = (figures: Figures[]): Figures => ({
  sql: figures.map(({ sql }) => sql).join(" UNION ALL "),
  params: figures.flatMap(({ params }) => params),
})

const floor = (instant: number, span: number) => Math.floor(instant / span) * span
const ceil = (instant: number, span: number) => Math.ceil(instant / span) * span
const between = (column: string, first: number | null, end: number | null): Condition[] => [
  ...(first === null ? [] : [condition(`${column} >= ?`, new Date(first))]),
  ...(end === null ? [] : [condition(`${column} < ?`, new Date(end))]),
]

/**
 * Everything that `filter` means, once: of whole days, or of whole quarters of an hour, by their sums; of those that the range cuts by
 * row. Quarters know no channels. `grain` "rows": all by row.
 */
function figuresOf(filter: TallyFilter, grain: "days" | "quarters" | "rows"): Figures {
  const rows = ledgerCondition(filter)
  const span = grain === "days" ? DAY_MS : QUARTER_MS
  const first = filter.from ? ceil(filter.from.getTime(), span) : null
  // The last millisecond is meant as a whole: what is booked has no finer time.
  const end = filter.to ? floor(filter.to.getTime() + 1, span) : null
  if (grain === "rows" || (first !== null && end !== null && first >= end)) {
    return selected(OF_ROWS, [rows])
  }
  const kept = [isOneOf("s.coupon_id", filter.coupon_id)]
  if (filter.currency_code) {
    kept.push(isOneOf("s.currency_code", filter.currency_code))
  }
  const whole =
    grain === "days"
      ? selected(OF_DAYS, [...kept, ...between("s.starts_at", first, end)])
      : selected(OF_QUARTERS, [
          ...kept,
          ...between("s.starts_at", first && floor(first, DAY_MS), end),
          ...between("q.at", first, end),
        ])
  return together([whole, ...cutRows(filter, rows, first, end)])
}

/** Rows before the first whole sum, and behind the last. */
function cutRows({ from, to }: TallyFilter, rows: Condition, first: number | null, end: number | null): Figures[] {
  const before = from && first !== null && from.getTime() < first ? between("r.redeemed_at", null, first) : []
  const behind = to && end !== null && to.getTime() >= end ? between("r.redeemed_at", end, null) : []
  return [before, behind].flatMap((cut) => (cut.length > 0 ? [selected(OF_ROWS, [rows, ...cut])] : []))
}

const isUtc = (time_zone: string): boolean => /^(etc\/)?(utc|uct|gmt|zulu|universal)$/i.test(time_zone)

/** Days of all zones of the world begin at a quarter of an hour of UTC; a bare offset may be any. */
function isOfQuarters(time_zone: string): boolean {
  const minutes = /^[+-]\d{1,2}:?(\d{2})$/.exec(time_zone)?.[1]
  return minutes === undefined || Number(minutes) % 15 === 0
}

/** PostgreSQL reads the sign of a bare offset as POSIX does, the other way round than everybody else. */
function postgresZone(time_zone: string): string {
  const offset = /^([+-])(\d.*)$/.exec(time_zone)
  return offset ? `${offset[1] === "+" ? "-" : "+"}${offset[2]}` : time_zone
}

/** What a list may ask for so that sums know how many rows it has. */
const KNOWN = ["coupon_id", "channel", "sales_channel_id", "currency_code", "kind"] as const

/** Rows of a list by day: a condition for the sums, and the names of what one of them counts. */
interface KeptRows {
  where: Condition
  counted: ("redemptions" | "reversals")[]
}

/** Whose sums those of all coupons are. */
const ALL = ""

/** Null where the sums do not tell. */
function keptRowsOf({ kind, coupon_id, ...filter }: LedgerFilter): KeptRows | null {
  const asked = Object.entries(filter).flatMap(([key, value]) => (value === undefined ? [] : [key]))
  // No coupon is called as all of them are.
  if (coupon_id?.includes(ALL) || asked.some((key) => !KNOWN.some((known) => known === key))) {
    return null
  }
  const parts = [isOneOf("s.coupon_id", coupon_id ?? [ALL])]
  for (const column of ["channel", "sales_channel_id", "currency_code"] as const) {
    const values = filter[column]
    if (values) {
      parts.push(isOneOf(`s.${column}`, values))
    }
  }
  const counted = (["redemption", "reversal"] as const).filter((one) => !kind || kind.includes(one))
  return { where: allOf(parts), counted: counted.map((one) => `${one}s` as const) }
}

const added = (terms: string[]): string => terms.join(" + ") || "0"

/** How many ledger rows `filter` means; null where the sums do not tell. */
export async function countKept(db: Db, filter: LedgerFilter): Promise<number | null> {
  const kept = keptRowsOf(filter)
  if (!kept) {
    return null
  }
  const [row] = await db.rows<{ count: number }>(
    `SELECT coalesce(sum(${added(kept.counted.map((name) => `s.${name}`))}), 0)::int AS count
     FROM coupon_ledger_day s WHERE ${kept.where.sql}`,
    kept.where.params,
  )
  return row?.count ?? 0
}

/** An offset that is not worth it is passed over row by row. */
const NEAR = 1_000

/**
 * Where a list by time begins for a far offset: whole days before its row are passed over by their sums, and quarters of an hour of its
 * day, where these know what is asked. Null where the sums do not tell. One statement with the list, so that both are of one moment.
 */
export function startOfPage(
  { channel, sales_channel_id, ...filter }: LedgerFilter,
  direction: "ASC" | "DESC",
  offset: number,
): { start: NonNullable<PageOf["start"]>; where: Condition } | null {
  const kept = offset < NEAR ? null : keptRowsOf({ channel, sales_channel_id, ...filter })
  if (!kept) {
    return null
  }
  const of_quarters = channel || sales_channel_id ? null : keptRowsOf(filter)
  const passing = (entries: string, before: string) =>
    `SELECT at, passed - entries AS before FROM (
       SELECT at, entries, ${before} + sum(entries) OVER (ORDER BY at ${direction}) AS passed FROM (${entries}) AS each
     ) AS run WHERE passed > ? ORDER BY at ${direction} LIMIT 1`
  const by_day = passing(
    `SELECT s.starts_at AS at, sum(${added(kept.counted.map((name) => `s.${name}`))}) AS entries
     FROM coupon_ledger_day s WHERE ${kept.where.sql} GROUP BY 1`,
    "0",
  )
  const by_quarter = (asked: KeptRows) =>
    passing(
      `SELECT q.at, sum(${added(asked.counted.map((name) => `s.${name}[q.place]`))}) AS entries
       FROM ${QUARTERS} WHERE ${asked.where.sql} AND s.starts_at = (SELECT at FROM by_day) GROUP BY 1`,
      "(SELECT before FROM by_day)",
    )
  const [start, span] = of_quarters ? [by_quarter(of_quarters), "15 minutes"] : ["SELECT * FROM by_day", "24 hours"]
  return {
    start: {
      with: condition(
        `by_day AS MATERIALIZED (${by_day}), start AS MATERIALIZED (${start})`,
        ...kept.where.params,
        offset,
        ...(of_quarters ? [...of_quarters.where.params, offset] : []),
      ),
      offset: condition("(SELECT (?::bigint - before)::bigint FROM start)", offset),
    },
    where: condition(
      direction === "DESC"
        ? `r.redeemed_at < (SELECT at + INTERVAL '${span}' FROM start)`
        : "r.redeemed_at >= (SELECT at FROM start)",
    ),
  }
}
