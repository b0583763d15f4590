// A grant as the Admin API answers it.
import type { GrantView } from "../../../queries/grants/list-grants"

/** Instants as ISO strings; `status` says whether it still gives anything. */
export function grantResponse(grant: GrantView) {
  const { id, coupon_id, coupon, plan_id, subscription_id, customer_id, ended_reason } = grant
  const iso = (date: Date | null) => (date === null ? null : new Date(date).toISOString())
  return {
    id,
    coupon_id,
    coupon,
    plan_id,
    subscription_id,
    customer_id,
    status: grant.ended_at === null ? ("running" as const) : ("ended" as const),
    granted_at: iso(grant.granted_at),
    ended_at: iso(grant.ended_at),
    ended_reason,
    created_at: iso(grant.created_at),
  }
}
