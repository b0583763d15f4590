// The states of coupons and promo codes in SQL, so that a filtered list is paged by the database. They say what the engine's
// `couponState` and `promoCodeState` say of one row; a test compares the two.
import type { CouponState, PromoCodeState } from "../../../engine"
import { allOf, anyOf, condition } from "../../../tools/paging"
import type { Condition } from "../../../tools/paging"

/** Rows of `alias` (a coupon, or a promo code: of the code itself, its coupon has a state of its own) that are in any of `states` at `now`. */
export function inState(alias: string, states: readonly (CouponState | PromoCodeState)[], now: Date): Condition {
  return anyOf(states.map((state) => stateCondition(alias, state, now)))
}

function stateCondition(alias: string, state: CouponState | PromoCodeState, now: Date): Condition {
  if (state === "draft" || state === "archived") {
    return condition(`${alias}.status = ?`, state)
  }
  const live = condition(`${alias}.status = 'active'`)
  const isNotExpired = condition(`(${alias}.expires_at IS NULL OR ${alias}.expires_at >= ?)`, now)
  // The counter is exact while a limit exists, and only then is it compared.
  const hasPlaces = condition(
    `(${alias}.max_redemptions IS NULL OR ${alias}.redemptions_taken < ${alias}.max_redemptions)`,
  )
  const isOn = condition(`${alias}.paused_at IS NULL`)
  switch (state) {
    case "expired":
      return allOf([live, condition(`${alias}.expires_at < ?`, now)])
    case "depleted":
      return allOf([
        live,
        isNotExpired,
        condition(`${alias}.max_redemptions IS NOT NULL AND ${alias}.redemptions_taken >= ${alias}.max_redemptions`),
      ])
    case "paused":
      return allOf([live, isNotExpired, hasPlaces, condition(`${alias}.paused_at IS NOT NULL`)])
    case "scheduled":
      return allOf([live, isNotExpired, hasPlaces, isOn, condition(`${alias}.starts_at > ?`, now)])
    case "active":
      return allOf([
        live,
        isNotExpired,
        hasPlaces,
        isOn,
        condition(`(${alias}.starts_at IS NULL OR ${alias}.starts_at <= ?)`, now),
      ])
  }
}
