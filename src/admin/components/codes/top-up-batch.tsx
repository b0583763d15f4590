// More codes of the same kind for a batch.
import { toast } from "@medusajs/ui"
import { useState } from "react"
import { MAX_BATCH_CODES } from "../../../engine/code-room"
import { useTopUpCodeBatch } from "../../hooks/use-code-batches"
import { useFormErrors } from "../../hooks/use-form-errors"
import { useTexts } from "../../hooks/use-texts"
import type { CodeBatch } from "../../lib/api-types"
import { readCount } from "../../lib/typed"
import { FormDrawer } from "../form/form-drawer"
import { TextField } from "../form/text-field"

export function TopUpBatch({ batch, onClose }: { batch: CodeBatch; onClose: () => void }) {
  const { t, format } = useTexts()
  const topUp = useTopUpCodeBatch(batch.id)
  const [typed, setTyped] = useState("")
  const quantity = readCount(typed, MAX_BATCH_CODES)
  const { errors, failure, isGood, refuse, forget } = useFormErrors<"quantity", "quantity">(
    quantity === null ? { quantity: "quantity" } : {},
    ["quantity"],
    (key) => t(`form.errors.${key}`),
  )
  const send = (element: HTMLFormElement) => {
    if (!isGood(element) || quantity === null) {
      return
    }
    topUp.mutate(quantity, {
      onSuccess: () => {
        toast.success(t("batches.started", { codes: format.number(quantity) }))
        onClose()
      },
      onError: (error) => refuse(error, element),
    })
  }
  return (
    <FormDrawer
      title={t("batches.topUp")}
      hint={t("batches.topUpHint", { codes: format.number(batch.created_count) })}
      isOpen
      onOpenChange={onClose}
      failure={failure}
      submit={t("batches.submit")}
      isSending={topUp.isPending}
      onSubmit={send}
    >
      <TextField
        label={t("batches.form.more")}
        error={errors.quantity}
        inputMode="numeric"
        autoFocus
        value={typed}
        onChange={(more) => {
          setTyped(more)
          forget()
        }}
      />
    </FormDrawer>
  )
}
