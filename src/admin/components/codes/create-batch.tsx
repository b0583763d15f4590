// Making many codes at once: how many, how they look, and whether their pattern has room for them.
import { Text, toast } from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useCreateCodeBatch } from "../../hooks/use-code-batches"
import { useFormErrors } from "../../hooks/use-form-errors"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { useTexts } from "../../hooks/use-texts"
import {
  checkBatchForm,
  emptyBatchForm,
  lengthOf,
  requestOfBatchForm,
  roomOf,
  type BatchErrorKey,
  type BatchErrors,
  type BatchForm,
} from "../../lib/batch-form"
import { isRestrictionPlace, placeOf } from "../../lib/restrictions-form"
import { Collapsible } from "../shell/collapsible"
import { FormDrawer } from "../form/form-drawer"
import { RestrictionFields } from "../form/restriction-fields"
import { TextField } from "../form/text-field"
import { BatchGateFields } from "./batch-gate-fields"

const fields = [
  "quantity",
  "prefix",
  "length",
  "alphabet",
  "max_redemptions",
  "max_redemptions_per_customer",
  "starts_at",
  "expires_at",
  "expires_in_days",
  "channel",
] as const satisfies (keyof BatchErrors)[]

export function CreateBatch({ couponId, onClose }: { couponId: string; onClose: () => void }) {
  const { t, format } = useTexts()
  const create = useCreateCodeBatch(couponId)
  const [form, setForm] = useState<BatchForm>(emptyBatchForm)
  const restrictions = useRestrictionFields().map(({ key }) => placeOf(key))
  const { errors, failure, isGood, refuse, forget } = useFormErrors(
    checkBatchForm(form),
    [...fields, ...restrictions],
    (key: BatchErrorKey) => t(`form.errors.${key}`, { smallest: roomOf(form, () => 0)?.smallest ?? 1 }),
  )
  const change = (changed: Partial<BatchForm>) => {
    setForm((previous) => ({ ...previous, ...changed }))
    forget()
  }
  const send = (element: HTMLFormElement) => {
    if (!isGood(element)) {
      return
    }
    create.mutate(requestOfBatchForm(form), {
      onSuccess: ({ code_batch }) => {
        toast.success(t("batches.started", { codes: format.number(code_batch.quantity) }))
        onClose()
      },
      onError: (error) => refuse(error, element),
    })
  }
  return (
    <FormDrawer
      title={t("batches.create")}
      hint={t("batches.createHint")}
      isOpen
      onOpenChange={onClose}
      failure={failure}
      submit={t("batches.submit")}
      isSending={create.isPending}
      onSubmit={send}
    >
      <PatternFields form={form} errors={errors} onChange={change} />
      <RoomHint form={form} />
      <BatchGateFields form={form} errors={errors} onChange={change} />
      <Collapsible
        title={t("rules.title")}
        hint={t("codes.form.rulesHint")}
        isNeeded={Object.keys(errors).some(isRestrictionPlace)}
      >
        <RestrictionFields
          form={form.restrictions}
          errors={errors}
          onChange={(restrictions) => change({ restrictions })}
        />
      </Collapsible>
    </FormDrawer>
  )
}

interface PatternFieldsProps {
  form: BatchForm
  errors: Partial<Record<keyof BatchForm, string>>
  onChange: (change: Partial<BatchForm>) => void
}

function PatternFields({ form, errors, onChange }: PatternFieldsProps) {
  const { t } = useTexts()
  return (
    <>
      <TextField
        label={t("batches.form.quantity")}
        hint={t("batches.form.quantityHint")}
        error={errors.quantity}
        inputMode="numeric"
        autoFocus
        value={form.quantity}
        onChange={(quantity) => onChange({ quantity })}
      />
      <div className="grid items-start gap-4 md:grid-cols-2">
        <TextField
          label={t("batches.form.prefix")}
          error={errors.prefix}
          isOptional
          placeholder="VIP-"
          value={form.prefix}
          onChange={(prefix) => onChange({ prefix })}
        />
        <TextField
          label={t("batches.form.length")}
          error={errors.length}
          isOptional
          inputMode="numeric"
          placeholder={String(lengthOf({ ...form, length: "" }) ?? "")}
          value={form.length}
          onChange={(length) => onChange({ length })}
        />
      </div>
      <TextField
        label={t("batches.form.alphabet")}
        hint={t("batches.form.alphabetHint")}
        error={errors.alphabet}
        isOptional
        placeholder="ABCDEFGHJKMNPQRSTUVWXYZ23456789"
        value={form.alphabet}
        onChange={(alphabet) => onChange({ alphabet })}
      />
    </>
  )
}

const anyBelow = (n: number) => Math.floor(Math.random() * n)

/** One code as it may look, and whether the pattern can make so many that nobody guesses one. */
function RoomHint({ form }: { form: BatchForm }) {
  const { t, format } = useTexts()
  const { quantity, prefix, length, alphabet } = form
  const room = useMemo(() => roomOf(form, anyBelow), [quantity, prefix, length, alphabet])
  return (
    <div aria-live="polite" className="bg-ui-bg-component border-ui-border-base rounded-lg border px-4 py-3">
      {room ? (
        <>
          <Text size="small" className="break-all font-mono">
            {room.sample}
          </Text>
          <Text
            size="small"
            className={room.isEnough ? "text-ui-fg-subtle text-pretty" : "text-ui-fg-error text-pretty"}
          >
            {room.isEnough
              ? t("batches.room", { capacity: format.number(room.capacity) })
              : t("batches.noRoom", { capacity: format.number(room.capacity), smallest: room.smallest })}
          </Text>
        </>
      ) : (
        <Text size="small" className="text-ui-fg-subtle">
          {t("batches.roomUnknown")}
        </Text>
      )}
    </div>
  )
}
