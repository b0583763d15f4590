// The ledger of a coupon: who redeemed it, when, on which order, and how much it took off.
import { Badge } from "@medusajs/ui"
import { useState } from "react"
import { redemptionsPerPage, useRedemptions } from "../hooks/use-redemptions"
import { useWords } from "../hooks/use-words"
import type { Redemption } from "../lib/api-types"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { Section } from "./section"
import { TextLink } from "./text-link"

export function RedemptionsSection({ couponId }: { couponId: string }) {
  const { t } = useWords()
  const [offset, setOffset] = useState(0)
  const { data, isError, refetch } = useRedemptions(couponId, offset)
  const columns = useColumns()
  return (
    <Section title={t("redemptions.title")} subtitle={t("redemptions.subtitle")}>
      <DataList
        label={t("redemptions.title")}
        columns={columns}
        rows={data?.redemptions}
        rowId={(redemption) => redemption.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("redemptions.empty")} hint={t("redemptions.emptyHint")} />}
        pages={{ count: data?.count ?? 0, offset, size: redemptionsPerPage, onOffset: setOffset }}
      />
    </Section>
  )
}

function useColumns(): Column<Redemption>[] {
  const { t, format } = useWords()
  return [
    { id: "when", header: t("redemptions.columns.when"), cell: ({ redeemed_at }) => <When iso={redeemed_at} /> },
    { id: "code", header: t("redemptions.columns.code"), cell: ({ code }) => code ?? "–" },
    { id: "customer", header: t("redemptions.columns.customer"), cell: (row) => <Customer {...row} /> },
    { id: "items", header: t("redemptions.columns.items"), cell: (row) => <Items {...row} /> },
    {
      id: "order",
      header: t("redemptions.columns.order"),
      cell: ({ order_id }) =>
        order_id ? <TextLink to={`/orders/${order_id}`}>{t("redemptions.showOrder")}</TextLink> : "–",
    },
    {
      id: "amount",
      header: t("redemptions.columns.amount"),
      align: "right",
      cell: ({ amount, currency_code }) => format.money(amount, currency_code),
    },
  ]
}

function When({ iso }: { iso: string }) {
  const { format } = useWords()
  return (
    <time dateTime={iso} title={format.dateTime(iso)}>
      {format.date(iso)}
    </time>
  )
}

function Customer({ customer, customer_id }: Redemption) {
  const { t } = useWords()
  if (customer) {
    return (
      <span className="block max-w-56 truncate" title={customer.email}>
        <TextLink to={`/customers/${customer.id}`}>{customer.email}</TextLink>
      </span>
    )
  }
  return <>{customer_id ?? t("redemptions.guest")}</>
}

/** What was discounted; a subscription's items lead to it, where its other invoices are. */
function Items({ kind, lines, subscription_id }: Redemption) {
  const { t } = useWords()
  const titles = lines.map(({ title }) => title).join(", ")
  return (
    <span className="flex items-center gap-x-2">
      {subscription_id ? <TextLink to={`/billing-subscriptions/${subscription_id}`}>{titles}</TextLink> : titles}
      {kind === "reversal" && (
        <Badge size="2xsmall" color="orange">
          {t("redemptions.reversed")}
        </Badge>
      )}
    </span>
  )
}
