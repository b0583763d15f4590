import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261127103437 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "billing_invoice" add column if not exists "failure_code" text null;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_waiting_for_stock" ON "billing_invoice" ("subscription_id") WHERE failure_code = 'out_of_stock' AND status = 'open' AND deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_billing_invoice_waiting_for_stock";`);
    this.addSql(`alter table if exists "billing_invoice" drop column if exists "failure_code";`);
  }

}
