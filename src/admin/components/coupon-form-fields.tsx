// The fields of the create form, in the order an admin thinks: what, how much, how long, how often, with which code.
import { CurrencyInput, Heading, Label, Select, Switch, Text } from "@medusajs/ui"
import { useId, type ReactNode } from "react"
import { currencyDigits } from "../../engine/money"
import type { Currency } from "../hooks/use-currencies"
import { useWords } from "../hooks/use-words"
import type { CouponForm, FormErrors } from "../lib/coupon-form"
import { ChoiceField } from "./choice-field"
import { DayField } from "./day-field"
import { Field } from "./field"
import { TextField } from "./text-field"

interface FieldsProps {
  form: CouponForm
  /** Shown beside the fields; empty until the form was sent once. */
  errors: FormErrors
  onChange: (change: Partial<CouponForm>) => void
}

export function CouponFormFields({ currencies, ...props }: FieldsProps & { currencies: Currency[] }) {
  const { t } = useWords()
  return (
    <div className="flex flex-col gap-y-8">
      <Group title={t("form.general")}>
        <NameField {...props} />
        <ValueFields {...props} currencies={currencies} />
      </Group>
      <Group title={t("form.duration")}>
        <DurationFields {...props} />
      </Group>
      <Group title={t("form.codeSection")}>
        <CodeFields {...props} />
      </Group>
      <Group title={t("form.limits")}>
        <LimitFields {...props} />
      </Group>
    </div>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-y-4">
      <Heading level="h2">{title}</Heading>
      {children}
    </section>
  )
}

function useErrors(errors: FormErrors) {
  const { t } = useWords()
  return (field: keyof CouponForm) => {
    const key = errors[field]
    return key && t(`form.errors.${key}`)
  }
}

function NameField({ form, errors, onChange }: FieldsProps) {
  const { t } = useWords()
  return (
    <TextField
      label={t("form.name")}
      hint={t("form.nameHint")}
      error={useErrors(errors)("name")}
      autoFocus
      value={form.name}
      onChange={(name) => onChange({ name })}
    />
  )
}

function ValueFields({ form, errors, onChange, currencies }: FieldsProps & { currencies: Currency[] }) {
  const { t } = useWords()
  const errorOf = useErrors(errors)
  return (
    <>
      <ChoiceField
        label={t("form.type")}
        value={form.type}
        choices={[
          { value: "percentage", label: t("form.percentageType"), description: t("form.percentageTypeHint") },
          { value: "fixed", label: t("form.fixedType"), description: t("form.fixedTypeHint") },
        ]}
        onChange={(type) => onChange({ type })}
      />
      {form.type === "percentage" ? (
        <TextField
          label={`${t("form.percentage")} (%)`}
          error={errorOf("percentage")}
          inputMode="decimal"
          placeholder="20"
          value={form.percentage}
          onChange={(percentage) => onChange({ percentage })}
        />
      ) : (
        <AmountFields form={form} errors={errors} onChange={onChange} currencies={currencies} />
      )}
    </>
  )
}

