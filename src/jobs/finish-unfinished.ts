// Job: finishes what was begun and left by a process that died: for each kind of operation the one function that its repeat
// comes through as well (decision 33). Some of these run workflows, so that the list stands above them.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { findBilling } from "../lib/billing"
import { couponsOf } from "../lib/coupons"
import type { Unfinished, UnfinishedKind } from "../modules/coupon/types"
import { finishAttempt } from "../operations/billing/attempts"
import { takeBackCreation } from "../operations/billing/create-subscription"
import { finishUnbilledChange } from "../operations/billing/unbilled-change"
import { finishTotals } from "../operations/cart/payments"
import { messageOf } from "../tools/errors"
import { finishCancellation } from "../workflows/billing/cancel-subscription"
import { finishCustomerPayment } from "../workflows/billing/pay-invoice"
import { finishVoid } from "../workflows/billing/void-invoice"
import { finishDraftEdit } from "../workflows/order/draft-edit"

/** Longer than any living operation takes: core holds a cart's lock for two minutes at most. */
const LEFT_AFTER_S = 150
const PAGE = 100

/** Carries the operation to its end, safely repeatable, and forgets it. Throws what keeps it from that: it is tried again. */
type Finish = (container: MedusaContainer, operation: Unfinished) => Promise<unknown>

const FINISH: Record<UnfinishedKind, { finish: Finish; needs_billing: boolean }> = {
  cart_totals: {
    finish: (container, operation) => finishTotals(container, operation, { holds_lock: false }),
    needs_billing: false,
  },
  cancel_subscription: { finish: finishCancellation, needs_billing: true },
  void_invoice: { finish: finishVoid, needs_billing: true },
  change_plan: { finish: finishUnbilledChange, needs_billing: true },
  draft_edit: { finish: finishDraftEdit, needs_billing: false },
  renewal_attempt: { finish: finishAttempt, needs_billing: true },
  customer_payment: { finish: finishCustomerPayment, needs_billing: true },
  create_subscription: { finish: takeBackCreation, needs_billing: true },
}

/** Answers how many it looked at. Several servers may run it: each operation has its own lock or lease. */
export async function finishUnfinished(container: MedusaContainer, left_after_s = LEFT_AFTER_S): Promise<number> {
  const coupons = couponsOf(container)
  const has_billing = findBilling(container) !== null
  // A newer version may have left kinds that this one does not know.
  const left = (await coupons.listUnfinished(left_after_s, PAGE)).filter(
    ({ kind }) => Object.hasOwn(FINISH, kind) && (has_billing || !FINISH[kind].needs_billing),
  )
  for (const operation of left) {
    try {
      await FINISH[operation.kind].finish(container, operation)
    } catch (error) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(`coupons: ${operation.kind} of ${operation.subject_id} is not finished yet: ${messageOf(error)}`)
    }
    await coupons.postponeUnfinished(operation.id)
  }
  return left.length
}

export default async function finishWhatWasBegun(container: MedusaContainer): Promise<void> {
  await finishUnfinished(container)
}

export const config = { name: "coupons-finish-unfinished", schedule: "* * * * *" }
