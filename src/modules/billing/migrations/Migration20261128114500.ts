// Subscriptions that an admin makes: items with plans of their own, an address and how they are shipped (rule 49).
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261128114500 extends Migration {
  override async up(): Promise<void> {
    this.addSql(
      `alter table if exists "billing_subscription" add column if not exists "shipping_address" jsonb null, add column if not exists "shipping_method" jsonb null;`,
    )
    this.addSql(`alter table if exists "billing_subscription_item" add column if not exists "plan_id" text null;`)
  }

  override async down(): Promise<void> {
    this.addSql(
      `alter table if exists "billing_subscription" drop column if exists "shipping_address", drop column if exists "shipping_method";`,
    )
    this.addSql(`alter table if exists "billing_subscription_item" drop column if exists "plan_id";`)
  }
}
