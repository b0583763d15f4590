// Step 4: how often and when (rules 16 and 17), for whom (rules 18 to 20), and how it behaves (rules 25 and 31).
import { useTexts } from "../../hooks/use-texts"
import { GateFields } from "../form/gate-fields"
import { MetadataField } from "../form/metadata-field"
import { RestrictionFields } from "../form/restriction-fields"
import { SwitchField } from "../form/switch-field"
import { TextField } from "../form/text-field"
import { Group, Lockable } from "./group"
import type { StepProps } from "./step-props"

export function LimitsStep(props: StepProps) {
  const { t } = useTexts()
  const { form, errors, onChange, isLocked } = props
  return (
    <>
      <Group title={t("form.limits")} hint={t("form.limitsHint")}>
        <GateFields form={form} errors={errors} onChange={onChange} />
      </Group>
      <Group title={t("rules.title")} hint={t("rules.hint")}>
        <Lockable isLocked={isLocked}>
          <RestrictionFields
            form={form.restrictions}
            errors={errors}
            onChange={(restrictions) => onChange({ restrictions })}
          />
        </Lockable>
      </Group>
      <Group title={t("form.habits")}>
        <Lockable isLocked={isLocked}>
          <HabitFields {...props} />
        </Lockable>
        <MetadataField rows={form.metadata} onChange={(metadata) => onChange({ metadata })} />
      </Group>
    </>
  )
}

function HabitFields({ form, errors, onChange }: StepProps) {
  const { t } = useTexts()
  const switches = ["stackable", "release_on_cancel", "release_on_refund"] as const
  return (
    <>
      {switches.map((field) => (
        <SwitchField
          key={field}
          label={t(`form.switches.${field}`)}
          hint={t(`form.switches.${field}_hint`)}
          isOn={form[field]}
          onChange={(isOn) => onChange({ [field]: isOn })}
        />
      ))}
      <TextField
        label={t("form.hold")}
        hint={t("form.holdHint")}
        error={errors.hold_minutes}
        isOptional
        inputMode="numeric"
        placeholder={t("common.none")}
        value={form.hold_minutes}
        onChange={(hold_minutes) => onChange({ hold_minutes })}
      />
    </>
  )
}
