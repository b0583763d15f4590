// Coming invoices before and after, as a table with the saving in one sentence.
import { Text, clx } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import { previewTable, type SubscriptionPreview } from "../../lib/preview"

interface PreviewTableProps {
  preview: SubscriptionPreview
  /** Whose invoices these are, for screen readers; shown where several stand below each other. */
  title: string
  isTitleShown?: boolean
  time_zone?: string
}

export function PreviewTable({ preview, title, isTitleShown, time_zone }: PreviewTableProps) {
  const { t, format } = useTexts()
  const { rows, changed, saved } = previewTable(preview)
  const money = (amount: number) => format.money(amount, preview.currency_code)
  if (rows.length === 0) {
    return <Text size="small">{t("apply.nothingBilled")}</Text>
  }
  return (
    <div className="flex flex-col gap-y-2">
      {isTitleShown && (
        <Text size="small" weight="plus">
          {title}
        </Text>
      )}
      <Text size="small" weight="plus" className={clx({ "text-ui-tag-green-text": saved > 0 })}>
        {sentence()}
      </Text>
      <table className="txt-compact-small w-full tabular-nums" aria-label={title}>
        <thead className="text-ui-fg-subtle">
          <tr className="border-ui-border-base border-b">
            <th className="py-1.5 pr-2 text-left font-normal">{t("subscription.columns.period")}</th>
            <th className="px-2 py-1.5 text-right font-normal">{t("apply.before")}</th>
            <th className="py-1.5 pl-2 text-right font-normal">{t("apply.after")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const isChanged = row.before !== row.after
            return (
              <tr key={row.period_start} className="border-ui-border-base border-b last:border-b-0">
                <td className="text-ui-fg-subtle py-1.5 pr-2">
                  {format.period(row.period_start, row.period_end, time_zone)}
                </td>
                <td className={clx("text-ui-fg-subtle px-2 py-1.5 text-right", { "line-through": isChanged })}>
                  {money(row.before)}
                </td>
                <td className={clx("py-1.5 pl-2 text-right", { "txt-compact-small-plus": isChanged })}>
                  {money(row.after)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )

  function sentence(): string {
    if (changed === 0) {
      return t("apply.noChange")
    }
    if (rows.length === 1 && saved > 0) {
      return t("apply.savedOnThis", { amount: money(saved) })
    }
    const count = { count: changed, shown: rows.length }
    if (saved < 0) {
      return t("apply.dearer", { ...count, amount: money(-saved) })
    }
    return t("apply.saved", { ...count, amount: money(saved) })
  }
}
