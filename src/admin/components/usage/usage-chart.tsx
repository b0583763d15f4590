// Draws the figures as bars, by tokens of the dashboard alone; who cannot see or hover over them has the table beside it.
import { Text, Tooltip, clx } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import { barOn, namesOn, scaleOf, type Measure, type Scale } from "../../lib/statistics"
import { useFigure, type UsageRow } from "./usage-table"

interface UsageChartProps {
  /** What is drawn, for screen readers; the figures are in the table. */
  label: string
  rows: UsageRow[]
  measure: Measure
  /** Names stand on the left and bars lie: long names need the room. */
  isVertical: boolean
}

interface BarsProps {
  rows: UsageRow[]
  scale: Scale
  figure: (value: number) => string
}

const percent = (share: number) => `${share * 100}%`
const small = "txt-compact-xsmall text-ui-fg-subtle tabular-nums"

export function UsageChart({ label, rows, measure, isVertical }: UsageChartProps) {
  const { t } = useTexts()
  const figure = useFigure(measure)
  if (rows.length === 0) {
    return (
      <Text size="small" className="text-ui-fg-subtle py-8 text-center">
        {t("usage.emptyRange")}
      </Text>
    )
  }
  const values = rows.map(({ value }) => value)
  const scale = scaleOf(values, measure === "redemptions")
  const Bars = isVertical ? RowBars : ColumnBars
  return (
    <figure role="img" aria-label={label}>
      <Bars rows={rows} scale={scale} figure={figure} />
    </figure>
  )
}

/** One bar for each day, or for the days that were put together. */
function ColumnBars({ rows, scale, figure }: BarsProps) {
  const shareOf = (tick: number) => percent((tick - scale.low) / (scale.high - scale.low))
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-2 pt-2">
      <div className="relative h-48" aria-hidden>
        {/* As wide as the longest of them, which stand one above the other. */}
        {scale.ticks.map((tick) => (
          <div key={tick} className={`${small} invisible h-0 whitespace-nowrap`}>
            {figure(tick)}
          </div>
        ))}
        {scale.ticks.map((tick) => (
          <span
            key={tick}
            className={`${small} absolute right-0 translate-y-1/2 whitespace-nowrap`}
            style={{ bottom: shareOf(tick) }}
          >
            {figure(tick)}
          </span>
        ))}
      </div>
      <div className="relative h-48">
        {scale.ticks.map((tick) => (
          <div
            key={tick}
            className={`absolute inset-x-0 border-t ${tick === 0 ? "border-ui-border-strong" : "border-ui-border-base"}`}
            style={{ bottom: shareOf(tick) }}
          />
        ))}
        <div className="absolute inset-0 flex justify-around">
          {rows.map(({ id, name, value }) => {
            const { from, length } = barOn(scale, value)
            return (
              <Tooltip key={id} content={`${name}: ${figure(value)}`}>
                <div className="hover:bg-ui-bg-base-hover relative h-full min-w-0 flex-1">
                  <div
                    className={clx(
                      "bg-ui-tag-blue-icon absolute inset-x-[12%] mx-auto max-w-7",
                      value < 0 ? "rounded-b-sm" : "rounded-t-sm",
                    )}
                    style={{ bottom: percent(from), height: percent(length) }}
                  />
                </div>
              </Tooltip>
            )
          })}
        </div>
      </div>
      <div className={clx(small, "relative col-start-2 h-4")}>
        {namesOn(rows.length).map(({ index, at, width, edge }) => (
          <span
            key={index}
            className={clx("absolute truncate text-center", { "-translate-x-1/2": !edge })}
            style={{ maxWidth: percent(width), ...(edge ? { [edge]: 0 } : { left: percent(at) }) }}
          >
            {rows[index]?.name}
          </span>
        ))}
      </div>
    </div>
  )
}

/** One bar for each channel, with its name before it and its figure behind it. */
function RowBars({ rows, scale, figure }: BarsProps) {
  return (
    <div className="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-3">
      {rows.map(({ id, name, value }) => {
        const { from, length } = barOn(scale, value)
        return (
          <div key={id} className="contents">
            <span className={`${small} truncate text-right`} title={name}>
              {name}
            </span>
            <div className="bg-ui-bg-component relative h-5 rounded-sm">
              <div
                className="bg-ui-tag-blue-icon absolute inset-y-0 rounded-r-sm"
                style={{ left: percent(from), width: percent(length) }}
              />
            </div>
            <span className={small}>{figure(value)}</span>
          </div>
        )
      })}
    </div>
  )
}
