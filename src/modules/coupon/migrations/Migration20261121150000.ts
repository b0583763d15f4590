// Code batches (rule 37), and the index that finds the codes of one.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121150000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists "coupon_code_batch" ("id" text not null, "coupon_id" text not null, "source" text check ("source" in ('generated', 'imported')) not null default 'generated', "status" text check ("status" in ('pending', 'filling', 'filled', 'failed')) not null default 'pending', "quantity" integer not null default 0, "created_count" integer not null default 0, "prefix" text not null default '', "length" integer null, "alphabet" text null, "starts_at" timestamptz null, "expires_at" timestamptz null, "expires_in_days" integer null, "max_redemptions" integer null, "max_redemptions_per_customer" integer null, "restrictions" jsonb not null, "channel" text null, "error" text null, "archived_at" timestamptz null, "codes_archived" boolean not null default false, "metadata" jsonb null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_code_batch_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_code_batch_deleted_at" ON "coupon_code_batch" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_code_batch_coupon" ON "coupon_code_batch" ("coupon_id") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_code_batch_unfinished" ON "coupon_code_batch" ("status") WHERE status in ('pending', 'filling') AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_code_batch_archiving" ON "coupon_code_batch" ("archived_at") WHERE archived_at is not null and codes_archived = false AND deleted_at IS NULL;`)

    // In id order, so that a batch's codes are read and archived page by page.
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_batch" ON "coupon_promo_code" ("code_batch_id", "id") WHERE code_batch_id is not null AND deleted_at IS NULL;`)
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_coupon_promo_code_batch";`)
    this.addSql(`drop table if exists "coupon_code_batch" cascade;`)
  }
}
