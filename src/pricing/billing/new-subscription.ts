// Reads and checks what an admin's new subscription is to be, once for its preview and for its making (rule 49). Nothing is
// written here.
import { generateEntityId } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addPeriods, isPayableLine, MAX_AMOUNT, TOO_LARGE_LINE, trialEndOf } from "../../engine"
import type { BillingPeriod } from "../../engine"
import { itemIds } from "../../modules/billing/started"
import type { NewItem, NewSubscription, PlanRow, SubscriptionAddress } from "../../modules/billing/types"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { invalid } from "../../tools/errors"
import { readCustomer } from "../core-cart"
import { catalogueOf, readVariants } from "../products"
import type { Owner } from "../person"
import { winAtStart } from "./new-discounts"
import type { WishedDiscount, WonAtStart } from "./new-discounts"
import { readShipping } from "./new-shipping"
import { priceVariants } from "./prices"
import type { PricedVariant } from "./prices"

/** Invoices that a new subscription may owe from its first moment: ten years of months. */
const MAX_PERIODS_DUE = 120

/** One item: a plan's variant, or a variant that is billed with the subscription's plan. */
export interface WishedItem {
  plan_id?: string
  variant_id?: string
  quantity: number
  /** Major units per period; default: what the variant costs. */
  unit_price?: number
}

export interface NewSubscriptionWishes {
  customer_id: string
  region_id: string
  sales_channel_id?: string | null
  /** Default: the customer's. */
  email?: string | null
  /** Where items do not name plans: the one that all of them are billed with. */
  plan_id?: string
  /** Units of the plan's variant when no items are given. Default 1. */
  quantity?: number
  /** Default: one item, the plan's variant. */
  items?: WishedItem[]
  /** Default: the plans'. */
  trial_days?: number
  /** In their order; what stacks is priced in it. */
  discounts?: WishedDiscount[]
  /** Default: the customer's. */
  shipping_address?: SubscriptionAddress | null
  /** Default: nothing is shipped. */
  shipping_option_id?: string | null
  /** Default: the region's only payment provider. */
  payment_provider_id?: string | null
  payment_data?: Record<string, unknown> | null
  metadata?: Record<string, unknown> | null
  /** ISO instant: the clock's, or the start that was asked for. */
  started_at: string
}

/** The ids it is going to have; chosen beforehand, so that its discounts can be there before it is. */
export interface NewIds {
  id: string
  item_ids: string[]
}

/** Everything that is written, decided. */
export interface PreparedSubscription extends WonAtStart {
  subscription: NewSubscription
  /** When it was decided: what is claimed and applied at once. */
  now: Date
}

export const newIds = (wishes: Pick<NewSubscriptionWishes, "items">): NewIds => ({
  id: generateEntityId(undefined, "bsub"),
  item_ids: itemIds(wishes.items?.length ?? 1),
})

/** Of a preview: items are known by where they stand. Later than any id of a subscription, as the next one's will be. */
export const previewIds = (wishes: Pick<NewSubscriptionWishes, "items">): NewIds => ({
  id: "preview",
  item_ids: (wishes.items ?? [null]).map((_, index) => `item_${String(index).padStart(2, "0")}`),
})

/**
 * Throws INVALID_DATA with a sentence for ids that do not exist, prices that are missing and items that cannot be billed
 * together, NOT_FOUND for a coupon, and NOT_ALLOWED with every reason for one that is not admitted.
 */
