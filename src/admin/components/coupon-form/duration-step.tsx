// Step 3: how long a subscription keeps the discount (rules 10 to 13), and what a change of plan does to it.
import { Text } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import { ChoiceField } from "../form/choice-field"
import { SelectField } from "../form/select-field"
import { TextField } from "../form/text-field"
import { Group, Lockable } from "./group"
import type { StepProps } from "./step-props"

export function DurationStep(props: StepProps) {
  const { t } = useTexts()
  if (props.form.type === "trial_extension") {
    return (
      <Group title={t("form.steps.duration")}>
        <Text size="small" className="text-ui-fg-subtle text-pretty">
          {t("form.trialDuration")}
        </Text>
      </Group>
    )
  }
  return (
    <Group title={t("form.steps.duration")} hint={t("form.durationHint")}>
      <Lockable isLocked={props.isLocked}>
        <LengthFields {...props} />
        {props.form.duration !== "once" && <LastingFields {...props} />}
      </Lockable>
    </Group>
  )
}

function LengthFields({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <>
      <ChoiceField
        label={t("form.howLong")}
        value={form.duration}
        choices={[
          { value: "once", label: t("form.once"), description: t("form.onceHint") },
          { value: "repeating", label: t("form.repeating"), description: t("form.repeatingHint") },
          { value: "forever", label: t("form.forever"), description: t("form.foreverHint") },
        ]}
        onChange={(duration) => onChange({ duration })}
      />
      {form.duration === "repeating" && (
        <div className="grid items-start gap-4 md:grid-cols-2">
          <TextField
            label={t("form.count")}
            error={errors.duration_count}
            inputMode="numeric"
            value={form.duration_count}
            onChange={(duration_count) => onChange({ duration_count })}
          />
          <SelectField
            label={t("form.unit")}
            hint={t(form.duration_unit === "months" ? "form.monthsHint" : "form.cyclesHint")}
            value={form.duration_unit}
            options={[
              { value: "months", label: t("form.months") },
              { value: "cycles", label: t("form.cycles") },
            ]}
            onChange={(duration_unit) => onChange({ duration_unit })}
          />
        </div>
      )}
    </>
  )
}

function LastingFields({ form, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <SelectField
        label={t("form.onPlanChange")}
        hint={t("form.onPlanChangeHint")}
        value={form.on_plan_change}
        options={(["keep_if_eligible", "end", "restart"] as const).map((value) => ({
          value,
          label: t(`form.planChange.${value}`),
        }))}
        onChange={(on_plan_change) => onChange({ on_plan_change })}
      />
      <SelectField
        label={t("form.mrr")}
        hint={t("form.mrrHint")}
        value={form.included_in_mrr}
        options={(["default", "yes", "no"] as const).map((value) => ({ value, label: t(`form.mrrOptions.${value}`) }))}
        onChange={(included_in_mrr) => onChange({ included_in_mrr })}
      />
    </div>
  )
}
