// Rule 57: "paid" means captured. Invoices that were called paid when their payment was authorised are told apart by what core
// knows of them: open and authorised while the order has a payment that is not captured in full.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

/** Core's tables are in the same database, as a rule; where they are not, or not yet, there is nothing to be known. */
const CORE_TABLES = ["order_payment_collection", "payment", "capture"]

const TO_AUTHORIZED = `
  UPDATE billing_invoice i SET status = 'open', authorized_at = i.paid_at, paid_at = NULL
   WHERE i.status = 'paid' AND i.total > 0 AND i.order_id IN (
     SELECT link.order_id FROM order_payment_collection link
       JOIN payment p ON p.payment_collection_id = link.payment_collection_id
        AND p.deleted_at IS NULL AND p.canceled_at IS NULL
       LEFT JOIN LATERAL (
         SELECT sum(c.amount) AS amount FROM capture c WHERE c.payment_id = p.id AND c.deleted_at IS NULL) captured ON true
      WHERE link.deleted_at IS NULL
      GROUP BY link.order_id
     HAVING sum(coalesce(captured.amount, 0)) < sum(p.amount));`

export class Migration20261128033000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "billing_invoice" add column if not exists "authorized_at" timestamptz null;`)
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_authorized" ON "billing_invoice" ("authorized_at") WHERE status = 'open' AND authorized_at IS NOT NULL AND deleted_at IS NULL;`,
    )
    const are_there = CORE_TABLES.map((table) => `to_regclass('${table}') IS NOT NULL`).join(" AND ")
    this.addSql(`DO $$ BEGIN IF ${are_there} THEN ${TO_AUTHORIZED} END IF; END $$;`)
  }

  override async down(): Promise<void> {
    this.addSql(
      `UPDATE billing_invoice SET status = 'paid', paid_at = authorized_at WHERE status = 'open' AND authorized_at IS NOT NULL;`,
    )
    this.addSql(`drop index if exists "IDX_billing_invoice_authorized";`)
    this.addSql(`alter table if exists "billing_invoice" drop column if exists "authorized_at";`)
  }
}
