// The right side of the form: the price before and after, or why the discount is refused.
import { Alert, Container, Heading, Skeleton, Text } from "@medusajs/ui"
import type { useDiscountPreview } from "../../hooks/use-discounts"
import { useTexts } from "../../hooks/use-texts"
import { sentenceOf } from "../../lib/errors"
import { DraftOrderPreviewTable } from "./draft-order-preview"
import { PreviewTable } from "./preview-table"

interface DiscountPreviewPaneProps {
  /** The form says enough to be asked for. */
  isReady: boolean
  preview: ReturnType<typeof useDiscountPreview>
  time_zone?: string
}

export function DiscountPreviewPane({ isReady, preview, time_zone }: DiscountPreviewPaneProps) {
  const { t } = useTexts()
  return (
    <Container className="flex flex-col gap-y-3 px-5 py-4">
      <Heading level="h2">{t("apply.preview")}</Heading>
      <div aria-live="polite" className="flex flex-col gap-y-4">
        {content()}
      </div>
    </Container>
  )

  function content() {
    if (!isReady) {
      return (
        <Text size="small" className="text-ui-fg-subtle">
          {t("apply.previewEmpty")}
        </Text>
      )
    }
    if (preview.error) {
      return <Alert variant="error">{sentenceOf(preview.error, t("common.failed"))}</Alert>
    }
    if (!preview.data) {
      return (
        <div role="status" aria-label={t("common.loading")} className="flex flex-col gap-y-2">
          {["first", "second", "third", "fourth"].map((row) => (
            <Skeleton key={row} className="h-5 w-full" />
          ))}
        </div>
      )
    }
    const { subscriptions, draft_order } = preview.data
    if (draft_order) {
      return <DraftOrderPreviewTable preview={draft_order} />
    }
    if (subscriptions.length === 0) {
      return (
        <Text size="small" className="text-ui-fg-subtle">
          {t("apply.noSubscriptions")}
        </Text>
      )
    }
    return subscriptions.map((one) => (
      <PreviewTable
        key={one.subscription_id}
        preview={one}
        title={one.after[0]?.lines.map(({ title }) => title).join(", ") ?? one.subscription_id}
        isTitleShown={subscriptions.length > 1}
        time_zone={time_zone}
      />
    ))
  }
}
