// Tells how collecting an invoice again ended: a payment that is declined once more is an answer, not an error.
import { toast } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { Invoice } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"
import { collectedAgain } from "../../lib/invoice-reason"

export function useRetryReport(): (work: Promise<Invoice>) => void {
  const { t } = useTexts()
  return (work) => {
    work.then(
      (invoice) => {
        const { is_good, sentence } = collectedAgain(t, invoice)
        toast[is_good ? "success" : "error"](sentence)
      },
      (error: unknown) => toast.error(sentenceOf(error, t("common.failed"))),
    )
  }
}
