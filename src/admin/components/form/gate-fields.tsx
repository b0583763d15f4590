// Limits and dates: the same fields on a coupon and a promo code.
import { useTimeZone } from "../../hooks/use-coupons"
import { useTexts } from "../../hooks/use-texts"
import { DayField } from "./day-field"
import { TextField } from "./text-field"

interface Gate {
  max_redemptions: string
  max_redemptions_per_customer: string
  starts_at: string
  expires_at: string
}

interface GateFieldsProps {
  form: Gate
  errors: Partial<Record<keyof Gate, string>>
  onChange: (change: Partial<Gate>) => void
}

export function GateFields({ form, errors, onChange }: GateFieldsProps) {
  const { t } = useTexts()
  const time_zone = useTimeZone()
  const unlimited = { isOptional: true, inputMode: "numeric" as const, placeholder: t("common.unlimited") }
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <TextField
        {...unlimited}
        label={t("form.maxRedemptions")}
        error={errors.max_redemptions}
        value={form.max_redemptions}
        onChange={(max_redemptions) => onChange({ max_redemptions })}
      />
      <TextField
        {...unlimited}
        label={t("form.perCustomer")}
        hint={t("form.perCustomerHint")}
        error={errors.max_redemptions_per_customer}
        value={form.max_redemptions_per_customer}
        onChange={(max_redemptions_per_customer) => onChange({ max_redemptions_per_customer })}
      />
      <DayField
        label={t("form.startsAt")}
        hint={t("form.startsAtHint", { zone: time_zone })}
        error={errors.starts_at}
        isOptional
        value={form.starts_at}
        onChange={(starts_at) => onChange({ starts_at })}
      />
      <DayField
        label={t("form.expiresAt")}
        hint={t("form.expiresAtHint")}
        error={errors.expires_at}
        isOptional
        value={form.expires_at}
        onChange={(expires_at) => onChange({ expires_at })}
      />
    </div>
  )
}
