// The moment a draft becomes an order: its discounts claim their places under the limits, before anything else happens
// (rules 26 and 32). Nothing is claimed for what takes nothing off (rule 33).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { refused } from "../../tools/errors"
import { draftKey } from "../../modules/coupon/discounts/drafts"
import type { DraftDiscount } from "../../modules/coupon/discounts/drafts"
import type { ClaimedPlace, ClaimInput } from "../../modules/coupon/types"
import { bookedOn } from "../../pricing/amounts"
import { couponsOf } from "../../lib/coupons"
import { pendingChange, readOrder } from "../../pricing/core-order"
import type { CoreOrder } from "../../pricing/core-order"
import { readDraftState } from "../../pricing/orders/draft-state"
import type { DraftState } from "../../pricing/orders/draft-state"
import { finishDraftClaims } from "./finish-draft-claims"
import { isDraftOutdated } from "./sync-change"
import { draftAdjustmentCode, isOurs } from "../../pricing/adjustment-codes"
import { planOf, plansOf } from "../../pricing/plans"
import { claimFor } from "../../pricing/claim"
import { takePlaces, COMPLETION_MS } from "../take-places"

/**
 * Claims a place for every discount that the draft shows; answers the claims made here. Throws NOT_ALLOWED with the code of
 * the limit or state that refuses, "discount_ended" when the draft shows a discount that has ended since,
 * "completion_in_progress" while another request converts it, and for lines whose plan begins with a trial.
 */
export async function claimDraft(container: MedusaContainer, order_id: string): Promise<string[]> {
  const [order, state] = await Promise.all([readOrder(container, order_id), readDraftState(container, order_id, null)])
  await refuseTrials(container, order)
  refuseEnded(order, state)
  await refuseOutdated(container, order_id)
  const coupons = couponsOf(container)
  const now = await coupons.now()
  const booked = bookedOn(order, new Set(state.in_force.map(draftAdjustmentCode)))
  const lines = [...order.items, ...order.shipping_methods]
  const inputs = state.in_force.flatMap((discount): ClaimInput[] => {
    const adjustment_code = draftAdjustmentCode(discount)
    const amount_minor = lines.reduce((sum, { id }) => sum + booked(adjustment_code, id), 0)
    const { coupon_id, promo_code_id, terms, override_limits, guard_person } = discount
    const won = { coupon_id: coupon_id ?? "", promo_code_id, terms, guard_person }
    const key = draftKey(order.id)
    return amount_minor > 0
      ? [claimFor({ owner: order, won, document: order, key, amount_minor, now, override_limits })]
      : []
  })
  if (inputs.length === 0) {
    return []
  }
  const claims = await placesFor(container, order_id, inputs, state.in_force)
  logOverrides(container, order_id, claims)
  return claims.map(({ id }) => id)
}

/** Gives back what a conversion took that did not come about. */
export async function releaseDraftClaims(container: MedusaContainer, claim_ids: string[]): Promise<void> {
  if (claim_ids.length > 0) {
    const coupons = couponsOf(container)
    await coupons.release(claim_ids, await coupons.now())
  }
}

/** A draft's line is priced in full, and its order would be the first invoice of a trial that costs nothing. */
async function refuseTrials(container: MedusaContainer, order: CoreOrder): Promise<void> {
  const plans = await plansOf(container, order.items)
  const in_trial = order.items.find((item) => (planOf(item, plans)?.trial_days ?? 0) > 0)
  if (in_trial) {
    throw refused(
      `The plan of '${in_trial.title}' begins with a trial, which a draft order cannot give. Choose a plan without one, ` +
        `or let the customer sign up in the store.`,
    )
  }
}

/** What the draft shows must be what is promised still. */
function refuseEnded(order: CoreOrder, { all, in_force }: DraftState): void {
  const adjustment_codes = new Set(all.map(draftAdjustmentCode))
  const running = new Set(in_force.map(draftAdjustmentCode))
  const shown = [...order.items, ...order.shipping_methods].flatMap(({ adjustments }) => adjustments ?? [])
  const ended = shown.find((adjustment) => {
    return (
      adjustment_codes.has(adjustment.code ?? "") &&
      isOurs(adjustment, adjustment_codes) &&
      !running.has(adjustment.code ?? "")
    )
  })
  if (ended) {
    throw refused(
      `The discount ${ended.code} of this draft order has ended meanwhile. Edit the draft order and confirm the edit: ` +
        `its prices are brought up to date then.`,
      "discount_ended",
    )
  }
}

/** Its taxes were reckoned anew just now, and its savings with them, unless an edit is under way. */
async function refuseOutdated(container: MedusaContainer, order_id: string): Promise<void> {
  if ((await pendingChange(container, order_id)) && (await isDraftOutdated(container, order_id))) {
    throw refused(
      `The taxes of this draft order have changed while it is being edited. Confirm or cancel the edit first: its discounts ` +
        `are brought up to date then.`,
      "edit_pending",
    )
  }
}

/** The places, or a refusal while another request converts the draft. */
function placesFor(
  container: MedusaContainer,
  order_id: string,
  inputs: ClaimInput[],
  discounts: DraftDiscount[],
): Promise<ClaimedPlace[]> {
  return takePlaces(container, {
    claim: () => claimOrName(container, inputs, discounts),
    finish: () => finishDraftClaims(container, order_id, COMPLETION_MS),
    in_progress: () =>
      refused(
        "This draft order is being converted by another request. If that was interrupted, please try again in two minutes.",
        "completion_in_progress",
      ),
  })
}

/** A refusal names the discount, where there is only one to name. */
async function claimOrName(
  container: MedusaContainer,
  inputs: ClaimInput[],
  discounts: DraftDiscount[],
): Promise<ClaimedPlace[]> {
  try {
    return await couponsOf(container).claim(inputs)
  } catch (error) {
    const [only] = inputs
    if (error instanceof MedusaError && only && inputs.length === 1) {
      const discount = discounts.find(({ coupon_id }) => coupon_id === only.coupon_id)
      throw new MedusaError(
        error.type,
        `${discount ? draftAdjustmentCode(discount) : ""}: ${error.message}`,
        error.code,
      )
    }
    throw error
  }
}

function logOverrides(container: MedusaContainer, order_id: string, claims: ClaimedPlace[]): void {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const { id, coupon_id } of claims.filter(({ override_limits }) => override_limits)) {
    logger.warn(`coupons: limits of coupon ${coupon_id} overridden for draft order ${order_id}, claim ${id}.`)
  }
}
