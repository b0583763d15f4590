// Requests that must not run twice: external promo codes with an Idempotency-Key (rule 38).
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121151000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create table if not exists "coupon_idempotency_key" ("id" text not null, "scope" text not null, "key" text not null, "request_hash" text not null, "coupon_id" text not null, "promo_code_id" text not null, "answer" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_idempotency_key_pkey" primary key ("id"));`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_idempotency_key_deleted_at" ON "coupon_idempotency_key" ("deleted_at") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_idempotency_key" ON "coupon_idempotency_key" ("scope", "key") WHERE deleted_at IS NULL;`)
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_idempotency_key_created_at" ON "coupon_idempotency_key" ("created_at") WHERE deleted_at IS NULL;`)
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "coupon_idempotency_key" cascade;`)
  }
}
