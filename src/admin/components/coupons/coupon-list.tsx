// The list of coupons: states, search, filters, order and pages; archived ones come last and are grey.
import {
  Button,
  Container,
  createDataTableColumnHelper,
  DataTable,
  Heading,
  Text,
  clx,
  useDataTable,
  type DataTableSortingState,
} from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useNavigate } from "react-router-dom"
import { offsetOf, useAddress } from "../../hooks/use-address"
import { useCoupons, useTimeZone } from "../../hooks/use-coupons"
import { useTexts } from "../../hooks/use-texts"
import type { Coupon, CouponState } from "../../lib/api-types"
import { StateBadge } from "../shell/badges"
import { ChoiceFilter } from "../lists/choice-filter"
import { CreateCoupon } from "./create-coupon"
import { Failed } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { usePageTexts } from "../lists/pages"
import { Redeemed } from "../usage/redeemed"
import { SearchField } from "../lists/search-field"
import { TextLink } from "../shell/text-link"

const states: CouponState[] = ["draft", "paused", "scheduled", "active", "expired", "depleted", "archived"]
const types = ["percentage", "fixed", "trial_extension"] as const
const durations = ["once", "repeating", "forever"] as const
const names = ["q", "state", "type", "duration", "order", "offset"] as const
const pageSize = 20

type Address = ReturnType<typeof useAddress<(typeof names)[number]>>

export function CouponList() {
  const { t } = useTexts()
  const address = useAddress(names)
  const [isCreating, setIsCreating] = useState(false)
  const { q, state, type, duration, order } = address.values
  const offset = offsetOf(address.values.offset)
  const { data, isPending, isError, refetch } = useCoupons({
    q,
    filter: state,
    type,
    duration,
    order,
    offset,
    limit: pageSize,
  })
  const pageTexts = usePageTexts(data?.count_is_estimate)
  const table = useTable(address, data, isPending)
  const isNarrowed = [q, state, type, duration].some((value) => value !== "")
  const isEmpty = data?.count === 0 && !isNarrowed
  return (
    <Container className="divide-y p-0">
      <div className="flex flex-wrap items-center justify-between gap-3 px-6 py-4">
        <div>
          <Heading level="h1">{t("coupons.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle text-pretty">
            {t("coupons.subtitle")}
          </Text>
        </div>
        <Button size="small" variant="secondary" onClick={() => setIsCreating(true)}>
          {t("coupons.create")}
        </Button>
        <CreateCoupon isOpen={isCreating} onOpenChange={setIsCreating} />
      </div>
      {isError && !data ? (
        <Failed onRetry={() => void refetch()} />
      ) : isEmpty ? (
        <Empty
          title={t("coupons.empty")}
          hint={t("coupons.emptyHint")}
          action={
            <Button size="small" onClick={() => setIsCreating(true)}>
              {t("coupons.create")}
            </Button>
          }
        />
      ) : (
        <DataTable instance={table} className="divide-y">
          <Filters address={address} />
          <DataTable.Table emptyState={{ filtered: { custom: <Empty title={t("common.noMatch")} /> } }} />
          <DataTable.Pagination translations={pageTexts} />
        </DataTable>
      )}
    </Container>
  )
}

function Filters({ address: { values, set } }: { address: Address }) {
  const { t } = useTexts()
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
      <div className="flex flex-wrap items-center gap-2">
        <ChoiceFilter
          label={t("coupons.filters.state")}
          value={values.state}
          options={states.map((value) => ({ value, label: t(`state.${value}`) }))}
          onChange={(state) => set({ state })}
        />
        <ChoiceFilter
          label={t("coupons.filters.type")}
          value={values.type}
          options={types.map((value) => ({ value, label: t(`coupons.types.${value}`) }))}
          onChange={(type) => set({ type })}
        />
        <ChoiceFilter
          label={t("coupons.filters.duration")}
          value={values.duration}
          options={durations.map((value) => ({ value, label: t(`coupons.durations.${value}`) }))}
          onChange={(duration) => set({ duration })}
        />
      </div>
      <SearchField label={t("coupons.search")} value={values.q} onChange={(q) => set({ q })} />
    </div>
  )
}

function useTable(
  { values, set }: Address,
  data: { coupons: Coupon[]; count: number } | undefined,
  isPending: boolean,
) {
  const navigate = useNavigate()
  const columns = useColumns()
  const { order } = values
  const sorting: DataTableSortingState | null = order
    ? { id: order.replace(/^-/, ""), desc: order.startsWith("-") }
    : null
  const isNarrowed = [values.state, values.type, values.duration].some((value) => value !== "")
  return useDataTable({
    data: data?.coupons ?? [],
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
      state: sorting,
      // The table hands over nothing when a third click takes the order away.
      onSortingChange: (chosen: DataTableSortingState | undefined) =>
        set({ order: chosen ? `${chosen.desc ? "-" : ""}${chosen.id}` : "" }),
    },
    onRowClick: (event, row) => {
      // The name is a link of its own, for keyboards and new tabs.
      const { id } = (row as unknown as { original: Coupon }).original
      if (!(event.target as HTMLElement).closest("a, button")) {
        void navigate(`/coupons/${id}`)
      }
    },
  })
}

const column = createDataTableColumnHelper<Coupon>()

function useColumns() {
  const { t, texts } = useTexts()
  const time_zone = useTimeZone()
  return useMemo(() => {
    const grey = (coupon: Coupon) => clx({ "text-ui-fg-subtle": coupon.status === "archived" })
    return [
      column.accessor("name", {
        header: t("coupons.columns.name"),
        enableSorting: true,
        cell: ({ row: { original } }) => <Name coupon={original} />,
      }),
      column.accessor("state", {
        header: t("coupons.columns.state"),
        cell: ({ row: { original } }) => <StateBadge state={original.state} />,
      }),
      column.display({
        id: "value",
        header: t("coupons.columns.value"),
        cell: ({ row: { original } }) => <span className={grey(original)}>{texts.value(original)}</span>,
      }),
      column.accessor("duration", {
        header: t("coupons.columns.duration"),
        cell: ({ row: { original } }) => (
          <span className={grey(original)}>{original.type === "trial_extension" ? "–" : texts.duration(original)}</span>
        ),
      }),
      column.accessor("expires_at", {
        header: t("coupons.columns.dates"),
        enableSorting: true,
        cell: ({ row: { original } }) => <span className={grey(original)}>{texts.dates(original, time_zone)}</span>,
      }),
      column.accessor("times_redeemed", {
        header: t("coupons.columns.redeemed"),
        align: "right",
        cell: ({ row: { original } }) => (
          <span className={clx("tabular-nums", grey(original))}>
            <Redeemed {...original} />
          </span>
        ),
      }),
    ]
  }, [t, texts, time_zone])
}

function Name({ coupon: { id, name, status } }: { coupon: Coupon }) {
  return (
    <span className="block max-w-72 truncate" title={name}>
      <TextLink to={`/coupons/${id}`} isQuiet={status === "archived"}>
        {name}
      </TextLink>
    </span>
  )
}
