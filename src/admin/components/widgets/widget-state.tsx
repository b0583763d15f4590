// What a widget shows while it loads, and when its answer cannot be had.
import { Button, Skeleton, Text } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import { sentenceOf } from "../../lib/errors"

export function WidgetState({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t } = useTexts()
  if (!error) {
    return (
      <div role="status" aria-label={t("common.loading")} className="flex flex-col gap-y-2 px-6 py-4">
        <Skeleton className="h-5 w-full" />
        <Skeleton className="h-5 w-2/3" />
      </div>
    )
  }
  return (
    <div role="alert" className="flex flex-col items-start gap-y-2 px-6 py-4">
      <Text size="small">{sentenceOf(error, t("common.failed"))}</Text>
      <Button size="small" variant="secondary" onClick={onRetry}>
        {t("common.retry")}
      </Button>
    </div>
  )
}
