// Disputes: what a bank has taken back of an order's payment, by the provider's own id (rule 61).
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261128100000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `create table if not exists "billing_dispute" ("id" text not null, "provider_id" text not null, "order_id" text not null, "currency_code" text not null, "status" text not null, "amount" numeric not null, "told_at" timestamptz not null, "step" integer not null, "raw_amount" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "billing_dispute_pkey" primary key ("id"));`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_billing_dispute_deleted_at" ON "billing_dispute" ("deleted_at") WHERE deleted_at IS NULL;`,
    )
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_billing_dispute_order_id" ON "billing_dispute" ("order_id") WHERE deleted_at IS NULL;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "billing_dispute" cascade;`)
  }
}
