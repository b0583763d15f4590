import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261128113850 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table if not exists "coupon_reminder" ("id" text not null, "name" text not null, "subject_id" text not null, "occasion" text not null, "taken_at" timestamptz not null, "told_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), "deleted_at" timestamptz null, constraint "coupon_reminder_pkey" primary key ("id"));`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_reminder_deleted_at" ON "coupon_reminder" ("deleted_at") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE UNIQUE INDEX IF NOT EXISTS "UQ_coupon_reminder" ON "coupon_reminder" ("name", "subject_id", "occasion") WHERE deleted_at IS NULL;`);
    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_reminder_told_at" ON "coupon_reminder" ("told_at") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "coupon_reminder" cascade;`);
  }

}
