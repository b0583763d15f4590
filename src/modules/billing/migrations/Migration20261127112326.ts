import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261127112326 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`alter table if exists "billing_subscription_item" add column if not exists "catalogue" jsonb null;`);
  }

  override async down(): Promise<void> {
    this.addSql(`alter table if exists "billing_subscription_item" drop column if exists "catalogue";`);
  }

}
