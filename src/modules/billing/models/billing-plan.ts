// The table of plans: how a product variant is billed (rule 39).
import { model } from "@medusajs/framework/utils"

export const BillingPlan = model
  .define("BillingPlan", {
    id: model.id({ prefix: "bplan" }).primaryKey(),
    variant_id: model.text(),
    name: model.text().searchable(),
    interval: model.enum(["day", "week", "month", "year"]),
    interval_count: model.number().default(1),
    trial_days: model.number().default(0),
    is_default: model.boolean().default(false),
  })
  .indexes([
    { on: ["variant_id"] },
    // Two defaults would make "the plan of this variant" a matter of load order.
    {
      name: "IDX_billing_plan_one_default",
      on: ["variant_id"],
      unique: true,
      where: "is_default AND deleted_at IS NULL",
    },
  ])
