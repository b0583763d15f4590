import { Migration } from "@medusajs/framework/mikro-orm/migrations";

export class Migration20261127105208 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`drop index if exists "IDX_coupon_discount_running";`);

    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_discount_target" ON "coupon_discount" ("target_type", "target_id") WHERE deleted_at IS NULL;`);
  }

  override async down(): Promise<void> {
    this.addSql(`drop index if exists "IDX_coupon_discount_target";`);

    this.addSql(`CREATE INDEX IF NOT EXISTS "IDX_coupon_discount_running" ON "coupon_discount" ("target_type", "target_id") WHERE ended_at is null AND deleted_at IS NULL;`);
  }

}
