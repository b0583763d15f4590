// The first schema of the coupon module. Generated from the models, then corrected by hand where they cannot say it:
// double precision for minor units and percentages (JavaScript's own numbers: whole ones are exact to 2^53, and the driver
// reads them as numbers, which it does not do with bigint or numeric), the unique live claim, counters never negative.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121111146 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists "coupon" ("id" text not null, "name" text not null, "description" text null, "status" text check ("status" in ('draft', 'active', 'archived')) not null default 'draft', "origin" text check ("origin" in ('standard', 'external', 'custom')) not null default 'standard', "type" text check ("type" in ('percentage', 'fixed', 'trial_extension')) not null, "percentage" double precision null, "maximum_discount" jsonb not null, "amounts" jsonb not null, "allocation" text check ("allocation" in ('across', 'per_unit')) not null default 'across', "trial_days" integer null, "target" text check ("target" in ('items', 'shipping')) not null default 'items', "applicable_to_credits" boolean not null default true, "redeemable_for" jsonb not null, "scope" jsonb not null, "duration" text check ("duration" in ('once', 'repeating', 'forever')) not null default 'once', "duration_in_months" integer null, "duration_in_cycles" integer null, "starts_at" timestamptz null, "expires_at" timestamptz null, "max_redemptions" integer null, "max_redemptions_per_customer" integer null, "redemptions_taken" integer not null default 0, "restrictions" jsonb not null, "stackable" boolean not null default false, "included_in_mrr" boolean null, "release_on_cancel" boolean not null default true, "hold_minutes" integer null, "metadata" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_deleted_at" ON "coupon" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_status" ON "coupon" ("status") WHERE deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_claim" ("id" text not null, "coupon_id" text not null, "promo_code_id" text null, "cart_id" text not null, "order_id" text null, "customer_id" text null, "customer_key" text null, "sales_channel_id" text null, "currency_code" text not null, "terms" jsonb not null, "amount_minor" double precision not null, "status" text check ("status" in ('reserved', 'redeemed', 'released')) not null default 'reserved', "override_limits" boolean not null default false, "reserved_at" timestamptz not null, "settled_at" timestamptz null, "released_reason" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_claim_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_deleted_at" ON "coupon_claim" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_coupon_live" ON "coupon_claim" ("coupon_id", "customer_key") WHERE status in ('reserved', 'redeemed') AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_promo_code_live" ON "coupon_claim" ("promo_code_id", "customer_key") WHERE status in ('reserved', 'redeemed') AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_reserved" ON "coupon_claim" ("status", "created_at") WHERE status = 'reserved' AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_cart" ON "coupon_claim" ("cart_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_order" ON "coupon_claim" ("order_id") WHERE deleted_at IS NULL;`)

    // One live claim per cart, coupon and code; a place without a code is one of them.
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_claim_live" ON "coupon_claim" ("cart_id", "coupon_id", (coalesce("promo_code_id", ''))) WHERE status in ('reserved', 'redeemed') AND deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_clock" ("id" text not null, "now" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_clock_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_clock_deleted_at" ON "coupon_clock" ("deleted_at") WHERE deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_discount" ("id" text not null, "claim_id" text not null, "coupon_id" text not null, "promo_code_id" text null, "name" text not null, "code" text null, "terms" jsonb not null, "target_type" text check ("target_type" in ('order', 'customer', 'subscription', 'subscription_item', 'invoice', 'draft_order')) not null, "target_id" text not null, "customer_id" text null, "included_in_mrr" boolean null, "applied_at" timestamptz not null, "starts_at" timestamptz null, "ended_at" timestamptz null, "ended_reason" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_discount_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_discount_deleted_at" ON "coupon_discount" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_discount_claim_target" ON "coupon_discount" ("claim_id", "target_type", "target_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_discount_running" ON "coupon_discount" ("target_type", "target_id") WHERE ended_at is null AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_discount_coupon" ON "coupon_discount" ("coupon_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_discount_customer" ON "coupon_discount" ("customer_id") WHERE deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_entered_code" ("id" text not null, "cart_id" text not null, "promo_code_id" text not null, "customer_id" text null, "entered_at" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_entered_code_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_entered_code_deleted_at" ON "coupon_entered_code" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_entered_code" ON "coupon_entered_code" ("cart_id", "promo_code_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_entered_code_promo_code" ON "coupon_entered_code" ("promo_code_id") WHERE deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_redemption" ("id" text not null, "kind" text check ("kind" in ('redemption', 'reversal')) not null default 'redemption', "reverses_id" text null, "attempt" integer not null default 0, "discount_id" text not null, "claim_id" text not null, "coupon_id" text not null, "promo_code_id" text null, "code" text null, "coupon_name" text not null, "customer_id" text null, "customer_key" text null, "sales_channel_id" text null, "channel" text null, "document_type" text check ("document_type" in ('order', 'invoice')) not null, "document_id" text not null, "order_id" text null, "invoice_id" text null, "subscription_id" text null, "cycle_key" text null, "currency_code" text not null, "amount_minor" double precision not null, "lines" jsonb not null, "redeemed_at" timestamptz not null, "reason" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_redemption_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_deleted_at" ON "coupon_redemption" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_redemption_attempt" ON "coupon_redemption" ("discount_id", "document_id", "attempt") WHERE kind = 'redemption' AND deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_redemption_reverses" ON "coupon_redemption" ("reverses_id") WHERE reverses_id is not null AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_pair" ON "coupon_redemption" ("discount_id", "document_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_document" ON "coupon_redemption" ("document_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_claim" ON "coupon_redemption" ("claim_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_coupon" ON "coupon_redemption" ("coupon_id", "redeemed_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_promo_code" ON "coupon_redemption" ("promo_code_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_customer" ON "coupon_redemption" ("customer_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_order" ON "coupon_redemption" ("order_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_redemption_redeemed_at" ON "coupon_redemption" ("redeemed_at") WHERE deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_promo_code" ("id" text not null, "coupon_id" text not null, "code" text not null, "code_normalised" text not null, "status" text check ("status" in ('active', 'archived')) not null default 'active', "starts_at" timestamptz null, "expires_at" timestamptz null, "max_redemptions" integer null, "max_redemptions_per_customer" integer null, "redemptions_taken" integer not null default 0, "restrictions" jsonb not null, "code_batch_id" text null, "channel" text null, "metadata" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_promo_code_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_coupon_id" ON "coupon_promo_code" ("coupon_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_deleted_at" ON "coupon_promo_code" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_promo_code_live_word" ON "coupon_promo_code" ("code_normalised") WHERE status = 'active' AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_word" ON "coupon_promo_code" ("code_normalised") WHERE deleted_at IS NULL;`)

    this.addSql(`alter table if exists "coupon_claim" add constraint "coupon_claim_amount_minor_check" check (amount_minor = trunc(amount_minor) and amount_minor >= 0);`)
    this.addSql(`alter table if exists "coupon_redemption" add constraint "coupon_redemption_amount_minor_check" check (amount_minor = trunc(amount_minor) and (kind = 'reversal') = (amount_minor < 0));`)
    this.addSql(`alter table if exists "coupon" add constraint "coupon_redemptions_taken_check" check (redemptions_taken >= 0);`)
    this.addSql(`alter table if exists "coupon_promo_code" add constraint "coupon_promo_code_redemptions_taken_check" check (redemptions_taken >= 0);`)
    this.addSql(`alter table if exists "coupon_promo_code" add constraint "coupon_promo_code_coupon_id_foreign" foreign key ("coupon_id") references "coupon" ("id") on update cascade;`)
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "coupon_promo_code" drop constraint if exists "coupon_promo_code_coupon_id_foreign";`)

    this.addSql(`drop table if exists "coupon" cascade;`)

    this.addSql(`drop table if exists "coupon_claim" cascade;`)

    this.addSql(`drop table if exists "coupon_clock" cascade;`)

    this.addSql(`drop table if exists "coupon_discount" cascade;`)

    this.addSql(`drop table if exists "coupon_entered_code" cascade;`)

    this.addSql(`drop table if exists "coupon_redemption" cascade;`)

    this.addSql(`drop table if exists "coupon_promo_code" cascade;`)
  }
}
