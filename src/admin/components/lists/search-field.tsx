// A search box that asks once the typing pauses, not for every letter.
import { Input } from "@medusajs/ui"
import { useEffect, useRef } from "react"
import { useTyped } from "../../hooks/use-typed"

interface SearchFieldProps {
  label: string
  value: string
  onChange: (q: string) => void
}

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const { typed, debounced, setTyped } = useTyped(value)
  const asked = useRef(value)
  useEffect(() => {
    if (debounced === asked.current) {
      return
    }
    asked.current = debounced
    onChange(debounced)
    // `onChange` is new on every render; only the debounced text may ask.
  }, [debounced])
  useEffect(() => {
    // Changed from outside, by "back" for example.
    if (value === asked.current) {
      return
    }
    asked.current = value
    setTyped(value)
  }, [value])
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
