// Changing a subscription's plan: which plan, when, what is reckoned up, and what is billed at once, before anything is done.
import { Alert, Button, Container, FocusModal, Heading, Skeleton, Text, toast } from "@medusajs/ui"
import { useState, type FormEvent } from "react"
import { useVariants } from "../../hooks/use-plans"
import { useChangePreview, useSubscriptionAction } from "../../hooks/use-subscription-actions"
import { usePlans } from "../../hooks/use-subscriptions"
import { useTexts } from "../../hooks/use-texts"
import type { Plan, Subscription } from "../../lib/api-types"
import {
  checkChangePlan,
  emptyChange,
  requestOfChangePlan,
  type ChangeAnswer,
  type ChangePlanErrors,
  type ChangePlanForm,
} from "../../lib/change-plan-form"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid, keepOpenForLists } from "../../lib/focus"
import { pricePerPeriod } from "../../lib/subscription"
import { ChoiceField } from "../form/choice-field"
import { TextField } from "../form/text-field"
import { ModalHeader } from "../shell/modal-header"
import { SelectField } from "../form/select-field"

interface ChangePlanProps {
  subscription: Subscription
  onClose: () => void
}

export function ChangePlan(props: ChangePlanProps) {
  return (
    <FocusModal open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <FocusModal.Content onEscapeKeyDown={keepOpenForLists}>
        <ChangePlanFormView {...props} />
      </FocusModal.Content>
    </FocusModal>
  )
}

