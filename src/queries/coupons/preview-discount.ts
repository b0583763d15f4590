// What a discount would do to the coming invoices, before anybody confirms it: the calculation that bills, nothing written.
import type { MedusaContainer } from "@medusajs/framework/types"
import { PREVIEW } from "../../engine"
import type { CouponInput } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { SubscriptionRow } from "../../modules/billing/types"
import type { CouponRow } from "../../modules/coupon/types"
import { billingOf, findBilling } from "../../lib/billing"
import { cannotBePriced, schedulesWith } from "../billing/upcoming-invoices"
import type { UpcomingInvoice } from "../billing/upcoming-invoices"
import type { Offer } from "../../pricing/admission"
import { findOffer } from "../../pricing/offer"
import { offerOf } from "../../pricing/orders/draft-admission"
import { previewOnDraft } from "../drafts/preview-draft"
import type { DraftPreview } from "../drafts/preview-draft"
import { asIfPutOn } from "../../pricing/coupons/as-if"
import { asCoupon } from "../../pricing/coupons/coupon-row"
import { refuseUnfitTarget } from "../../pricing/coupons/discount-admission"
import { isDraft, readDiscountTarget } from "../../pricing/coupons/discount-target"
import type { DiscountTarget, DraftChoice, TargetChoice } from "../../pricing/coupons/discount-target"

export interface PreviewDiscountInput {
  /** A coupon, the terms of one that would be made, or a promo code. */
  source: { coupon_id: string } | { custom: CouponInput } | { code: string }
  target: TargetChoice | DraftChoice
  override_limits: boolean
  /** How many coming invoices of each subscription. */
  count: number
}

/** The coming invoices of one subscription, as they are and as they would be. */
export interface DiscountPreview {
  subscription: SubscriptionRow
  before: UpcomingInvoice[]
  after: UpcomingInvoice[]
  /** A sentence why it cannot be priced; null where it can. */
  failure: string | null
}

export interface Previews {
  /** What it would do to coming invoices; none for a draft order. */
  subscriptions: DiscountPreview[]
  /** What it would do to the draft order it is for; null for any other target. */
  draft_order: DraftPreview | null
}

/**
 * Previews a discount on everything it would touch (rules 26 and 41). Throws what applying it would throw: NOT_FOUND for
 * coupon or target, NOT_ALLOWED with every reason.
 */
export async function previewDiscount(container: MedusaContainer, input: PreviewDiscountInput): Promise<Previews> {
  const { source, target, override_limits } = input
  if (isDraft(target)) {
    const offer =
      "code" in source
        ? await offerOf(container, { coupon_id: null, code: source.code })
        : { coupon: await couponOf(container, source), promo_code: null }
    const draft_order = await previewOnDraft(container, target.draft_order_id, { ...offer, override_limits })
    return { subscriptions: [], draft_order }
  }
  return { subscriptions: await previewInvoices(container, { ...input, target }), draft_order: null }
}

async function previewInvoices(
  container: MedusaContainer,
  input: PreviewDiscountInput & { target: TargetChoice },
): Promise<DiscountPreview[]> {
  const { source, override_limits } = input
  const [offer, target, now] = await Promise.all([
    "code" in source
      ? findOffer(container, { coupon_id: null, ...source })
      : couponOf(container, source).then((coupon) => ({ coupon, promo_code: null })),
    readDiscountTarget(container, input.target),
    couponsOf(container).now(),
  ])
  await refuseUnfitTarget(container, { offer, target, override_limits, now })
  return previewOnTarget(container, { offer, target, count: input.count, now })
}

/** The coming invoices of what an admitted offer would touch, without it and with it. */
export async function previewOnTarget(
  container: MedusaContainer,
  { offer, target, count, now }: { offer: Offer; target: DiscountTarget; count: number; now: Date },
): Promise<DiscountPreview[]> {
  const as_if = await asIfPutOn(container, offer, target, now)
  const question = {
    subscriptions: await subscriptionsOf(container, target),
    // A discount on one invoice touches that one only, which is the next that is charged.
    ...(target.type === "invoice" ? { count: 1, even_if_unpaid: true } : { count }),
  }
  const [before = [], after = []] = await schedulesWith(container, question, [[], [as_if]])
  const previews = before.map(({ subscription, upcoming, failure }, index) => {
    const then = after[index]
    return { subscription, before: upcoming, after: then?.upcoming ?? [], failure: failure ?? then?.failure ?? null }
  })
  const [only] = previews
  if (target.subscription_id && only?.failure) {
    throw cannotBePriced(only.subscription.id, only.failure)
  }
  return previews
}

type CouponSource = Exclude<PreviewDiscountInput["source"], { code: string }>

async function couponOf(container: MedusaContainer, source: CouponSource): Promise<CouponRow> {
  const service = couponsOf(container)
  if ("coupon_id" in source) {
    return service.retrieveCoupon(source.coupon_id)
  }
  return asCoupon(source.custom, { id: PREVIEW, now: await service.now(), time_zone: service.timeZone() })
}

/** Those that will be billed; a customer's in the order they began. */
async function subscriptionsOf(container: MedusaContainer, target: DiscountTarget): Promise<SubscriptionRow[]> {
  if (target.subscription_id) {
    return [await billingOf(container).readSubscription(target.subscription_id)]
  }
  const filters = { customer_id: target.customer_id, status: ["trialing", "active", "past_due"] }
  const rows = (await findBilling(container)?.readSubscriptions(filters)) ?? []
  return rows.sort(
    (a, b) => new Date(a.started_at).getTime() - new Date(b.started_at).getTime() || (a.id < b.id ? -1 : 1),
  )
}
