// A field of boxes to tick, any number of them.
import { Checkbox, Label } from "@medusajs/ui"
import { useId } from "react"
import { Field } from "./field"

interface ChecksFieldProps<Value extends string> {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  values: readonly Value[]
  options: { value: Value; label: string }[]
  onChange: (values: Value[]) => void
}

export function ChecksField<Value extends string>({ values, options, onChange, ...field }: ChecksFieldProps<Value>) {
  const toggle = (value: Value, isOn: boolean) =>
    onChange(options.map((option) => option.value).filter((other) => (other === value ? isOn : values.includes(other))))
  return (
    <Field {...field}>
      {(control) => (
        <div
          id={control.id}
          role="group"
          aria-label={field.label}
          aria-describedby={control["aria-describedby"]}
          className="flex flex-wrap gap-x-6 gap-y-2"
        >
          {options.map((option) => (
            <Check
              key={option.value}
              label={option.label}
              isOn={values.includes(option.value)}
              onChange={(isOn) => toggle(option.value, isOn)}
            />
          ))}
        </div>
      )}
    </Field>
  )
}

function Check({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId()
  return (
    <div className="flex items-center gap-x-2">
      <Checkbox id={id} checked={isOn} onCheckedChange={(checked) => onChange(checked === true)} />
      <Label htmlFor={id} size="small">
        {label}
      </Label>
    </div>
  )
}
