// Short ways to make what the coupon module answers, in tests and in the bench; the engine's nouns are built by the engine's.
import type { Terms } from "../../../engine"
import { discount } from "../../../engine/__tests__/builders"
import type { RunningDiscount } from "../types"

/** A discount on the subscription `bsub_1`, as `listRunningDiscounts` answers it. */
export const runningDiscount = (
  over: Partial<Omit<RunningDiscount, "terms">> & { terms?: Partial<Terms> } = {},
): RunningDiscount => ({
  ...discount(over),
  target_type: "subscription",
  target_id: "bsub_1",
  customer_id: null,
  included_in_mrr: null,
  ...over,
  terms: discount(over).terms,
})
