// A day that narrows a list, small enough for a toolbar.
import { Input, Text } from "@medusajs/ui"
import { useId } from "react"

interface DayFilterProps {
  label: string
  /** A plain day ("2027-01-31"), or "". */
  value: string
  onChange: (day: string) => void
}

export function DayFilter({ label, value, onChange }: DayFilterProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-x-1.5">
      <Text as="span" size="small" className="text-ui-fg-subtle">
        <label htmlFor={id}>{label}</label>
      </Text>
      <Input
        id={id}
        type="date"
        size="small"
        className="w-36"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
