// Who may redeem, and with what in the cart: a field per restriction, by what is typed for it; the same on a coupon, a promo
// code and a batch.
import { useTexts } from "../../hooks/use-texts"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { restrictionTextsIn, type RestrictionTexts } from "../../lib/restriction-texts"
import {
  placeOf,
  shownRestriction,
  withTyped,
  type RestrictionPlace,
  type RestrictionsForm,
  type TypedRestriction,
} from "../../lib/restrictions-form"
import { AmountsField } from "./amounts-field"
import { ChecksField } from "./checks-field"
import { RecordPicker } from "./record-picker"
import { SelectField } from "./select-field"
import { SwitchField } from "./switch-field"
import { TextAreaField } from "./text-area-field"
import { TextField } from "./text-field"
import { TimesField } from "./times-field"

interface RestrictionFieldsProps {
  form: RestrictionsForm
  errors: Partial<Record<RestrictionPlace, string>>
  onChange: (form: RestrictionsForm) => void
}

export function RestrictionFields({ form, errors, onChange }: RestrictionFieldsProps) {
  const { t } = useTexts()
  return (
    <div className="grid items-start gap-x-4 gap-y-5 md:grid-cols-2">
      {useRestrictionFields().map((field) => (
        <div key={field.key} className={isNarrow[field.input.kind] ? undefined : "md:col-span-2"}>
          <RestrictionControl
            typed={shownRestriction(form, field)}
            texts={restrictionTextsIn(t, field.key)}
            error={errors[placeOf(field.key)]}
            onChange={(typed) => onChange(withTyped(form, field.key, typed))}
          />
        </div>
      ))}
    </div>
  )
}

/** Two narrow fields stand beside each other. */
const isNarrow: Record<TypedRestriction["kind"], boolean> = {
  money: false,
  count: false,
  flag: false,
  choice: true,
  choices: false,
  ids: true,
  emails: false,
  times: false,
}

interface RestrictionControlProps {
  typed: TypedRestriction
  texts: RestrictionTexts
  error: string | undefined
  onChange: (typed: TypedRestriction) => void
}

/** Select boxes know no empty value; no option begins with a space. */
const NONE = " none"

function RestrictionControl({ typed, texts, error, onChange }: RestrictionControlProps) {
  const { t } = useTexts()
  const { label, hint } = texts
  const field = { label, hint, error }
  const named = (options: readonly string[]) => options.map((value) => ({ value, label: texts.option(value) }))
  switch (typed.kind) {
    case "money":
      return (
        <AmountsField {...field} isOptional amounts={typed.value} onChange={(value) => onChange({ ...typed, value })} />
      )
    case "count":
      return (
        <TextField
          {...field}
          isOptional
          inputMode="numeric"
          placeholder={t("common.none")}
          value={typed.value}
          onChange={(value) => onChange({ ...typed, value })}
        />
      )
    case "flag":
      return (
        <SwitchField
          label={label}
          hint={hint ?? ""}
          isOn={typed.value}
          onChange={(value) => onChange({ ...typed, value })}
        />
      )
    case "choice": {
      const none = typed.input.neutral === undefined ? [{ value: NONE, label: t("rules.noChoice") }] : []
      return (
        <SelectField
          {...field}
          value={typed.value ?? NONE}
          options={[...none, ...named(typed.input.options)]}
          onChange={(value) => onChange({ ...typed, value: value === NONE ? null : value })}
        />
      )
    }
    case "choices":
      return (
        <ChecksField
          {...field}
          isOptional
          values={typed.value}
          options={named(typed.input.options)}
          onChange={(value) => onChange({ ...typed, value })}
        />
      )
    case "ids":
      return (
        <RecordPicker
          {...field}
          isOptional
          kind={typed.input.of}
          ids={typed.value}
          onChange={(value) => onChange({ ...typed, value })}
        />
      )
    case "emails":
      return (
        <TextAreaField {...field} isOptional value={typed.value} onChange={(value) => onChange({ ...typed, value })} />
      )
    case "times":
      return <TimesField {...field} windows={typed.value} onChange={(value) => onChange({ ...typed, value })} />
  }
}
