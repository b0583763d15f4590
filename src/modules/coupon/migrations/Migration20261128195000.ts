// Coupons and promo codes can be paused (rule 65); no place is taken of what is.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const ASKED = "if the_coupon.status <> 'active' or the_code.status = 'archived'\n"
const PAUSED = "      or the_coupon.paused_at is not null or the_code.paused_at is not null\n"

/** Makes the function anew, with `to` in the place of `from`: the rest of it stays as the migrations before have it. */
const changed = (from: string, to: string) =>
  `do $do$ begin
    execute replace(pg_get_functiondef('coupon_take_places(jsonb)'::regprocedure), $from$${from}$from$, $to$${to}$to$);
  end $do$;`

export class Migration20261128195000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(`alter table "coupon" add column if not exists "paused_at" timestamptz null;`)
    this.addSql(`alter table "coupon_promo_code" add column if not exists "paused_at" timestamptz null;`)
    this.addSql(changed(ASKED, ASKED + PAUSED))
  }

  override async down(): Promise<void> {
    this.addSql(changed(ASKED + PAUSED, ASKED))
    this.addSql(`alter table "coupon" drop column if exists "paused_at";`)
    this.addSql(`alter table "coupon_promo_code" drop column if exists "paused_at";`)
  }
}
