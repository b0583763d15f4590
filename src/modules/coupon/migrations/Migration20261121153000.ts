// A discount of a subscription that is billed elsewhere goes on with what the order of its sign-up has begun.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261121153000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table if exists "coupon_discount" add column if not exists "continues_id" text null;`)
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "coupon_discount" drop column if exists "continues_id";`)
  }
}
