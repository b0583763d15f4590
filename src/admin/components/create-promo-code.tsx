// Making a promo code: a drawer beside the coupon's page.
import { Alert, Button, Drawer, toast } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { useCreatePromoCode } from "../hooks/use-promo-codes"
import { useWords } from "../hooks/use-words"
import { sentenceOf } from "../lib/errors"
import { focusFirstInvalid } from "../lib/focus"
import {
  checkPromoCodeForm,
  emptyPromoCodeForm,
  requestOfPromoCodeForm,
  type PromoCodeForm,
} from "../lib/promo-code-form"
import { DayField } from "./day-field"
import { TextField } from "./text-field"

/** The button that opens the drawer, and the drawer. */
export function CreatePromoCode({ couponId }: { couponId: string }) {
  const { t } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Drawer open={isOpen} onOpenChange={setIsOpen}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="secondary">
          {t("codes.create")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content aria-describedby={undefined}>
        <Drawer.Header>
          <Drawer.Title>{t("codes.create")}</Drawer.Title>
        </Drawer.Header>
        <CreatePromoCodeForm couponId={couponId} onDone={() => setIsOpen(false)} />
      </Drawer.Content>
    </Drawer>
  )
}

function CreatePromoCodeForm({ couponId, onDone }: { couponId: string; onDone: () => void }) {
  const { t } = useWords()
  const create = useCreatePromoCode(couponId)
  const [form, setForm] = useState<PromoCodeForm>(emptyPromoCodeForm)
  const [wasSent, setWasSent] = useState(false)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    if (Object.keys(checkPromoCodeForm(form)).length > 0) return focusFirstInvalid(event.currentTarget)
    if (create.isPending) return
    create.mutate(requestOfPromoCodeForm(form), {
      onSuccess: ({ promo_code }) => {
        toast.success(t("codes.created", { code: promo_code.code }))
        onDone()
      },
    })
  }
  return (
    <form noValidate onSubmit={send} className="flex flex-1 flex-col overflow-hidden">
      <Drawer.Body className="flex flex-1 flex-col gap-y-5 overflow-y-auto">
        {create.error && (
          <Alert variant="error" role="alert">
            {sentenceOf(create.error, t("common.failed"))}
          </Alert>
        )}
        <Fields
          form={form}
          wasSent={wasSent}
          onChange={(change) => setForm((previous) => ({ ...previous, ...change }))}
        />
      </Drawer.Body>
      <Drawer.Footer>
        <Drawer.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t("common.cancel")}
          </Button>
        </Drawer.Close>
        <Button size="small" type="submit" isLoading={create.isPending}>
          {t("common.save")}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

interface FieldsProps {
  form: PromoCodeForm
  wasSent: boolean
  onChange: (change: Partial<PromoCodeForm>) => void
}

function Fields({ form, wasSent, onChange }: FieldsProps) {
  const { t } = useWords()
  const errors = wasSent ? checkPromoCodeForm(form) : {}
  const propsOf = (field: keyof PromoCodeForm) => {
    const error = errors[field]
    return {
      value: form[field],
      onChange: (typed: string) => onChange({ [field]: typed }),
      error: error && t(`form.errors.${error}`),
    }
  }
  const unlimited = { isOptional: true, inputMode: "numeric" as const, placeholder: t("common.unlimited") }
  return (
    <>
      <TextField label={t("codes.form.code")} hint={t("codes.form.codeHint")} autoFocus {...propsOf("code")} />
      <TextField label={t("codes.form.maxRedemptions")} {...unlimited} {...propsOf("max_redemptions")} />
      <TextField label={t("codes.form.perCustomer")} {...unlimited} {...propsOf("max_redemptions_per_customer")} />
      <DayField label={t("codes.form.startsAt")} isOptional {...propsOf("starts_at")} />
      <DayField label={t("codes.form.expiresAt")} isOptional {...propsOf("expires_at")} />
      <TextField
        label={t("codes.form.channel")}
        hint={t("codes.form.channelHint")}
        isOptional
        {...propsOf("channel")}
      />
    </>
  )
}
