import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261127114423 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "coupon_unfinished" ("id" text not null, "kind" text not null, "subject_id" text not null, "input" jsonb not null, "begun_at" timestamptz not null, "tried_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_unfinished_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_unfinished_deleted_at" ON "coupon_unfinished" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_unfinished" ON "coupon_unfinished" ("kind", "subject_id") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_unfinished_begun_at" ON "coupon_unfinished" ("begun_at") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "coupon_unfinished" cascade;`);
  }

}
