// Finishes what the conversion of a draft order claimed: redeems it when the order stands, else gives the places back.
import type { MedusaContainer } from "@medusajs/framework/types"
import { graph } from "../../lib/graph"
import { draftKey } from "../../modules/coupon/discounts/drafts"
import { couponsOf } from "../../lib/coupons"
import { readPaidOrder, redeemOrder } from "../checkout/redeem-order"
import { draftAdjustmentCode } from "../../pricing/adjustment-codes"
import { planIdOf } from "../../pricing/plans"
import { readDraftState } from "../../pricing/orders/draft-state"

export type DraftOutcome = "none" | "redeemed" | "released" | "in_progress"

interface OrderState {
  id: string
  status: string
  is_draft_order: boolean
  items?: { metadata: Record<string, unknown> | null }[]
}

/**
 * Harmless to repeat. Claims of a draft that is none yet are given back only when they are at least `min_age_ms` old in
 * real time: servers without a shared lock must not take a living conversion for a dead one.
 */
export async function finishDraftClaims(
  container: MedusaContainer,
  order_id: string,
  min_age_ms = 0,
): Promise<DraftOutcome> {
  const coupons = couponsOf(container)
  const claims = await coupons.listReservedClaims(draftKey(order_id))
  if (claims.length === 0) {
    return "none"
  }
  const order = await stateOf(container, order_id)
  if (isPlaced(order)) {
    await redeemDraft(container, order_id)
    return "redeemed"
  }
  const youngest = Math.max(...claims.map(({ created_at }) => new Date(created_at).getTime()))
  if (order?.is_draft_order && Date.now() - youngest < min_age_ms) {
    return "in_progress"
  }
  await coupons.release(
    claims.map(({ id }) => id),
    await coupons.now(),
  )
  return "released"
}

/**
 * What a placed order owes that no cart led to: the claims of a converted draft become redemptions, and its plan lines
 * start their subscriptions. Renewals are told apart by their lines, which name no plan.
 */
export async function redeemConvertedDraft(container: MedusaContainer, order_id: string): Promise<void> {
  const [order, drafts] = await Promise.all([
    stateOf(container, order_id),
    couponsOf(container).listDraftDiscounts(order_id),
  ])
  if (isPlaced(order) && (drafts.length > 0 || (order?.items ?? []).some((item) => planIdOf(item) !== null))) {
    await redeemDraft(container, order_id)
  }
}

const isPlaced = (order: OrderState | null): boolean =>
  order !== null && !order.is_draft_order && order.status !== "draft" && order.status !== "canceled"

async function redeemDraft(container: MedusaContainer, order_id: string): Promise<void> {
  const coupons = couponsOf(container)
  const [order, drafts] = await Promise.all([readPaidOrder(container, order_id), coupons.listDraftDiscounts(order_id)])
  const draft_codes = new Map(drafts.map((discount) => [discount.coupon_id ?? "", draftAdjustmentCode(discount)]))
  await redeemOrder(container, { order_id, cart_id: draftKey(order_id), order, draft_codes })
  await endDraftDiscounts(container, [order_id], "converted to an order")
}

/** Ends what was promised to these drafts: they are orders now, or gone. */
export async function endDraftDiscounts(
  container: MedusaContainer,
  order_ids: string[],
  reason: string,
): Promise<void> {
  const coupons = couponsOf(container)
  await coupons.endDiscounts({ target_type: "draft_order", target_ids: order_ids }, await coupons.now(), reason)
}

async function stateOf(container: MedusaContainer, id: string): Promise<OrderState | null> {
  const fields = ["id", "status", "is_draft_order", "items.metadata"]
  const [order] = await graph<OrderState>(container, "order", fields, { id })
  return order ?? null
}

/** Ends by name what does not run any more; `reason` says why. Starts what is in force and has not started. */
export async function syncDraftDiscounts(container: MedusaContainer, order_id: string, reason: string): Promise<void> {
  const { in_force, left_over } = await readDraftState(container, order_id, null)
  const coupons = couponsOf(container)
  const now = await coupons.now()
  if (left_over.length > 0) {
    await coupons.endDiscounts({ ids: left_over.map(({ id }) => id) }, now, reason)
  }
  const unstarted = in_force.filter(({ starts_at }) => starts_at === null)
  if (unstarted.length > 0) {
    await coupons.startDiscounts(
      unstarted.map(({ id }) => id),
      now,
    )
  }
}
