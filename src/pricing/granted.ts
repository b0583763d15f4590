// Which coupons are granted to the customer of a cart: by their active subscriptions of its sales channel, or to themselves.
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../lib/coupons"
import type { CartGrants, GrantChoice, RunningGrant } from "../modules/coupon/grants/grants"
import type CouponModuleService from "../modules/coupon/service"
import type { CouponRow } from "../modules/coupon/types"
import type { SubscriptionStatus } from "../modules/billing/types"
import { findBilling } from "../lib/billing"
import type { CoreCart } from "./core-cart"
import { signedInCustomer } from "../lib/request-context"

/** Members as customers understand it: a payment that is tried again takes no membership away, a pause does. */
export const HOLDING_STATUSES: SubscriptionStatus[] = ["trialing", "active", "past_due"]

/** A coupon with everything that grants it to one customer, the oldest grant first. */
export interface GrantedCoupon {
  coupon: CouponRow
  grants: HeldGrant[]
}

/** A running grant, and the subscription the customer holds it by; null where it is the customer's own. */
export interface HeldGrant extends RunningGrant {
  held_by: HeldSubscription | null
}

export interface HeldSubscription {
  id: string
  plan_id: string
  sales_channel_id: string | null
}

/** What is granted on one cart, and what its customer wants of it. */
export interface Granted {
  coupons: GrantedCoupon[]
  choice: GrantChoice
}

export const NOTHING_GRANTED: Granted = { coupons: [], choice: { kind: "best" } }

/**
 * What is granted on a cart (rule 24): only to a customer who was seen logged in on it. Costs nothing for guests, one
 * indexed query for customers with an account, one more for their subscriptions in a shop with grants to plans, and two or
 * three more for those who hold something; grants of others cost nobody anything. The first time it finds something, it
 * remembers that this customer was logged in, for webhooks and jobs.
 */
export async function grantedOn(container: MedusaContainer, cart: CoreCart): Promise<Granted> {
  const { customer } = cart
  if (!cart.id || !customer?.has_account) {
    return NOTHING_GRANTED
  }
  const coupons = couponsOf(container)
  const { cart_customer, ...running } = await coupons.readCartGrants(cart.id, customer.id)
  const is_known = cart_customer?.customer_id === customer.id
  if (!(is_known || signedInCustomer() === customer.id)) {
    return NOTHING_GRANTED
  }
  const held = await heldGrants(container, customer.id, running)
  const here = held.filter(
    ({ held_by }) => held_by === null || held_by.sales_channel_id === (cart.sales_channel_id ?? null),
  )
  const granted = await withCoupons(coupons, here)
  if (granted.length > 0 && !is_known) {
    await coupons.rememberCartCustomer(cart.id, customer.id)
  }
  return { coupons: granted, choice: is_known ? validChoice(cart_customer.choice, granted) : NOTHING_GRANTED.choice }
}

/** Every coupon granted to a customer, in whatever sales channel. */
export async function grantedTo(container: MedusaContainer, customer_id: string): Promise<GrantedCoupon[]> {
  const coupons = couponsOf(container)
  return withCoupons(coupons, await heldGrants(container, customer_id, await coupons.readCartGrants("", customer_id)))
}

/** A coupon that is granted no longer cannot be chosen: the best one is, again. */
function validChoice(choice: GrantChoice, granted: GrantedCoupon[]): GrantChoice {
  const is_gone = choice.kind === "one" && !granted.some(({ coupon }) => coupon.id === choice.coupon_id)
  return is_gone ? NOTHING_GRANTED.choice : choice
}

/** The grants that this customer holds now, once for each subscription that holds them. Asks no plan but the customer's. */
async function heldGrants(
  container: MedusaContainer,
  customer_id: string,
  { grants, has_plan_grants }: Pick<CartGrants, "grants" | "has_plan_grants">,
): Promise<HeldGrant[]> {
  const by_subscription = has_plan_grants || grants.some((grant) => grant.customer_id === null)
  const subscriptions = by_subscription ? await activeSubscriptions(container, customer_id) : []
  const plan_ids = [...new Set(subscriptions.map(({ plan_id }) => plan_id))]
  const of_plans = has_plan_grants && plan_ids.length > 0 ? await couponsOf(container).listPlanGrants(plan_ids) : []
  return [...of_plans, ...grants].flatMap((grant): HeldGrant[] => {
    if (grant.customer_id !== null) {
      return [{ ...grant, held_by: null }]
    }
    return subscriptions
      .filter(({ id, plan_id }) => id === grant.subscription_id || plan_id === grant.plan_id)
      .map((held_by) => ({ ...grant, held_by }))
  })
}

async function activeSubscriptions(container: MedusaContainer, customer_id: string): Promise<HeldSubscription[]> {
  const billing = findBilling(container)
  const filters = { customer_id, status: HOLDING_STATUSES }
  const select = ["id", "plan_id", "sales_channel_id"]
  return billing ? await billing.listBillingSubscriptions(filters, { select, take: MOST_SUBSCRIPTIONS }) : []
}

/** Nobody holds as many; without it, the list methods answer one page only. */
const MOST_SUBSCRIPTIONS = 10_000

async function withCoupons(coupons: CouponModuleService, held: HeldGrant[]): Promise<GrantedCoupon[]> {
  const ids = [...new Set(held.map(({ coupon_id }) => coupon_id))].sort()
  if (ids.length === 0) {
    return []
  }
  const rows = await coupons.listCoupons({ id: ids, status: "active" }, { take: ids.length, order: { id: "ASC" } })
  return rows.map((coupon) => ({
    coupon,
    grants: held.filter(({ coupon_id }) => coupon_id === coupon.id).sort(byAge),
  }))
}

function byAge(a: HeldGrant, b: HeldGrant): number {
  return a.granted_at.getTime() - b.granted_at.getTime() || (a.id < b.id ? -1 : 1)
}