export async function prepareSubscription(
  container: MedusaContainer,
  wishes: NewSubscriptionWishes,
  { id, item_ids }: NewIds,
): Promise<PreparedSubscription> {
  const coupons = couponsOf(container)
  // One after the other: of two slips the first one is named, and always the same one.
  const { customer, region } = await readParties(container, wishes)
  const lines = await readLines(container, wishes)
  const now = await coupons.now()
  const plans = lines.map(({ plan }) => plan)
  const plan = rhythmOf(plans)
  const [variants, { items, priced }] = await Promise.all([
    readVariants(container, lines),
    priceLines(container, lines, { ...wishes, currency_code: region.currency_code }, item_ids),
  ])
  const shipping = await readShipping(container, { wishes, region, lines, variants: priced })
  const subscription: NewSubscription = {
    id,
    customer_id: customer.id,
    email: wishes.email ?? customer.email ?? null,
    sales_channel_id: wishes.sales_channel_id ?? null,
    region_id: region.id,
    currency_code: region.currency_code,
    plan,
    trial_days: wishes.trial_days ?? trialOf(plans),
    started_at: new Date(wishes.started_at),
    time_zone: coupons.timeZone(),
    order_id: null,
    order_line_id: null,
    payment_provider_id: providerOf(region, wishes.payment_provider_id),
    payment_data: wishes.payment_data ?? null,
    shipping_address: wishes.shipping_address ?? null,
    shipping_method: shipping,
    metadata: wishes.metadata ?? null,
    items: items.map((item) => ({
      ...item,
      requires_shipping: shipping !== null && (priced.get(item.variant_id)?.requires_shipping ?? false),
      catalogue: catalogueOf(variants.get(item.variant_id)),
    })),
  }
  const owner: Owner = { ...subscription, customer }
  const won = await winAtStart(container, { subscription, variants, owner, wishes: wishes.discounts ?? [], now })
  const prepared = { ...subscription, trial_days: subscription.trial_days + won.extra_trial_days }
  refuseLongOverdue(prepared, now)
  return { ...won, subscription: prepared, now }
}

export interface RegionRow {
  id: string
  currency_code: string
  payment_providers?: { id: string }[]
  countries?: { iso_2: string }[]
}

async function readParties(container: MedusaContainer, wishes: NewSubscriptionWishes) {
  const fields = ["id", "currency_code", "payment_providers.id", "countries.iso_2"]
  const [customer, [region], channels] = await Promise.all([
    readCustomer(container, wishes.customer_id),
    graph<RegionRow>(container, "region", fields, { id: wishes.region_id }),
    wishes.sales_channel_id
      ? graph<{ id: string }>(container, "sales_channel", ["id"], { id: wishes.sales_channel_id })
      : null,
  ])
  if (!customer) {
    throw invalid(`Customer with id '${wishes.customer_id}' was not found.`)
  }
  if (!region) {
    throw invalid(`Region with id '${wishes.region_id}' was not found.`)
  }
  if (channels?.length === 0) {
    throw invalid(`Sales channel with id '${wishes.sales_channel_id}' was not found.`)
  }
  return { customer, region }
}

/** A line that is going to be an item. */
export interface NewLine {
  plan: PlanRow
  variant_id: string
  quantity: number
  unit_price?: number
}

async function readLines(container: MedusaContainer, wishes: NewSubscriptionWishes): Promise<NewLine[]> {
  const asked = wishes.items ?? [{ plan_id: wishes.plan_id, quantity: wishes.quantity ?? 1 }]
  const ids = [...new Set([...asked.map(({ plan_id }) => plan_id), wishes.plan_id].filter((id) => id !== undefined))]
  const plans = await billingOf(container).listBillingPlans({ id: ids }, { take: ids.length })
  const planOf = (id: string): PlanRow => {
    const plan = plans.find((candidate) => candidate.id === id)
    if (!plan) {
      throw invalid(`Plan with id '${id}' was not found.`)
    }
    return plan
  }
  // Named and not used is looked at, too: a slip in it must not go unseen.
  const common = wishes.plan_id === undefined ? null : planOf(wishes.plan_id)
  return asked.map(({ plan_id, quantity, ...item }: WishedItem) => {
    const plan = plan_id === undefined ? common : planOf(plan_id)
    if (!plan) {
      throw invalid("Each of the 'items' must name its 'plan_id', or the subscription one for all of them.")
    }
    return { plan, variant_id: item.variant_id ?? plan.variant_id, quantity, unit_price: item.unit_price }
  })
}

const periodText = ({ interval, interval_count }: BillingPeriod): string =>
  interval_count === 1 ? `every ${interval}` : `every ${interval_count} ${interval}s`