function AmountFields({ form, errors, onChange, currencies }: FieldsProps & { currencies: Currency[] }) {
  const { t } = useWords()
  return (
    <>
      <Field label={t("form.amounts")} hint={t("form.amountsHint")} error={useErrors(errors)("amounts")}>
        {(control) => (
          <div {...control} role="group" aria-label={t("form.amounts")} className="grid gap-3 md:grid-cols-2">
            {currencies.map(({ code, symbol }) => (
              <CurrencyInput
                key={code}
                size="small"
                code={code.toUpperCase()}
                symbol={symbol}
                aria-label={t("form.amountIn", { currency: code.toUpperCase() })}
                aria-invalid={control["aria-invalid"]}
                allowNegativeValue={false}
                decimalsLimit={currencyDigits(code)}
                allowDecimals={currencyDigits(code) > 0}
                value={form.amounts[code] ?? ""}
                onValueChange={(typed) => onChange({ amounts: { ...form.amounts, [code]: typed ?? "" } })}
              />
            ))}
          </div>
        )}
      </Field>
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

function DurationFields({ form, errors, onChange }: FieldsProps) {
  const { t } = useWords()
  const errorOf = useErrors(errors)
  return (
    <>
      <ChoiceField
        label={t("form.howLong")}
        hint={t("form.durationHint")}
        value={form.duration}
        choices={[
          { value: "once", label: t("form.once"), description: t("form.onceHint") },
          { value: "repeating", label: t("form.repeating"), description: t("form.repeatingHint") },
          { value: "forever", label: t("form.forever"), description: t("form.foreverHint") },
        ]}
        onChange={(duration) => onChange({ duration })}
      />
      {form.duration === "repeating" && (
        <div className="grid gap-4 md:grid-cols-2">
          <TextField
            label={t("form.count")}
            error={errorOf("duration_count")}
            inputMode="numeric"
            value={form.duration_count}
            onChange={(duration_count) => onChange({ duration_count })}
          />
          <UnitField form={form} onChange={onChange} />
        </div>
      )}
    </>
  )
}

function UnitField({ form, onChange }: Omit<FieldsProps, "errors">) {
  const { t } = useWords()
  return (
    <Field label={t("form.unit")}>
      {(control) => (
        <Select
          size="small"
          value={form.duration_unit}
          onValueChange={(unit) => onChange({ duration_unit: unit === "cycles" ? "cycles" : "months" })}
        >
          <Select.Trigger id={control.id}>
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            <Select.Item value="months">{t("form.months")}</Select.Item>
            <Select.Item value="cycles">{t("form.cycles")}</Select.Item>
          </Select.Content>
        </Select>
      )}
    </Field>
  )
}

function CodeFields({ form, errors, onChange }: FieldsProps) {
  const { t } = useWords()
  return (
    <>
      <TextField
        label={t("form.code")}
        hint={t("form.codeHint")}
        error={useErrors(errors)("code")}
        isOptional
        placeholder="SUMMER20"
        value={form.code}
        onChange={(code) => onChange({ code })}
      />
      <ActivateField isOn={form.activate} onChange={(activate) => onChange({ activate })} />
    </>
  )
}

function ActivateField({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  const { t } = useWords()
  const id = useId()
  return (
    <div className="flex items-start gap-x-3">
      <Switch id={id} aria-describedby={`${id}-hint`} checked={isOn} onCheckedChange={onChange} />
      <div className="flex flex-col">
        <Label htmlFor={id} size="small" weight="plus">
          {t("form.activate")}
        </Label>
        <Text id={`${id}-hint`} size="small" className="text-ui-fg-subtle">
          {t("form.activateHint")}
        </Text>
      </div>
    </div>
  )
}

function LimitFields({ form, errors, onChange }: FieldsProps) {
  const { t } = useWords()
  const errorOf = useErrors(errors)
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <TextField
        label={t("form.maxRedemptions")}
        error={errorOf("max_redemptions")}
        isOptional
        inputMode="numeric"
        placeholder={t("common.unlimited")}
        value={form.max_redemptions}
        onChange={(max_redemptions) => onChange({ max_redemptions })}
      />
      <TextField
        label={t("form.perCustomer")}
        error={errorOf("max_redemptions_per_customer")}
        isOptional
        inputMode="numeric"
        placeholder={t("common.unlimited")}
        value={form.max_redemptions_per_customer}
        onChange={(max_redemptions_per_customer) => onChange({ max_redemptions_per_customer })}
      />
      <DayField
        label={t("form.startsAt")}
        isOptional
        value={form.starts_at}
        onChange={(starts_at) => onChange({ starts_at })}
      />
      <DayField
        label={t("form.expiresAt")}
        hint={t("form.expiresAtHint")}
        error={errorOf("expires_at")}
        isOptional
        value={form.expires_at}
        onChange={(expires_at) => onChange({ expires_at })}
      />
    </div>
  )
}
