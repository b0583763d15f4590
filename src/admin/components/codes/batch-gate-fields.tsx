// What all codes of a batch or an import share: limits, dates, channel.
import { useTexts } from "../../hooks/use-texts"
import type { BatchGateForm } from "../../lib/batch-form"
import { DayField } from "../form/day-field"
import { SelectField } from "../form/select-field"
import { TextField } from "../form/text-field"

interface BatchGateFieldsProps {
  form: BatchGateForm
  errors: Partial<Record<keyof BatchGateForm, string>>
  onChange: (change: Partial<BatchGateForm>) => void
}

export function BatchGateFields(props: BatchGateFieldsProps) {
  const { t } = useTexts()
  const { form, errors, onChange } = props
  const unlimited = { isOptional: true, inputMode: "numeric" as const, placeholder: t("common.unlimited") }
  return (
    <>
      <div className="grid items-start gap-4 md:grid-cols-2">
        <TextField
          {...unlimited}
          label={t("batches.form.maxRedemptions")}
          error={errors.max_redemptions}
          value={form.max_redemptions}
          onChange={(max_redemptions) => onChange({ max_redemptions })}
        />
        <TextField
          {...unlimited}
          label={t("form.perCustomer")}
          error={errors.max_redemptions_per_customer}
          value={form.max_redemptions_per_customer}
          onChange={(max_redemptions_per_customer) => onChange({ max_redemptions_per_customer })}
        />
        <DayField
          label={t("form.startsAt")}
          isOptional
          value={form.starts_at}
          onChange={(starts_at) => onChange({ starts_at })}
        />
        <ExpiryFields {...props} />
      </div>
      <TextField
        label={t("codes.form.channel")}
        hint={t("codes.form.channelHint")}
        error={errors.channel}
        isOptional
        value={form.channel}
        onChange={(channel) => onChange({ channel })}
      />
    </>
  )
}

function ExpiryFields({ form, errors, onChange }: BatchGateFieldsProps) {
  const { t } = useTexts()
  return (
    <div className="flex flex-col gap-y-4">
      <SelectField
        label={t("batches.form.expiry")}
        value={form.expiry}
        options={(["never", "day", "days"] as const).map((value) => ({
          value,
          label: t(`batches.form.expiries.${value}`),
        }))}
        onChange={(expiry) => onChange({ expiry })}
      />
      {form.expiry === "day" && (
        <DayField
          label={t("form.expiresAt")}
          hint={t("form.expiresAtHint")}
          error={errors.expires_at}
          value={form.expires_at}
          onChange={(expires_at) => onChange({ expires_at })}
        />
      )}
      {form.expiry === "days" && (
        <TextField
          label={t("batches.form.days")}
          hint={t("batches.form.daysHint")}
          error={errors.expires_in_days}
          inputMode="numeric"
          value={form.expires_in_days}
          onChange={(expires_in_days) => onChange({ expires_in_days })}
        />
      )}
    </div>
  )
}
