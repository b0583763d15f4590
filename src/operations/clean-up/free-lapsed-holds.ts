// Gives back the places of holds whose time is over; whoever claims next would do the same, but nobody may come.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"

const BATCH = 200

/** Answers how many places it gave back. Each batch is one transaction, so that a process that dies loses nothing. */
export async function freeLapsedHolds(container: MedusaContainer): Promise<number> {
  const coupons = couponsOf(container)
  let freed = 0
  for (;;) {
    const now = await coupons.releaseLapsedHolds(BATCH, await coupons.now())
    freed += now
    if (now === 0) {
      return freed
    }
  }
}
