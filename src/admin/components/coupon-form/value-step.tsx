// Step 1: the name, and what customers save (rules 1 to 6).
import { useTexts } from "../../hooks/use-texts"
import { AmountsField } from "../form/amounts-field"
import { ChoiceField } from "../form/choice-field"
import { SwitchField } from "../form/switch-field"
import { TextAreaField } from "../form/text-area-field"
import { TextField } from "../form/text-field"
import { Group, Lockable } from "./group"
import type { StepProps } from "./step-props"

export function ValueStep(props: StepProps) {
  const { t } = useTexts()
  return (
    <Group title={t("form.steps.value")} hint={t("form.valueHint")}>
      <NameFields {...props} />
      <Lockable isLocked={props.isLocked}>
        <TypeField {...props} />
        {props.form.type === "percentage" && <PercentageFields {...props} />}
        {props.form.type === "fixed" && <FixedFields {...props} />}
        {props.form.type === "trial_extension" ? <TrialField {...props} /> : <TargetField {...props} />}
      </Lockable>
    </Group>
  )
}

function NameFields({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <>
      <TextField
        label={t("form.name")}
        hint={t("form.nameHint")}
        error={errors.name}
        autoFocus
        value={form.name}
        onChange={(name) => onChange({ name })}
      />
      <TextAreaField
        label={t("form.descriptionLabel")}
        hint={t("form.descriptionHint")}
        error={errors.description}
        isOptional
        value={form.description}
        onChange={(description) => onChange({ description })}
      />
    </>
  )
}

function TypeField({ form, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <ChoiceField
      label={t("form.type")}
      value={form.type}
      choices={[
        { value: "percentage", label: t("form.percentageType"), description: t("form.percentageTypeHint") },
        { value: "fixed", label: t("form.fixedType"), description: t("form.fixedTypeHint") },
        { value: "trial_extension", label: t("form.trialType"), description: t("form.trialTypeHint") },
      ]}
      onChange={(type) => onChange({ type })}
    />
  )
}

function PercentageFields({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <>
      <TextField
        label={`${t("form.percentage")} (%)`}
        error={errors.percentage}
        inputMode="decimal"
        placeholder="20"
        value={form.percentage}
        onChange={(percentage) => onChange({ percentage })}
      />
      <AmountsField
        label={t("form.cap")}
        hint={t("form.capHint")}
        error={errors.maximum_discount}
        isOptional
        amounts={form.maximum_discount}
        onChange={(maximum_discount) => onChange({ maximum_discount })}
      />
      <SwitchField
        label={t("form.credits")}
        hint={t("form.creditsHint")}
        isOn={form.applicable_to_credits}
        onChange={(applicable_to_credits) => onChange({ applicable_to_credits })}
      />
    </>
  )
}

function FixedFields({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <>
      <AmountsField
        label={t("form.amounts")}
        hint={t("form.amountsHint")}
        error={errors.amounts}
        amounts={form.amounts}
        onChange={(amounts) => onChange({ amounts })}
      />
      <ChoiceField
        label={t("form.allocation")}
        value={form.allocation}
        choices={[
          { value: "across", label: t("form.across"), description: t("form.acrossHint") },
          { value: "per_unit", label: t("form.perUnit"), description: t("form.perUnitHint") },
        ]}
        onChange={(allocation) => onChange({ allocation })}
      />
    </>
  )
}

function TrialField({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <TextField
      label={t("form.trialDays")}
      hint={t("form.trialDaysHint")}
      error={errors.trial_days}
      inputMode="numeric"
      placeholder="14"
      value={form.trial_days}
      onChange={(trial_days) => onChange({ trial_days })}
    />
  )
}

function TargetField({ form, onChange }: StepProps) {
  const { t } = useTexts()
  return (
    <ChoiceField
      label={t("form.target")}
      value={form.target}
      choices={[
        { value: "items", label: t("form.items"), description: t("form.itemsHint") },
        { value: "shipping", label: t("form.shipping"), description: t("form.shippingHint") },
      ]}
      onChange={(target) => onChange({ target })}
    />
  )
}
