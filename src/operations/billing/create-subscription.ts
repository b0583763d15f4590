// Makes an admin's subscription with its discounts, all or none (rule 49). It is written hidden, its discounts come next, and the
// last statement lets it begin: nobody can bill its first invoice without them, on any server. What dies in between is
// taken back by a job (decisions 33 and 54).
import { generateEntityId } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { CouponInput } from "../../engine"
import type { ClaimInput, Unfinished, WonDiscount } from "../../modules/coupon/types"
import { startKey } from "../../pricing/billing/new-discounts"
import type { PreparedSubscription } from "../../pricing/billing/new-subscription"
import { couponData } from "../../pricing/coupons/coupon-row"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { begin, end } from "../unfinished"

/** What was made beside the subscription. */
export interface MadeSubscription {
  id: string
  /** Of custom discounts. */
  coupon_ids: string[]
}

/** What whoever takes it back needs to know; the places are found by their key. */
interface Creation {
  coupon_ids: string[]
  /** ISO instant. */
  now: string
}

/** Throws what claiming throws; nothing is left then. */
export async function createSubscription(
  container: MedusaContainer,
  prepared: PreparedSubscription,
): Promise<MadeSubscription> {
  const { subscription, now } = prepared
  const { id } = subscription
  if (prepared.discounts.length === 0) {
    await billingOf(container).startSubscription(subscription, null)
    return { id, coupon_ids: [] }
  }
  const customs = prepared.custom.map((custom) => ({ ...custom, id: generateEntityId(undefined, "coup") }))
  const coupon_ids = customs.map((custom) => custom.id)
  const input: Creation = { coupon_ids, now: now.toISOString() }
  const operation = await begin(container, { kind: "create_subscription", subject_id: id, input })
  try {
    await billingOf(container).startSubscription({ ...subscription, is_hidden: true }, null)
    await makeCoupons(container, customs)
    const realId = new Map(customs.map((custom) => [custom.made_up_id, custom.id]))
    await win(
      container,
      prepared,
      prepared.claims.map((claim) => ({ ...claim, coupon_id: realId.get(claim.coupon_id) ?? claim.coupon_id })),
    )
    await billingOf(container).revealSubscription(id)
  } catch (error) {
    // A process that cannot take it back either leaves it to the job.
    await takeBackCreation(container, operation).catch(() => undefined)
    throw error
  }
  await end(container, operation.id)
  return { id, coupon_ids }
}

async function makeCoupons(container: MedusaContainer, customs: { id: string; input: CouponInput }[]): Promise<void> {
  const coupons = couponsOf(container)
  const rows = customs.map(({ id, input }) => ({
    ...couponData(input, coupons.timeZone()),
    id,
    status: "active" as const,
    origin: "custom" as const,
  }))
  if (rows.length > 0) {
    await coupons.createCoupons(rows)
  }
}

/** All places, then all discounts: each in one transaction. */
async function win(
  container: MedusaContainer,
  { discounts, now }: PreparedSubscription,
  claims: ClaimInput[],
): Promise<void> {
  const coupons = couponsOf(container)
  const places = await coupons.claim(claims)
  const placeOf = (index: number) => {
    const claim = claims[index]
    const place = places.find(
      ({ coupon_id, promo_code_id }) => coupon_id === claim?.coupon_id && promo_code_id === claim.promo_code_id,
    )
    return place?.id ?? ""
  }
  await coupons.redeem({
    order_id: null,
    claim_ids: places.map(({ id }) => id),
    discounts: discounts.map(({ running, claim_index }): WonDiscount => {
      const { target_type, target_id, applied_at } = running
      const claim_id = placeOf(claim_index)
      // Its first discounted cycle is its start (rule 13): after a trial, the first paid period.
      return { claim_id, target_type, target_id, starts_at: null, redemption: null, applied_at: new Date(applied_at) }
    }),
    now,
  })
}

/**
 * Takes back what has not come as far as beginning, and is the job's part: places, discounts and custom coupons go with the
 * hidden subscription. One that has begun stays, with all of it. Harmless to repeat.
 */
export async function takeBackCreation(container: MedusaContainer, operation: Unfinished): Promise<void> {
  const { id, subject_id } = operation
  if (await billingOf(container).discardHiddenSubscription(subject_id)) {
    await takeBackDiscounts(container, subject_id, operation.input as Creation)
  }
  await end(container, id)
}

async function takeBackDiscounts(
  container: MedusaContainer,
  subscription_id: string,
  { coupon_ids, now }: Creation,
): Promise<void> {
  const coupons = couponsOf(container)
  const claims = await coupons.listCouponClaims({ cart_id: startKey(subscription_id) }, { select: ["id"], take: MOST })
  const claim_ids = claims.map((claim) => claim.id)
  const discounts =
    claim_ids.length > 0
      ? await coupons.listCouponDiscounts({ claim_id: claim_ids }, { select: ["id"], take: MOST })
      : []
  const at = new Date(now)
  await coupons.withdrawDiscounts(
    discounts.map((discount) => discount.id),
    at,
    "subscription not created",
  )
  await coupons.release(claim_ids, at)
  if (coupon_ids.length > 0) {
    await coupons.deleteCoupons(coupon_ids)
  }
}

/** More than one request may have discounts. */
const MOST = 1_000

/** Takes back a subscription that has begun, for a workflow of which a later step failed. */
export async function undoCreation(container: MedusaContainer, { id, coupon_ids }: MadeSubscription): Promise<void> {
  await billingOf(container).deleteBillingSubscriptions(id)
  await takeBackDiscounts(container, id, { coupon_ids, now: (await couponsOf(container).now()).toISOString() })
}
