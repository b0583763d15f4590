// Taking places, once more after a dead attempt: what a killed process left is finished first, a living one's is not touched.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaError } from "@medusajs/framework/utils"
import { couponsOf } from "../lib/coupons"
import type { ClaimedPlace } from "../modules/coupon/types"

/** Core holds a cart's lock for two minutes at most: no completion lives longer, and none makes its order later. */
export const COMPLETION_MS = 2 * 60 * 1000

export interface PlacesQuestion {
  /** Claims all places, or finds those of an earlier attempt. */
  claim: () => Promise<ClaimedPlace[]>
  /** Finishes what an earlier attempt left, unless it may be alive still (on a server that shares no lock with this one). */
  finish: () => Promise<string>
  in_progress: () => MedusaError
}

/**
 * Answers the places that were taken here, all or none. Throws `in_progress()` where an earlier attempt is alive, and what
 * `claim` throws.
 */
export async function takePlaces(
  container: MedusaContainer,
  { claim, finish, in_progress }: PlacesQuestion,
): Promise<ClaimedPlace[]> {
  const coupons = couponsOf(container)
  for (const is_retry of [false, true]) {
    const claimed = await claim()
    const mine = claimed.filter(({ is_new }) => is_new)
    if (mine.length === claimed.length) {
      return mine
    }
    await coupons.release(
      mine.map(({ id }) => id),
      await coupons.now(),
    )
    if (is_retry || (await finish()) === "in_progress") {
      break
    }
  }
  throw in_progress()
}
