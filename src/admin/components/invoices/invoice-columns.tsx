// The columns that billed and coming invoices share, so that both tables read alike.
import { Badge } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { UpcomingInvoice } from "../../lib/api-types"
import type { Column } from "../lists/data-list"

/** Period, full price, discount, names and total. */
export function useInvoiceColumns<Row extends UpcomingInvoice>(time_zone: string | undefined): Column<Row>[] {
  const { t, format } = useTexts()
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
    { id: "names", header: t("subscription.columns.names"), cell: (invoice) => <Discounts invoice={invoice} /> },
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

/** Each discount by name, with the code that led to it, and whether it ends here (rule 43). */
function Discounts({ invoice: { discounts } }: { invoice: UpcomingInvoice }) {
  const { t } = useTexts()
  if (discounts.length === 0) {
    return <>–</>
  }
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {discounts.map(({ discount_id, coupon_id, code, name, is_last }) => (
        <span key={`${discount_id} ${coupon_id} ${code}`} className="flex items-center gap-x-1.5">
          <span className="block max-w-56 truncate" title={name}>
            {name}
          </span>
          {code && code !== name && <span className="txt-compact-xsmall text-ui-fg-subtle">{code}</span>}
          {is_last && (
            <Badge size="2xsmall" color="orange">
              {t("subscription.lastDiscounted")}
            </Badge>
          )}
        </span>
      ))}
    </span>
  )
}
