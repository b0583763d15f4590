// The form of a plan, new or existing, with a sentence that says what it means.
import { Alert, Button, Drawer, InlineTip, Label, Hint, Switch, toast } from "@medusajs/ui"
import { useId, useState, type FormEvent } from "react"
import { useSavePlan, type Variant } from "../../hooks/use-plans"
import { useWords } from "../../hooks/use-words"
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
import { planSentences } from "../../lib/plan-words"
import { SelectField } from "../billing/select-field"
import { TextField } from "../text-field"

interface PlanDrawerProps {
  /** Null for a new one. */
  plan: Plan | null
  variants: Variant[]
  /** All plans of the product: a variant's first one becomes its default. */
  plans: Plan[]
  onClose: () => void
}

export function PlanDrawer(props: PlanDrawerProps) {
  const { t } = useWords()
  return (
    <Drawer open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{t(props.plan ? "plans.edit" : "plans.create")}</Drawer.Title>
          <Drawer.Description>{t(props.plan ? "plans.editHint" : "plans.createHint")}</Drawer.Description>
        </Drawer.Header>
        <PlanFormView {...props} />
      </Drawer.Content>
    </Drawer>
  )
}

function PlanFormView({ plan, variants, plans, onClose }: PlanDrawerProps) {
  const { t } = useWords()
  const save = useSavePlan(plan?.id ?? null)
  const [form, setForm] = useState<PlanForm>(() => {
    const variant_id = variants.find(({ id }) => !plans.some((one) => one.variant_id === id))?.id ?? variants[0]?.id ?? ""
    return plan ? formOfPlan(plan) : emptyPlan(variant_id, !plans.some((one) => one.variant_id === variant_id))
  })
  const [wasSent, setWasSent] = useState(false)
  const problems = checkPlanForm(form)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setWasSent(true)
    if (Object.keys(problems).length > 0) return focusFirstInvalid(event.currentTarget)
    if (save.isPending) return
    save.mutate(requestOfPlanForm(form), {
      onSuccess: ({ plan: { name } }) => {
        toast.success(t("plans.saved", { name }))
        onClose()
      },
    })
  }
  return (
    <form noValidate onSubmit={send} className="flex flex-1 flex-col overflow-hidden">
      <Drawer.Body className="flex flex-1 flex-col gap-y-5 overflow-y-auto">
        {save.error && (
          <Alert variant="error" role="alert">
            {sentenceOf(save.error, t("common.failed"))}
          </Alert>
        )}
        <Fields
          form={form}
          errors={wasSent ? problems : {}}
          variants={variants}
          onChange={(change) => setForm((previous) => ({ ...previous, ...change }))}
        />
        <Meaning form={form} />
      </Drawer.Body>
      <Drawer.Footer>
        <Drawer.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t("common.cancel")}
          </Button>
        </Drawer.Close>
        <Button size="small" type="submit" isLoading={save.isPending}>
          {t("common.save")}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

interface FieldsProps {
  form: PlanForm
  errors: PlanErrors
  variants: Variant[]
  onChange: (change: Partial<PlanForm>) => void
}

function Fields({ form, errors, variants, onChange }: FieldsProps) {
  const { t } = useWords()
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
            if (interval) onChange({ interval })
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
      <DefaultField form={form} onChange={onChange} />
    </>
  )
}

function DefaultField({ form, onChange }: Pick<FieldsProps, "form" | "onChange">) {
  const { t } = useWords()
  const id = useId()
  return (
    <div className="flex items-start gap-x-3">
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={form.is_default}
        onCheckedChange={(is_default) => onChange({ is_default })}
      />
      <div className="flex flex-col gap-y-0.5">
        <Label htmlFor={id} size="small" weight="plus">
          {t("plans.form.default")}
        </Label>
        <Hint id={`${id}-hint`}>{t("plans.form.defaultHint")}</Hint>
      </div>
    </div>
  )
}

/** What the customer is billed, in words, as soon as the numbers can be read. */
function Meaning({ form }: { form: PlanForm }) {
  const { t } = useWords()
  const period = readPeriod(form)
  if (!period) return null
  const trial_days = /^\d{1,4}$/.test(form.trial_days.trim()) ? Number(form.trial_days) : 0
  return (
    <InlineTip label={t("plans.means")} aria-live="polite">
      {planSentences({ ...period, trial_days }, t).join(" ")}
    </InlineTip>
  )
}
