// What a detail page shows while its record loads, and when it cannot be had.
import { Container, Skeleton } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import { sentenceOf } from "../../lib/errors"
import { Empty } from "./empty"

export function PageState({ error }: { error: Error | null }) {
  const { t } = useTexts()
  return (
    <Container className="p-0">
      {error ? (
        <div role="alert">
          <Empty title={t("common.notFound")} hint={sentenceOf(error, t("common.failed"))} />
        </div>
      ) : (
        <div role="status" aria-label={t("common.loading")} className="flex flex-col gap-y-4 px-6 py-4">
          <Skeleton className="h-7 w-64" />
          <Skeleton className="h-40 w-full" />
        </div>
      )}
    </Container>
  )
}
