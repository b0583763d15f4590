// The form of a plan, new or existing, with a sentence that says what it means.
import { InlineTip, toast } from "@medusajs/ui"
import { useState } from "react"
import { useSavePlan, type Variant } from "../../hooks/use-plans"
import { useTexts } from "../../hooks/use-texts"
import type { Plan } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { focusFirstInvalid } from "../../lib/focus"
import {
  checkPlanForm,
  emptyPlan,
  formOfPlan,
  intervals,
  readPeriod,
  requestOfPlanForm,
  type PlanErrors,
  type PlanForm,
} from "../../lib/plan-form"
import { planSentences } from "../../lib/plan-texts"
import { FormDrawer } from "../form/form-drawer"
import { SelectField } from "../form/select-field"
import { SwitchField } from "../form/switch-field"
import { TextField } from "../form/text-field"

interface PlanDrawerProps {
  /** Null for a new one. */
  plan: Plan | null
  variants: Variant[]
  /** All plans of the product: a variant's first one becomes its default. */
  plans: Plan[]
  onClose: () => void
}

export function PlanDrawer({ plan, variants, plans, onClose }: PlanDrawerProps) {
  const { t } = useTexts()
  const save = useSavePlan(plan?.id ?? null)
  const [form, setForm] = useState<PlanForm>(() => (plan ? formOfPlan(plan) : newPlan(variants, plans)))
  const [wasSent, setWasSent] = useState(false)
  const problems = checkPlanForm(form)
  const send = (element: HTMLFormElement) => {
    setWasSent(true)
    if (Object.keys(problems).length > 0) {
      return focusFirstInvalid(element)
    }
    save.mutate(requestOfPlanForm(form), {
      onSuccess: ({ plan: { name } }) => {
        toast.success(t("plans.saved", { name }))
        onClose()
      },
    })
  }
  return (
    <FormDrawer
      title={t(plan ? "plans.edit" : "plans.create")}
      hint={t(plan ? "plans.editHint" : "plans.createHint")}
      isOpen
      onOpenChange={onClose}
      failure={save.error && sentenceOf(save.error, t("common.failed"))}
      submit={t("common.save")}
      isSending={save.isPending}
      onSubmit={send}
    >
      <Fields
        form={form}
        errors={wasSent ? problems : {}}
        variants={variants}
        onChange={(change) => setForm((previous) => ({ ...previous, ...change }))}
      />
      <Meaning form={form} />
    </FormDrawer>
  )
}

/** For the first variant that has no plan yet, as its default. */
function newPlan(variants: Variant[], plans: Plan[]): PlanForm {
  const hasPlan = (id: string) => plans.some(({ variant_id }) => variant_id === id)
  const variant_id = (variants.find(({ id }) => !hasPlan(id)) ?? variants[0])?.id ?? ""
  return emptyPlan(variant_id, !hasPlan(variant_id))
}

interface FieldsProps {
  form: PlanForm
  errors: PlanErrors
  variants: Variant[]
  onChange: (change: Partial<PlanForm>) => void
}

function Fields({ form, errors, variants, onChange }: FieldsProps) {
  const { t } = useTexts()
  const errorOf = (field: keyof PlanForm) => {
    const error = errors[field]
    return error && t(`plans.errors.${error}`)
  }
  return (
    <>
      <TextField
        label={t("plans.form.name")}
        hint={t("plans.form.nameHint")}
        value={form.name}
        error={errorOf("name")}
        autoFocus
        onChange={(name) => onChange({ name })}
      />
      <SelectField
        label={t("plans.form.variant")}
        value={form.variant_id}
        error={errorOf("variant_id")}
        options={variants.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(variant_id) => onChange({ variant_id })}
      />
      <div className="grid grid-cols-2 items-start gap-3">
        <TextField
          label={t("plans.form.count")}
          inputMode="numeric"
          value={form.interval_count}
          error={errorOf("interval_count")}
          onChange={(interval_count) => onChange({ interval_count })}
        />
        <SelectField
          label={t("plans.form.interval")}
          value={form.interval}
          options={intervals.map((interval) => ({ value: interval, label: t(`plans.form.intervals.${interval}`) }))}
          onChange={(chosen) => {
            const interval = intervals.find((one) => one === chosen)
            if (interval) {
              onChange({ interval })
            }
          }}
        />
      </div>
      <TextField
        label={t("plans.form.trial")}
        hint={t("plans.form.trialHint")}
        inputMode="numeric"
        value={form.trial_days}
        error={errorOf("trial_days")}
        onChange={(trial_days) => onChange({ trial_days })}
      />
      <SwitchField
        label={t("plans.form.default")}
        hint={t("plans.form.defaultHint")}
        isOn={form.is_default}
        onChange={(is_default) => onChange({ is_default })}
      />
    </>
  )
}

/** What the customer is billed, in words, as soon as the numbers can be read. */
function Meaning({ form }: { form: PlanForm }) {
  const { t } = useTexts()
  const period = readPeriod(form)
  if (!period) {
    return null
  }
  const trial_days = /^\d{1,4}$/.test(form.trial_days.trim()) ? Number(form.trial_days) : 0
  return (
    <InlineTip label={t("plans.means")} aria-live="polite">
      {planSentences({ ...period, trial_days }, t).join(" ")}
    </InlineTip>
  )
}
