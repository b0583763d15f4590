// Starts a subscription that an admin makes by hand: no order came before it, so its first renewal is its first invoice.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { generateEntityId } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addPeriods, isPayableLine, MAX_AMOUNT, TOO_LARGE_LINE, trialEndOf } from "../../engine"
import type { NewItem, NewSubscription, PlanRow } from "../../modules/billing/types"
import { priceVariants } from "../../pricing/billing/prices"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { invalid } from "../../tools/errors"
import { graph } from "../../lib/graph"
import { catalogueOf, readVariants } from "../../pricing/products"

/** Invoices that a new subscription may owe from its first moment: ten years of months. */
const MAX_PERIODS_DUE = 120

export interface CreateSubscriptionInput {
  customer_id: string
  plan_id: string
  region_id: string
  sales_channel_id?: string | null
  /** Default: the customer's. */
  email?: string | null
  /** Units of the plan's variant when no items are given. Default 1. */
  quantity?: number
  /** Default: one item, the plan's variant. Prices in major units, default the variant's own. */
  items?: { variant_id: string; quantity: number; unit_price?: number }[]
  /** Default: the plan's. */
  trial_days?: number
  /** Default: the region's only payment provider. */
  payment_provider_id?: string | null
  payment_data?: Record<string, unknown> | null
  metadata?: Record<string, unknown> | null
  /** ISO instant: the clock's, or the start that was asked for. */
  started_at: string
}

const createStep_ = createStep(
  "billing-create-subscription",
  async (input: CreateSubscriptionInput, { container }) => {
    const subscription = await toNewSubscription(container, input)
    await billingOf(container).startSubscription(subscription, null)
    return new StepResponse({ id: subscription.id }, subscription.id)
  },
  async (id, { container }) => {
    if (id) {
      await billingOf(container).deleteBillingSubscriptions(id)
    }
  },
)

/** Throws INVALID_DATA with a sentence for ids that do not exist and prices that are missing. */
export const createSubscriptionWorkflow = createWorkflow(
  "billing-create-subscription",
  function (input: CreateSubscriptionInput) {
    return new WorkflowResponse(createStep_(input))
  },
)

interface RegionRow {
  id: string
  currency_code: string
  payment_providers?: { id: string }[]
}

async function toNewSubscription(container: MedusaContainer, input: CreateSubscriptionInput): Promise<NewSubscription> {
  const [[customer], [region], [plan], channels] = await Promise.all([
    graph<{ id: string; email: string | null }>(container, "customer", ["id", "email"], { id: input.customer_id }),
    graph<RegionRow>(container, "region", ["id", "currency_code", "payment_providers.id"], { id: input.region_id }),
    billingOf(container).listBillingPlans({ id: input.plan_id }),
    input.sales_channel_id
      ? graph<{ id: string }>(container, "sales_channel", ["id"], { id: input.sales_channel_id })
      : null,
  ])
  if (!customer) {
    throw invalid(`Customer with id '${input.customer_id}' was not found.`)
  }
  if (!region) {
    throw invalid(`Region with id '${input.region_id}' was not found.`)
  }
  if (!plan) {
    throw invalid(`Plan with id '${input.plan_id}' was not found.`)
  }
  if (channels?.length === 0) {
    throw invalid(`Sales channel with id '${input.sales_channel_id}' was not found.`)
  }
  const trial_days = input.trial_days ?? plan.trial_days
  await refuseLongOverdue(container, plan, trial_days, new Date(input.started_at))
  return {
    id: generateEntityId(undefined, "bsub"),
    customer_id: customer.id,
    email: input.email ?? customer.email,
    sales_channel_id: input.sales_channel_id ?? null,
    region_id: region.id,
    currency_code: region.currency_code,
    plan,
    trial_days,
    started_at: new Date(input.started_at),
    time_zone: couponsOf(container).timeZone(),
    order_id: null,
    order_line_id: null,
    payment_provider_id: providerOf(region, input.payment_provider_id),
    payment_data: input.payment_data ?? null,
    metadata: input.metadata ?? null,
    items: await itemsOf(container, input, plan, region),
  }
}

/** Each period that has begun is billed by itself, and the next run bills all of them: a slip in the year must not. */
async function refuseLongOverdue(container: MedusaContainer, plan: PlanRow, trial_days: number, started_at: Date) {
  const coupons = couponsOf(container)
  const anchor = trialEndOf(started_at, trial_days, coupons.timeZone())
  if (addPeriods(anchor.getTime(), plan, MAX_PERIODS_DUE, coupons.timeZone()) <= (await coupons.now()).getTime()) {
    throw invalid(
      `'started_at' lies so far back that more than ${MAX_PERIODS_DUE} periods would be due at once. Start it later.`,
    )
  }
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

async function itemsOf(
  container: MedusaContainer,
  input: CreateSubscriptionInput,
  plan: PlanRow,
  region: RegionRow,
): Promise<NewItem[]> {
  const asked = input.items ?? [{ variant_id: plan.variant_id, quantity: input.quantity ?? 1 }]
  const variants = await priceVariants(
    container,
    asked.map(({ variant_id }) => variant_id),
    {
      region_id: region.id,
      currency_code: region.currency_code,
      customer_id: input.customer_id,
    },
  )
  const sold = await readVariants(container, asked)
  const items = asked.map((item) => {
    const variant = variants.get(item.variant_id)
    if (!variant) {
      throw invalid(`Variant with id '${item.variant_id}' was not found.`)
    }
    const unit_price = ("unit_price" in item ? item.unit_price : undefined) ?? variant.unit_price
    if (unit_price === null) {
      throw invalid(
        `Variant '${variant.id}' has no price in ${region.currency_code.toUpperCase()}; give a 'unit_price'.`,
      )
    }
    if (!isPayableLine(unit_price, item.quantity)) {
      throw invalid(TOO_LARGE_LINE)
    }
    return {
      variant_id: variant.id,
      title: variant.title,
      quantity: item.quantity,
      unit_price,
      is_tax_inclusive: variant.is_tax_inclusive,
      // There is no order whose shipping method could be used again.
      requires_shipping: false,
      catalogue: catalogueOf(sold.get(variant.id)),
    }
  })
  if (items.reduce((sum, { unit_price, quantity }) => sum + unit_price * quantity, 0) > MAX_AMOUNT) {
    throw invalid(`The items of a subscription may come to at most ${MAX_AMOUNT} in a period.`)
  }
  return items
}
