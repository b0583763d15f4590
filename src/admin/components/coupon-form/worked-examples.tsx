// The worked examples beside the form: a cart, and subscriptions invoice by invoice, priced by the engine that bills.
import { Heading, Text } from "@medusajs/ui"
import { useMemo, useState, type ReactNode } from "react"
import { useTexts } from "../../hooks/use-texts"
import type { CouponTerms } from "../../lib/api-types"
import { cartExampleOf, exampleOf, firstPaymentOf, type Example, type InvoiceRun } from "../../lib/example"

const intervals = ["week", "month", "year"] as const

interface ExamplesProps {
  terms: CouponTerms
  currency_code: string
}

export function WorkedExamples(props: ExamplesProps) {
  const { t } = useTexts()
  const { type, target, redeemable_for } = props.terms
  const hasInvoices = type !== "trial_extension" && target === "items" && redeemable_for.includes("subscription")
  return (
    <div className="border-ui-border-base flex flex-col gap-y-4 border-t pt-4">
      <Heading level="h3">{t("form.example")}</Heading>
      <CartPart {...props} />
      {type === "trial_extension" && <TrialPart {...props} />}
      {hasInvoices && intervals.map((interval) => <InvoicesPart key={interval} {...props} interval={interval} />)}
    </div>
  )
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-y-1">
      <Text size="small" weight="plus">
        {title}
      </Text>
      {hint && (
        <Text size="small" className="text-ui-fg-subtle">
          {hint}
        </Text>
      )}
      <ul className="flex flex-col gap-y-0.5">{children}</ul>
    </div>
  )
}

function Row({ label, isSaving, children }: { label: string; isSaving: boolean; children: ReactNode }) {
  return (
    <li className="flex flex-wrap justify-between gap-x-4">
      <Text as="span" size="small" className="text-ui-fg-subtle">
        {label}
      </Text>
      <Text as="span" size="small" weight={isSaving ? "plus" : "regular"} className="tabular-nums">
        {children}
      </Text>
    </li>
  )
}

/** "€24.00 instead of €30.00". */
function usePrice() {
  const { t, format } = useTexts()
  return (total: number, full: number, currency_code: string) => {
    const price = format.money(full, currency_code)
    if (total === full) {
      return t("example.full", { price })
    }
    return total === 0
      ? t("example.free", { price })
      : t("example.instead", { total: format.money(total, currency_code), price })
  }
}

function CartPart({ terms, currency_code }: ExamplesProps) {
  const { t, format } = useTexts()
  const price = usePrice()
  const example = useMemo(() => cartExampleOf(terms, currency_code), [terms, currency_code])
  if (!example) {
    return null
  }
  const { unit_price, quantity, full, total, credit } = example
  const values = { price: format.money(unit_price, currency_code), count: quantity }
  const shipping = terms.target === "shipping"
  return (
    <Part
      title={t("example.cart")}
      hint={credit > 0 ? t("example.credit", { amount: format.money(credit, currency_code) }) : undefined}
    >
      <Row label={shipping ? t("example.shipping") : t("example.units", values)} isSaving={total < full}>
        {price(total, full, currency_code)}
      </Row>
    </Part>
  )
}

function useToday(): number {
  return useState(() => new Date().setUTCHours(0, 0, 0, 0))[0]
}

function InvoicesPart({ interval, terms, currency_code }: ExamplesProps & { interval: (typeof intervals)[number] }) {
  const { t, format } = useTexts()
  const today = useToday()
  const example = useMemo(
    () => exampleOf({ terms, currency_code, interval, starts_at: today }),
    [terms, currency_code, interval, today],
  )
  const title = t(`example.plan.${interval}`, { price: format.money(example.price, currency_code) })
  return (
    <Part title={title}>
      {example.runs.map((run) => (
        <InvoiceRow key={run.from} run={run} example={example} />
      ))}
    </Part>
  )
}

function InvoiceRow({ run, example }: { run: InvoiceRun; example: Example }) {
  const price = usePrice()
  const label = useSpan(run)
  return (
    <Row label={label} isSaving={run.total < example.price}>
      {price(run.total, example.price, example.currency_code)}
    </Row>
  )
}

/** "Invoices 1 to 3", "From invoice 4 on". */
function useSpan({ from, to }: InvoiceRun): string {
  const { t } = useTexts()
  if (to === null) {
    return from === 1 ? t("example.every") : t("example.rest", { from })
  }
  return from === to ? t("example.one", { from }) : t("example.some", { from, to, count: to - from + 1 })
}

function TrialPart({ terms }: ExamplesProps) {
  const { t, format } = useTexts()
  const today = useToday()
  return (
    <Part title={t("example.trial")}>
      {[0, 14].map((days) => (
        <Row key={days} label={t(days === 0 ? "example.noTrial" : "example.ownTrial", { count: days })} isSaving>
          {format.date(new Date(firstPaymentOf(terms, days, today)).toISOString())}
        </Row>
      ))}
    </Part>
  )
}
