// Importing own codes from a CSV file, and the report of the rows that could not be taken.
import { Button, Drawer, InlineTip, Text } from "@medusajs/ui"
import { useState } from "react"
import { useImportCodes } from "../../hooks/use-code-batches"
import { useFormErrors } from "../../hooks/use-form-errors"
import { useTexts } from "../../hooks/use-texts"
import type { ImportReport } from "../../lib/api-types"
import {
  checkGateForm,
  emptyGateForm,
  requestOfGateForm,
  type BatchErrorKey,
  type BatchErrors,
  type BatchGateForm,
} from "../../lib/batch-form"
import { CloseButton } from "../shell/close-button"
import { DataList, type Column } from "../lists/data-list"
import { FileField } from "../form/file-field"
import { FormDrawer } from "../form/form-drawer"
import { BatchGateFields } from "./batch-gate-fields"

const fields = [
  "max_redemptions",
  "max_redemptions_per_customer",
  "starts_at",
  "expires_at",
  "expires_in_days",
  "channel",
] as const satisfies (keyof BatchErrors)[]

interface ImportCodesProps {
  couponId: string
  onClose: () => void
}

export function ImportCodes({ couponId, onClose }: ImportCodesProps) {
  const [report, setReport] = useState<ImportReport | null>(null)
  if (report) {
    return <ReportDrawer report={report} onClose={onClose} />
  }
  return <ImportForm couponId={couponId} onClose={onClose} onReport={setReport} />
}

type FileErrors = BatchErrors & { file?: "file" }

function ImportForm({ couponId, onClose, onReport }: ImportCodesProps & { onReport: (report: ImportReport) => void }) {
  const { t } = useTexts()
  const send = useImportCodes(couponId)
  const [file, setFile] = useState<File | null>(null)
  const [form, setForm] = useState<BatchGateForm>(emptyGateForm)
  const found: FileErrors = { ...(file ? {} : { file: "file" }), ...checkGateForm(form) }
  const { errors, failure, isGood, refuse, forget } = useFormErrors(
    found,
    ["file", ...fields],
    (key: BatchErrorKey | "file") => t(`form.errors.${key}`),
  )
  const change = (changed: Partial<BatchGateForm>) => {
    setForm((previous) => ({ ...previous, ...changed }))
    forget()
  }
  const onSubmit = (element: HTMLFormElement) => {
    if (!isGood(element) || !file) {
      return
    }
    send.mutate(
      { file, gate: requestOfGateForm(form) },
      { onSuccess: ({ report }) => onReport(report), onError: (error) => refuse(error, element) },
    )
  }
  return (
    <FormDrawer
      title={t("batches.import")}
      hint={t("batches.importHint")}
      isOpen
      onOpenChange={onClose}
      failure={failure}
      submit={t("batches.importSubmit")}
      isSending={send.isPending}
      onSubmit={onSubmit}
    >
      <FileField
        label={t("batches.form.file")}
        hint={t("batches.form.fileHint")}
        error={errors.file}
        accept=".csv,.txt,.tsv,text/csv,text/plain"
        file={file}
        onChange={(chosen) => {
          setFile(chosen)
          forget()
        }}
      />
      <BatchGateFields form={form} errors={errors} onChange={change} />
    </FormDrawer>
  )
}

type Rejected = ImportReport["rejected"][number]

function ReportDrawer({ report, onClose }: { report: ImportReport; onClose: () => void }) {
  const { t, format } = useTexts()
  const isClean = report.rejected_count === 0
  const columns: Column<Rejected>[] = [
    { id: "row", header: t("batches.report.row"), align: "right", cell: ({ row }) => format.number(row) },
    { id: "code", header: t("batches.report.code"), cell: ({ code }) => <span className="font-mono">{code}</span> },
    {
      id: "reason",
      header: t("batches.report.reason"),
      cell: ({ reason, message }) => <span title={message}>{t(`batches.reasons.${reason}`)}</span>,
    },
  ]
  return (
    <Drawer open onOpenChange={onClose}>
      <Drawer.Content aria-describedby={undefined}>
        <div className="flex items-start justify-between gap-x-4 border-b px-6 py-4">
          <Drawer.Title>{t("batches.report.title")}</Drawer.Title>
          <Drawer.Close asChild>
            <CloseButton />
          </Drawer.Close>
        </div>
        <Drawer.Body className="flex flex-1 flex-col gap-y-4 overflow-y-auto">
          <InlineTip
            role="status"
            variant={isClean ? "success" : "warning"}
            label={t("batches.report.imported", { count: report.imported, codes: format.number(report.imported) })}
          >
            {isClean
              ? t("batches.report.clean")
              : t("batches.report.rejected", {
                  count: report.rejected_count,
                  rows: format.number(report.rejected_count),
                })}
          </InlineTip>
          {!isClean && (
            <div className="border-ui-border-base overflow-hidden rounded-lg border">
              <DataList
                label={t("batches.report.title")}
                columns={columns}
                rows={report.rejected}
                rowId={({ row, code }) => `${row} ${code}`}
                isError={false}
                onRetry={() => undefined}
                empty={null}
              />
            </div>
          )}
          {report.rejected_count > report.rejected.length && (
            <Text size="small" className="text-ui-fg-subtle">
              {t("batches.report.more", { count: report.rejected.length })}
            </Text>
          )}
        </Drawer.Body>
        <Drawer.Footer>
          <Button size="small" onClick={onClose}>
            {t("common.done")}
          </Button>
        </Drawer.Footer>
      </Drawer.Content>
    </Drawer>
  )
}
