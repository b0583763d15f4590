// The states of coupons and promo codes as filters, so that a filtered list is paged by the database.
// They say in SQL what the engine's `couponState` and `promoCodeState` say of one row; a test compares the two.
import { raw } from "@medusajs/framework/mikro-orm/core"
import type { CouponState, PromoCodeState } from "../../engine"
import type { Filters } from "../../lib/coupons"

const isExpired = (now: Date): Filters => ({ expires_at: { $lt: now } })
const isNotExpired = (now: Date): Filters => ({ $or: [{ expires_at: null }, { expires_at: { $gte: now } }] })
const isScheduled = (now: Date): Filters => ({ starts_at: { $gt: now } })
const hasStarted = (now: Date): Filters => ({ $or: [{ starts_at: null }, { starts_at: { $lte: now } }] })

// The counter is exact while a limit exists, and only then is it compared.
const isDepleted = (): Filters => ({
  [raw("(max_redemptions IS NOT NULL AND redemptions_taken >= max_redemptions)")]: [],
})
const hasPlaces = (): Filters => ({ [raw("(max_redemptions IS NULL OR redemptions_taken < max_redemptions)")]: [] })

function liveStateFilter(state: Exclude<CouponState, "draft" | "archived">, now: Date): Filters {
  const live = { status: "active" }
  switch (state) {
    case "expired":
      return { $and: [live, isExpired(now)] }
    case "depleted":
      return { $and: [live, isNotExpired(now), isDepleted()] }
    case "scheduled":
      return { $and: [live, isNotExpired(now), hasPlaces(), isScheduled(now)] }
    case "active":
      return { $and: [live, isNotExpired(now), hasPlaces(), hasStarted(now)] }
  }
}

/** Coupons that are in `state` at `now`. */
export function couponStateFilter(state: CouponState, now: Date): Filters {
  return state === "draft" || state === "archived" ? { status: state } : liveStateFilter(state, now)
}

/** Promo codes that are in `state` at `now` (of the code itself; its coupon has a state of its own). */
export function promoCodeStateFilter(state: PromoCodeState, now: Date): Filters {
  return state === "archived" ? { status: state } : liveStateFilter(state, now)
}
