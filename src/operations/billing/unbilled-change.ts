// A change of plan that bills nothing at once: what it wins, ends and writes is noted before the first of it, so that what a
// killed process left is finished by the same call, by the next renewal and by the job (decision 33).
import type { MedusaContainer } from "@medusajs/framework/types"
import { isOver } from "../../modules/billing/lifecycle"
import type { PlanChange } from "../../modules/billing/types"
import type { Unfinished } from "../../modules/coupon/types"
import { begin, end, findUnfinished } from "../unfinished"
import { heldPlace } from "./held-place"
import { underLease } from "./lease"
import type { Lease } from "./lease"
import type { ChangeOutcome } from "../../pricing/billing/prepare-change"
import { ENDED_BY_PLAN_CHANGE } from "./scheduled-change"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"

/** A change as it was decided, in plain JSON. */
export interface UnbilledChange {
  /** What the caller is answered. */
  outcome: ChangeOutcome
  /** The plan that was asked for. */
  plan_id: string
  /** Null: a change that waited is taken back. */
  change: PlanChange | null
  /** The place of the coupon that was entered for it. */
  claim_id: string | null
  /** Discounts of a change that waited, which this one replaces or takes back. */
  withdrawn_ids: string[]
  withdrawn_because: string
  /** Running ones that end, and that begin anew; none where the change waits for the next period. */
  ended_ids: string[]
  restarted_ids: string[]
  /** ISO instant. */
  now: string
}

/** Makes the change. The caller has the lease. */
export async function changeUnbilled(container: MedusaContainer, lease: Lease, input: UnbilledChange): Promise<void> {
  const operation = await begin(container, { kind: "change_plan", subject_id: lease.subscription_id, input })
  await carryOut(container, operation, lease)
}

/**
 * Finishes a change that died in the middle, before anything else is done to the subscription. The caller has the lease.
 * Answers the change; null when there was none.
 */
export async function finishLeftChange(container: MedusaContainer, lease: Lease): Promise<UnbilledChange | null> {
  const left = await findUnfinished(container, "change_plan", lease.subscription_id)
  if (left) {
    await carryOut(container, left, lease)
  }
  return left && (left.input as UnbilledChange)
}

/** The job's part. */
export async function finishUnbilledChange(container: MedusaContainer, operation: Unfinished): Promise<void> {
  await underLease(container, operation.subject_id, (lease) => carryOut(container, operation, lease))
}

/** Each part is harmless to repeat. A subscription that is over changes no more: what was claimed for it is given back. */
async function carryOut(container: MedusaContainer, operation: Unfinished, { token }: Lease): Promise<void> {
  const { id, subject_id } = operation
  const input = operation.input as UnbilledChange
  const now = new Date(input.now)
  const coupons = couponsOf(container)
  const [subscription] = await billingOf(container).readSubscriptions({ id: subject_id })
  if (!subscription || isOver(subscription)) {
    await coupons.release(input.claim_id ? [input.claim_id] : [], now)
    await end(container, id)
    return
  }
  const change = input.change && { ...input.change, won_discount_id: await win(container, subject_id, input, now) }
  await coupons.withdrawDiscounts(input.withdrawn_ids, now, input.withdrawn_because)
  if (change === null || input.outcome.at === "period_end") {
    await billingOf(container).scheduleChange(subject_id, change, token)
  } else {
    await coupons.endDiscounts({ ids: input.ended_ids }, now, ENDED_BY_PLAN_CHANGE)
    await coupons.restartDiscounts(input.restarted_ids, null)
    await billingOf(container).applyChange(subject_id, change, token)
  }
  await end(container, id)
}

/** A coupon is won although nothing is paid now, and starts with the next invoice. Answers the discount's id. */
async function win(
  container: MedusaContainer,
  subscription_id: string,
  { claim_id }: UnbilledChange,
  now: Date,
): Promise<string | null> {
  if (claim_id === null) {
    return null
  }
  const place = await heldPlace(container, claim_id, now)
  const target = { target_type: "subscription", target_id: subscription_id, starts_at: null, redemption: null } as const
  const made = await couponsOf(container).redeem({
    order_id: null,
    claim_ids: [place],
    discounts: [{ claim_id: place, ...target }],
    now,
  })
  return made[0]?.id ?? null
}
