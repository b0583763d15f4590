// How a coupon is used: redemptions, and the money of one currency at a time, over the days and by channel.
import { Button, Select, Skeleton, Tabs, Text } from "@medusajs/ui"
import { useState } from "react"
import { useStatistics } from "../../hooks/use-redemptions"
import { useTexts } from "../../hooks/use-texts"
import type { CouponStatistics } from "../../lib/api-types"
import { bucketsOf, daysBefore, measured, type Measure } from "../../lib/statistics"
import { Failed } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"
import { Totals } from "./totals"
import { UsageChart } from "./usage-chart"
import { UsageTable, type UsageRow } from "./usage-table"

const ranges = ["d30", "d90", "d365", "all"] as const
type Range = (typeof ranges)[number]
const daysIn = { d30: 30, d90: 90, d365: 365 } as const
type View = "days" | "channels"

/** The first day of a range that ends on the server's today, which need not be the browser's; undefined is the first of all. */
function fromOf(range: Range, today: string | undefined): string | undefined {
  return range === "all" || today === undefined ? undefined : daysBefore(today, daysIn[range] - 1)
}

export function UsageSection({ couponId }: { couponId: string }) {
  const { t } = useTexts()
  const [range, setRange] = useState<Range>("all")
  const { data: all } = useStatistics(couponId, {})
  const { data: statistics, isError, refetch } = useStatistics(couponId, { from: fromOf(range, all?.to) })
  const isUnused = range === "all" && statistics?.totals.redemptions === 0 && statistics.totals.amounts.length === 0
  return (
    <Section
      title={t("usage.title")}
      subtitle={t("usage.subtitle")}
      actions={!isUnused && <RangeField range={range} onChange={setRange} />}
    >
      {statistics ? (
        isUnused ? (
          <Empty title={t("usage.empty")} hint={t("usage.emptyHint")} />
        ) : (
          <Figures statistics={statistics} />
        )
      ) : isError ? (
        <Failed onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label={t("common.loading")} className="px-6 py-4">
          <Skeleton className="h-56 w-full" />
        </div>
      )}
    </Section>
  )
}

function RangeField({ range, onChange }: { range: Range; onChange: (range: Range) => void }) {
  const { t } = useTexts()
  return (
    <Select
      size="small"
      value={range}
      onValueChange={(chosen) => onChange(ranges.find((other) => other === chosen) ?? range)}
    >
      <Select.Trigger aria-label={t("usage.range")} className="w-44">
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {ranges.map((value) => (
          <Select.Item key={value} value={value}>
            {t(`usage.ranges.${value}`)}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}

function Figures({ statistics }: { statistics: CouponStatistics }) {
  const { t } = useTexts()
  const [currency, setCurrency] = useState<string | null>(null)
  const [view, setView] = useState<View>("days")
  const [isTable, setIsTable] = useState(false)
  const measure: Measure = currency === null ? "redemptions" : { currency_code: currency }
  const rows = useRows(statistics, view, measure)
  const label = useLabel(measure, view)
  return (
    <div className="flex flex-col gap-y-4 px-6 py-4">
      <Totals totals={statistics.totals} chosen={currency} onChoose={setCurrency} />
      <Tabs
        value={view}
        onValueChange={(chosen) => setView(chosen === "channels" ? "channels" : "days")}
        className="flex flex-col gap-y-4"
      >
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Tabs.List aria-label={t("usage.view")}>
            <Tabs.Trigger value="days">{t("usage.byDay")}</Tabs.Trigger>
            <Tabs.Trigger value="channels">{t("usage.byChannel")}</Tabs.Trigger>
          </Tabs.List>
          <Button size="small" variant="transparent" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
            {t(isTable ? "usage.asChart" : "usage.asTable")}
          </Button>
        </div>
        <Tabs.Content value={view}>
          {isTable ? (
            <UsageTable label={label} rows={rows} measure={measure} />
          ) : (
            <UsageChart label={label} rows={rows} measure={measure} isVertical={view === "channels"} />
          )}
        </Tabs.Content>
      </Tabs>
      <Text size="xsmall" className="text-ui-fg-subtle text-pretty">
        {t("usage.net")}
      </Text>
    </div>
  )
}

function useLabel(measure: Measure, view: View): string {
  const { t } = useTexts()
  const what = measure === "redemptions" ? t("usage.redemptions") : measure.currency_code.toUpperCase()
  return t(view === "days" ? "usage.labelDays" : "usage.labelChannels", { what })
}

function useRows(statistics: CouponStatistics, view: View, measure: Measure): UsageRow[] {
  const { t, format } = useTexts()
  if (view === "channels") {
    return statistics.by_channel.map((row) => ({
      id: row.channel ?? "",
      name: row.channel ?? t("usage.noChannel"),
      value: measured(row, measure),
    }))
  }
  return bucketsOf(statistics.by_day).map((bucket) => ({
    id: bucket.from,
    name: bucket.from === bucket.to ? format.date(bucket.from) : format.days(bucket.from, bucket.to),
    value: measured(bucket, measure),
  }))
}
