// The list of subscriptions: found by the customer's e-mail, filtered by status and plan, sorted.
import { useCustomers } from "../hooks/use-customers"
import { pageSize } from "../hooks/use-list-state"
import { useSubscriptionList, type SubscriptionListState } from "../hooks/use-subscription-list"
import { usePlans, useSubscriptions } from "../hooks/use-subscriptions"
import { useWords } from "../hooks/use-words"
import type { Subscription, SubscriptionStatus } from "../lib/api-types"
import { pricePerPeriod } from "../lib/subscription"
import { SubscriptionBadge } from "./badges"
import { ListSelect } from "./billing/list-select"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { ListToolbar } from "./list-toolbar"
import { Section } from "./section"
import { TextLink } from "./text-link"

const statuses: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid", "canceled", "ended"]
const orders = ["-created_at", "created_at", "current_period_end", "-current_period_end", "-updated_at"] as const
const orderNames = {
  "-created_at": "newest",
  created_at: "oldest",
  current_period_end: "endsSoonest",
  "-current_period_end": "endsLatest",
  "-updated_at": "changed",
} as const

export function SubscriptionList() {
  const { t } = useWords()
  const list = useSubscriptionList()
  const { q, status, plan_id, order, offset } = list
  const { data, isError, refetch } = useSubscriptions({ q, status, plan_id, order, offset, limit: pageSize })
  const columns = useColumns(data?.subscriptions ?? [])
  const empty = list.isFiltered ? (
    <Empty title={t("common.noMatch")} />
  ) : (
    <Empty title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")} />
  )
  return (
    <Section
      level="h1"
      title={t("subscriptions.title")}
      subtitle={t("subscriptions.subtitle")}
      actions={<Toolbar list={list} />}
    >
      <DataList
        label={t("subscriptions.title")}
        columns={columns}
        rows={data?.subscriptions}
        rowId={(subscription) => subscription.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={empty}
        pages={{ count: data?.count ?? 0, offset, size: pageSize, onOffset: list.setOffset }}
      />
    </Section>
  )
}

function Toolbar({ list }: { list: SubscriptionListState }) {
  const { t } = useWords()
  const { data: plans } = usePlans()
  return (
    <>
      <ListToolbar
        search={{ label: t("subscriptions.search"), value: list.q, onChange: (q) => list.set("q", q) }}
        filter={{
          label: t("subscriptions.statusFilter"),
          any: t("subscriptions.anyStatus"),
          value: list.status,
          options: statuses.map((status) => ({ value: status, label: t(`subscriptionStatus.${status}`) })),
          onChange: (status) => list.set("status", status),
        }}
      />
      <ListSelect
        label={t("subscriptions.planFilter")}
        none={t("subscriptions.anyPlan")}
        value={list.plan_id}
        options={[...(plans?.values() ?? [])].map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(plan_id) => list.set("plan_id", plan_id)}
      />
      <ListSelect
        label={t("subscriptions.order")}
        none={t(`subscriptions.orders.${orderNames["-created_at"]}`)}
        value={list.order}
        options={orders.slice(1).map((value) => ({ value, label: t(`subscriptions.orders.${orderNames[value]}`) }))}
        onChange={(order) => list.set("order", order)}
      />
    </>
  )
}

function useColumns(subscriptions: Subscription[]): Column<Subscription>[] {
  const { t, format, words } = useWords()
  const { data: customers } = useCustomers(subscriptions.map(({ customer_id }) => customer_id))
  const { data: plans } = usePlans()
  return [
    {
      id: "items",
      header: t("subscriptions.columns.items"),
      cell: ({ id, items }) => (
        <span className="block max-w-64 truncate">
          <TextLink to={`/billing-subscriptions/${id}`}>{items.map(({ title }) => title).join(", ")}</TextLink>
        </span>
      ),
    },
    {
      id: "customer",
      header: t("subscriptions.columns.customer"),
      cell: ({ customer_id, email }) => (
        <span className="block max-w-64 truncate">{customers?.get(customer_id)?.email ?? email ?? customer_id}</span>
      ),
    },
    {
      id: "plan",
      header: t("subscriptions.columns.plan"),
      cell: (subscription) => plans?.get(subscription.plan_id)?.name ?? words.every(subscription),
    },
    {
      id: "status",
      header: t("subscriptions.columns.status"),
      cell: ({ status }) => <SubscriptionBadge status={status} />,
    },
    {
      id: "next",
      header: t("subscriptions.columns.next"),
      cell: ({ next_billing_at, time_zone, cancel_at_period_end }) =>
        next_billing_at && !cancel_at_period_end ? format.date(next_billing_at, time_zone) : "–",
    },
    {
      id: "price",
      header: t("subscriptions.columns.price"),
      align: "right",
      cell: (subscription) => format.money(pricePerPeriod(subscription), subscription.currency_code),
    },
  ]
}
