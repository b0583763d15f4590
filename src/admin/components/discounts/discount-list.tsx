// Applied discounts as a table: what each gives, where it was put, since when, and the way to end it.
import { Badge } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"
import type { AppliedDiscount } from "../../lib/api-types"
import { termsForTexts } from "../../lib/discounts"
import { DataList, type Column } from "../lists/data-list"
import { TextLink } from "../shell/text-link"
import { DiscountSource } from "./discount-source"
import { EndDiscount } from "./end-discount"

interface DiscountListProps {
  discounts: AppliedDiscount[] | undefined
  isError: boolean
  onRetry: () => void
  empty: ReactNode
  /** What is said of each one's effect on what comes, where that is known. */
  effect?: (discount: AppliedDiscount) => string
  /** Left out where all discounts are on the same thing. */
  isSourceShown?: boolean
}

export function DiscountList(props: DiscountListProps) {
  const { t } = useTexts()
  const columns = useColumns(props)
  return (
    <DataList
      label={t("discounts.title")}
      columns={columns}
      rows={props.discounts}
      rowId={({ id }) => id}
      isError={props.isError}
      onRetry={props.onRetry}
      empty={props.empty}
    />
  )
}

function useColumns({ effect, isSourceShown }: DiscountListProps): Column<AppliedDiscount>[] {
  const { t, format, texts } = useTexts()
  return [
    { id: "name", header: t("discounts.columns.name"), cell: (discount) => <Name discount={discount} /> },
    {
      id: "gives",
      header: t("discounts.columns.gives"),
      cell: ({ terms }) => `${texts.value(termsForTexts(terms))} · ${texts.duration(termsForTexts(terms))}`,
    },
    ...(isSourceShown
      ? [
          {
            id: "source",
            header: t("discounts.columns.source"),
            cell: ({ target_type, origin }: AppliedDiscount) => <DiscountSource type={target_type} origin={origin} />,
          },
        ]
      : []),
    {
      id: "origin",
      header: t("discounts.columns.origin"),
      cell: ({ origin, code }) => [t(`discounts.origins.${origin}`), code].filter(Boolean).join(" "),
    },
    { id: "since", header: t("discounts.columns.since"), cell: ({ applied_at }) => format.date(applied_at) },
    ...(effect ? [{ id: "effect", header: t("discounts.columns.effect"), cell: effect }] : []),
    {
      id: "actions",
      header: t("discounts.columns.actions"),
      align: "right",
      cell: (discount) => (discount.status === "running" ? <EndDiscount discount={discount} /> : null),
    },
  ]
}

function Name({ discount: { coupon_id, name, status } }: { discount: AppliedDiscount }) {
  const { t } = useTexts()
  return (
    <span className="flex items-center gap-x-2">
      <span className="block max-w-64 truncate">
        <TextLink to={`/coupons/${coupon_id}`}>{name}</TextLink>
      </span>
      {status === "ended" && (
        <Badge size="2xsmall" color="grey">
          {t("discounts.endedBadge")}
        </Badge>
      )}
    </span>
  )
}
