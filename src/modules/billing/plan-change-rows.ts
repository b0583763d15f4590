// Writes plan changes: each function is part of one transaction of the service.
import { NEXT_AFTER } from "./invoice-rows"
import type { Sql } from "../../tools/sql"
import type { PlanChange } from "./types"

/** Puts a subscription on its new plan; `anchor` null keeps its calendar. A second call changes nothing. */
export async function writePlanChange(
  sql: Sql,
  input: { subscription_id: string; change: PlanChange; anchor: Date | null },
): Promise<void> {
  const { subscription_id, change, anchor } = input
  await sql(
    `UPDATE billing_subscription
        SET plan_id = ?, "interval" = ?, interval_count = ?, scheduled_change = NULL, updated_at = now()
            ${anchor ? ", anchor = ?, anchor_index = cycle_index + 1" : ""}
      WHERE id = ?`,
    [change.plan_id, change.interval, change.interval_count, ...(anchor ? [anchor] : []), subscription_id],
  )
  for (const item of change.items) {
    await sql(
      `UPDATE billing_subscription_item
          SET variant_id = ?, title = ?, unit_price = ?, raw_unit_price = ?::jsonb, is_tax_inclusive = ?,
              catalogue = ?::jsonb, plan_id = ?, updated_at = now()
        WHERE id = ? AND subscription_id = ?`,
      [
        item.variant_id,
        item.title,
        item.unit_price,
        JSON.stringify({ value: String(item.unit_price), precision: 20 }),
        item.is_tax_inclusive,
        item.catalogue ? JSON.stringify(item.catalogue) : null,
        // A change that waited since before items had plans of their own goes by the subscription's.
        item.plan_id ?? null,
        item.id,
        subscription_id,
      ],
    )
  }
}

/** Moves a subscription into the period that the invoice of its plan change has paid for, if that is a new one. */
export async function enterPaidPeriod(sql: Sql, invoice_id: string): Promise<void> {
  await sql(
    `UPDATE billing_subscription s
        SET cycle_index = i.cycle_index, current_period_start = i.period_start, current_period_end = i.period_end,
            next_billing_at = ${NEXT_AFTER}, updated_at = now()
       FROM billing_invoice i WHERE i.id = ? AND s.id = i.subscription_id AND s.cycle_index < i.cycle_index`,
    [invoice_id],
  )
}
