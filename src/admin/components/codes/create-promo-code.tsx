// Making a promo code: a drawer beside the coupon's page, with the code's own limits and restrictions.
import { Button, toast } from "@medusajs/ui"
import { useState } from "react"
import { useCreatePromoCode } from "../../hooks/use-promo-codes"
import { useFormErrors } from "../../hooks/use-form-errors"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { useTexts } from "../../hooks/use-texts"
import type { FormErrorKey } from "../../lib/coupon-check"
import {
  checkPromoCodeForm,
  emptyPromoCodeForm,
  requestOfPromoCodeForm,
  type PromoCodeErrors,
  type PromoCodeForm,
} from "../../lib/promo-code-form"
import { isRestrictionPlace, placeOf } from "../../lib/restrictions-form"
import { Collapsible } from "../shell/collapsible"
import { FormDrawer } from "../form/form-drawer"
import { GateFields } from "../form/gate-fields"
import { RestrictionFields } from "../form/restriction-fields"
import { TextField } from "../form/text-field"

/** The button that opens the drawer, and the drawer. */
export function CreatePromoCode({ couponId }: { couponId: string }) {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="secondary" onClick={() => setIsOpen(true)}>
        {t("codes.create")}
      </Button>
      {isOpen && <CreateDrawer couponId={couponId} onClose={() => setIsOpen(false)} />}
    </>
  )
}

const fields = [
  "code",
  "max_redemptions",
  "max_redemptions_per_customer",
  "starts_at",
  "expires_at",
  "channel",
] as const satisfies (keyof PromoCodeErrors)[]

function CreateDrawer({ couponId, onClose }: { couponId: string; onClose: () => void }) {
  const { t } = useTexts()
  const create = useCreatePromoCode(couponId)
  const [form, setForm] = useState<PromoCodeForm>(emptyPromoCodeForm)
  const found = checkPromoCodeForm(form)
  const restrictions = useRestrictionFields().map(({ key }) => placeOf(key))
  const { errors, failure, isGood, refuse, forget } = useFormErrors(
    found,
    [...fields, ...restrictions],
    (key: FormErrorKey) => t(`form.errors.${key}`),
  )
  const change = (changed: Partial<PromoCodeForm>) => {
    setForm((previous) => ({ ...previous, ...changed }))
    forget()
  }
  const send = (element: HTMLFormElement) => {
    if (!isGood(element)) {
      return
    }
    create.mutate(requestOfPromoCodeForm(form), {
      onSuccess: ({ promo_code }) => {
        toast.success(t("codes.created", { code: promo_code.code }))
        onClose()
      },
      onError: (error) => refuse(error, element),
    })
  }
  return (
    <FormDrawer
      title={t("codes.create")}
      hint={t("codes.createHint")}
      isOpen
      onOpenChange={onClose}
      failure={failure}
      submit={t("common.save")}
      isSending={create.isPending}
      onSubmit={send}
    >
      <TextField
        label={t("codes.form.code")}
        hint={t("codes.form.codeHint")}
        error={errors.code}
        isOptional
        autoFocus
        placeholder="SUMMER20"
        value={form.code}
        onChange={(code) => change({ code })}
      />
      <TextField
        label={t("codes.form.channel")}
        hint={t("codes.form.channelHint")}
        error={errors.channel}
        isOptional
        value={form.channel}
        onChange={(channel) => change({ channel })}
      />
      <GateFields form={form} errors={errors} onChange={change} />
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
