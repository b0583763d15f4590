// A small choice above a list, with a name for screen readers; the first option stands for "no wish".
import { Select } from "@medusajs/ui"

interface ListSelectProps {
  label: string
  /** Shown for the empty value. */
  none: string
  value: string
  options: { value: string; label: string }[]
  onChange: (value: string) => void
}

/** Radix has no empty option value. */
const any = "any"

export function ListSelect({ label, none, value, options, onChange }: ListSelectProps) {
  const known = options.some((option) => option.value === value)
  return (
    <Select size="small" value={known ? value : any} onValueChange={(chosen) => onChange(chosen === any ? "" : chosen)}>
      <Select.Trigger aria-label={label} className="w-44">
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {[{ value: any, label: none }, ...options].map((option) => (
          <Select.Item key={option.value} value={option.value}>
            {option.label}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}
