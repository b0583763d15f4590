// The first schema of the billing module, generated from its models and read through.
import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261121111734 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "billing_counter" ("id" text not null, "value" integer not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "billing_counter_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_counter_deleted_at" ON "billing_counter" ("deleted_at") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "billing_invoice" ("id" text not null, "number" text not null, "subscription_id" text not null, "customer_id" text not null, "kind" text check ("kind" in ('initial', 'trial', 'renewal')) not null, "status" text check ("status" in ('draft', 'open', 'paid', 'void', 'uncollectible')) not null, "cycle_key" text not null, "cycle_index" integer not null, "period_start" timestamptz not null, "period_end" timestamptz not null, "currency_code" text not null, "subtotal" numeric not null, "discount_total" numeric not null, "tax_total" numeric not null, "total" numeric not null, "lines" jsonb not null, "discounts" jsonb not null, "order_id" text null, "payment_collection_id" text null, "attempt_count" integer not null default 0, "failure_message" text null, "next_attempt_at" timestamptz null, "issued_at" timestamptz not null, "paid_at" timestamptz null, "voided_at" timestamptz null, "raw_subtotal" jsonb not null, "raw_discount_total" jsonb not null, "raw_tax_total" jsonb not null, "raw_total" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "billing_invoice_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_deleted_at" ON "billing_invoice" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_billing_invoice_number_unique" ON "billing_invoice" ("number") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_billing_invoice_subscription_id_period_start_kind_unique" ON "billing_invoice" ("subscription_id", "period_start", "kind") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_customer_id" ON "billing_invoice" ("customer_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_invoice_order_id" ON "billing_invoice" ("order_id") WHERE deleted_at IS NULL;`);

    this.addSql(`create table if not exists "billing_plan" ("id" text not null, "variant_id" text not null, "name" text not null, "interval" text check ("interval" in ('day', 'week', 'month', 'year')) not null, "interval_count" integer not null default 1, "trial_days" integer not null default 0, "is_default" boolean not null default false, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "billing_plan_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_plan_deleted_at" ON "billing_plan" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_plan_variant_id" ON "billing_plan" ("variant_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_billing_plan_one_default" ON "billing_plan" ("variant_id") WHERE is_default AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "billing_subscription" ("id" text not null, "customer_id" text not null, "email" text null, "sales_channel_id" text null, "region_id" text null, "currency_code" text not null, "plan_id" text not null, "interval" text check ("interval" in ('day', 'week', 'month', 'year')) not null, "interval_count" integer not null, "status" text check ("status" in ('trialing', 'active', 'past_due', 'paused', 'unpaid', 'canceled', 'ended')) not null, "started_at" timestamptz not null, "trial_end" timestamptz null, "anchor" timestamptz not null, "anchor_index" integer not null, "cycle_index" integer not null, "current_period_start" timestamptz not null, "current_period_end" timestamptz not null, "next_billing_at" timestamptz null, "cancel_at_period_end" boolean not null default false, "canceled_at" timestamptz null, "paused_at" timestamptz null, "time_zone" text not null, "order_id" text null, "order_line_id" text null, "payment_provider_id" text null, "payment_data" jsonb null, "lease_token" text null, "lease_until" timestamptz null, "metadata" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "billing_subscription_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_deleted_at" ON "billing_subscription" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_customer_id" ON "billing_subscription" ("customer_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_plan_id" ON "billing_subscription" ("plan_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_order_id" ON "billing_subscription" ("order_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_due" ON "billing_subscription" ("next_billing_at", "id") WHERE next_billing_at IS NOT NULL AND deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "IDX_billing_subscription_order_line" ON "billing_subscription" ("order_line_id") WHERE order_line_id IS NOT NULL AND deleted_at IS NULL;`);

    this.addSql(`create table if not exists "billing_subscription_item" ("id" text not null, "subscription_id" text not null, "variant_id" text not null, "title" text not null, "quantity" integer not null, "unit_price" numeric not null, "is_tax_inclusive" boolean not null default false, "requires_shipping" boolean not null default false, "raw_unit_price" jsonb not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "billing_subscription_item_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_item_subscription_id" ON "billing_subscription_item" ("subscription_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_billing_subscription_item_deleted_at" ON "billing_subscription_item" ("deleted_at") WHERE deleted_at IS NULL;`);

    this.addSql(`alter table if exists "billing_subscription_item" add constraint "billing_subscription_item_subscription_id_foreign" foreign key ("subscription_id") references "billing_subscription" ("id") on update cascade on delete cascade;`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "billing_subscription_item" drop constraint if exists "billing_subscription_item_subscription_id_foreign";`);

    this.addSql(`drop table if exists "billing_counter" cascade;`);

    this.addSql(`drop table if exists "billing_invoice" cascade;`);

    this.addSql(`drop table if exists "billing_plan" cascade;`);

    this.addSql(`drop table if exists "billing_subscription" cascade;`);

    this.addSql(`drop table if exists "billing_subscription_item" cascade;`);
  }

}
