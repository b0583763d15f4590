// Tells how an action ended, in a toast.
import { toast } from "@medusajs/ui"
import { sentenceOf } from "../lib/errors"
import { useTexts } from "./use-texts"

/**
 * Reports `done` when the work succeeds, else the server's sentence. It waits for the promise, not for a callback of
 * the mutation: those are lost when the button that was pressed has gone by then.
 */
export function useReport(): (work: Promise<unknown>, done: string) => void {
  const { t } = useTexts()
  return (work, done) => {
    work.then(
      () => toast.success(done),
      (error: unknown) => toast.error(sentenceOf(error, t("common.failed"))),
    )
  }
}
