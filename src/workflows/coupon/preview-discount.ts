// What a discount would do to the coming invoices, before anybody confirms it: the calculation that bills, nothing written.
import type { MedusaContainer } from "@medusajs/framework/types"
import { termsOf } from "../../engine"
import type { CouponInput } from "../../engine"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { CouponRow, RunningDiscount } from "../../modules/coupon/types"
import { findBilling } from "../billing/services"
import { upcomingInvoices } from "../billing/upcoming-invoices"
import type { UpcomingInvoice } from "../billing/upcoming-invoices"
import { couponData } from "./coupon-row"
import { couponService } from "./coupon-service"
import { countEarlier, refuseUnfitTarget } from "./discount-admission"
import { readDiscountTarget } from "./discount-target"
import type { DiscountTarget, TargetChoice } from "./discount-target"

export interface PreviewDiscountInput {
  /** A coupon, or the terms of one that would be made. */
  source: { coupon_id: string } | { custom: CouponInput }
  target: TargetChoice
  override_limits: boolean
  /** How many coming invoices of each subscription. */
  count: number
}

/** The coming invoices of one subscription, as they are and as they would be. */
export interface DiscountPreview {
  subscription: SubscriptionRow
  before: UpcomingInvoice[]
  after: UpcomingInvoice[]
}

/**
 * Previews a discount on everything it would touch (rules 26 and 41). Throws what applying it would throw: NOT_FOUND for
 * coupon or target, NOT_ALLOWED with every reason.
 */
export async function previewDiscount(
  container: MedusaContainer,
  input: PreviewDiscountInput,
): Promise<DiscountPreview[]> {
  const service = couponService(container)
  const [coupon, target, now] = await Promise.all([
    couponOf(container, input.source),
    readDiscountTarget(container, input.target),
    service.now(),
  ])
  await countEarlier(container, coupon, target)
  await refuseUnfitTarget(container, { coupon, target, override_limits: input.override_limits, now })
  const there =
    target.type === "invoice" ? await service.listRunningDiscounts([{ type: "invoice", ids: [target.id] }]) : []
  const previews: DiscountPreview[] = []
  for (const subscription_id of await subscriptionsOf(container, target)) {
    const question = { subscription_id, ...scopeOf(target, input.count) }
    const { subscription, upcoming: before } = await upcomingInvoices(container, { ...question, as_if: there })
    const as_if = [...there, asIf(coupon, target, now)]
    const { upcoming: after } = await upcomingInvoices(container, { ...question, as_if })
    previews.push({ subscription, before, after })
  }
  return previews
}

/** A discount on one invoice touches that one only, which is the next that is charged. */
const scopeOf = ({ type }: DiscountTarget, count: number) =>
  type === "invoice" ? { count: 1, even_if_unpaid: true } : { count }

async function couponOf(container: MedusaContainer, source: PreviewDiscountInput["source"]): Promise<CouponRow> {
  const service = couponService(container)
  if ("coupon_id" in source) return service.retrieveCoupon(source.coupon_id)
  const now = await service.now()
  return {
    ...couponData(source.custom, service.timeZone()),
    id: "preview",
    status: "active",
    origin: "custom",
    redemptions_taken: 0,
    created_at: now,
    updated_at: now,
  }
}

/** Those that will be billed; a customer's in the order they began. */
async function subscriptionsOf(container: MedusaContainer, target: DiscountTarget): Promise<string[]> {
  if (target.subscription_id) return [target.subscription_id]
  const filters = { customer_id: target.customer_id, status: ["trialing", "active", "past_due"] }
  const rows = (await findBilling(container)?.readSubscriptions(filters)) ?? []
  return rows
    .sort((a, b) => new Date(a.started_at).getTime() - new Date(b.started_at).getTime() || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
}

function asIf(coupon: CouponRow, target: DiscountTarget, now: Date): RunningDiscount {
  return {
    id: "preview",
    coupon_id: coupon.id,
    promo_code_id: null,
    name: coupon.name,
    code: null,
    terms: termsOf(coupon),
    applied_at: now.getTime(),
    starts_at: null,
    ended_at: null,
    history: [],
    target_type: target.type,
    target_id: target.id,
    customer_id: target.customer_id,
    included_in_mrr: coupon.included_in_mrr,
  }
}
