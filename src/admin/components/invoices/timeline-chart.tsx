// The coming invoices drawn side by side: what is paid of each, and a bar for every discount over the invoices it is on.
import { Badge, Text, Tooltip, clx } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { UpcomingInvoice } from "../../lib/api-types"
import { beginsYear, columnOf, type Timeline, type TimelineBar } from "../../lib/timeline"

interface TimelineChartProps {
  timeline: Timeline
  time_zone?: string
  /** Beside a form, where there is less room. */
  isNarrow?: boolean
}

/** Colours of the bars, in turn: tokens, so that dark mode follows by itself. */
const colors = [
  "bg-ui-tag-green-icon",
  "bg-ui-tag-blue-icon",
  "bg-ui-tag-purple-icon",
  "bg-ui-tag-orange-icon",
  "bg-ui-tag-red-icon",
] as const

export function TimelineChart({ timeline, time_zone, isNarrow = false }: TimelineChartProps) {
  const { t } = useTexts()
  const { invoices, bars } = timeline
  const grid = { gridTemplateColumns: `repeat(${invoices.length}, minmax(0, 1fr))` }
  return (
    <div className={clx("flex flex-col gap-y-4", { "px-6 py-5": !isNarrow })}>
      {/* Drawn for eyes only: the list below says the same in words, and the other tab as a table. */}
      <div aria-hidden className="overflow-x-auto">
        <div className={clx("flex flex-col gap-y-2", isNarrow ? "min-w-[440px]" : "min-w-[640px]")}>
          <div className="grid gap-x-1" style={grid}>
            {invoices.map((invoice, index) => (
              <Column key={invoice.period_start} index={index} timeline={timeline} time_zone={time_zone} />
            ))}
          </div>
          {bars.map((bar, index) => (
            <BarRow key={bar.key} bar={bar} color={colorOf(index)} grid={grid} count={invoices.length} />
          ))}
        </div>
      </div>
      {bars.length === 0 ? (
        <Text size="small" className="text-ui-fg-subtle">
          {t("timeline.none", { count: invoices.length })}
        </Text>
      ) : (
        <ul aria-label={t("timeline.legend")} className="flex flex-col gap-y-2">
          {bars.map((bar, index) => (
            <Legend key={bar.key} bar={bar} color={colorOf(index)} timeline={timeline} time_zone={time_zone} />
          ))}
        </ul>
      )}
    </div>
  )
}

const colorOf = (index: number): string => colors[Math.max(index, 0) % colors.length] ?? colors[0]

const percent = (share: number) => `${Math.round(share * 1000) / 10}%`

interface ColumnProps extends TimelineChartProps {
  index: number
}

/** One invoice: its full price as a column, with the discounted parts on top in the colours of their bars. */
function Column({ timeline, index, time_zone }: ColumnProps) {
  const { format } = useTexts()
  const { invoices, bars, peak } = timeline
  const invoice = invoices[index]
  if (!invoice) {
    return null
  }
  const { paid, off } = columnOf(invoice, peak)
  const { period_start } = invoice
  const isYear = beginsYear(invoices, index, (iso) => format.year(iso, time_zone))
  return (
    <Tooltip content={<Details invoice={invoice} time_zone={time_zone} />}>
      <div className="group flex min-w-0 flex-col gap-y-1">
        <div className="flex h-24 flex-col justify-end gap-y-px overflow-hidden rounded-t">
          {off.map(({ key, share }) => (
            <div
              key={key}
              className={clx("opacity-50", colorOf(bars.findIndex((bar) => bar.key === key)))}
              style={{ height: percent(share) }}
            />
          ))}
          <div
            className="bg-ui-bg-switch-off group-hover:bg-ui-bg-switch-off-hover"
            style={{ height: percent(paid), minHeight: 2 }}
          />
        </div>
        <span className="txt-compact-xsmall text-ui-fg-subtle truncate text-center tabular-nums">
          {format.dayAndMonth(period_start, time_zone)}
        </span>
        <span className="txt-compact-xsmall text-ui-fg-subtle h-4 truncate text-center tabular-nums">
          {isYear ? format.year(period_start, time_zone) : ""}
        </span>
      </div>
    </Tooltip>
  )
}

function Details({ invoice, time_zone }: { invoice: UpcomingInvoice; time_zone?: string }) {
  const { t, format } = useTexts()
  const { period_start, period_end, total, currency_code, discounts } = invoice
  return (
    <span className="flex flex-col">
      <span>{format.period(period_start, period_end, time_zone)}</span>
      <span className="tabular-nums">{t("timeline.total", { amount: format.money(total, currency_code) })}</span>
      {discounts.map(({ discount_id, name, amount }) => (
        <span key={discount_id ?? name} className="tabular-nums">
          {t("timeline.off", { amount: format.money(amount, currency_code), name })}
        </span>
      ))}
    </span>
  )
}

interface BarRowProps {
  bar: TimelineBar
  color: string
  grid: { gridTemplateColumns: string }
  count: number
}

function BarRow({ bar, color, grid, count }: BarRowProps) {
  return (
    <div className="grid gap-x-1" style={grid}>
      {bar.spans.map(({ from, to }) => {
        const goesOn = to === count - 1 && bar.last !== to
        return (
          <div
            key={from}
            className={clx("txt-compact-xsmall-plus h-2 rounded-l-full", color, { "rounded-r-full": !goesOn })}
            style={{ gridColumn: `${from + 1} / ${to + 2}`, gridRow: 1 }}
          />
        )
      })}
    </div>
  )
}

interface LegendProps extends TimelineChartProps {
  bar: TimelineBar
  color: string
}

/** "Summer sale (SUMMER20): the next 3 invoices, the last one on 1 Mar 2027. €18.00 in all." */
function Legend({ bar, color, timeline, time_zone }: LegendProps) {
  const { t, format } = useTexts()
  const { name, code, last, count, saved, spans } = bar
  const dateOf = (index: number) => format.date(timeline.invoices[index]?.period_start ?? "", time_zone)
  const first = spans[0]?.from ?? 0
  const end = spans.at(-1)?.to ?? 0
  const facts = { count, from: dateOf(first), to: dateOf(end), amount: format.money(saved, timeline.currency_code) }
  return (
    <li className="flex items-start gap-x-2">
      <span aria-hidden className={clx("mt-1.5 size-2.5 shrink-0 rounded-full", color)} />
      <Text size="small" className="text-pretty">
        <span className="txt-small-plus">{code && code !== name ? `${name} (${code})` : name}</span>{" "}
        <span className="text-ui-fg-subtle">
          {last === null ? t("timeline.goesOn", facts) : t("timeline.ends", facts)}
        </span>{" "}
        {last !== null && (
          <Badge size="2xsmall" color="orange">
            {t("timeline.lastOn", { date: dateOf(last) })}
          </Badge>
        )}
      </Text>
    </li>
  )
}
