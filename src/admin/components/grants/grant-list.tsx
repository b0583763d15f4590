// Grants as a table: which coupon, by what it is held, since when, and the way to end it.
import { Button, usePrompt } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useEndGrant } from "../../hooks/use-grants"
import { useReport } from "../../hooks/use-report"
import { usePlans } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Grant } from "../../lib/api-types"
import { sourceOf } from "../../lib/held-grants"
import { DataList, type Column } from "../lists/data-list"
import { TextLink } from "../shell/text-link"

interface GrantListProps {
  grants: Grant[] | undefined
  isError: boolean
  onRetry: () => void
  empty: ReactNode
  /** Left out where all grants are held by the same thing. */
  isSourceShown?: boolean
}

export function GrantList({ grants, isError, onRetry, empty, isSourceShown = true }: GrantListProps) {
  const { t } = useTexts()
  const columns = useColumns(isSourceShown)
  return (
    <DataList
      label={t("grants.title")}
      columns={columns}
      rows={grants}
      rowId={({ id }) => id}
      isError={isError}
      onRetry={onRetry}
      empty={empty}
    />
  )
}

function useColumns(isSourceShown: boolean): Column<Grant>[] {
  const { t, format } = useTexts()
  const { data: plans } = usePlans()
  const heldBy = (grant: Grant) => {
    const plan = plans?.get(grant.plan_id ?? "")?.name ?? ""
    return t(`grants.sources.${sourceOf(grant)}`, { plan })
  }
  return [
    {
      id: "coupon",
      header: t("grants.columns.coupon"),
      cell: ({ coupon, coupon_id }) =>
        coupon ? <TextLink to={`/coupons/${coupon_id}`}>{coupon.name}</TextLink> : t("grants.deleted"),
    },
    ...(isSourceShown ? [{ id: "source", header: t("grants.columns.source"), cell: heldBy }] : []),
    { id: "since", header: t("grants.columns.since"), cell: ({ granted_at }) => format.date(granted_at) },
    {
      id: "actions",
      header: t("grants.columns.actions"),
      align: "right",
      cell: (grant) => <EndGrant grant={grant} />,
    },
  ]
}

function EndGrant({ grant }: { grant: Grant }) {
  const { t } = useTexts()
  const end = useEndGrant()
  const report = useReport()
  const prompt = usePrompt()
  const name = grant.coupon?.name ?? t("grants.deleted")
  const ask = async () => {
    const isSure = await prompt({
      title: t("grants.endTitle", { name }),
      description: t(`grants.endHints.${sourceOf(grant)}`),
      confirmText: t("grants.end"),
      cancelText: t("grants.keep"),
    })
    if (isSure) {
      report(end.mutateAsync(grant.id), t("grants.ended", { name }))
    }
  }
  return (
    <Button
      size="small"
      variant="transparent"
      aria-label={t("grants.endOf", { name })}
      isLoading={end.isPending}
      onClick={() => void ask()}
    >
      {t("grants.end")}
    </Button>
  )
}
