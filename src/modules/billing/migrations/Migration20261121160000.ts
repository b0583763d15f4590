// Plan changes: what a subscription is going to become, and the invoices of changes that are billed at once.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121160000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "billing_subscription" add column if not exists "scheduled_change" jsonb null;`)
    this.addSql(`alter table if exists "billing_invoice" add column if not exists "plan_change" jsonb null;`)
    this.addSql(`alter table if exists "billing_invoice" drop constraint if exists "billing_invoice_kind_check";`)
    this.addSql(
      `alter table if exists "billing_invoice" add constraint "billing_invoice_kind_check" check ("kind" in ('initial', 'trial', 'renewal', 'change'));`,
    )
    // A plan may change several times in one period; only renewals are one per period.
    this.addSql(`drop index if exists "IDX_billing_invoice_subscription_id_period_start_kind_unique";`)
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_billing_invoice_one_per_period" ON "billing_invoice" ("subscription_id", "period_start", "kind") WHERE kind <> 'change' AND deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_open_change" ON "billing_invoice" ("subscription_id") WHERE kind = 'change' AND status = 'open' AND deleted_at IS NULL;`,
    )
  }

  /** Invoices of plan changes go with the feature: the older constraint and index do not know them. */
  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_billing_invoice_open_change";`)
    this.addSql(`drop index if exists "IDX_billing_invoice_one_per_period";`)
    this.addSql(`delete from "billing_invoice" where "kind" = 'change';`)
    this.addSql(
      `CREATE UNIQUE INDEX IF NOT EXISTS "IDX_billing_invoice_subscription_id_period_start_kind_unique" ON "billing_invoice" ("subscription_id", "period_start", "kind") WHERE deleted_at IS NULL;`,
    )
    this.addSql(`alter table if exists "billing_invoice" drop constraint if exists "billing_invoice_kind_check";`)
    this.addSql(
      `alter table if exists "billing_invoice" add constraint "billing_invoice_kind_check" check ("kind" in ('initial', 'trial', 'renewal'));`,
    )
    this.addSql(`alter table if exists "billing_invoice" drop column if exists "plan_change";`)
    this.addSql(`alter table if exists "billing_subscription" drop column if exists "scheduled_change";`)
  }
}
