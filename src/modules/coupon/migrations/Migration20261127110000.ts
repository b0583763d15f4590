// Words of promo codes are compared without the dot of a Turkish I: what is stored follows the fold in engine/codes.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

export class Migration20261127110000 extends Migration {
  /**
   * Only words with such a dot are looked at. Where two live codes would become one word, the older one has it (or the one that
   * has it already); the other keeps its dots and is found by whoever types them, see `wordsFor`.
   */
  static readonly FOLD_AGAIN = `
with folded as (
  select id, status = 'active' and deleted_at is null as is_live, created_at,
    normalize(regexp_replace(normalize(code_normalised, NFD), '(?<=I[\\u0300-\\u036f]*)\\u0307', '', 'g'), NFKC) as word
  from coupon_promo_code
  where code_normalised like '%' || chr(304) || '%' or code_normalised like '%' || chr(775) || '%'
), ranked as (
  select f.*, row_number() over (partition by word, is_live order by created_at, id) as place from folded f
)
update coupon_promo_code p set code_normalised = r.word
from ranked r
where r.id = p.id and (not r.is_live or r.place = 1 and not exists (
  select from coupon_promo_code o
  where o.code_normalised = r.word and o.status = 'active' and o.deleted_at is null and o.id <> p.id))`

  override async up(): Promise<void> {
    this.addSql(Migration20261127110000.FOLD_AGAIN)
  }

  // An older version looks for the dots again where a code is typed with them. What was stored cannot be told any more.
  override async down(): Promise<void> {}
}
