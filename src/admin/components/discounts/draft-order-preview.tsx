// What a discount would do to a draft order: its totals before and after.
import { Text } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { DraftOrderPreview } from "../../lib/preview"

export function DraftOrderPreviewTable({ preview: { currency_code, before, after } }: { preview: DraftOrderPreview }) {
  const { t, format } = useTexts()
  const rows = [
    { label: t("apply.draftDiscount"), before: -before.discount_total, after: -after.discount_total },
    { label: t("apply.draftTax"), before: before.tax_total, after: after.tax_total },
    { label: t("apply.draftTotal"), before: before.total, after: after.total },
  ]
  return (
    <div className="flex flex-col gap-y-2">
      <Text size="small" weight="plus">
        {before.total === after.total
          ? t("apply.draftNoChange")
          : t("apply.draftSaved", { amount: format.money(before.total - after.total, currency_code) })}
      </Text>
      <table className="txt-compact-small w-full tabular-nums" aria-label={t("apply.preview")}>
        <thead className="text-ui-fg-subtle">
          <tr className="border-ui-border-base border-b">
            <th className="py-1.5 pr-2 text-left font-normal">{t("apply.draftOrder")}</th>
            <th className="px-2 py-1.5 text-right font-normal">{t("apply.before")}</th>
            <th className="py-1.5 pl-2 text-right font-normal">{t("apply.after")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label} className="border-ui-border-base border-b last:border-b-0">
              <th scope="row" className="text-ui-fg-subtle py-1.5 pr-2 text-left font-normal">
                {row.label}
              </th>
              <td className="text-ui-fg-subtle px-2 py-1.5 text-right">{format.money(row.before, currency_code)}</td>
              <td className="txt-compact-small-plus py-1.5 pl-2 text-right">
                {format.money(row.after, currency_code)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
