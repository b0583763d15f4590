// Turns the claims of a paid order into discounts and ledger rows, and starts the subscriptions that its lines begin.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import { grantCode, lineRefusal, shareOfTerms, toMinor } from "../../engine"
import type { BillingPeriod, Cycle, Line, Terms } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import type { ClaimRow, LedgerEntry, ReservedClaim, WonDiscount } from "../../modules/coupon/types"
import { startSubscriptions } from "../billing/start-subscriptions"
import type { StartedSubscription } from "../billing/start-subscriptions"
import { bookedOn } from "../../pricing/amounts"
import { groupFields } from "../../pricing/categories"
import { toLine } from "../../pricing/line"
import { plansNamedBy } from "../../pricing/plans"
import { catalogueOfLine } from "../../pricing/products"
import type { ProductGroups } from "../../pricing/categories"
import { hasPlanLines } from "../../pricing/plan-lines"
import { splitShipping } from "../../pricing/split-shipping"
import { trialDays } from "../../pricing/trials"
import { planIdOf, planOf } from "../../pricing/plans"
import type { PlanFacts } from "../../pricing/plans"

interface OrderAdjustment {
  code?: string | null
  amount: BigNumberInput
}

interface OrderLine {
  id: string
  title: string
  quantity: number
  unit_price: BigNumberInput
  product_id: string | null
  product_type_id: string | null
  variant_id: string | null
  is_discountable: boolean
  requires_shipping: boolean
  metadata: Record<string, unknown> | null
  adjustments?: OrderAdjustment[]
  product?: ProductGroups | null
}

/** What redeeming reads of an order. */
export interface PaidOrder {
  id: string
  currency_code: string
  items: OrderLine[]
  shipping_methods?: {
    id: string
    name: string
    is_tax_inclusive?: boolean
    tax_lines?: { rate: BigNumberInput }[]
    adjustments?: OrderAdjustment[]
  }[]
}

export interface RedeemOrderInput {
  order_id: string
  cart_id: string
  /** The order as the completion made it, so that it is not read again; absent elsewhere. */
  order?: PaidOrder | null
  /** The adjustment codes of savings without a promo code on the order, by coupon, where they are not the usual ones. */
  draft_codes?: ReadonlyMap<string, string>
}

/** Idempotent: claims that are redeemed, and subscriptions that exist, stay as they are. */
export async function redeemOrder(
  container: MedusaContainer,
  { order_id, cart_id, order: known = null, draft_codes }: RedeemOrderInput,
): Promise<void> {
  const coupons = couponsOf(container)
  const [claims, has_plan_lines] = await Promise.all([
    coupons.listReservedClaims(cart_id),
    known ? known.items.some((item) => planIdOf(item) !== null) : hasPlanLines(container, cart_id),
  ])
  if (claims.length === 0 && !has_plan_lines) {
    return
  }
  // Plans ask what kind of product a line is; the order in hand does not say.
  const [order, now] = await Promise.all([
    known && !has_plan_lines ? known : readPaidOrder(container, order_id),
    coupons.now(),
  ])
  const plans = await plansNamedBy(container, order.items)
  const extra_trial_days = extraTrialDays(order, claims, plans)
  const started = plans.size > 0 ? await startSubscriptions(container, { order_id, now, extra_trial_days }) : []
  if (claims.length === 0) {
    return
  }
  const withCodes = claims.map((claim) => ({ claim, adjustment_code: adjustmentCodeOf(claim, draft_codes) }))
  const booked = bookedOn(
    order,
    new Set(withCodes.flatMap(({ adjustment_code }) => (adjustment_code === null ? [] : [adjustment_code]))),
  )
  await coupons.redeem({
    order_id,
    claim_ids: claims.map(({ id }) => id),
    discounts: withCodes.flatMap(({ claim, adjustment_code }) => {
      const takenOff = (line_id: string) => (adjustment_code === null ? 0 : booked(adjustment_code, line_id))
      return wonDiscounts(claim, takenOff, order, started)
    }),
    now,
  })
}

