// The promo codes of a coupon, with a way to make one and to archive one.
import { Button, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { codesPerPage, useArchivePromoCode, usePromoCodes } from "../hooks/use-promo-codes"
import { useReport } from "../hooks/use-report"
import { useWords } from "../hooks/use-words"
import type { Coupon, PromoCode } from "../lib/api-types"
import { StateBadge } from "./badges"
import { Redeemed } from "./coupon-list"
import { CreatePromoCode } from "./create-promo-code"
import { DataList, type Column } from "./data-list"
import { Empty } from "./empty"
import { Section } from "./section"

export function PromoCodesSection({ coupon }: { coupon: Coupon }) {
  const { t } = useWords()
  const [offset, setOffset] = useState(0)
  const { data, isError, refetch } = usePromoCodes(coupon.id, offset)
  const columns = useColumns()
  return (
    <Section
      title={t("codes.title")}
      subtitle={t("codes.subtitle")}
      actions={coupon.status !== "archived" && <CreatePromoCode couponId={coupon.id} />}
    >
      <DataList
        label={t("codes.title")}
        columns={columns}
        rows={data?.promo_codes}
        rowId={(code) => code.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("codes.empty")} hint={t("codes.emptyHint")} />}
        pages={{ count: data?.count ?? 0, offset, size: codesPerPage, onOffset: setOffset }}
      />
    </Section>
  )
}

function useColumns(): Column<PromoCode>[] {
  const { t, words } = useWords()
  return [
    {
      id: "code",
      header: t("codes.columns.code"),
      cell: ({ code }) => <span className="text-ui-fg-base font-medium">{code}</span>,
    },
    { id: "state", header: t("codes.columns.state"), cell: ({ state }) => <StateBadge state={state} /> },
    { id: "dates", header: t("codes.columns.dates"), cell: (code) => words.dates(code) },
    { id: "channel", header: t("codes.columns.channel"), cell: ({ channel }) => channel ?? "–" },
    {
      id: "redeemed",
      header: t("codes.columns.redeemed"),
      align: "right",
      cell: (code) => <Redeemed {...code} />,
    },
    {
      id: "archive",
      header: "",
      align: "right",
      cell: (code) => (code.status === "archived" ? null : <ArchivePromoCode promoCode={code} />),
    },
  ]
}

function ArchivePromoCode({ promoCode: { id, code } }: { promoCode: PromoCode }) {
  const { t } = useWords()
  const ask = usePrompt()
  const archive = useArchivePromoCode()
  const report = useReport()
  const onClick = async () => {
    const isSure = await ask({
      title: t("codes.archiveTitle", { code }),
      description: t("codes.archiveHint"),
      confirmText: t("codes.archiveShort"),
      cancelText: t("common.cancel"),
    })
    if (isSure) report(archive.mutateAsync(id), t("codes.archived", { code }))
  }
  return (
    <Button
      size="small"
      variant="transparent"
      isLoading={archive.isPending}
      aria-label={t("codes.archive", { code })}
      onClick={() => void onClick()}
    >
      {t("codes.archiveShort")}
    </Button>
  )
}
