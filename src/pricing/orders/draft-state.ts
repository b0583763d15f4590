// Which discounts a draft order has: in force as it is stored, and as its pending edit leaves it. The actions of core's
// order changes are the truth, for core applies and forgets them together with the amounts.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { DraftDiscount } from "../../modules/coupon/discounts/drafts"
import { couponsOf } from "../../lib/coupons"
import { orderChanges } from "../core-order"
import type { ChangeAction } from "../core-order"

/** What an action on one of our discounts refers to; `reference_id` is the discount's id. */
export const DISCOUNT_REFERENCE = "coupon_discount"
export const ADDED = "PROMOTION_ADD"
export const REMOVED = "PROMOTION_REMOVE"

export interface DraftState {
  /** Every discount that was ever put there: savings under their codes are ours. */
  all: DraftDiscount[]
  /** What the stored amounts hold. */
  in_force: DraftDiscount[]
  /** What the amounts hold when the pending edit is confirmed; the same without one. */
  effective: DraftDiscount[]
  /** Running in name only: added by an edit that was cancelled, or removed by one that was confirmed. */
  left_over: DraftDiscount[]
}

/** One indexed query; two more where there are discounts. `change_id`: the pending edit, null for none. */
export async function readDraftState(
  container: MedusaContainer,
  order_id: string,
  change_id: string | null,
): Promise<DraftState> {
  const all = await couponsOf(container).listDraftDiscounts(order_id)
  const running = all.filter(({ ended_at }) => ended_at === null)
  if (running.length === 0) {
    return { all, in_force: [], effective: [], left_over: [] }
  }
  const orders = orderChanges(container)
  const about = { reference: DISCOUNT_REFERENCE }
  const [applied, pending] = await Promise.all([
    orders.listOrderChangeActions({ ...about, order_id, applied: true }),
    change_id ? orders.listOrderChangeActions({ ...about, order_change_id: change_id }) : [],
  ])
  const was = idsIn(applied)
  const will = idsIn(pending)
  const in_force = running.filter(({ id }) => was.added.has(id) && !was.removed.has(id))
  const proposed = running.filter(({ id }) => will.added.has(id) && !was.added.has(id))
  const left_over = running.filter((discount) => !in_force.includes(discount) && !proposed.includes(discount))
  const effective = [...in_force, ...proposed].filter(({ id }) => !will.removed.has(id))
  return { all, in_force, effective, left_over }
}

function idsIn(actions: ChangeAction[]): { added: Set<string>; removed: Set<string> } {
  const ids = (kind: string) =>
    new Set(actions.flatMap(({ action, reference_id }) => (action === kind && reference_id ? [reference_id] : [])))
  return { added: ids(ADDED), removed: ids(REMOVED) }
}

/** Notes in an order change that a discount comes or goes with it. */
export async function noteInChange(
  container: MedusaContainer,
  input: { order_id: string; change_id: string; discount_id: string; action: typeof ADDED | typeof REMOVED },
): Promise<void> {
  const { order_id, change_id, discount_id, action } = input
  await orderChanges(container).addOrderAction([
    {
      order_id,
      order_change_id: change_id,
      action,
      reference: DISCOUNT_REFERENCE,
      reference_id: discount_id,
      details: { reference_id: discount_id },
    },
  ])
}
