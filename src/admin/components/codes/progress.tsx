// How far a batch has come: a bar while codes are being made, a count when they are there, the reason when it failed.
import { Text } from "@medusajs/ui"
import { isBeingFilled } from "../../hooks/use-code-batches"
import { useTexts } from "../../hooks/use-texts"
import type { CodeBatch } from "../../lib/api-types"

export function BatchProgress({ batch }: { batch: CodeBatch }) {
  const { t, format } = useTexts()
  const { created_count, quantity, status, error } = batch
  const counts = { made: format.number(created_count), all: format.number(quantity) }
  if (isBeingFilled(batch)) {
    return <Bar batch={batch} text={t("batches.filling", counts)} />
  }
  if (status !== "failed") {
    return <>{t("batches.codes", { count: created_count, made: counts.made })}</>
  }
  return (
    <span className="flex flex-col py-1">
      <span className="text-ui-fg-error">{t("batches.failed", counts)}</span>
      {error && (
        <Text as="span" size="xsmall" className="text-ui-fg-subtle max-w-72 whitespace-normal text-pretty">
          {error}
        </Text>
      )}
    </span>
  )
}

function Bar({ batch: { created_count, quantity }, text }: { batch: CodeBatch; text: string }) {
  const share = quantity > 0 ? Math.min(100, (created_count / quantity) * 100) : 0
  return (
    <span className="flex w-40 flex-col gap-y-1 py-1">
      <span
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={quantity}
        aria-valuenow={created_count}
        aria-valuetext={text}
        aria-label={text}
        className="bg-ui-bg-component border-ui-border-base block h-2 w-full overflow-hidden rounded-full border"
      >
        <span className="bg-ui-bg-interactive block h-full transition-all" style={{ width: `${share}%` }} />
      </span>
      <Text as="span" size="xsmall" className="text-ui-fg-subtle tabular-nums">
        {text}
      </Text>
    </span>
  )
}
