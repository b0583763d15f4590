// What is begun is finished or never was (decision 33): an operation of several steps is noted before its first write and
// forgotten after its last. Whoever repeats the call finishes it, and so does a job.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../lib/coupons"
import type { Begin, Unfinished, UnfinishedKind } from "../modules/coupon/types"

const coupons = (container: MedusaContainer) => couponsOf(container)

/** Notes that it is begun. What was begun before and not finished stays as it was asked for: the answer's `input` says how. */
export const begin = (container: MedusaContainer, operation: Begin): Promise<Unfinished> =>
  coupons(container).begin(operation)

/** It is finished, or was undone whole. Null: nothing was begun. */
export async function end(container: MedusaContainer, id: string | null): Promise<void> {
  if (id !== null) {
    await coupons(container).endUnfinished(id)
  }
}

/** What was begun on this subject and is not finished; null when nothing is. */
export const findUnfinished = (
  container: MedusaContainer,
  kind: UnfinishedKind,
  subject_id: string,
): Promise<Unfinished | null> => coupons(container).findUnfinished(kind, subject_id)
