// Invoices that a customer is paying on-session: until when nobody else collects them (rule 59).
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261128034500 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "billing_invoice" add column if not exists "customer_pays_until" timestamptz null;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_paid_by_customer" ON "billing_invoice" ("payment_collection_id") WHERE customer_pays_until IS NOT NULL AND deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_billing_invoice_paid_by_customer";`)
    this.addSql(`alter table if exists "billing_invoice" drop column if exists "customer_pays_until";`)
  }
}
