// Search and filter above a list.
import { Input, Select } from "@medusajs/ui"
import { useEffect, useState } from "react"

interface ListToolbarProps {
  search?: { label: string; value: string; onChange: (q: string) => void }
  filter: {
    label: string
    /** Shown for no filter. */
    any: string
    value: string
    options: { value: string; label: string }[]
    onChange: (value: string) => void
  }
}

export function ListToolbar({ search, filter }: ListToolbarProps) {
  return (
    <>
      {search && <SearchField {...search} />}
      <FilterField {...filter} />
    </>
  )
}

/** Asks the server once typing pauses, not for every letter. */
function SearchField({ label, value, onChange }: NonNullable<ListToolbarProps["search"]>) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed), 300)
    return () => clearTimeout(timer)
    // `onChange` is new on every render; only typing may start the timer.
  }, [typed, value])
  return (
    <Input
      type="search"
      size="small"
      className="w-56"
      placeholder={label}
      aria-label={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  )
}

/** Radix has no empty option value. */
const any = "any"

function FilterField({ label, any: anyLabel, value, options, onChange }: ListToolbarProps["filter"]) {
  return (
    <Select size="small" value={value || any} onValueChange={(chosen) => onChange(chosen === any ? "" : chosen)}>
      <Select.Trigger aria-label={label} className="w-40">
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {[{ value: any, label: anyLabel }, ...options].map((option) => (
          <Select.Item key={option.value} value={option.value}>
            {option.label}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}