function ChangePlanFormView({ subscription, onClose }: ChangePlanProps) {
  const { t } = useTexts()
  const [form, setForm] = useState<ChangePlanForm>(emptyChange)
  const [wasSent, setWasSent] = useState(false)
  const problems = checkChangePlan(form, subscription.currency_code)
  const request = Object.keys(problems).length === 0 ? requestOfChangePlan(form) : null
  const preview = useChangePreview(subscription.id, request)
  const action = useSubscriptionAction(subscription.id)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    if (request === null) {
      return focusFirstInvalid(event.currentTarget)
    }
    if (action.isPending) {
      return
    }
    action.mutate(
      { verb: "change-plan", body: request },
      {
        onSuccess: () => {
          toast.success(t("changePlan.done"))
          onClose()
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={send} className="flex h-full flex-col overflow-hidden">
      <ModalHeader />
      <FocusModal.Body className="flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1100px] flex-col gap-x-12 gap-y-8 px-6 py-10 lg:flex-row">
          <div className="flex min-w-0 flex-1 flex-col gap-y-8">
            <div>
              <FocusModal.Title asChild>
                <Heading>{t("changePlan.title")}</Heading>
              </FocusModal.Title>
              <FocusModal.Description asChild>
                <Text size="small" className="text-ui-fg-subtle">
                  {t("changePlan.description")}
                </Text>
              </FocusModal.Description>
            </div>
            <Fields
              form={form}
              errors={wasSent ? problems : {}}
              subscription={subscription}
              onChange={(change) => setForm((previous) => ({ ...previous, ...change }))}
            />
          </div>
          <div className="w-full shrink-0 lg:sticky lg:top-10 lg:w-[400px] lg:self-start">
            <Container className="flex flex-col gap-y-3 px-5 py-4">
              <Heading level="h2">{t("changePlan.preview")}</Heading>
              <div aria-live="polite">
                <Preview isReady={request !== null} preview={preview} time_zone={subscription.time_zone} />
              </div>
            </Container>
          </div>
        </div>
      </FocusModal.Body>
      {action.error && (
        <Alert variant="error" role="alert" className="mx-4 mb-3">
          {sentenceOf(action.error, t("common.failed"))}
        </Alert>
      )}
      <FocusModal.Footer>
        <FocusModal.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t("common.cancel")}
          </Button>
        </FocusModal.Close>
        <Button
          size="small"
          type="submit"
          isLoading={action.isPending}
          disabled={request !== null && (!preview.isSuccess || preview.isFetching)}
        >
          {t("changePlan.submit")}
        </Button>
      </FocusModal.Footer>
    </form>
  )
}

interface FieldsProps {
  form: ChangePlanForm
  errors: ChangePlanErrors
  subscription: Subscription
  onChange: (change: Partial<ChangePlanForm>) => void
}

function Fields({ form, errors, subscription, onChange }: FieldsProps) {
  const { t } = useTexts()
  const plans = usePlanOptions(subscription)
  return (
    <>
      <SelectField
        label={t("changePlan.plan")}
        placeholder={t("changePlan.choose")}
        hint={plans.length === 0 ? t("changePlan.noPlans") : undefined}
        value={form.plan_id}
        error={errors.plan_id && t(`changePlan.errors.${errors.plan_id}`)}
        options={plans}
        onChange={(plan_id) => onChange({ plan_id })}
      />
      <ChoiceField
        label={t("changePlan.when")}
        value={form.at === "" ? "auto" : form.at}
        choices={[
          { value: "auto", label: t("changePlan.auto"), description: t("changePlan.autoHint") },
          { value: "now", label: t("changePlan.now"), description: t("changePlan.nowHint") },
          { value: "period_end", label: t("changePlan.periodEnd"), description: t("changePlan.periodEndHint") },
        ]}
        onChange={(at) => onChange({ at: at === "auto" ? "" : at })}
      />
      {form.at !== "period_end" && (
        <ChoiceField
          label={t("changePlan.proration")}
          value={form.proration === "" ? "auto" : form.proration}
          columns={2}
          choices={[
            { value: "auto", label: t("changePlan.auto"), description: t("changePlan.prorationAutoHint") },
            { value: "credit", label: t("changePlan.credit"), description: t("changePlan.creditHint") },
            { value: "difference", label: t("changePlan.difference"), description: t("changePlan.differenceHint") },
            { value: "none", label: t("changePlan.none"), description: t("changePlan.noneHint") },
          ]}
          onChange={(proration) => onChange({ proration: proration === "auto" ? "" : proration })}
        />
      )}
      <TextField
        label={t("changePlan.price", { currency: subscription.currency_code.toUpperCase() })}
        hint={t("changePlan.priceHint")}
        isOptional
        inputMode="decimal"
        value={form.unit_price}
        error={errors.unit_price && t(`changePlan.errors.${errors.unit_price}`)}
        onChange={(unit_price) => onChange({ unit_price })}
      />
    </>
  )
}

/** Every other plan, with the product it belongs to. */
function usePlanOptions(subscription: Subscription): { value: string; label: string }[] {
  const { texts } = useTexts()
  const { data: plans } = usePlans()
  const others = [...(plans?.values() ?? [])].filter(({ id }) => id !== subscription.plan_id)
  const { data: variants } = useVariants(others.map(({ variant_id }) => variant_id))
  const nameOf = (plan: Plan) => {
    const variant = variants?.get(plan.variant_id)
    const product = [variant?.product_title, variant?.title].filter(Boolean).join(", ")
    return [plan.name, texts.every(plan), product].filter((part, index, all) => part && all.indexOf(part) === index)
  }
  return others.map((plan) => ({ value: plan.id, label: nameOf(plan).join(" · ") }))
}

interface PreviewProps {
  isReady: boolean
  preview: ReturnType<typeof useChangePreview>
  time_zone?: string
}

function Preview({ isReady, preview, time_zone }: PreviewProps) {
  const { t } = useTexts()
  if (!isReady) {
    return (
      <Text size="small" className="text-ui-fg-subtle">
        {t("changePlan.previewEmpty")}
      </Text>
    )
  }
  if (preview.error) {
    return <Alert variant="error">{sentenceOf(preview.error, t("common.failed"))}</Alert>
  }
  if (!preview.data) {
    return <Skeleton className="h-24 w-full" role="status" aria-label={t("common.loading")} />
  }
  return <Outcome answer={preview.data} time_zone={time_zone} />
}

/** When it begins, what is charged at once, and what is billed from then on. */
function Outcome({
  answer: { change, subscription, invoice },
  time_zone,
}: {
  answer: ChangeAnswer
  time_zone?: string
}) {
  const { t, format, texts } = useTexts()
  const money = (amount: number) => format.money(amount, subscription.currency_code)
  const rows = [
    ...(change.action ? [[t("changePlan.kind"), t(`changePlan.actions.${change.action}`)]] : []),
    [
      t("changePlan.begins"),
      change.at === "now" ? t("changePlan.atOnce") : format.date(change.effective_at, time_zone),
    ],
    [t("changePlan.charged"), invoice ? money(invoice.total) : t("changePlan.nothing")],
    [
      t("changePlan.thereafter"),
      t("changePlan.per", { price: money(pricePerPeriod(subscription)), every: texts.every(subscription) }),
    ],
  ]
  return (
    <div className="flex flex-col gap-y-3">
      <dl className="txt-small flex flex-col gap-y-2">
        {rows.map(([label, value]) => (
          <div key={label} className="flex flex-wrap justify-between gap-x-4">
            <dt className="text-ui-fg-subtle">{label}</dt>
            <dd className="txt-small-plus m-0 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {invoice && (
        <ul className="txt-small border-ui-border-base flex flex-col gap-y-1 border-t pt-3">
          {invoice.lines.map((line) => (
            <Line key={line.line_id} label={line.title} amount={money(line.subtotal)} />
          ))}
          {invoice.discounts.map(({ discount_id, name, amount }) => (
            <Line key={discount_id ?? name} label={name} amount={money(-amount)} />
          ))}
          {invoice.tax_total > 0 && <Line label={t("changePlan.tax")} amount={money(invoice.tax_total)} />}
        </ul>
      )}
    </div>
  )
}

function Line({ label, amount }: { label: string; amount: string }) {
  return (
    <li className="flex justify-between gap-x-4">
      <span className="text-ui-fg-subtle">{label}</span>
      <span className="tabular-nums">{amount}</span>
    </li>
  )
}
