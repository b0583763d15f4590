// Picks one record of a kind: the same search and list, and the one that was picked as a chip.
import type { RecordKind } from "../../lib/records"
import { RecordPicker } from "./record-picker"

interface OneRecordProps {
  kind: RecordKind
  label: string
  hint?: string
  error?: string
  isOptional?: boolean
  /** "" while none is picked. */
  value: string
  onChange: (id: string) => void
}

export function OneRecord({ value, onChange, ...field }: OneRecordProps) {
  // Of two the one that was picked last.
  return <RecordPicker {...field} ids={value === "" ? [] : [value]} onChange={(ids) => onChange(ids.at(-1) ?? "")} />
}
