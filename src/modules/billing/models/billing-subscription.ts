// The tables of subscriptions and their items.
import { model } from "@medusajs/framework/utils"
import type { CatalogueFacts } from "../../../engine"
import { SUBSCRIPTION_STATUSES } from "../types"
import type { PlanChange, SubscriptionAddress, SubscriptionShipping } from "../types"

export const BillingSubscription = model
  .define("BillingSubscription", {
    id: model.id({ prefix: "bsub" }).primaryKey(),
    customer_id: model.text(),
    email: model.text().nullable(),
    sales_channel_id: model.text().nullable(),
    region_id: model.text().nullable(),
    currency_code: model.text(),
    plan_id: model.text(),
    interval: model.enum(["day", "week", "month", "year"]),
    interval_count: model.number(),
    status: model.enum([...SUBSCRIPTION_STATUSES]),
    started_at: model.dateTime(),
    trial_end: model.dateTime().nullable(),
    anchor: model.dateTime(),
    anchor_index: model.number(),
    cycle_index: model.number(),
    current_period_start: model.dateTime(),
    current_period_end: model.dateTime(),
    next_billing_at: model.dateTime().nullable(),
    cancel_at_period_end: model.boolean().default(false),
    canceled_at: model.dateTime().nullable(),
    paused_at: model.dateTime().nullable(),
    // What its plan becomes with the next period.
    scheduled_change: model.json<PlanChange>().nullable(),
    time_zone: model.text(),
    order_id: model.text().nullable(),
    order_line_id: model.text().nullable(),
    payment_provider_id: model.text().nullable(),
    payment_data: model.json().nullable(),
    // Of one that an admin made; others are shipped as their first order was.
    shipping_address: model.json<SubscriptionAddress>().nullable(),
    shipping_method: model.json<SubscriptionShipping>().nullable(),
    // Who is billing it right now. A lease in the database's own time, so that a killed process lets go.
    lease_token: model.text().nullable(),
    lease_until: model.dateTime().nullable(),
    metadata: model.json().nullable(),
    items: model.hasMany(() => BillingSubscriptionItem, { mappedBy: "subscription" }),
  })
  .cascades({ delete: ["items"] })
  .indexes([
    { on: ["customer_id"] },
    { on: ["order_id"] },
    // Lists (decision 47): each order they may be in, and the usual one behind each filter.
    { name: "IDX_billing_subscription_plan_id", on: ["plan_id", "created_at", "id"] },
    { name: "IDX_billing_subscription_status", on: ["status", "created_at", "id"] },
    { name: "IDX_billing_subscription_created_at", on: ["created_at", "id"] },
    { name: "IDX_billing_subscription_updated_at", on: ["updated_at", "id"] },
    { name: "IDX_billing_subscription_started_at", on: ["started_at", "id"] },
    { name: "IDX_billing_subscription_current_period_end", on: ["current_period_end", "id"] },
    {
      name: "IDX_billing_subscription_due",
      on: ["next_billing_at", "id"],
      where: "next_billing_at IS NOT NULL AND deleted_at IS NULL",
    },
    // One line of one order starts one subscription, however often the order is looked at.
    {
      name: "IDX_billing_subscription_order_line",
      on: ["order_line_id"],
      unique: true,
      where: "order_line_id IS NOT NULL AND deleted_at IS NULL",
    },
  ])

export const BillingSubscriptionItem = model.define("BillingSubscriptionItem", {
  id: model.id({ prefix: "bsubitem" }).primaryKey(),
  subscription: model.belongsTo(() => BillingSubscription, { mappedBy: "items" }),
  variant_id: model.text(),
  title: model.text(),
  quantity: model.number(),
  unit_price: model.bigNumber(),
  is_tax_inclusive: model.boolean().default(false),
  requires_shipping: model.boolean().default(false),
  // How its product was catalogued when it was sold; null in rows from before: then today's catalogue is asked.
  catalogue: model.json<CatalogueFacts>().nullable(),
  // The plan it was sold with; null: the subscription's.
  plan_id: model.text().nullable(),
})
