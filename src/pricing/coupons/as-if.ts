// What a coupon promises on a target when it is put there now: the terms that freeze, and the discount previews are priced with.
import type { MedusaContainer } from "@medusajs/framework/types"
import { asIf, freezeScope, termsOf } from "../../engine"
import type { Terms } from "../../engine"
import type { CouponRow, RunningDiscount } from "../../modules/coupon/types"
import { findBilling } from "../../lib/billing"
import type { Offer } from "../admission"
import type { DiscountTarget } from "./discount-target"
import { catalogueOf, readVariants } from "../products"
import type { VariantFacts } from "../products"

type Target = Pick<DiscountTarget, "type" | "id" | "customer_id" | "subscription_id">

/**
 * The coupon's terms as they freeze on the target: what its subscriptions bill is matched as it is catalogued now, whatever
 * becomes of it (rules 15 and 34). Of a customer all subscriptions count.
 */
export async function termsWonBy(container: MedusaContainer, coupon: CouponRow, target: Target): Promise<Terms> {
  const terms = termsOf(coupon)
  if (freezeScope(terms, []) === terms) {
    return terms
  }
  const { subscription_id, customer_id } = target
  const which = subscription_id === null ? { customer_id } : { id: subscription_id }
  const subscriptions = (await findBilling(container)?.readSubscriptions(which)) ?? []
  const variants = await readVariants(
    container,
    subscriptions.flatMap(({ items }) => items),
  )
  return frozenFor(terms, variants)
}

/** Terms as they freeze where these variants are what is billed. */
export function frozenFor(terms: Terms, variants: Map<string, VariantFacts>): Terms {
  const products = [...variants.values()].flatMap((variant) => {
    const facts = catalogueOf(variant)
    return facts ? [{ ...facts, variant_id: variant.id }] : []
  })
  return freezeScope(terms, products)
}

/** The discount of an offer that has not been put there. */
export async function asIfPutOn(
  container: MedusaContainer,
  offer: Offer,
  target: Target,
  now: Date,
): Promise<RunningDiscount> {
  const { coupon } = offer
  const terms = await termsWonBy(container, coupon, target)
  return {
    ...asIf({ ...offer, terms, applied_at: now.getTime() }),
    target_type: target.type,
    target_id: target.id,
    customer_id: target.customer_id,
    included_in_mrr: coupon.included_in_mrr,
  }
}
