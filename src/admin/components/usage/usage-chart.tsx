// Draws the figures as bars. Colours are the dashboard's own variables, so dark mode follows by itself.
import { lazy } from "react"
import type * as Recharts from "recharts"
import type { Measure } from "../../lib/statistics"
import { useFigure, type UsageRow } from "./usage-table"

interface UsageChartProps {
  /** What is drawn, for screen readers; the figures are in the table. */
  label: string
  rows: UsageRow[]
  measure: Measure
  /** Names stand on the left and bars lie: long names need the room. */
  isVertical: boolean
}

const tick = { fill: "var(--fg-subtle)", fontSize: 12 }
const line = { stroke: "var(--border-base)" }
/** Height of one lying bar with its gap. */
const lyingBar = 44

/**
 * Comes with the drawing library once there is something to draw: it is large, and most pages of the Admin do without it.
 * The library itself is what is loaded late, not a file of ours: a plugin's Admin is to be one file.
 */
export const UsageChart = lazy(async () => ({ default: chartWith(await import("recharts")) }))

function chartWith({ Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis }: typeof Recharts) {
  return function Chart({ label, rows, measure, isVertical }: UsageChartProps) {
    const figure = useFigure(measure)
    const height = isVertical ? Math.max(120, rows.length * lyingBar + 40) : 224
    const numbers = {
      type: "number" as const,
      tick,
      tickLine: false,
      axisLine: false,
      allowDecimals: measure !== "redemptions",
      tickFormatter: figure,
    }
    const names = { type: "category" as const, dataKey: "name", tick, tickLine: false, axisLine: line }
    return (
      <figure role="img" aria-label={label} style={{ height }}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={rows}
            layout={isVertical ? "vertical" : "horizontal"}
            margin={{ top: 4, right: 12, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid stroke="var(--border-base)" horizontal={!isVertical} vertical={isVertical} />
            {isVertical ? <XAxis {...numbers} /> : <XAxis {...names} minTickGap={32} />}
            {isVertical ? <YAxis {...names} width={140} /> : <YAxis {...numbers} width={72} />}
            <Tooltip
              cursor={{ fill: "var(--bg-base-hover)" }}
              contentStyle={{
                background: "var(--bg-component)",
                border: "1px solid var(--border-base)",
                borderRadius: 8,
                color: "var(--fg-base)",
                fontSize: 12,
              }}
              labelStyle={{ color: "var(--fg-subtle)" }}
              itemStyle={{ color: "var(--fg-base)" }}
              formatter={(value) => [figure(Number(value)), label]}
            />
            <Bar
              dataKey="value"
              fill="var(--tag-blue-icon)"
              radius={isVertical ? [0, 3, 3, 0] : [3, 3, 0, 0]}
              maxBarSize={28}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </figure>
    )
  }
}
