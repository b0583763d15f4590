// The coming invoices as a timeline: which discount takes part in which of them, told from the server's schedule alone.
import { fromMinor, toMinor } from "../../engine/money"
import type { InvoiceDiscount, UpcomingInvoice } from "./api-types"

/** Neighbouring invoices, counted from 0, both ends included. */
export interface Span {
  from: number
  to: number
}

/** One discount over the invoices it takes money off. */
export interface TimelineBar {
  key: string
  coupon_id: string | null
  discount_id: string | null
  name: string
  code: string | null
  /** More than one where a more specific discount comes in between. */
  spans: Span[]
  /** How many invoices it is on. */
  count: number
  /** The invoice after which it is used up; null while that lies beyond what is shown. */
  last: number | null
  /** Major units over all invoices shown. */
  saved: number
}

export interface Timeline {
  currency_code: string
  invoices: UpcomingInvoice[]
  bars: TimelineBar[]
  /** The highest full price, major units: what the columns are drawn against. */
  peak: number
  /** Major units over all invoices shown. */
  saved: number
}

/** Core promotions and first orders name no discount: there, name and code tell them apart. */
const keyOf = ({ discount_id, coupon_id, name, code }: InvoiceDiscount) =>
  discount_id ?? [coupon_id, name, code].join("\n")

/** The timeline of these invoices, in their order; bars in the order their discounts begin. Null for no invoices. */
export function timelineOf(invoices: UpcomingInvoice[]): Timeline | null {
  const [first] = invoices
  if (!first) {
    return null
  }
  const { currency_code } = first
  const bars = new Map<string, TimelineBar>()
  invoices.forEach(({ discounts }, index) => {
    for (const discount of discounts) {
      addTo(bars, discount, index, currency_code)
    }
  })
  const all = [...bars.values()]
  return {
    currency_code,
    invoices,
    bars: all,
    peak: Math.max(...invoices.map(({ subtotal }) => subtotal)),
    saved: sum(
      all.map(({ saved }) => saved),
      currency_code,
    ),
  }
}

function addTo(bars: Map<string, TimelineBar>, discount: InvoiceDiscount, index: number, currency_code: string): void {
  const { coupon_id, discount_id, name, code, amount, is_last } = discount
  if (amount <= 0) {
    return
  }
  const key = keyOf(discount)
  const bar = bars.get(key) ?? { ...{ key, coupon_id, discount_id, name, code }, ...empty() }
  const open = bar.spans.at(-1)
  if (open?.to === index - 1) {
    open.to = index
  } else if (open?.to !== index) {
    bar.spans.push({ from: index, to: index })
  }
  bar.count = bar.spans.reduce((count, { from, to }) => count + to - from + 1, 0)
  bar.saved = sum([bar.saved, amount], currency_code)
  if (is_last) {
    bar.last = index
  }
  bars.set(key, bar)
}

const empty = () => ({ spans: [] as Span[], count: 0, last: null as number | null, saved: 0 })

/** Exact: summed in minor units. */
function sum(amounts: number[], currency_code: string): number {
  return fromMinor(
    amounts.reduce((minor, amount) => minor + toMinor(amount, currency_code), 0),
    currency_code,
  )
}

/** One invoice as a column, in shares of the highest full price (0 to 1): what is paid, and what each bar takes off. */
export interface Column {
  paid: number
  off: { key: string; share: number }[]
}

/** Core promotions may take off what bars do not show; what is left over is paid. */
export function columnOf({ subtotal, discounts }: UpcomingInvoice, peak: number): Column {
  if (peak <= 0) {
    return { paid: 0, off: [] }
  }
  const off = discounts.flatMap((discount) =>
    discount.amount > 0 ? [{ key: keyOf(discount), share: discount.amount / peak }] : [],
  )
  const taken = off.reduce((all, { share }) => all + share, 0)
  return { paid: Math.max(subtotal / peak - taken, 0), off }
}

/** Whether a year begins with this invoice, as its reader's calendar has it; always with the first one. */
export function beginsYear(invoices: UpcomingInvoice[], index: number, yearOf: (iso: string) => string): boolean {
  const [before, here] = [invoices[index - 1], invoices[index]]
  return !before || !here || yearOf(before.period_start) !== yearOf(here.period_start)
}
