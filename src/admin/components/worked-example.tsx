// The worked example beside the create form: a subscription per billing interval, invoice by invoice.
import { Tabs, Text } from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useWords } from "../hooks/use-words"
import type { CouponTerms } from "../lib/api-types"
import { exampleOf, type Example, type InvoiceRun } from "../lib/example"

const intervals = ["week", "month", "year"] as const

interface WorkedExampleProps {
  terms: CouponTerms
  currency_code: string
}

export function WorkedExample({ terms, currency_code }: WorkedExampleProps) {
  const { t } = useWords()
  return (
    <Tabs defaultValue="month">
      <Tabs.List className="flex-wrap">
        {intervals.map((interval) => (
          <Tabs.Trigger key={interval} value={interval}>
            {t(`example.plan.${interval}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {intervals.map((interval) => (
        <Tabs.Content key={interval} value={interval} className="pt-3">
          <IntervalExample terms={terms} currency_code={currency_code} interval={interval} />
        </Tabs.Content>
      ))}
    </Tabs>
  )
}

function IntervalExample({ interval, ...props }: WorkedExampleProps & { interval: (typeof intervals)[number] }) {
  const { t, format } = useWords()
  const [today] = useState(() => new Date().setUTCHours(0, 0, 0, 0))
  const { terms, currency_code } = props
  const example = useMemo(
    () => exampleOf({ terms, currency_code, interval, starts_at: today }),
    [terms, currency_code, interval, today],
  )
  return (
    <div className="flex flex-col gap-y-2">
      <Text size="small" className="text-ui-fg-subtle">
        {t("example.heading", { price: format.money(example.price, currency_code) })}
      </Text>
      <ul className="flex flex-col gap-y-1">
        {example.runs.map((run) => (
          <Run key={run.from} run={run} example={example} />
        ))}
      </ul>
      {example.saved !== null && example.saved > 0 && (
        <Text size="small" weight="plus">
          {t("example.saved", { amount: format.money(example.saved, currency_code) })}
        </Text>
      )}
    </div>
  )
}

function Run({ run, example }: { run: InvoiceRun; example: Example }) {
  const { t, format } = useWords()
  const price = format.money(example.price, example.currency_code)
  const total = format.money(run.total, example.currency_code)
  const isFull = run.total === example.price
  const text = isFull ? t("example.full", { price }) : t("example.instead", { price, total })
  return (
    <li className="flex flex-wrap justify-between gap-x-4">
      <Text as="span" size="small" className="text-ui-fg-subtle">
        {useSpan(run)}
      </Text>
      <Text as="span" size="small" weight={isFull ? "regular" : "plus"} className="tabular-nums">
        {run.total === 0 ? t("example.free", { price }) : text}
      </Text>
    </li>
  )
}

/** "Invoices 1 to 3", "From invoice 4 on". */
function useSpan({ from, to }: InvoiceRun): string {
  const { t } = useWords()
  if (to === null) return from === 1 ? t("example.every") : t("example.rest", { from })
  return from === to ? t("example.one", { from }) : t("example.some", { from, to })
}
