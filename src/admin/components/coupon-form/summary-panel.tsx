// What the coupon being typed means: sentences, and worked examples.
import { Heading, Text } from "@medusajs/ui"
import { useMemo } from "react"
import { useCurrencies } from "../../hooks/use-currencies"
import { useNames } from "../../hooks/use-records"
import { useRestrictionFields } from "../../hooks/use-restriction-fields"
import { useTexts } from "../../hooks/use-texts"
import type { CouponTerms } from "../../lib/api-types"
import type { CouponForm } from "../../lib/coupon-fields"
import { termsOfForm } from "../../lib/coupon-form"
import { exampleCurrency } from "../../lib/example"
import { Lines } from "../shell/lines"
import { WorkedExamples } from "./worked-examples"

export function SummaryPanel({ form, isNew }: { form: CouponForm; isNew: boolean }) {
  const { t } = useTexts()
  const { data: currencies = [] } = useCurrencies()
  const terms = useMemo(() => termsOfForm(form), [form])
  return (
    <aside
      aria-label={t("form.summary")}
      className="bg-ui-bg-component border-ui-border-base flex flex-col gap-y-4 rounded-lg border p-5"
    >
      <Heading level="h2">{t("form.summary")}</Heading>
      <div aria-live="polite" className="flex flex-col gap-y-3">
        {terms ? (
          <Sentences terms={terms} form={form} isNew={isNew} />
        ) : (
          <Text size="small" className="text-ui-fg-subtle">
            {t("form.summaryEmpty")}
          </Text>
        )}
      </div>
      {terms && <WorkedExamples terms={terms} currency_code={exampleCurrency(terms, currencies[0]?.code ?? "eur")} />}
    </aside>
  )
}

function Sentences({ terms, form, isNew }: { terms: CouponTerms; form: CouponForm; isNew: boolean }) {
  const { texts } = useTexts()
  const nameOf = useNames(terms.scope, terms.restrictions)
  const fields = useRestrictionFields()
  const availability = useAvailability(form, terms)
  return (
    <>
      <Text weight="plus" className="text-pretty">
        {texts.promise(terms).join(" ")}
      </Text>
      <Text as="div" size="small" className="text-ui-fg-subtle text-pretty">
        <Lines
          lines={[
            ...texts.scope(terms.scope, nameOf),
            ...texts.restrictions(terms.restrictions, fields, nameOf),
            ...texts.conditions(terms),
            ...texts.habits(terms),
            ...(isNew ? availability : []),
          ]}
        />
      </Text>
    </>
  )
}

/** Which code leads to it, and from when. */
function useAvailability({ code: typed, activate }: CouponForm, { starts_at }: CouponTerms): string[] {
  const { t } = useTexts()
  const code = typed.trim()
  const when = activate ? t(starts_at ? "words.liveLater" : "words.live") : t("words.draft")
  return [code ? t("words.code", { code }) : t("words.noCode"), ...(code || !activate ? [when] : [])]
}
