// The list of coupons.
import { useCoupons } from "../hooks/use-coupons"
import { pageSize, useListState } from "../hooks/use-list-state"
import { useWords } from "../hooks/use-words"
import type { Coupon, CouponState } from "../lib/api-types"
import { StateBadge } from "./badges"
import { CreateCoupon } from "./create-coupon"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { ListToolbar } from "./list-toolbar"
import { Section } from "./section"
import { TextLink } from "./text-link"

const states: CouponState[] = ["draft", "scheduled", "active", "expired", "depleted", "archived"]

export function CouponList() {
  const { t } = useWords()
  const list = useListState("state")
  const { data, isError, refetch } = useCoupons({ ...list, limit: pageSize })
  const columns = useColumns()
  const isNarrowed = list.q !== "" || list.filter !== ""
  return (
    <Section level="h1" title={t("coupons.title")} subtitle={t("coupons.subtitle")} actions={<Toolbar list={list} />}>
      <DataList
        label={t("coupons.title")}
        columns={columns}
        rows={data?.coupons}
        rowId={(coupon) => coupon.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={
          isNarrowed ? (
            <Empty title={t("common.noMatch")} />
          ) : (
            <Empty title={t("coupons.empty")} hint={t("coupons.emptyHint")} />
          )
        }
        pages={{ count: data?.count ?? 0, offset: list.offset, size: pageSize, onOffset: list.setOffset }}
      />
    </Section>
  )
}

function Toolbar({ list }: { list: ReturnType<typeof useListState> }) {
  const { t } = useWords()
  return (
    <>
      <ListToolbar
        search={{ label: t("coupons.search"), value: list.q, onChange: list.setSearch }}
        filter={{
          label: t("coupons.stateFilter"),
          any: t("coupons.anyState"),
          value: list.filter,
          options: states.map((state) => ({ value: state, label: t(`state.${state}`) })),
          onChange: list.setFilter,
        }}
      />
      <CreateCoupon />
    </>
  )
}

function useColumns(): Column<Coupon>[] {
  const { t, words } = useWords()
  return [
    {
      id: "name",
      header: t("coupons.columns.name"),
      cell: ({ id, name }) => <TextLink to={`/coupons/${id}`}>{name}</TextLink>,
    },
    { id: "state", header: t("coupons.columns.state"), cell: ({ state }) => <StateBadge state={state} /> },
    { id: "value", header: t("coupons.columns.value"), cell: (coupon) => words.value(coupon) },
    { id: "duration", header: t("coupons.columns.duration"), cell: (coupon) => words.duration(coupon) },
    {
      id: "redeemed",
      header: t("coupons.columns.redeemed"),
      align: "right",
      cell: (coupon) => <Redeemed {...coupon} />,
    },
  ]
}

/** How often it was redeemed, and of how many. */
export function Redeemed(counted: { times_redeemed: number; max_redemptions: number | null }) {
  const { t } = useWords()
  const { times_redeemed: taken, max_redemptions: limit } = counted
  return <>{limit === null ? taken : t("coupons.redeemedOf", { taken, limit })}</>
}
