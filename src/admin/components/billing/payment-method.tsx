// How a subscription's later invoices are charged: one of its region's payment providers.
import { Alert, Button, Drawer, toast } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { usePaymentProviders, useSubscriptionAction } from "../../hooks/use-subscription-actions"
import { useWords } from "../../hooks/use-words"
import type { Subscription } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid } from "../../lib/focus"
import { requestOfPaymentForm, type PaymentForm } from "../../lib/payment-form"
import { TextField } from "../text-field"
import { SelectField } from "./select-field"

interface PaymentMethodProps {
  subscription: Subscription
  onClose: () => void
}

export function PaymentMethod({ subscription, onClose }: PaymentMethodProps) {
  const { t } = useWords()
  const action = useSubscriptionAction(subscription.id)
  const { data: providers = [] } = usePaymentProviders(subscription.region_id)
  const [form, setForm] = useState<PaymentForm>({
    payment_provider_id: subscription.payment_provider_id ?? "",
    payment_method: "",
  })
  const [wasSent, setWasSent] = useState(false)
  const isMissing = form.payment_provider_id === ""
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    if (isMissing) return focusFirstInvalid(event.currentTarget)
    if (action.isPending) return
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
    <Drawer open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{t("payment.title")}</Drawer.Title>
          <Drawer.Description>{t("payment.description")}</Drawer.Description>
        </Drawer.Header>
        <form noValidate onSubmit={send} className="flex flex-1 flex-col overflow-hidden">
          <Drawer.Body className="flex flex-1 flex-col gap-y-5 overflow-y-auto">
            {action.error && (
              <Alert variant="error" role="alert">
                {sentenceOf(action.error, t("common.failed"))}
              </Alert>
            )}
            <SelectField
              label={t("payment.provider")}
              placeholder={t("payment.choose")}
              hint={t("payment.providerHint")}
              error={wasSent && isMissing ? t("form.errors.required") : undefined}
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
          </Drawer.Body>
          <Drawer.Footer>
            <Drawer.Close asChild>
              <Button size="small" variant="secondary" type="button">
                {t("common.cancel")}
              </Button>
            </Drawer.Close>
            <Button size="small" type="submit" isLoading={action.isPending}>
              {t("common.save")}
            </Button>
          </Drawer.Footer>
        </form>
      </Drawer.Content>
    </Drawer>
  )
}
