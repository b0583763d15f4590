// Hours on some days of the week, any number of such windows.
import { Trash } from "@medusajs/icons"
import { Button, IconButton, Input } from "@medusajs/ui"
import { WEEKDAYS } from "../../../engine/types"
import type { TimeWindow } from "../../../engine/types"
import { useTexts } from "../../hooks/use-texts"
import { ChecksField } from "./checks-field"
import { Field } from "./field"

interface TimesFieldProps {
  label: string
  hint?: string
  error?: string
  windows: TimeWindow[]
  onChange: (windows: TimeWindow[]) => void
}

const newWindow: TimeWindow = { days: [], from: "", to: "" }

export function TimesField({ windows, onChange, ...field }: TimesFieldProps) {
  const { t } = useTexts()
  return (
    <Field {...field} isOptional>
      {(control) => (
        <div
          id={control.id}
          role="group"
          aria-label={field.label}
          aria-describedby={control["aria-describedby"]}
          className="flex flex-col items-start gap-y-3"
        >
          {windows.map((window, row) => (
            <WindowFields
              key={row}
              row={row + 1}
              window={window}
              onChange={(changed) => onChange(windows.map((other, at) => (at === row ? changed : other)))}
              onRemove={() => onChange(windows.filter((_, at) => at !== row))}
            />
          ))}
          <Button type="button" size="small" variant="secondary" onClick={() => onChange([...windows, newWindow])}>
            {t("rules.times.add")}
          </Button>
        </div>
      )}
    </Field>
  )
}

interface WindowFieldsProps {
  /** Counted from 1, to tell the windows apart. */
  row: number
  window: TimeWindow
  onChange: (window: TimeWindow) => void
  onRemove: () => void
}

function WindowFields({ row, window, onChange, onRemove }: WindowFieldsProps) {
  const { t, format } = useTexts()
  return (
    <div
      role="group"
      aria-label={t("rules.times.row", { row })}
      className="border-ui-border-base flex w-full items-start justify-between gap-x-3 rounded-lg border p-3"
    >
      <div className="flex flex-col gap-y-3">
        <ChecksField
          label={t("rules.times.days")}
          values={window.days}
          options={WEEKDAYS.map((day) => ({ value: day, label: format.weekday(day) }))}
          onChange={(days) => onChange({ ...window, days })}
        />
        <div className="grid grid-cols-2 gap-x-3">
          <TimeOfDay
            label={t("rules.times.from")}
            value={window.from}
            onChange={(from) => onChange({ ...window, from })}
          />
          <TimeOfDay label={t("rules.times.to")} value={window.to} onChange={(to) => onChange({ ...window, to })} />
        </div>
      </div>
      <IconButton
        type="button"
        size="small"
        variant="transparent"
        aria-label={t("rules.times.remove", { row })}
        onClick={onRemove}
      >
        <Trash />
      </IconButton>
    </div>
  )
}

interface TimeOfDayProps {
  label: string
  /** "17:00", or nothing. */
  value: string
  onChange: (value: string) => void
}

function TimeOfDay({ label, value, onChange }: TimeOfDayProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Input {...control} type="time" size="small" value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  )
}
