// The code batches of a coupon: progress while they are filled, and what can be done with each.
import { ArrowDownTray, ArrowPath, ArchiveBox, ListBullet, Plus } from "@medusajs/icons"
import { Badge, Button, Text, toast, usePrompt } from "@medusajs/ui"
import { useState } from "react"
import {
  batchesPerPage,
  downloadCodes,
  isBeingFilled,
  useArchiveCodeBatch,
  useCodeBatches,
  useRetryCodeBatch,
} from "../../hooks/use-code-batches"
import { useTimeZone } from "../../hooks/use-coupons"
import { useReport } from "../../hooks/use-report"
import { useTexts } from "../../hooks/use-texts"
import type { CodeBatch, Coupon } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { ActionMenu, type Action } from "../shell/action-menu"
import { DataList, type Column } from "../lists/data-list"
import { Empty } from "../shell/empty"
import { Section } from "../shell/section"
import { CreateBatch } from "./create-batch"
import { ImportCodes } from "./import-codes"
import { BatchProgress } from "./progress"
import { TopUpBatch } from "./top-up-batch"

interface BatchesSectionProps {
  coupon: Coupon
  /** Shows the codes of one batch. */
  onBatch: (batchId: string) => void
}

export function BatchesSection({ coupon, onBatch }: BatchesSectionProps) {
  const { t } = useTexts()
  const [open, setOpen] = useState<"create" | "import" | null>(null)
  const [offset, setOffset] = useState(0)
  const { data, isError, refetch } = useCodeBatches(coupon.id, offset)
  const isClosed = coupon.status === "archived"
  const columns = useColumns(isClosed, onBatch)
  const close = () => setOpen(null)
  const buttons = (
    <>
      <Button size="small" variant="secondary" onClick={() => setOpen("import")}>
        {t("batches.import")}
      </Button>
      <Button size="small" variant="secondary" onClick={() => setOpen("create")}>
        {t("batches.create")}
      </Button>
    </>
  )
  return (
    <Section title={t("batches.title")} subtitle={t("batches.subtitle")} actions={!isClosed && buttons}>
      <DataList
        label={t("batches.title")}
        columns={columns}
        rows={data?.code_batches}
        rowId={(batch) => batch.id}
        isError={isError}
        onRetry={() => void refetch()}
        empty={<Empty title={t("batches.empty")} hint={t("batches.emptyHint")} />}
        pages={{ count: data?.count ?? 0, offset, size: batchesPerPage, onOffset: setOffset }}
      />
      {open === "create" && <CreateBatch couponId={coupon.id} onClose={close} />}
      {open === "import" && <ImportCodes couponId={coupon.id} onClose={close} />}
    </Section>
  )
}

function useColumns(isClosed: boolean, onBatch: (batchId: string) => void): Column<CodeBatch>[] {
  const { t, format, texts } = useTexts()
  const time_zone = useTimeZone()
  return [
    { id: "batch", header: t("batches.columns.batch"), cell: (batch) => <Name batch={batch} /> },
    { id: "progress", header: t("batches.columns.progress"), cell: (batch) => <BatchProgress batch={batch} /> },
    { id: "dates", header: t("batches.columns.dates"), cell: (batch) => texts.dates(batch, time_zone) },
    { id: "channel", header: t("batches.columns.channel"), cell: ({ channel }) => channel ?? "–" },
    {
      id: "created",
      header: t("batches.columns.created"),
      cell: ({ created_at }) => format.date(created_at, time_zone),
    },
    {
      id: "actions",
      header: "",
      align: "right",
      cell: (batch) => <Actions batch={batch} isClosed={isClosed} onBatch={onBatch} />,
    },
  ]
}

function Name({ batch }: { batch: CodeBatch }) {
  const { t, format } = useTexts()
  const isArchived = batch.archived_at !== null
  const pattern =
    batch.source === "imported"
      ? t("batches.imported")
      : t("batches.pattern", { prefix: batch.prefix, dots: "•".repeat(Math.min(batch.length ?? 0, 12)) })
  return (
    <span className="flex flex-col py-1">
      <span className="flex items-center gap-x-2">
        <span className={isArchived ? "text-ui-fg-subtle" : "text-ui-fg-base font-medium"}>{pattern}</span>
        {isArchived && <Badge size="2xsmall">{t("state.archived")}</Badge>}
      </span>
      <Text as="span" size="xsmall" className="text-ui-fg-subtle">
        {batch.max_redemptions === null
          ? t("batches.eachUnlimited")
          : t("batches.each", { count: batch.max_redemptions, times: format.number(batch.max_redemptions) })}
      </Text>
    </span>
  )
}

interface ActionsProps {
  batch: CodeBatch
  isClosed: boolean
  onBatch: (batchId: string) => void
}

function Actions({ batch, isClosed, onBatch }: ActionsProps) {
  const { t } = useTexts()
  const [isToppingUp, setIsToppingUp] = useState(false)
  const download = useDownload(batch)
  const retry = useRetry(batch)
  const archive = useArchive(batch)
  const isOpen = !isClosed && batch.archived_at === null
  const canTopUp = isOpen && batch.source === "generated"
  const actions: Action[] = [
    { label: t("batches.download"), icon: <ArrowDownTray />, onClick: download },
    { label: t("batches.show"), icon: <ListBullet />, onClick: () => onBatch(batch.id) },
    ...(canTopUp && batch.status === "filled"
      ? [{ label: t("batches.topUp"), icon: <Plus />, onClick: () => setIsToppingUp(true) }]
      : []),
    ...(canTopUp && batch.status === "failed"
      ? [{ label: t("batches.retry"), icon: <ArrowPath />, onClick: retry }]
      : []),
    ...(isOpen
      ? [{ label: t("batches.archive"), icon: <ArchiveBox />, isGrave: true, onClick: () => void archive() }]
      : []),
  ]
  return (
    <>
      <ActionMenu label={t("batches.actions", { name: batch.prefix || batch.id })} actions={actions} />
      {isToppingUp && <TopUpBatch batch={batch} onClose={() => setIsToppingUp(false)} />}
    </>
  )
}

function useDownload(batch: CodeBatch) {
  const { t } = useTexts()
  return () => {
    if (isBeingFilled(batch)) {
      toast.info(t("batches.downloadEarly"))
    }
    downloadCodes(batch).catch((error: unknown) => toast.error(sentenceOf(error, t("common.failed"))))
  }
}

function useRetry(batch: CodeBatch) {
  const { t } = useTexts()
  const report = useReport()
  const retry = useRetryCodeBatch(batch.id)
  return () => report(retry.mutateAsync(undefined), t("batches.retried"))
}

function useArchive(batch: CodeBatch) {
  const { t, format } = useTexts()
  const ask = usePrompt()
  const report = useReport()
  const archive = useArchiveCodeBatch(batch.id)
  return async () => {
    const isSure = await ask({
      title: t("batches.archiveTitle"),
      description: t("batches.archiveHint", {
        count: batch.created_count,
        codes: format.number(batch.created_count),
      }),
      confirmText: t("batches.archive"),
      cancelText: t("common.cancel"),
    })
    if (isSure) {
      report(archive.mutateAsync(undefined), t("batches.archived"))
    }
  }
}
