// A field that offers a few choices by their names.
import { Select } from "@medusajs/ui"
import { Field } from "./field"

interface SelectFieldProps<Value extends string> {
  label: string
  hint?: string
  error?: string
  /** Shown while nothing is chosen (the value is ""). */
  placeholder?: string
  value: Value
  options: { value: Value; label: string }[]
  onChange: (value: Value) => void
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { value, options, placeholder, onChange, ...field } = props
  const choose = (chosen: string) => {
    const option = options.find((candidate) => candidate.value === chosen)
    if (option) {
      onChange(option.value)
    }
  }
  return (
    <Field {...field}>
      {(control) => (
        <Select size="small" value={value} onValueChange={choose}>
          <Select.Trigger {...control}>
            <Select.Value placeholder={placeholder} />
          </Select.Trigger>
          <Select.Content>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value}>
                {option.label}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </Field>
  )
}
