// A field for a plain day ("2027-01-31"), without time of day or zone.
import { DatePicker } from "@medusajs/ui"
import { Field } from "./field"

interface DayFieldProps {
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  value: string
  onChange: (day: string) => void
}

const pad = (part: number) => String(part).padStart(2, "0")
/** The picker speaks the browser's zone; the day is what its reader sees there. */
const dayOf = (date: Date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`

export function DayField({ value, onChange, label, ...field }: DayFieldProps) {
  return (
    <Field label={label} {...field}>
      {(control) => (
        <DatePicker
          id={control.id}
          aria-label={label}
          aria-describedby={control["aria-describedby"]}
          size="small"
          // The library's own grey is too faint to be read in the dark.
          className="[&_[role=spinbutton]]:text-ui-fg-subtle"
          granularity="day"
          value={value ? new Date(`${value}T00:00:00`) : null}
          onChange={(date) => onChange(date ? dayOf(date) : "")}
        />
      )}
    </Field>
  )
}
