// A field that offers a list to choose one thing from.
import { Select } from "@medusajs/ui"
import { Field } from "../field"

interface SelectFieldProps {
  label: string
  hint?: string
  error?: string
  /** Shown while nothing is chosen. */
  placeholder?: string
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}

export function SelectField({ placeholder, value, options, onChange, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <Select size="small" value={value} onValueChange={onChange}>
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
