// Indexes that fit the questions of lists (decision 47): each has the order of its list behind what is asked for. Those that are
// widened keep their names. Where the database may have pg_trgm, a text that is searched for is found by index as well.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const LIVE = "deleted_at IS NULL"

const SCOPE_KEYS = `
CREATE OR REPLACE FUNCTION coupon_scope_keys(scope jsonb)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(array_agg(id), '{*}') from (
    select jsonb_array_elements_text(list.ids) as id
    from (values (scope -> 'product_type_ids'), (scope -> 'product_ids'), (scope -> 'variant_ids'),
      (scope -> 'collection_ids'), (scope -> 'category_ids')) as list (ids)
    where jsonb_typeof(list.ids) = 'array'
  ) as named
$function$;`

/** Name, what it is on, and where; archived rows come last in lists that nobody sorted. */
const ADDED: [name: string, on: string, where: string | null][] = [
  ["IDX_coupon_list", `coupon ((status = 'archived'), created_at DESC, id DESC)`, `origin <> 'custom' AND ${LIVE}`],
  ["IDX_coupon_origin_list", `coupon (origin, (status = 'archived'), created_at DESC, id DESC)`, LIVE],
  ["IDX_coupon_expires_at", `coupon (expires_at)`, `status = 'active' AND expires_at IS NOT NULL AND ${LIVE}`],
  ["IDX_coupon_starts_at", `coupon (starts_at)`, `status = 'active' AND starts_at IS NOT NULL AND ${LIVE}`],
  ["IDX_coupon_limited", `coupon (created_at DESC, id DESC)`, `status = 'active' AND max_redemptions IS NOT NULL AND ${LIVE}`],
  // Whole: of a partial index the planner knows no frequencies, and nearly every coupon has the key of those that name no product.
  ["IDX_coupon_scope_keys", `coupon USING gin (coupon_scope_keys(scope))`, null],
  ["IDX_coupon_promo_code_list", `coupon_promo_code ((status = 'archived'), created_at DESC, id DESC)`, LIVE],
  [
    "IDX_coupon_promo_code_coupon_list",
    `coupon_promo_code (coupon_id, (status = 'archived'), created_at DESC, id DESC)`,
    LIVE,
  ],
  ["IDX_coupon_discount_created_at", `coupon_discount (created_at, id)`, LIVE],
  [
    "IDX_coupon_discount_coupon_running",
    `coupon_discount (coupon_id, created_at, id)`,
    `ended_at is null AND ${LIVE}`,
  ],
  [
    "IDX_coupon_discount_promo_code",
    `coupon_discount (promo_code_id, created_at, id)`,
    `promo_code_id is not null AND ${LIVE}`,
  ],
  [
    "IDX_coupon_redemption_subscription",
    `coupon_redemption (subscription_id, redeemed_at, id)`,
    `subscription_id is not null AND ${LIVE}`,
  ],
  ["IDX_coupon_redemption_invoice", `coupon_redemption (invoice_id)`, `invoice_id is not null AND ${LIVE}`],
  [
    "IDX_coupon_redemption_channel",
    `coupon_redemption (channel, redeemed_at, id)`,
    `channel is not null AND ${LIVE}`,
  ],
  ["IDX_coupon_redemption_email", `coupon_redemption (email)`, `email is not null AND ${LIVE}`],
]

/** Name, table, columns as they are now, and as they were. */
const WIDENED: [name: string, table: string, now: string, before: string][] = [
  ["IDX_coupon_redemption_redeemed_at", "coupon_redemption", "redeemed_at, id", "redeemed_at"],
  ["IDX_coupon_redemption_coupon", "coupon_redemption", "coupon_id, redeemed_at, id", "coupon_id, redeemed_at"],
  ["IDX_coupon_redemption_promo_code", "coupon_redemption", "promo_code_id, redeemed_at, id", "promo_code_id"],
  ["IDX_coupon_redemption_customer", "coupon_redemption", "customer_id, redeemed_at, id", "customer_id"],
  ["IDX_coupon_discount_coupon", "coupon_discount", "coupon_id, created_at, id", "coupon_id"],
  // Whose beginning is looked for as well, whatever the database's collation.
  ["IDX_coupon_promo_code_word", "coupon_promo_code", "code_normalised text_pattern_ops", "code_normalised"],
]

/**
 * By trigrams: words that people made. Codes of batches are random and made by the million; they are found by their beginning.
 * PostgreSQL lets the owner of a database have the extension; where it is missing, the same questions read the rows.
 */
const TRIGRAMS = `
DO $do$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX IF NOT EXISTS "IDX_coupon_name_text" ON coupon USING gin (name gin_trgm_ops) WHERE ${LIVE};
  CREATE INDEX IF NOT EXISTS "IDX_coupon_description_text" ON coupon USING gin (description gin_trgm_ops) WHERE ${LIVE};
  CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_word_text" ON coupon_promo_code USING gin (code_normalised gin_trgm_ops)
    WHERE code_batch_id IS NULL AND ${LIVE};
  CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_channel_text" ON coupon_promo_code USING gin (channel gin_trgm_ops)
    WHERE code_batch_id IS NULL AND ${LIVE};
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'coupons: texts are searched for without pg_trgm: %', SQLERRM;
END
$do$;`

const TRIGRAM_INDEXES = [
  "IDX_coupon_name_text",
  "IDX_coupon_description_text",
  "IDX_coupon_promo_code_word_text",
  "IDX_coupon_promo_code_channel_text",
]

export class Migration20261128132000 extends Migration {
  override async up(): Promise<void> {
    this.addSql(SCOPE_KEYS)
    for (const [name, table, now] of WIDENED) {
      this.addSql(`drop index if exists "${name}";`)
      this.addSql(`CREATE INDEX IF NOT EXISTS "${name}" ON ${table} (${now}) WHERE ${LIVE};`)
    }
    for (const [name, on, where] of ADDED) {
      this.addSql(`CREATE INDEX IF NOT EXISTS "${name}" ON ${on}${where === null ? "" : ` WHERE ${where}`};`)
    }
    // The list's index begins with the coupon, too.
    this.addSql(`drop index if exists "IDX_coupon_promo_code_coupon_id";`)
    this.addSql(TRIGRAMS)
  }

  override async down(): Promise<void> {
    for (const name of TRIGRAM_INDEXES) {
      this.addSql(`drop index if exists "${name}";`)
    }
    this.addSql(
      `CREATE INDEX IF NOT EXISTS "IDX_coupon_promo_code_coupon_id" ON "coupon_promo_code" ("coupon_id") WHERE ${LIVE};`,
    )
    for (const [name] of ADDED) {
      this.addSql(`drop index if exists "${name}";`)
    }
    for (const [name, table, , before] of WIDENED) {
      this.addSql(`drop index if exists "${name}";`)
      this.addSql(`CREATE INDEX IF NOT EXISTS "${name}" ON ${table} (${before}) WHERE ${LIVE};`)
    }
    this.addSql(`drop function if exists coupon_scope_keys(jsonb);`)
  }
}
