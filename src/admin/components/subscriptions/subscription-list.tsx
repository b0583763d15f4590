// The list of subscriptions: found by the customer's e-mail, filtered by status and plan, sorted, paged.
import {
  Container,
  createDataTableColumnHelper,
  DataTable,
  Heading,
  Text,
  useDataTable,
  type DataTableSortingState,
} from "@medusajs/ui"
import { useMemo } from "react"
import { useNavigate } from "react-router-dom"
import { offsetOf, useAddress } from "../../hooks/use-address"
import { useCustomers } from "../../hooks/use-customers"
import { usePlans, useSubscriptions } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription, SubscriptionStatus } from "../../lib/api-types"
import { pricePerPeriod } from "../../lib/subscription"
import { SubscriptionBadge } from "../shell/badges"
import { CreateSubscriptionButton } from "./create-subscription"
import { ChoiceFilter } from "../lists/choice-filter"
import { Failed } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { usePageTexts } from "../lists/pages"
import { SearchField } from "../lists/search-field"
import { TextLink } from "../shell/text-link"

const statuses: SubscriptionStatus[] = ["trialing", "active", "past_due", "paused", "unpaid", "canceled", "ended"]
const names = ["q", "status", "plan_id", "order", "offset"] as const
const pageSize = 20

type Address = ReturnType<typeof useAddress<(typeof names)[number]>>

export function SubscriptionList() {
  const { t } = useTexts()
  const address = useAddress(names)
  const { q, status, plan_id, order } = address.values
  const offset = offsetOf(address.values.offset)
  const { data, isPending, isError, refetch } = useSubscriptions({ q, status, plan_id, order, offset, limit: pageSize })
  const table = useTable(address, data, isPending)
  const texts = usePageTexts(data?.count_is_estimate)
  const isEmpty = data?.count === 0 && [q, status, plan_id].every((value) => value === "")
  return (
    <Container className="divide-y p-0">
      <div className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
        <div className="min-w-0">
          <Heading level="h1">{t("subscriptions.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {t("subscriptions.subtitle")}
          </Text>
        </div>
        <CreateSubscriptionButton />
      </div>
      {isError && !data ? (
        <Failed onRetry={() => void refetch()} />
      ) : isEmpty ? (
        <Empty title={t("subscriptions.empty")} hint={t("subscriptions.emptyHint")} />
      ) : (
        <DataTable instance={table} className="divide-y">
          <Filters address={address} />
          <DataTable.Table emptyState={{ filtered: { custom: <Empty title={t("common.noMatch")} /> } }} />
          <DataTable.Pagination translations={texts} />
        </DataTable>
      )}
    </Container>
  )
}

function Filters({ address: { values, set } }: { address: Address }) {
  const { t } = useTexts()
  const { data: plans } = usePlans()
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
      <div className="flex flex-wrap items-center gap-2">
        <ChoiceFilter
          label={t("subscriptions.statusFilter")}
          value={values.status}
          options={statuses.map((value) => ({ value, label: t(`subscriptionStatus.${value}`) }))}
          onChange={(status) => set({ status })}
        />
        <ChoiceFilter
          label={t("subscriptions.planFilter")}
          value={values.plan_id}
          options={[...(plans?.values() ?? [])].map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(plan_id) => set({ plan_id })}
        />
      </div>
      <SearchField label={t("subscriptions.search")} value={values.q} onChange={(q) => set({ q })} />
    </div>
  )
}

function useTable(
  { values, set }: Address,
  data: { subscriptions: Subscription[]; count: number } | undefined,
  isPending: boolean,
) {
  const navigate = useNavigate()
  const columns = useColumns(data?.subscriptions ?? [])
  const { order } = values
  const isNarrowed = values.status !== "" || values.plan_id !== ""
  return useDataTable({
    data: data?.subscriptions ?? [],
    columns,
    getRowId: ({ id }) => id,
    rowCount: data?.count ?? 0,
    isLoading: isPending,
    // Our own filters stand above the table; it only needs to know that its rows are narrowed.
    filtering: { state: isNarrowed ? { narrowed: true } : {}, onFilteringChange: () => undefined },
    search: { state: values.q, onSearchChange: (q) => set({ q }) },
    autoResetPageIndex: false,
    pagination: {
      state: { pageIndex: Math.floor(offsetOf(values.offset) / pageSize), pageSize },
      onPaginationChange: ({ pageIndex }) => set({ offset: pageIndex > 0 ? String(pageIndex * pageSize) : "" }),
    },
    sorting: {
      state: order ? { id: order.replace(/^-/, ""), desc: order.startsWith("-") } : null,
      // The table hands over nothing when a third click takes the order away.
      onSortingChange: (chosen: DataTableSortingState | undefined) =>
        set({ order: chosen ? `${chosen.desc ? "-" : ""}${chosen.id}` : "" }),
    },
    onRowClick: (event, row) => {
      // The item is a link of its own, for keyboards and new tabs.
      const { id } = (row as unknown as { original: Subscription }).original
      if (!(event.target as HTMLElement).closest("a, button")) {
        void navigate(`/billing-subscriptions/${id}`)
      }
    },
  })
}

const column = createDataTableColumnHelper<Subscription>()

function useColumns(subscriptions: Subscription[]) {
  const { t, format, texts } = useTexts()
  const { data: customers } = useCustomers(subscriptions.map(({ customer_id }) => customer_id))
  const { data: plans } = usePlans()
  return useMemo(
    () => [
      column.display({
        id: "items",
        header: t("subscriptions.columns.items"),
        cell: ({ row: { original } }) => (
          <span className="block max-w-64 truncate">
            <TextLink to={`/billing-subscriptions/${original.id}`}>
              {original.items.map(({ title }) => title).join(", ")}
            </TextLink>
          </span>
        ),
      }),
      column.display({
        id: "customer",
        header: t("subscriptions.columns.customer"),
        cell: ({ row: { original } }) =>
          customers?.get(original.customer_id)?.email ?? original.email ?? original.customer_id,
      }),
      column.display({
        id: "plan",
        header: t("subscriptions.columns.plan"),
        cell: ({ row: { original } }) => plans?.get(original.plan_id)?.name ?? texts.every(original),
      }),
      column.accessor("status", {
        header: t("subscriptions.columns.status"),
        cell: ({ row: { original } }) => <SubscriptionBadge status={original.status} />,
      }),
      column.accessor("started_at", {
        header: t("subscriptions.columns.started"),
        enableSorting: true,
        cell: ({ row: { original } }) => format.date(original.started_at, original.time_zone),
      }),
      column.accessor("current_period_end", {
        header: t("subscriptions.columns.next"),
        enableSorting: true,
        cell: ({ row: { original } }) =>
          original.next_billing_at && !original.cancel_at_period_end
            ? format.date(original.next_billing_at, original.time_zone)
            : "–",
      }),
      column.accessor("currency_code", {
        header: t("subscriptions.columns.price"),
        align: "right",
        cell: ({ row: { original } }) => (
          <span className="tabular-nums">{format.money(pricePerPeriod(original), original.currency_code)}</span>
        ),
      }),
    ],
    [t, format, texts, customers, plans],
  )
}
