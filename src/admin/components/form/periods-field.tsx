// Picks billing periods: how many of which interval, as chips that can be taken out.
import { XMarkMini } from "@medusajs/icons"
import { Button, Input, Select } from "@medusajs/ui"
import { useState, type KeyboardEvent } from "react"
import type { BillingPeriod, Interval } from "../../../engine/types"
import { useTexts } from "../../hooks/use-texts"
import { intervals, isSamePeriod } from "../../lib/scope-form"
import { readCount } from "../../lib/typed"
import { Field } from "./field"

interface PeriodsFieldProps {
  label: string
  hint?: string
  periods: BillingPeriod[]
  onChange: (periods: BillingPeriod[]) => void
}

export function PeriodsField({ periods, onChange, ...field }: PeriodsFieldProps) {
  const { t } = useTexts()
  const [count, setCount] = useState("1")
  const [interval, setInterval] = useState<Interval>("month")
  const interval_count = readCount(count, 1000)
  const add = () => {
    if (interval_count === null) {
      return
    }
    const period = { interval, interval_count }
    if (!periods.some((other) => isSamePeriod(other, period))) {
      onChange([...periods, period])
    }
  }
  const addOnEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter") {
      return
    }
    event.preventDefault()
    add()
  }
  return (
    <Field {...field}>
      {(control) => (
        <>
          <div className="flex gap-x-2">
            <Input
              {...control}
              size="small"
              className="w-16"
              inputMode="numeric"
              autoComplete="off"
              aria-label={t("pick.periodCount")}
              value={count}
              onKeyDown={addOnEnter}
              onChange={(event) => setCount(event.target.value)}
            />
            <Select
              size="small"
              value={interval}
              onValueChange={(chosen) => setInterval(intervals.find((other) => other === chosen) ?? interval)}
            >
              <Select.Trigger aria-label={t("pick.periodUnit")} className="w-36">
                <Select.Value />
              </Select.Trigger>
              <Select.Content>
                {intervals.map((unit) => (
                  <Select.Item key={unit} value={unit}>
                    {t(`pick.units.${unit}`)}
                  </Select.Item>
                ))}
              </Select.Content>
            </Select>
            <Button size="small" variant="secondary" type="button" disabled={interval_count === null} onClick={add}>
              {t("pick.add")}
            </Button>
          </div>
          <Chips periods={periods} onChange={onChange} />
        </>
      )}
    </Field>
  )
}

function Chips({ periods, onChange }: Pick<PeriodsFieldProps, "periods" | "onChange">) {
  const { t, texts } = useTexts()
  if (periods.length === 0) {
    return null
  }
  return (
    <ul className="flex flex-wrap gap-1.5">
      {periods.map((period) => (
        <li
          key={`${period.interval_count} ${period.interval}`}
          className="bg-ui-tag-neutral-bg text-ui-tag-neutral-text border-ui-tag-neutral-border txt-compact-small flex items-center rounded-md border"
        >
          <span className="py-0.5 pl-2">{texts.every(period)}</span>
          <button
            type="button"
            aria-label={t("pick.remove", { name: texts.every(period) })}
            className="text-ui-fg-muted hover:text-ui-fg-base focus-visible:shadow-borders-focus rounded-md p-1 outline-none"
            onClick={() => onChange(periods.filter((other) => !isSamePeriod(other, period)))}
          >
            <XMarkMini />
          </button>
        </li>
      ))}
    </ul>
  )
}
