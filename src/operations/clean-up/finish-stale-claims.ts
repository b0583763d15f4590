// Finds claims that nobody finished in time and finishes them, cart by cart, under the cart's own lock.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import { draftOrderOf } from "../../modules/coupon/discounts/drafts"
import { finishDraftClaims } from "../order/finish-draft-claims"
import { finishCartClaims } from "../checkout/finish-cart-claims"
import type { ClaimsOutcome } from "../checkout/finish-cart-claims"

/** Longer than any living completion: core holds a cart's lock for two minutes at most. */
const STALE_AFTER_MS = 10 * 60 * 1000
const BATCH = 100
const LOCK_TIMEOUT_S = 5

/**
 * Redeems or releases every claim reserved more than `stale_after_ms` of real time ago. Two servers may run it at once: the cart's
 * lock lets one in, and the other finds nothing left. Returns how each cart ended.
 */
export async function finishStaleClaims(
  container: MedusaContainer,
  stale_after_ms = STALE_AFTER_MS,
): Promise<Record<ClaimsOutcome, number>> {
  const coupons = couponsOf(container)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const locking = container.resolve(Modules.LOCKING)
  const outcomes: Record<ClaimsOutcome, number> = { none: 0, redeemed: 0, undone: 0, released: 0, in_progress: 0 }
  /** Carts of this run. Those that could not be finished stay in the list, and must not keep others out of it. */
  const tried = new Set<string>()
  for (;;) {
    const stale = await coupons.listStaleClaims(new Date(Date.now() - stale_after_ms), BATCH + tried.size)
    const cart_ids = [...new Set(stale.map(({ cart_id }) => cart_id))].filter((id) => !tried.has(id))
    if (cart_ids.length === 0) {
      return outcomes
    }
    for (const cart_id of cart_ids) {
      tried.add(cart_id)
      try {
        const draft_order_id = draftOrderOf(cart_id)
        const finish = () =>
          draft_order_id
            ? finishDraftClaims(container, draft_order_id, stale_after_ms)
            : finishCartClaims(container, cart_id, stale_after_ms)
        const outcome = await locking.execute([draft_order_id ?? cart_id], finish, { timeout: LOCK_TIMEOUT_S })
        outcomes[outcome] += 1
      } catch (error) {
        logger.error(`coupons: the claims of cart ${cart_id} could not be finished: ${String(error)}`)
      }
    }
  }
}