/**
 * The plan whose rhythm the subscription has: that of its first item. Throws INVALID_DATA with a sentence where another one
 * bills at another rhythm (rule 53).
 */
export function rhythmOf<P extends BillingPeriod & { id: string; name: string }>(plans: P[]): P {
  const [first] = plans
  if (!first) {
    throw invalid("'items' must name at least one item.")
  }
  const other = plans.find(
    ({ interval, interval_count }) => interval !== first.interval || interval_count !== first.interval_count,
  )
  if (other) {
    throw invalid(
      `The items of one subscription are billed together: plan '${first.name}' bills ${periodText(first)}, ` +
        `plan '${other.name}' ${periodText(other)}. Create a subscription for each.`,
    )
  }
  return first
}

/** The trial of these plans. Throws INVALID_DATA with a sentence where they differ and nobody said how long it is. */
export function trialOf(plans: { name: string; trial_days: number }[]): number {
  const [first] = plans
  const other = plans.find(({ trial_days }) => trial_days !== first?.trial_days)
  if (first && other) {
    throw invalid(
      `The items of one subscription begin together: plan '${first.name}' has ${first.trial_days} days of trial, ` +
        `plan '${other.name}' ${other.trial_days}. Say with 'trial_days' how long the trial is.`,
    )
  }
  return first?.trial_days ?? 0
}

interface Pricing {
  customer_id: string
  region_id: string
  currency_code: string
}

async function priceLines(
  container: MedusaContainer,
  lines: NewLine[],
  { customer_id, region_id, currency_code }: Pricing,
  item_ids: string[],
): Promise<{ items: NewItem[]; priced: Map<string, PricedVariant> }> {
  const ids = [...new Set(lines.map(({ variant_id }) => variant_id))]
  const priced = await priceVariants(container, ids, { region_id, currency_code, customer_id })
  const items = lines.map(({ plan, variant_id, quantity, ...line }, index): NewItem => {
    const variant = priced.get(variant_id)
    if (!variant) {
      throw invalid(`Variant with id '${variant_id}' was not found.`)
    }
    const unit_price = line.unit_price ?? variant.unit_price
    if (unit_price === null) {
      throw invalid(`Variant '${variant.id}' has no price in ${currency_code.toUpperCase()}; give a 'unit_price'.`)
    }
    if (!isPayableLine(unit_price, quantity)) {
      throw invalid(TOO_LARGE_LINE)
    }
    const { title, is_tax_inclusive } = variant
    return {
      id: item_ids[index],
      variant_id,
      title,
      quantity,
      unit_price,
      is_tax_inclusive,
      requires_shipping: false,
      plan_id: plan.id,
    }
  })
  if (items.reduce((sum, { unit_price, quantity }) => sum + unit_price * quantity, 0) > MAX_AMOUNT) {
    throw invalid(`The items of a subscription may come to at most ${MAX_AMOUNT} in a period.`)
  }
  return { items, priced }
}

function providerOf(region: RegionRow, asked: string | null | undefined): string {
  const ids = (region.payment_providers ?? []).map(({ id }) => id)
  if (asked && !ids.includes(asked)) {
    throw invalid(`Payment provider '${asked}' is not one of region '${region.id}'.`)
  }
  const chosen = asked ?? (ids.length === 1 ? ids[0] : undefined)
  if (!chosen) {
    throw invalid(`'payment_provider_id' must say which payment provider of region '${region.id}' to charge.`)
  }
  return chosen
}

/** Each period that has begun is billed by itself, and the next run bills all of them: a slip in the year must not. */
function refuseLongOverdue({ plan, trial_days, started_at, time_zone }: NewSubscription, now: Date): void {
  const anchor = trialEndOf(started_at, trial_days, time_zone)
  if (addPeriods(anchor.getTime(), plan, MAX_PERIODS_DUE, time_zone) <= now.getTime()) {
    throw invalid(
      `The start lies so far back that more than ${MAX_PERIODS_DUE} periods would be due at once. Start it later.`,
    )
  }
}
