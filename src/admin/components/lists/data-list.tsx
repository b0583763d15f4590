// A table with loading, failed and empty states and pages; rows are reached through the links in their cells.
import { Button, Skeleton, Table, Text, clx } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"
import { Pages } from "./pages"

export interface Column<Row> {
  id: string
  header: ReactNode
  cell: (row: Row, index: number) => ReactNode
  /** Amounts and counts end on the right, so that digits stand below each other. */
  align?: "right"
}

interface DataListProps<Row> {
  /** What the table holds, for screen readers. */
  label: string
  columns: Column<Row>[]
  rows: Row[] | undefined
  rowId: (row: Row) => string
  isError: boolean
  onRetry: () => void
  empty: ReactNode
  /** Left out: all rows are shown, there are no pages. */
  pages?: { count: number; isEstimate?: boolean; offset: number; size: number; onOffset: (offset: number) => void }
}

export function DataList<Row>({ label, columns, rows, rowId, isError, onRetry, empty, pages }: DataListProps<Row>) {
  if (isError && rows === undefined) {
    return <Failed onRetry={onRetry} />
  }
  if (rows === undefined) {
    return <Loading />
  }
  if (rows.length === 0) {
    return <>{empty}</>
  }
  return (
    <>
      <div className="overflow-x-auto">
        <Table aria-label={label}>
          <Table.Header>
            <Table.Row>
              {columns.map(({ id, header, align }) => (
                <Table.HeaderCell key={id} className={clx("whitespace-nowrap", { "text-right": align === "right" })}>
                  {header}
                </Table.HeaderCell>
              ))}
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {rows.map((row, index) => (
              <Table.Row key={rowId(row)}>
                {columns.map(({ id, cell, align }) => (
                  <Table.Cell
                    key={id}
                    className={clx("whitespace-nowrap", { "text-right tabular-nums": align === "right" })}
                  >
                    {cell(row, index)}
                  </Table.Cell>
                ))}
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </div>
      {pages && pages.count > pages.size && <Pages {...pages} />}
    </>
  )
}

function Loading() {
  const { t } = useTexts()
  return (
    <div role="status" aria-label={t("common.loading")} className="flex flex-col gap-y-3 px-6 py-4">
      {["first", "second", "third"].map((row) => (
        <Skeleton key={row} className="h-7 w-full" />
      ))}
    </div>
  )
}

/** A list that could not be had, with another try. */
export function Failed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTexts()
  return (
    <div role="alert" className="flex flex-col items-center gap-y-3 px-6 py-10">
      <Text size="small">{t("common.failed")}</Text>
      <Button size="small" variant="secondary" onClick={onRetry}>
        {t("common.retry")}
      </Button>
    </div>
  )
}
