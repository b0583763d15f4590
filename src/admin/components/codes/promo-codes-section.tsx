// The promo codes of a coupon: search, state, copy, make one, pause one, archive one.
import { ArchiveBox, Pause, PlaySolid } from "@medusajs/icons"
import { Copy, Text, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import { useTimeZone } from "../../hooks/use-coupons"
import {
  codesPerPage,
  useArchivePromoCode,
  usePromoCodes,
  useSwitchPromoCode,
  type PromoCodesQuestion,
} from "../../hooks/use-promo-codes"
import { useNames } from "../../hooks/use-records"
import { useReport } from "../../hooks/use-report"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { useTexts } from "../../hooks/use-texts"
import type { Coupon, PromoCode, PromoCodeState } from "../../lib/api-types"
import { ActionMenu } from "../shell/action-menu"
import { StateBadge } from "../shell/badges"
import { ChoiceFilter } from "../lists/choice-filter"
import { CreatePromoCode } from "./create-promo-code"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { Redeemed } from "../usage/redeemed"
import { SearchField } from "../lists/search-field"
import { Section } from "../shell/section"

const states: PromoCodeState[] = ["paused", "scheduled", "active", "expired", "depleted", "archived"]

interface PromoCodesSectionProps {
  coupon: Coupon
  /** Only the codes of this batch; "" is all. */
  batchId: string
  onBatch: (batchId: string) => void
}

export function PromoCodesSection({ coupon, batchId, onBatch }: PromoCodesSectionProps) {
  const { t } = useTexts()
  const [asked, setAsked] = useState({ q: "", state: "", offset: 0 })
  const question: PromoCodesQuestion = { ...asked, code_batch_id: batchId }
  const { data, isError, refetch } = usePromoCodes(coupon.id, question)
  const columns = useColumns()
  const isNarrowed = asked.q !== "" || asked.state !== "" || batchId !== ""
  const narrow = (change: Partial<typeof asked>) => setAsked({ ...asked, offset: 0, ...change })
  const create = coupon.status !== "archived" && <CreatePromoCode couponId={coupon.id} />
  return (
    <Section title={t("codes.title")} subtitle={t("codes.subtitle")} actions={create}>
      {(isNarrowed || (data?.count ?? 0) > 0) && (
        <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-3">
          <div className="flex flex-wrap items-center gap-2">
            <ChoiceFilter
              label={t("coupons.filters.state")}
              value={asked.state}
              options={states.map((state) => ({ value: state, label: t(`state.${state}`) }))}
              onChange={(state) => narrow({ state })}
            />
            {batchId !== "" && <BatchBadge onClear={() => onBatch("")} />}
          </div>
          <SearchField label={t("codes.search")} value={asked.q} onChange={(q) => narrow({ q })} />
        </div>
      )}
      <DataList
        label={t("codes.title")}
        columns={columns}
        rows={data?.promo_codes}
        rowId={(code) => code.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={
          isNarrowed ? (
            <Empty title={t("common.noMatch")} />
          ) : (
            <Empty title={t("codes.empty")} hint={t("codes.emptyHint")} />
          )
        }
        pages={{
          count: data?.count ?? 0,
          isEstimate: data?.count_is_estimate,
          offset: asked.offset,
          size: codesPerPage,
          onOffset: (offset) => narrow({ offset }),
        }}
      />
    </Section>
  )
}

function BatchBadge({ onClear }: { onClear: () => void }) {
  const { t } = useTexts()
  return (
    <button
      type="button"
      className="text-ui-fg-interactive txt-compact-small focus-visible:shadow-borders-focus rounded-md px-1 outline-none"
      onClick={onClear}
    >
      {t("codes.onlyBatch")} · {t("common.clear")}
    </button>
  )
}

function useColumns(): Column<PromoCode>[] {
  const { t, texts } = useTexts()
  const time_zone = useTimeZone()
  return [
    { id: "code", header: t("codes.columns.code"), cell: (code) => <Code promoCode={code} /> },
    { id: "state", header: t("codes.columns.state"), cell: ({ state }) => <StateBadge state={state} /> },
    { id: "dates", header: t("codes.columns.dates"), cell: (code) => texts.dates(code, time_zone) },
    { id: "channel", header: t("codes.columns.channel"), cell: ({ channel }) => channel ?? "–" },
    { id: "redeemed", header: t("codes.columns.redeemed"), align: "right", cell: (code) => <Redeemed {...code} /> },
    {
      id: "actions",
      header: "",
      align: "right",
      cell: (code) => (code.status === "archived" ? null : <Actions promoCode={code} />),
    },
  ]
}

function Code({ promoCode: { code, status, restrictions } }: { promoCode: PromoCode }) {
  const { t, texts } = useTexts()
  const nameOf = useNames({}, restrictions)
  const rules = texts.restrictions(restrictions, useRestrictionFields(), nameOf)
  return (
    <span className="flex flex-col gap-y-0.5 py-1">
      <span className="flex items-center gap-x-1.5">
        <span className={status === "archived" ? "text-ui-fg-subtle" : "text-ui-fg-base font-medium"}>{code}</span>
        {status === "active" && (
          <Copy content={code} aria-label={t("codes.copy", { code })} className="text-ui-fg-subtle" />
        )}
      </span>
      {rules.length > 0 && (
        <Text as="span" size="xsmall" className="text-ui-fg-subtle max-w-72 truncate" title={rules.join("\n")}>
          {rules.join(" · ")}
        </Text>
      )}
    </span>
  )
}

function Actions({ promoCode: { id, code, state } }: { promoCode: PromoCode }) {
  const { t } = useTexts()
  const ask = usePrompt()
  const archive = useArchivePromoCode()
  const { mutateAsync: switchTo } = useSwitchPromoCode(id)
  const report = useReport()
  const onArchive = async () => {
    const isSure = await ask({
      title: t("codes.archiveTitle", { code }),
      description: t("codes.archiveHint"),
      confirmText: t("codes.archiveShort"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(archive.mutateAsync(id), t("codes.archived", { code }))
    }
  }
  const onPause = async () => {
    const isSure = await ask({
      title: t("codes.pauseTitle", { code }),
      description: t("codes.pauseHint"),
      variant: "confirmation",
      confirmText: t("codes.pause"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(switchTo("pause"), t("codes.paused", { code }))
    }
  }
  const onResume = () => report(switchTo("resume"), t("codes.resumed", { code }))
  return (
    <ActionMenu
      label={t("codes.actions", { code })}
      actions={[
        state === "paused"
          ? { label: t("codes.resume"), icon: <PlaySolid />, onClick: onResume }
          : { label: t("codes.pause"), icon: <Pause />, onClick: () => void onPause() },
        { label: t("codes.archiveShort"), icon: <ArchiveBox />, isGrave: true, onClick: () => void onArchive() },
      ]}
    />
  )
}
