// The table of invoices, and the counter their numbers come from.
import { model } from "@medusajs/framework/utils"
import { INVOICE_STATUSES } from "../types"
import type { BilledChange } from "../types"

export const BillingInvoice = model
  .define("BillingInvoice", {
    id: model.id({ prefix: "binv" }).primaryKey(),
    number: model.text().searchable(),
    subscription_id: model.text(),
    customer_id: model.text(),
    kind: model.enum(["initial", "trial", "renewal", "change"]),
    status: model.enum([...INVOICE_STATUSES]),
    cycle_key: model.text(),
    cycle_index: model.number(),
    period_start: model.dateTime(),
    period_end: model.dateTime(),
    currency_code: model.text(),
    subtotal: model.bigNumber(),
    discount_total: model.bigNumber(),
    tax_total: model.bigNumber(),
    total: model.bigNumber(),
    lines: model.json(),
    discounts: model.json(),
    order_id: model.text().nullable(),
    payment_collection_id: model.text().nullable(),
    attempt_count: model.number().default(0),
    // A FailureCode of ../types, or the code of the payment provider.
    failure_code: model.text().nullable(),
    failure_message: model.text().nullable(),
    next_attempt_at: model.dateTime().nullable(),
    // Not null: order and payment are those of a payment that the customer makes on-session.
    customer_pays_until: model.dateTime().nullable(),
    issued_at: model.dateTime(),
    // Set with status "open": booked on a payment that the shop has yet to capture. It stays when that is done.
    authorized_at: model.dateTime().nullable(),
    paid_at: model.dateTime().nullable(),
    voided_at: model.dateTime().nullable(),
    // What paying this invoice changes; only for kind "change".
    plan_change: model.json<BilledChange>().nullable(),
  })
  .indexes([
    { on: ["number"], unique: true },
    // Nobody is billed twice for one period, whoever tries; a plan may change several times in it.
    {
      name: "IDX_billing_invoice_one_per_period",
      on: ["subscription_id", "period_start", "kind"],
      unique: true,
      where: "kind <> 'change' AND deleted_at IS NULL",
    },
    {
      name: "IDX_billing_invoice_open_change",
      on: ["subscription_id"],
      where: "kind = 'change' AND status = 'open' AND deleted_at IS NULL",
    },
    // What the clean-up asks core about, should the event of a capture be lost.
    {
      name: "IDX_billing_invoice_authorized",
      on: ["authorized_at"],
      where: "status = 'open' AND authorized_at IS NOT NULL AND deleted_at IS NULL",
    },
    // Asked with every change of a stock level: nearly always there is nobody.
    {
      name: "IDX_billing_invoice_waiting_for_stock",
      on: ["subscription_id"],
      where: "failure_code = 'out_of_stock' AND status = 'open' AND deleted_at IS NULL",
    },
    // Asked with every payment session: is it for an invoice?
    {
      name: "IDX_billing_invoice_paid_by_customer",
      on: ["payment_collection_id"],
      where: "customer_pays_until IS NOT NULL AND deleted_at IS NULL",
    },
    { on: ["order_id"] },
    // Lists (decision 47): each order they may be in, and the usual one behind each filter.
    { name: "IDX_billing_invoice_customer_id", on: ["customer_id", "created_at", "id"] },
    { name: "IDX_billing_invoice_subscription_id", on: ["subscription_id", "created_at", "id"] },
    { name: "IDX_billing_invoice_status", on: ["status", "created_at", "id"] },
    {
      name: "IDX_billing_invoice_failure_code",
      on: ["failure_code", "created_at", "id"],
      where: "failure_code IS NOT NULL AND deleted_at IS NULL",
    },
    { name: "IDX_billing_invoice_created_at", on: ["created_at", "id"] },
    { name: "IDX_billing_invoice_updated_at", on: ["updated_at", "id"] },
    { name: "IDX_billing_invoice_period_start", on: ["period_start", "id"] },
    { name: "IDX_billing_invoice_issued_at", on: ["issued_at", "id"] },
    { name: "IDX_billing_invoice_total", on: ["total", "id"] },
  ])

/** One row per kind of number. A row and not a sequence: invoice numbers have no holes. */
export const BillingCounter = model.define("BillingCounter", {
  id: model.id({ prefix: "bcount" }).primaryKey(),
  value: model.number().default(0),
})
