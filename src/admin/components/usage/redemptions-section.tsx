// The ledger of a coupon: who redeemed it, what, when, on which order, and how much it took off; as a file, too.
import { ArrowDownTray } from "@medusajs/icons"
import { Badge, Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { useTimeZone } from "../../hooks/use-coupons"
import {
  downloadRedemptions,
  noRedemptionsFilter,
  redemptionsPerPage,
  useRedemptions,
  type RedemptionsFilter,
} from "../../hooks/use-redemptions"
import { useTexts } from "../../hooks/use-texts"
import type { Redemption } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { ChoiceFilter } from "../lists/choice-filter"
import { DataList, type Column } from "../lists/data-list"
import { DayFilter } from "../lists/day-filter"
import { Empty } from "../shell/empty"
import { SearchField } from "../lists/search-field"
import { Section } from "../shell/section"
import { SortButton } from "../lists/sort-button"
import { TextLink } from "../shell/text-link"

export function RedemptionsSection({ couponId }: { couponId: string }) {
  const { t } = useTexts()
  const [filter, setFilter] = useState(noRedemptionsFilter)
  const [page, setPage] = useState({ offset: 0, order: "-redeemed_at" })
  const { data, isError, refetch } = useRedemptions(couponId, filter, page)
  const columns = useColumns(page.order, (order) => setPage({ offset: 0, order }))
  const isNarrowed = Object.values(filter).some((value) => value !== "")
  const narrow = (change: Partial<RedemptionsFilter>) => {
    setFilter({ ...filter, ...change })
    setPage({ ...page, offset: 0 })
  }
  const hasRows = isNarrowed || (data?.count ?? 0) > 0
  return (
    <Section
      title={t("redemptions.title")}
      subtitle={t("redemptions.subtitle")}
      actions={hasRows && <Download couponId={couponId} filter={filter} />}
    >
      {hasRows && <Filters filter={filter} onChange={narrow} />}
      <DataList
        label={t("redemptions.title")}
        columns={columns}
        rows={data?.redemptions}
        rowId={(redemption) => redemption.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={
          isNarrowed ? (
            <Empty title={t("common.noMatch")} />
          ) : (
            <Empty title={t("redemptions.empty")} hint={t("redemptions.emptyHint")} />
          )
        }
        pages={{
          count: data?.count ?? 0,
          isEstimate: data?.count_is_estimate,
          offset: page.offset,
          size: redemptionsPerPage,
          onOffset: (offset) => setPage({ ...page, offset }),
        }}
      />
    </Section>
  )
}

interface FiltersProps {
  filter: RedemptionsFilter
  onChange: (change: Partial<RedemptionsFilter>) => void
}

function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTexts()
  const kinds = ["redemption", "reversal"] as const
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <DayFilter label={t("redemptions.from")} value={filter.from} onChange={(from) => onChange({ from })} />
        <DayFilter label={t("redemptions.to")} value={filter.to} onChange={(to) => onChange({ to })} />
        <ChoiceFilter
          label={t("redemptions.kind")}
          value={filter.kind}
          options={kinds.map((value) => ({ value, label: t(`redemptions.kinds.${value}`) }))}
          onChange={(kind) => onChange({ kind })}
        />
      </div>
      <SearchField label={t("redemptions.search")} value={filter.q} onChange={(q) => onChange({ q })} />
    </div>
  )
}

function Download({ couponId, filter }: { couponId: string; filter: RedemptionsFilter }) {
  const { t } = useTexts()
  const [isLoading, setIsLoading] = useState(false)
  const onClick = () => {
    setIsLoading(true)
    downloadRedemptions(couponId, filter)
      .catch((error: unknown) => toast.error(sentenceOf(error, t("common.failed"))))
      .finally(() => setIsLoading(false))
  }
  return (
    <Button size="small" variant="secondary" isLoading={isLoading} onClick={onClick}>
      <ArrowDownTray />
      {t("redemptions.export")}
    </Button>
  )
}

function useColumns(order: string, onOrder: (order: string) => void): Column<Redemption>[] {
  const { t, format } = useTexts()
  const sortable = (field: string, label: string) => (
    <SortButton field={field} label={label} order={order} onOrder={onOrder} />
  )
  return [
    {
      id: "when",
      header: sortable("redeemed_at", t("redemptions.columns.when")),
      cell: ({ redeemed_at }) => <When iso={redeemed_at} />,
    },
    { id: "customer", header: t("redemptions.columns.customer"), cell: (row) => <Customer {...row} /> },
    { id: "items", header: t("redemptions.columns.items"), cell: (row) => <Items {...row} /> },
    { id: "order", header: t("redemptions.columns.order"), cell: (row) => <Order {...row} /> },
    { id: "code", header: sortable("code", t("redemptions.columns.code")), cell: ({ code }) => code ?? "–" },
    {
      id: "amount",
      header: sortable("amount", t("redemptions.columns.amount")),
      align: "right",
      cell: ({ amount, currency_code }) => format.money(amount, currency_code),
    },
  ]
}

function When({ iso }: { iso: string }) {
  const { format } = useTexts()
  const time_zone = useTimeZone()
  return (
    <time dateTime={iso} title={format.dateTime(iso, time_zone)}>
      {format.date(iso, time_zone)}
    </time>
  )
}

function Customer({ customer, customer_id, email }: Redemption) {
  const { t } = useTexts()
  if (customer) {
    return (
      <span className="block max-w-56 truncate" title={customer.email}>
        <TextLink to={`/customers/${customer.id}`}>{customer.email}</TextLink>
      </span>
    )
  }
  return <>{email ?? customer_id ?? t("redemptions.guest")}</>
}

/** What was discounted; a subscription's items lead to it, where its other invoices are. */
function Items({ kind, lines, subscription_id }: Redemption) {
  const { t } = useTexts()
  const titles = lines.map(({ title }) => title).join(", ")
  return (
    <span className="flex items-center gap-x-2">
      <span className="block max-w-56 truncate" title={titles}>
        {subscription_id ? <TextLink to={`/billing-subscriptions/${subscription_id}`}>{titles}</TextLink> : titles}
      </span>
      {kind === "reversal" && (
        <Badge size="2xsmall" color="orange">
          {t("redemptions.reversed")}
        </Badge>
      )}
    </span>
  )
}

function Order({ order_id, order_display_id, invoice_number }: Redemption) {
  const { t } = useTexts()
  if (!order_id) {
    return <>{invoice_number ?? "–"}</>
  }
  const name = order_display_id === null ? t("redemptions.showOrder") : `#${order_display_id}`
  return <TextLink to={`/orders/${order_id}`}>{name}</TextLink>
}
