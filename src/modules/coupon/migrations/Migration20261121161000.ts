// What a change of plan does to a discount: the coupon's policy, and which documents a restarted discount has forgotten.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121161000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "coupon" add column if not exists "on_plan_change" text check ("on_plan_change" in ('keep_if_eligible', 'end', 'restart')) not null default 'keep_if_eligible';`,
    )
    this.addSql(
      `alter table if exists "coupon_discount" add column if not exists "forgotten_document_ids" text[] null;`,
    )
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "coupon_discount" drop column if exists "forgotten_document_ids";`)
    this.addSql(`alter table if exists "coupon" drop column if exists "on_plan_change";`)
  }
}
