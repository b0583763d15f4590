// How a subscription's later invoices are charged: one of its region's payment providers.
import { toast } from "@medusajs/ui"
import { useState } from "react"
import { usePaymentProviders, useSubscriptionAction } from "../../hooks/use-subscription-actions"
import { useTexts } from "../../hooks/use-texts"
import type { Subscription } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid } from "../../lib/focus"
import { requestOfPaymentForm, type PaymentForm } from "../../lib/payment-form"
import { FormDrawer } from "../form/form-drawer"
import { SelectField } from "../form/select-field"
import { TextField } from "../form/text-field"

interface PaymentMethodProps {
  subscription: Subscription
  onClose: () => void
}

export function PaymentMethod({ subscription, onClose }: PaymentMethodProps) {
  const { t } = useTexts()
  const action = useSubscriptionAction(subscription.id)
  const { data: providers = [] } = usePaymentProviders(subscription.region_id)
  const [form, setForm] = useState<PaymentForm>({
    payment_provider_id: subscription.payment_provider_id ?? "",
    payment_method: "",
  })
  const [wasSent, setWasSent] = useState(false)
  const isMissing = form.payment_provider_id === ""
  const send = (element: HTMLFormElement) => {
    setWasSent(true)
    if (isMissing) {
      return focusFirstInvalid(element)
    }
    action.mutate(
      { verb: "payment-method", body: requestOfPaymentForm(form) },
      {
        onSuccess: () => {
          toast.success(t("payment.done"))
          onClose()
        },
      },
    )
  }
  return (
    <FormDrawer
      title={t("payment.title")}
      hint={t("payment.description")}
      isOpen
      onOpenChange={onClose}
      failure={action.error && sentenceOf(action.error, t("common.failed"))}
      submit={t("common.save")}
      isSending={action.isPending}
      onSubmit={send}
    >
      <SelectField
        label={t("payment.provider")}
        placeholder={t("payment.choose")}
        hint={t("payment.providerHint")}
        error={wasSent && isMissing ? t("plans.errors.required") : undefined}
        value={form.payment_provider_id}
        options={providers.map((id) => ({ value: id, label: id }))}
        onChange={(payment_provider_id) => setForm((previous) => ({ ...previous, payment_provider_id }))}
      />
      <TextField
        label={t("payment.reference")}
        hint={t("payment.referenceHint")}
        isOptional
        value={form.payment_method}
        onChange={(payment_method) => setForm((previous) => ({ ...previous, payment_method }))}
      />
    </FormDrawer>
  )
}