/** Days that trial-extending claims add to each line's plan, by order line (rule 3). */
function extraTrialDays(order: PaidOrder, claims: ClaimRow[], plans: Map<string, PlanFacts>): Record<string, number> {
  const lines = order.items.flatMap((item) => {
    const plan = planOf(item, plans)
    return plan ? [lineOf(item, { ...plan, cycle: null })] : []
  })
  const without_own = new Map([...plans].map(([id, plan]) => [id, { ...plan, trial_days: 0 }]))
  return Object.fromEntries(
    trialDays(
      lines,
      without_own,
      claims.map(({ terms }) => terms),
    ),
  )
}

/** An order with what redeeming asks of it. */
export async function readPaidOrder(container: MedusaContainer, order_id: string): Promise<PaidOrder> {
  const [order] = await graph<PaidOrder>(
    container,
    "order",
    [
      "id",
      "currency_code",
      "items.*",
      "items.adjustments.code",
      "items.adjustments.amount",
      ...groupFields("items.product."),
      // Named alone, the adjustments of every earlier version of an edited order come along.
      "shipping_methods.*",
      "shipping_methods.tax_lines.*",
      "shipping_methods.adjustments.*",
    ],
    { id: order_id },
    { throwIfKeyNotFound: true },
  )
  return order as PaidOrder
}

/** A code is won with a trial, although nothing is taken off yet; a granted coupon is for what it takes off (rule 24). */
function isWonByTrial({ promo_code_id }: ClaimRow, { is_trial }: StartedSubscription): boolean {
  return is_trial && promo_code_id !== null
}

/** The adjustment code a claim's saving stands under on the order; one without a promo code is of a granted coupon unless told. */
function adjustmentCodeOf(
  { promo_code_id, coupon_id, code }: ReservedClaim,
  draft_codes?: RedeemOrderInput["draft_codes"],
): string | null {
  return promo_code_id === null ? (draft_codes?.get(coupon_id) ?? grantCode(coupon_id)) : code
}

/** What a claim's discount takes off a line or shipping method, minor units as the customer sees it. */
type TakenOff = (line_id: string) => number

/** One discount per subscription the code reaches, and one on the order for the rest (rule 10: a one-time line never again). */
function wonDiscounts(
  claim: ClaimRow,
  takenOff: TakenOff,
  order: PaidOrder,
  started: StartedSubscription[],
): WonDiscount[] {
  const byLine = new Map(started.map((subscription) => [subscription.order_line_id, subscription]))
  const saved = savedOnShipping(order, takenOff)
  const subscribed = order.items.flatMap((item) => {
    const subscription = byLine.get(item.id)
    return subscription
      ? [
          {
            line: lineOf(item, { ...subscription.plan, cycle: subscription.cycle }),
            requires_shipping: item.requires_shipping,
          },
        ]
      : []
  })
  const inherited = splitShipping(claim.terms, subscribed, saved)
  const discounted = order.items.flatMap((item): DiscountedLine[] => {
    const subscription = byLine.get(item.id)
    const won = subscription
      ? onSubscription(claim, takenOff, order, item, subscription, inherited.get(item.id) ?? [])
      : []
    return won.map((discount) => ({ item, discount, taken_minor: takenOff(item.id) }))
  })
  const onSubscriptions = sharedOut(claim.terms, discounted, order.currency_code)
  return [...onSubscriptions, ...onOrder(claim, takenOff, order, byLine, inherited.size > 0 ? [] : saved)]
}

/** A subscription that goes on with a discount, and what the order's evaluation took off its line. */
interface DiscountedLine {
  item: OrderLine
  discount: WonDiscount
  taken_minor: number
}

/**
 * What is promised in all is shared over the subscriptions that go on with it, once (rule 53): as evaluation shared it; by
 * what the lines cost where a trial left evaluation nothing to share, and for shipping, whose shares go by that as well.
 */
