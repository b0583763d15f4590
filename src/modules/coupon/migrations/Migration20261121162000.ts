// Grants, and who was logged in on a cart (rule 24). New tables only: nothing that is there changes.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121162000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists "coupon_grant" ("id" text not null, "coupon_id" text not null, "plan_id" text null, "subscription_id" text null, "customer_id" text null, "holder_id" text null, "granted_at" timestamptz not null, "ended_at" timestamptz null, "ended_reason" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_grant_pkey" primary key ("id"), constraint "coupon_grant_one_target_check" check (num_nonnulls(plan_id, subscription_id, customer_id) = 1));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_grant_deleted_at" ON "coupon_grant" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_grant_plan" ON "coupon_grant" ("plan_id", "coupon_id") WHERE plan_id is not null and ended_at is null AND deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_grant_subscription" ON "coupon_grant" ("subscription_id", "coupon_id") WHERE subscription_id is not null and ended_at is null AND deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_grant_customer" ON "coupon_grant" ("customer_id", "coupon_id") WHERE customer_id is not null and ended_at is null AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_grant_holder" ON "coupon_grant" ("holder_id") WHERE holder_id is not null and ended_at is null AND deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_grant_coupon" ON "coupon_grant" ("coupon_id") WHERE deleted_at IS NULL;`)

    this.addSql(`create table if not exists "coupon_cart_shopper" ("id" text not null, "cart_id" text not null, "customer_id" text not null, "choice" text check ("choice" in ('best', 'one', 'none')) not null default 'best', "coupon_id" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_cart_shopper_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_cart_shopper_deleted_at" ON "coupon_cart_shopper" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_cart_shopper_cart" ON "coupon_cart_shopper" ("cart_id") WHERE deleted_at IS NULL;`)
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "coupon_cart_shopper" cascade;`)

    this.addSql(`drop table if exists "coupon_grant" cascade;`)
  }
}
