// The database function behind the list of a product's coupons, as it is now. A shipped migration never changes: for a change,
// edit the text here, and create the function by it in a new migration that carries a copy; the index of it is built anew then.
// A test compares this text with a migrated database.

/** coupon_scope_keys(scope): every id that a coupon's included lists name a product by (rule 8), or `*` where they name none. */
export const SCOPE_KEYS = `
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
$function$`