function sharedOut(terms: Terms, discounted: DiscountedLine[], currency_code: string): WonDiscount[] {
  const is_as_taken = terms.target === "items" && discounted.every(({ taken_minor }) => taken_minor > 0)
  const weights = discounted.map(({ item, taken_minor }) => (is_as_taken ? taken_minor : priceOf(item, currency_code)))
  return discounted.map(({ discount }, mine) => {
    const share = shareOfTerms(terms, weights, (index) => index === mine)
    return share === terms ? discount : { ...discount, terms: share }
  })
}

const priceOf = ({ unit_price, quantity }: OrderLine, currency_code: string): number =>
  toMinor(MathBN.mult(unit_price, quantity).toString(), currency_code)

/** What the code took off shipping. */
function savedOnShipping(order: PaidOrder, takenOff: TakenOff): LedgerEntry["lines"] {
  return (order.shipping_methods ?? [])
    .map(({ id, name }) => ({
      line_id: id,
      product_id: null,
      variant_id: null,
      title: name,
      amount_minor: takenOff(id),
    }))
    .filter(({ amount_minor }) => amount_minor > 0)
}

function onSubscription(
  claim: ClaimRow,
  takenOff: TakenOff,
  order: PaidOrder,
  item: OrderLine,
  started: StartedSubscription,
  shipping: LedgerEntry["lines"],
): WonDiscount[] {
  const lines = [ledgerLine(item, takenOff(item.id)), ...shipping].filter(({ amount_minor }) => amount_minor > 0)
  if (
    lines.length === 0 &&
    !(
      isWonByTrial(claim, started) &&
      lineRefusal(lineOf(item, { ...started.plan, cycle: started.cycle }), claim.terms) === null
    )
  ) {
    return []
  }
  return [
    {
      claim_id: claim.id,
      target_type: "subscription",
      target_id: started.subscription_id,
      // In a trial no item is billed: the promise starts with the first paid period (rule 13). Shipping is billed at once.
      starts_at: started.is_trial && lines.length === 0 ? null : new Date(started.cycle.starts_at),
      redemption:
        lines.length === 0
          ? null
          : entry(order, lines, {
              document_type: "invoice",
              document_id: started.invoice_id,
              invoice_id: started.invoice_id,
              subscription_id: started.subscription_id,
              cycle_key: started.cycle.key,
            }),
    },
  ]
}

function onOrder(
  claim: ClaimRow,
  takenOff: TakenOff,
  order: PaidOrder,
  subscribed: Map<string, StartedSubscription>,
  shipping: LedgerEntry["lines"],
): WonDiscount[] {
  const items = order.items.filter(({ id }) => !subscribed.has(id)).map((item) => ledgerLine(item, takenOff(item.id)))
  const lines = [...items, ...shipping].filter(({ amount_minor }) => amount_minor > 0)
  if (lines.length === 0) {
    return []
  }
  const redemption = entry(order, lines, {
    document_type: "order",
    document_id: order.id,
    invoice_id: null,
    subscription_id: null,
    cycle_key: null,
  })
  return [{ claim_id: claim.id, target_type: "order", target_id: order.id, starts_at: null, redemption }]
}

function entry(
  order: PaidOrder,
  lines: LedgerEntry["lines"],
  document: Pick<LedgerEntry, "document_type" | "document_id" | "invoice_id" | "subscription_id" | "cycle_key">,
): LedgerEntry {
  return {
    ...document,
    order_id: order.id,
    currency_code: order.currency_code,
    amount_minor: lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
    lines,
  }
}

function ledgerLine(item: OrderLine, amount_minor: number): LedgerEntry["lines"][number] {
  return { line_id: item.id, product_id: item.product_id, variant_id: item.variant_id, title: item.title, amount_minor }
}

/** What scope rules need to know of an order line; its amount does not matter here. */
const lineOf = (item: OrderLine, plan: BillingPeriod & { id: string; cycle: Cycle | null }): Line =>
  toLine({ ...item, amount: undefined, catalogue: catalogueOfLine(item), plan, cycle: plan.cycle })
