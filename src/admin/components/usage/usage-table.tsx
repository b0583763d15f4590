// The figures of the chart as a table, for those who cannot or do not want to see it drawn.
import { useTexts } from "../../hooks/use-texts"
import type { Measure } from "../../lib/statistics"
import { DataList } from "../lists/data-list"

/** One bar, or one line of the table. */
export interface UsageRow {
  id: string
  name: string
  /** Redemptions, or money in major units. */
  value: number
}

/** A figure as it is read. */
export function useFigure(measure: Measure): (value: number) => string {
  const { format } = useTexts()
  return (value) => (measure === "redemptions" ? format.number(value) : format.money(value, measure.currency_code))
}

export function UsageTable({ label, rows, measure }: { label: string; rows: UsageRow[]; measure: Measure }) {
  const { t } = useTexts()
  const figure = useFigure(measure)
  return (
    <div className="border-ui-border-base max-h-80 overflow-y-auto rounded-lg border">
      <DataList
        label={label}
        columns={[
          { id: "name", header: t("usage.when"), cell: ({ name }) => name },
          { id: "value", header: label, align: "right", cell: ({ value }) => figure(value) },
        ]}
        rows={rows}
        rowId={({ id }) => id}
        isError={false}
        onRetry={() => undefined}
        empty={null}
      />
    </div>
  )
}
