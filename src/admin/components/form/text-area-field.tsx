// A field for several lines of text.
import { Textarea } from "@medusajs/ui"
import { Field } from "./field"

interface TextAreaFieldProps {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  value: string
  onChange: (value: string) => void
}

export function TextAreaField({ value, onChange, ...field }: TextAreaFieldProps) {
  return (
    <Field {...field}>
      {(control) => <Textarea {...control} rows={2} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  )
}
