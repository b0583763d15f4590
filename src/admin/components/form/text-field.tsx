// A field for one line of text or one number.
import { Input } from "@medusajs/ui"
import { Field } from "./field"

interface TextFieldProps {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  value: string
  onChange: (value: string) => void
  inputMode?: "text" | "decimal" | "numeric"
  placeholder?: string
  autoFocus?: boolean
}

export function TextField({ value, onChange, inputMode = "text", placeholder, autoFocus, ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <Input
          {...control}
          size="small"
          autoComplete="off"
          inputMode={inputMode}
          placeholder={placeholder}
          autoFocus={autoFocus}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
