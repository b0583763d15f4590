// The fields of the form that puts a discount somewhere: where, what, for how long, and whether limits may be passed.
import { Checkbox, Hint, Label } from "@medusajs/ui"
import { useId } from "react"
import { useTexts } from "../../hooks/use-texts"
import {
  asksForDuration,
  isUseful,
  sourceOf,
  takesCodes,
  takesCoupons,
  type ApplyErrors,
  type ApplyForm,
  type Target,
} from "../../lib/apply-form"
import { ChoiceField } from "../form/choice-field"
import { TextField } from "../form/text-field"
import { CouponPicker } from "../form/coupon-picker"
import { SelectField } from "../form/select-field"

interface ApplyFieldsProps {
  form: ApplyForm
  errors: ApplyErrors
  target: Target
  targets: Target[]
  currencies: string[]
  onChange: (change: Partial<ApplyForm>) => void
}

export function ApplyFields(props: ApplyFieldsProps) {
  const { t } = useTexts()
  const { form, errors, target, targets, onChange } = props
  const source = sourceOf(form, target)
  const error = errors.coupon_id && t(`apply.errors.${errors.coupon_id}`)
  return (
    <>
      {targets.length > 1 && <TargetField form={form} targets={targets} onChange={onChange} />}
      {takesCoupons(target) && (
        <ChoiceField
          label={t("apply.what")}
          value={form.source}
          choices={[
            { value: "coupon", label: t("apply.fromCoupon"), description: t("apply.fromCouponHint") },
            ...(takesCodes(target)
              ? [{ value: "code" as const, label: t("apply.fromCode"), description: t("apply.fromCodeHint") }]
              : []),
            { value: "custom", label: t("apply.custom"), description: t("apply.customHint") },
          ]}
          onChange={(source) => onChange({ source })}
        />
      )}
      {source === "code" && (
        <>
          <TextField
            label={t("apply.code")}
            value={form.code}
            error={errors.code && t(`apply.errors.${errors.code}`)}
            onChange={(code) => onChange({ code })}
          />
          <OverrideField form={form} onChange={onChange} />
        </>
      )}
      {source === "coupon" && (
        <>
          <CouponPicker
            value={form.coupon_id}
            error={error}
            hint={t(target.kind === "draft_order" ? "apply.couponHintOrder" : "apply.couponHint")}
            isUseful={(coupon) => isUseful(coupon, target)}
            onChange={(coupon_id) => onChange({ coupon_id })}
          />
          <OverrideField form={form} onChange={onChange} />
        </>
      )}
      {source === "custom" && <CustomFields {...props} />}
    </>
  )
}

function TargetField({ form, targets, onChange }: Pick<ApplyFieldsProps, "form" | "targets" | "onChange">) {
  const { t } = useTexts()
  return (
    <ChoiceField
      label={t("apply.where")}
      value={form.target}
      columns={2}
      choices={targets.map(({ key, kind, name }) => ({
        value: key,
        label: t(`apply.targets.${kind}`, { name }),
        description: t(`apply.targetHints.${kind}`, { name }),
      }))}
      onChange={(target) => onChange({ target })}
    />
  )
}

/** A named flag with its consequence (rule 26): never a default, never hidden. */
function OverrideField({ form, onChange }: Pick<ApplyFieldsProps, "form" | "onChange">) {
  const { t } = useTexts()
  const id = useId()
  return (
    <div className="flex items-start gap-x-2">
      <Checkbox
        id={id}
        className="mt-0.5"
        aria-describedby={`${id}-hint`}
        checked={form.override_limits}
        onCheckedChange={(checked) => onChange({ override_limits: checked === true })}
      />
      <div className="flex flex-col gap-y-0.5">
        <Label htmlFor={id} size="small" weight="plus">
          {t("apply.override")}
        </Label>
        <Hint id={`${id}-hint`}>{t("apply.overrideHint")}</Hint>
      </div>
    </div>
  )
}

function CustomFields({ form, errors, target, currencies, onChange }: ApplyFieldsProps) {
  const { t } = useTexts()
  const errorOf = (field: keyof ApplyForm) => {
    const error = errors[field]
    return error && t(`apply.errors.${error}`)
  }
  return (
    <>
      <ChoiceField
        label={t("apply.value")}
        value={form.value}
        choices={[
          { value: "percentage", label: t("apply.percentage"), description: t("apply.percentageHint") },
          { value: "fixed", label: t("apply.fixed"), description: t("apply.fixedHint") },
        ]}
        onChange={(value) => onChange({ value })}
      />
      {form.value === "percentage" ? (
        <TextField
          label={t("apply.percentageValue")}
          inputMode="decimal"
          placeholder="20"
          value={form.percentage}
          error={errorOf("percentage")}
          onChange={(percentage) => onChange({ percentage })}
        />
      ) : (
        <AmountField form={form} currencies={currencies} error={errorOf("amount")} onChange={onChange} />
      )}
      {asksForDuration(target) && <DurationFields form={form} error={errorOf("duration_count")} onChange={onChange} />}
      <TextField
        label={t("apply.name")}
        hint={t("apply.nameHint")}
        isOptional
        value={form.name}
        onChange={(name) => onChange({ name })}
      />
    </>
  )
}

type PartProps = Pick<ApplyFieldsProps, "form" | "onChange"> & { error?: string }

function AmountField({ form, currencies, error, onChange }: PartProps & { currencies: string[] }) {
  const { t } = useTexts()
  const isOne = currencies.length < 2
  const code = form.currency_code.toUpperCase()
  return (
    <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
      <TextField
        label={t("apply.amountIn", { currency: code })}
        inputMode="decimal"
        value={form.amount}
        error={error}
        onChange={(amount) => onChange({ amount })}
      />
      {!isOne && (
        <SelectField
          label={t("apply.currency")}
          value={form.currency_code}
          options={currencies.map((currency) => ({ value: currency, label: currency.toUpperCase() }))}
          onChange={(currency_code) => onChange({ currency_code })}
        />
      )}
    </div>
  )
}

function DurationFields({ form, error, onChange }: PartProps) {
  const { t } = useTexts()
  const units = [
    { value: "months", label: t("apply.months") },
    { value: "cycles", label: t("apply.cycles") },
  ]
  return (
    <>
      <ChoiceField
        label={t("apply.howLong")}
        value={form.duration}
        choices={[
          { value: "once", label: t("apply.once"), description: t("apply.onceHint") },
          { value: "repeating", label: t("apply.repeating"), description: t("apply.repeatingHint") },
          { value: "forever", label: t("apply.forever"), description: t("apply.foreverHint") },
        ]}
        onChange={(duration) => onChange({ duration })}
      />
      {form.duration === "repeating" && (
        <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
          <TextField
            label={t("apply.count")}
            inputMode="numeric"
            value={form.duration_count}
            error={error}
            onChange={(duration_count) => onChange({ duration_count })}
          />
          <SelectField
            label={t("apply.unit")}
            value={form.duration_unit}
            options={units}
            onChange={(unit) => onChange({ duration_unit: unit === "cycles" ? "cycles" : "months" })}
          />
        </div>
      )}
    </>
  )
}
