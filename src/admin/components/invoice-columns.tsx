// The columns that billed and coming invoices share, so that both tables read alike.
import { Badge } from "@medusajs/ui"
import { useWords } from "../hooks/use-words"
import type { UpcomingInvoice } from "../lib/api-types"
import type { Column } from "./data-list"

/** Period, full price, discount, code and total. */
export function useInvoiceColumns<Row extends UpcomingInvoice>(time_zone: string | undefined): Column<Row>[] {
  const { t, format } = useWords()
  return [
    {
      id: "period",
      header: t("subscription.columns.period"),
      cell: ({ period_start, period_end }) => format.period(period_start, period_end, time_zone),
    },
    {
      id: "full",
      header: t("subscription.columns.fullPrice"),
      align: "right",
      cell: ({ subtotal, currency_code }) => format.money(subtotal, currency_code),
    },
    {
      id: "discount",
      header: t("subscription.columns.discount"),
      align: "right",
      cell: ({ discount_total, currency_code }) =>
        discount_total > 0 ? (
          <span className="text-ui-tag-green-text">{format.money(-discount_total, currency_code)}</span>
        ) : (
          "–"
        ),
    },
    { id: "code", header: t("subscription.columns.code"), cell: (invoice) => <Codes invoice={invoice} /> },
    {
      id: "total",
      header: t("subscription.columns.total"),
      align: "right",
      cell: ({ total, currency_code }) => (
        <span className="text-ui-fg-base font-medium">{format.money(total, currency_code)}</span>
      ),
    },
  ]
}

/** The code that led to each discount, or its name where there was none, and whether it ends here. */
function Codes({ invoice: { discounts } }: { invoice: UpcomingInvoice }) {
  const { t } = useWords()
  if (discounts.length === 0) return <>–</>
  return (
    <span className="flex flex-wrap items-center gap-2">
      {discounts.map(({ coupon_id, code, name }) => (
        <span key={`${coupon_id} ${code}`} title={name}>
          {code ?? name}
        </span>
      ))}
      {discounts.some(({ is_last }) => is_last) && (
        <Badge size="2xsmall" color="orange">
          {t("subscription.lastDiscounted")}
        </Badge>
      )}
    </span>
  )
}
