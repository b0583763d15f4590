// What the coupon being typed means: sentences, and a worked example.
import { Heading, Text } from "@medusajs/ui"
import { useWords } from "../hooks/use-words"
import type { CouponTerms } from "../lib/api-types"
import { WorkedExample } from "./worked-example"

interface CouponSummaryProps {
  /** Null while value or duration are not typed yet. */
  terms: CouponTerms | null
  code: string
  activate: boolean
  /** The shop's default currency. */
  currency_code: string
}

export function CouponSummary({ terms, code, activate, currency_code }: CouponSummaryProps) {
  const { t } = useWords()
  return (
    <aside className="bg-ui-bg-component border-ui-border-base flex flex-col gap-y-4 rounded-lg border p-5">
      <Heading level="h2">{t("form.summary")}</Heading>
      <div aria-live="polite" className="flex flex-col gap-y-2">
        {terms ? (
          <Sentences terms={terms} code={code} activate={activate} />
        ) : (
          <Text size="small" className="text-ui-fg-subtle">
            {t("form.summaryEmpty")}
          </Text>
        )}
      </div>
      {terms && (
        <>
          <Heading level="h3">{t("form.example")}</Heading>
          <WorkedExample terms={terms} currency_code={terms.amounts[0]?.currency_code ?? currency_code} />
        </>
      )}
    </aside>
  )
}

function Sentences({ terms, code, activate }: { terms: CouponTerms; code: string; activate: boolean }) {
  const { t, words } = useWords()
  const availability = activate ? t(terms.starts_at ? "words.liveLater" : "words.live") : t("words.draft")
  const sentences = [
    code ? t("words.code", { code }) : t("words.noCode"),
    ...words.conditions(terms),
    ...(code || !activate ? [availability] : []),
  ]
  return (
    <>
      <Text weight="plus" className="text-pretty">
        {words.promise(terms).join(" ")}
      </Text>
      <Text size="small" className="text-ui-fg-subtle text-pretty">
        {sentences.join(" ")}
      </Text>
    </>
  )
}
