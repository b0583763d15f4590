// Tells how collecting an invoice again ended: a payment that is declined once more is an answer, not an error.
import { toast } from "@medusajs/ui"
import { useTexts } from "../../hooks/use-texts"
import type { Invoice } from "../../lib/api-types"
import { sentenceOf } from "../../lib/errors"

export function useRetryReport(): (work: Promise<Invoice>) => void {
  const { t } = useTexts()
  return (work) => {
    work.then(
      ({ number, status, failure_message }) =>
        status === "paid"
          ? toast.success(t("subscription.retried", { number }))
          : toast.error(failure_message ?? t("subscription.declinedAgain", { number })),
      (error: unknown) => toast.error(sentenceOf(error, t("common.failed"))),
    )
  }
}
