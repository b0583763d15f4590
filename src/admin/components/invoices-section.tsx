// What a subscription has been billed.
import { useState } from "react"
import { invoicesPerPage, useInvoices } from "../hooks/use-subscriptions"
import { useWords } from "../hooks/use-words"
import type { Invoice, Subscription } from "../lib/api-types"
import { InvoiceBadge } from "./badges"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { useInvoiceColumns } from "./invoice-columns"
import { Section } from "./section"
import { TextLink } from "./text-link"

export function InvoicesSection({ subscription }: { subscription: Subscription }) {
  const { t } = useWords()
  const [offset, setOffset] = useState(0)
  const { data, isError, refetch } = useInvoices(subscription.id, offset)
  const columns = useColumns(subscription.time_zone)
  return (
    <Section title={t("subscription.invoices")} subtitle={t("subscription.invoicesHint")}>
      <DataList
        label={t("subscription.invoices")}
        columns={columns}
        rows={data?.invoices}
        rowId={(invoice) => invoice.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("subscription.noInvoices")} hint={t("subscription.noInvoicesHint")} />}
        pages={{ count: data?.count ?? 0, offset, size: invoicesPerPage, onOffset: setOffset }}
      />
    </Section>
  )
}

function useColumns(time_zone: string | undefined): Column<Invoice>[] {
  const { t } = useWords()
  const shared = useInvoiceColumns<Invoice>(time_zone)
  return [
    {
      id: "number",
      header: t("subscription.columns.number"),
      cell: ({ number }) => <span className="text-ui-fg-base font-medium">{number}</span>,
    },
    ...shared,
    {
      id: "status",
      header: t("subscription.columns.status"),
      cell: ({ status }) => <InvoiceBadge status={status} />,
    },
    {
      id: "order",
      header: t("subscription.columns.order"),
      cell: ({ order_id, number }) =>
        order_id ? (
          <TextLink to={`/orders/${order_id}`} label={t("subscription.showOrderOf", { number })}>
            {t("subscription.showOrder")}
          </TextLink>
        ) : (
          "–"
        ),
    },
  ]
}
