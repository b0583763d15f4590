// The list of subscriptions.
import { useCustomers } from "../hooks/use-customers"
import { pageSize, useListState } from "../hooks/use-list-state"
import { usePlans, useSubscriptions } from "../hooks/use-subscriptions"
import { useWords } from "../hooks/use-words"
import type { Subscription, SubscriptionStatus } from "../lib/api-types"
import { pricePerPeriod } from "../lib/subscription"
import { SubscriptionBadge } from "./badges"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { ListToolbar } from "./list-toolbar"
import { Section } from "./section"
import { TextLink } from "./text-link"

const statuses: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid", "canceled", "ended"]

export function SubscriptionList() {
  const { t } = useWords()
  const list = useListState("status")
  const { data, isError, refetch } = useSubscriptions({ ...list, limit: pageSize })
  const columns = useColumns(data?.subscriptions ?? [])
  const toolbar = (
    <ListToolbar
      search={{ label: t("subscriptions.search"), value: list.q, onChange: list.setSearch }}
      filter={{
        label: t("subscriptions.statusFilter"),
        any: t("subscriptions.anyStatus"),
        value: list.filter,
        options: statuses.map((status) => ({ value: status, label: t(`subscriptionStatus.${status}`) })),
        onChange: list.setFilter,
      }}
    />
  )
  const empty =
    list.filter === "" && list.q === "" ? (
      <Empty title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")} />
    ) : (
      <Empty title={t("common.noMatch")} />
    )
  return (
    <Section level="h1" title={t("subscriptions.title")} subtitle={t("subscriptions.subtitle")} actions={toolbar}>
      <DataList
        label={t("subscriptions.title")}
        columns={columns}
        rows={data?.subscriptions}
        rowId={(subscription) => subscription.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={empty}
        pages={{ count: data?.count ?? 0, offset: list.offset, size: pageSize, onOffset: list.setOffset }}
      />
    </Section>
  )
}

function useColumns(subscriptions: Subscription[]): Column<Subscription>[] {
  const { t, format } = useWords()
  const { data: customers } = useCustomers(subscriptions.map(({ customer_id }) => customer_id))
  const { data: plans } = usePlans()
  return [
    {
      id: "items",
      header: t("subscriptions.columns.items"),
      cell: ({ id, items }) => (
        <TextLink to={`/billing-subscriptions/${id}`}>{items.map(({ title }) => title).join(", ")}</TextLink>
      ),
    },
    {
      id: "customer",
      header: t("subscriptions.columns.customer"),
      cell: ({ customer_id, email }) => customers?.get(customer_id)?.email ?? email ?? customer_id,
    },
    {
      id: "plan",
      header: t("subscriptions.columns.plan"),
      cell: ({ plan_id }) => plans?.get(plan_id)?.name ?? "–",
    },
    {
      id: "status",
      header: t("subscriptions.columns.status"),
      cell: ({ status }) => <SubscriptionBadge status={status} />,
    },
    {
      id: "next",
      header: t("subscriptions.columns.next"),
      cell: ({ next_billing_at, time_zone }) => (next_billing_at ? format.date(next_billing_at, time_zone) : "–"),
    },
    {
      id: "price",
      header: t("subscriptions.columns.price"),
      align: "right",
      cell: (subscription) => format.money(pricePerPeriod(subscription), subscription.currency_code),
    },
  ]
}
