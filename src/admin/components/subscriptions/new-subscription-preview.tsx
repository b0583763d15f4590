// What a subscription that is being created will be billed, drawn as its timeline, or why it cannot be.
import { Alert, Container, Heading, Skeleton, Text } from "@medusajs/ui"
import type { useNewSubscriptionPreview } from "../../hooks/use-new-subscription"
import { useTexts } from "../../hooks/use-texts"
import { sentenceOf } from "../../lib/errors"
import type { NewSubscriptionPreview as Answer } from "../../lib/new-subscription-form"
import { pricePerPeriod } from "../../lib/subscription"
import { timelineOf } from "../../lib/timeline"
import { TimelineChart } from "../invoices/timeline-chart"

interface NewSubscriptionPreviewProps {
  /** The form says enough to be asked for. */
  isReady: boolean
  preview: ReturnType<typeof useNewSubscriptionPreview>
}

export function NewSubscriptionPreview({ isReady, preview }: NewSubscriptionPreviewProps) {
  const { t } = useTexts()
  return (
    <Container className="flex flex-col gap-y-4 px-5 py-4">
      <Heading level="h2">{t("newSubscription.preview")}</Heading>
      <div aria-live="polite" className="flex flex-col gap-y-4">
        {content()}
      </div>
    </Container>
  )

  function content() {
    if (!isReady) {
      return (
        <Text size="small" className="text-ui-fg-subtle">
          {t("newSubscription.previewEmpty")}
        </Text>
      )
    }
    if (preview.error) {
      return <Alert variant="error">{sentenceOf(preview.error, t("common.failed"))}</Alert>
    }
    if (!preview.data) {
      return <Skeleton className="h-44 w-full" role="status" aria-label={t("common.loading")} />
    }
    return <Outcome answer={preview.data} />
  }
}

/** When it begins, what the first invoice comes to, and every discount over the invoices it is on. */
function Outcome({ answer: { subscription, upcoming_invoices } }: { answer: Answer }) {
  const { t, format, texts } = useTexts()
  const { started_at, trial_end, currency_code, time_zone } = subscription
  const money = (amount: number) => format.money(amount, currency_code)
  const [first] = upcoming_invoices
  const rows = [
    [t("newSubscription.begins"), format.date(started_at, time_zone)],
    ...(trial_end ? [[t("newSubscription.trial"), format.date(trial_end, time_zone)]] : []),
    ...(first
      ? [[t("newSubscription.firstInvoice"), `${money(first.total)}, ${format.date(first.period_start, time_zone)}`]]
      : []),
    [
      t("newSubscription.perPeriod"),
      t("newSubscription.per", { price: money(pricePerPeriod(subscription)), every: texts.every(subscription) }),
    ],
  ]
  const timeline = timelineOf(upcoming_invoices)
  return (
    <>
      <dl className="txt-small flex flex-col gap-y-2">
        {rows.map(([label, value]) => (
          <div key={label} className="flex flex-wrap justify-between gap-x-4">
            <dt className="text-ui-fg-subtle">{label}</dt>
            <dd className="txt-small-plus m-0 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
      {timeline && <TimelineChart timeline={timeline} time_zone={time_zone} isNarrow />}
    </>
  )
}
