// What a customer's redemptions took off, order by order.
import { Badge } from "@medusajs/ui"
import { useState } from "react"
import { useLedger } from "../../hooks/use-ledger"
import { useTexts } from "../../hooks/use-texts"
import type { LedgerRow } from "../../lib/api-types"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { TextLink } from "../shell/text-link"

const SHOWN = 10

export function CustomerRedemptions({ customer_id }: { customer_id: string }) {
  const { t } = useTexts()
  const [offset, setOffset] = useState(0)
  const { data, isError, refetch } = useLedger({ customer_id, offset, limit: SHOWN })
  const columns = useColumns()
  return (
    <DataList
      label={t("redemptions.title")}
      columns={columns}
      rows={data?.redemptions}
      rowId={({ id }) => id}
      isError={isError}
      onRetry={() => void refetch()}
      empty={<Empty title={t("redemptions.empty")} hint={t("widgets.noRedemptionsHint")} />}
      pages={{ count: data?.count ?? 0, isEstimate: data?.count_is_estimate, offset, size: SHOWN, onOffset: setOffset }}
    />
  )
}

function useColumns(): Column<LedgerRow>[] {
  const { t, format } = useTexts()
  return [
    { id: "when", header: t("redemptions.columns.when"), cell: ({ redeemed_at }) => format.date(redeemed_at) },
    {
      id: "coupon",
      header: t("grants.columns.coupon"),
      cell: ({ coupon_id, name, kind }) => (
        <span className="flex items-center gap-x-2">
          <TextLink to={`/coupons/${coupon_id}`}>{name}</TextLink>
          {kind === "reversal" && (
            <Badge size="2xsmall" color="orange">
              {t("redemptions.reversed")}
            </Badge>
          )}
        </span>
      ),
    },
    { id: "code", header: t("redemptions.columns.code"), cell: ({ code }) => code ?? "–" },
    {
      id: "order",
      header: t("redemptions.columns.order"),
      cell: ({ order_id, order_display_id }) =>
        order_id ? (
          <TextLink to={`/orders/${order_id}`}>
            {order_display_id === null ? t("redemptions.showOrder") : `#${order_display_id}`}
          </TextLink>
        ) : (
          "–"
        ),
    },
    {
      id: "amount",
      header: t("redemptions.columns.amount"),
      align: "right",
      cell: ({ amount, currency_code }) => format.money(amount, currency_code),
    },
  ]
}
