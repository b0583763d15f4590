// The database functions of claims as they are now. A shipped migration never changes: for a change, edit the text here, and
// create the function by it in a new migration that carries a copy. A test compares this text with a migrated database.

/** Live claims, as the unique index has them; the same of a claim that is called k. */
const LIVE = "status in ('reserved', 'redeemed') and deleted_at is null"
const LIVE_K = "k.status in ('reserved', 'redeemed') and k.deleted_at is null"

/**
 * coupon_take_places(inputs): takes a place for each input, all or none, in one round trip (rules 17, 18, 31, 32). Its answer
 * and its errors are described at `claimPlaces`, its only caller. Every statement in it sees what was committed before that
 * statement, so what is read after a lock is current. A person is found under every key that claims of the coupon know,
 * before the locks and again behind them; what asks for a person once (`guard_person`) is the caller's to know. Locks, always
 * in this order: limits of coupons (advisory, shared), lapsed holds, claims, customers (advisory), coupon rows, code rows;
 * each by id or hash.
 */
export const TAKE_PLACES = `
CREATE OR REPLACE FUNCTION coupon_take_places(inputs jsonb)
 RETURNS TABLE(place integer, claim jsonb, is_new boolean)
 LANGUAGE plpgsql
 SET lock_timeout TO '3s'
AS $function$
declare
  coupon_ids text[] := array(select distinct i ->> 'coupon_id' from jsonb_array_elements(inputs) i);
  freed_coupons text[] := '{}';
  freed_codes text[] := '{}';
  taken_coupons text[] := '{}';
  taken_codes text[] := '{}';
  overridden text[] := '{}';
  guarded jsonb[] := '{}';
  people text[] := '{}';
  wanted record;
  step record;
  the_coupon coupon%rowtype;
  the_code coupon_promo_code%rowtype;
  found_claim coupon_claim%rowtype;
  keys text[];
  known text[];
  is_first boolean;
begin
  perform pg_advisory_xact_lock_shared(key) from (
    select distinct hashtextextended('medusa-plugin-coupons:limits:' || id, 0) as key from unnest(coupon_ids) id order by 1
  ) as names;

  -- Lapsed holds of these coupons free their places now; the counters follow below, where their rows are due to be locked.
  with lapsed as (
    select id from coupon_claim
    where coupon_id = any(coupon_ids) and status = 'reserved' and held_until <= clock_timestamp() and deleted_at is null
    order by id for update
  ), freed as (
    update coupon_claim k set status = 'released', settled_at = (inputs -> 0 ->> 'now')::timestamptz,
      released_reason = 'hold lapsed', updated_at = now()
    from lapsed where k.id = lapsed.id returning k.coupon_id, k.promo_code_id
  )
  select coalesce(array_agg(freed.coupon_id), '{}'),
    coalesce(array_agg(freed.promo_code_id) filter (where freed.promo_code_id is not null), '{}')
  into freed_coupons, freed_codes from freed;

  -- In one order for everybody, so that two requests for one cart cannot wait for each other in a circle.
  for wanted in
    select (i.ordinality - 1)::integer as index, i.value as input, i.value ->> 'cart_id' as cart_id,
      i.value ->> 'coupon_id' as coupon_id, i.value ->> 'promo_code_id' as promo_code_id,
      (i.value ->> 'hold_minutes')::integer as hold_minutes
    from jsonb_array_elements(inputs) with ordinality i
    order by 3, 4, coalesce(i.value ->> 'promo_code_id', '')
  loop
    select * into found_claim from coupon_claim k
    where k.cart_id = wanted.cart_id and k.coupon_id = wanted.coupon_id
      and coalesce(k.promo_code_id, '') = coalesce(wanted.promo_code_id, '') and ${LIVE_K};
    if found_claim.id is not null and (found_claim.held_until is null or wanted.hold_minutes is not null) then
      place := wanted.index; claim := to_jsonb(found_claim); is_new := false;
      return next;
      continue;
    end if;

    select * into the_coupon from coupon c where c.id = wanted.coupon_id and c.deleted_at is null;
    if the_coupon.id is null then
      raise exception using errcode = 'CP001', message = 'code_not_found';
    end if;
    the_code := null;
    if wanted.promo_code_id is not null then
      select * into the_code from coupon_promo_code p
      where p.id = wanted.promo_code_id and p.coupon_id = wanted.coupon_id and p.deleted_at is null;
      if the_code.id is null then
        raise exception using errcode = 'CP001', message = 'code_not_found';
      end if;
    end if;
    if the_coupon.status <> 'active' or the_code.status = 'archived'
      or the_coupon.paused_at is not null or the_code.paused_at is not null
      or (wanted.input ->> 'now')::timestamptz not between coalesce(the_coupon.starts_at, '-infinity') and coalesce(the_coupon.expires_at, 'infinity')
      or (wanted.input ->> 'now')::timestamptz not between coalesce(the_code.starts_at, '-infinity') and coalesce(the_code.expires_at, 'infinity')
    then
      raise exception using errcode = 'CP002', message = 'state', detail = jsonb_build_object(
        'place', wanted.index, 'coupon', to_jsonb(the_coupon), 'promo_code', to_jsonb(the_code))::text;
    end if;

    if found_claim.id is not null then
      -- This cart's own hold becomes its claim: counted already, and as young as the completion that takes it.
      update coupon_claim k set hold_ends_at = k.held_until, held_until = null, reserved_at = (wanted.input ->> 'now')::timestamptz, created_at = now(),
        updated_at = now(), terms = wanted.input -> 'terms', amount_minor = (wanted.input ->> 'amount_minor')::float8,
        customer_id = wanted.input ->> 'customer_id', customer_key = wanted.input ->> 'customer_key',
        guard_person = (wanted.input ->> 'guard_person')::boolean, email = wanted.input ->> 'email', currency_code = wanted.input ->> 'currency_code'
      where k.id = found_claim.id and k.status = 'reserved' and k.held_until is not null
      returning * into found_claim;
    else
      -- A cart holds a code's place twice at most, so that nobody holds it for ever.
      if wanted.hold_minutes is not null and (
        select count(*) from coupon_claim k where k.cart_id = wanted.cart_id and k.coupon_id = wanted.coupon_id
          and coalesce(k.promo_code_id, '') = coalesce(wanted.promo_code_id, '') and k.status = 'released'
          and k.released_reason in ('hold lapsed', 'hold let go')
      ) >= 2 then
        continue;
      end if;
      -- A twin in another transaction makes this wait for its end, and then find its claim or make our own.
      insert into coupon_claim (id, coupon_id, promo_code_id, cart_id, customer_id, customer_key, email,
        sales_channel_id, currency_code, terms, amount_minor, status, override_limits, guard_person, reserved_at, held_until,
        created_at, updated_at)
      values (wanted.input ->> 'id', wanted.coupon_id, wanted.promo_code_id, wanted.cart_id, wanted.input ->> 'customer_id',
        wanted.input ->> 'customer_key', wanted.input ->> 'email', wanted.input ->> 'sales_channel_id',
        wanted.input ->> 'currency_code', wanted.input -> 'terms', (wanted.input ->> 'amount_minor')::float8, 'reserved',
        (wanted.input ->> 'override_limits')::boolean, (wanted.input ->> 'guard_person')::boolean,
        (wanted.input ->> 'now')::timestamptz,
        clock_timestamp() + make_interval(mins => wanted.hold_minutes), now(), now())
      on conflict (cart_id, coupon_id, (coalesce(promo_code_id, ''))) where ${LIVE} do nothing
      returning * into found_claim;
      if found_claim.id is not null then
        if the_coupon.max_redemptions is not null then
          taken_coupons := taken_coupons || the_coupon.id;
        end if;
        if the_code.max_redemptions is not null then
          taken_codes := taken_codes || the_code.id;
        end if;
        if (wanted.input ->> 'override_limits')::boolean then
          overridden := overridden || array[the_coupon.id, the_code.id];
        end if;
      end if;
    end if;
    if found_claim.id is null then
      select * into found_claim from coupon_claim k
      where k.cart_id = wanted.cart_id and k.coupon_id = wanted.coupon_id
        and coalesce(k.promo_code_id, '') = coalesce(wanted.promo_code_id, '') and ${LIVE_K};
      if found_claim.id is null then
        raise exception using errcode = 'CP003', message = 'undone';
      end if;
      place := wanted.index; claim := to_jsonb(found_claim); is_new := false;
      return next;
      continue;
    end if;
    place := wanted.index; claim := to_jsonb(found_claim); is_new := true;
    return next;

    if not (wanted.input ->> 'override_limits')::boolean then
      keys := array(select jsonb_array_elements_text(wanted.input -> 'customer_keys'));
      is_first := wanted.hold_minutes is null and cardinality(keys) > 0 and (wanted.input ->> 'guard_person')::boolean;
      if is_first then
        people := people || array(select 'first:' || key from unnest(keys) key);
      end if;
      if coalesce(the_coupon.max_redemptions_per_customer, the_code.max_redemptions_per_customer) is not null then
        if cardinality(keys) = 0 then
          raise exception using errcode = 'CP001', message = 'login_required';
        end if;
        people := people || array(
          select 'customer:' || the_coupon.id || '|' || key from unnest(coupon_person_keys(the_coupon.id, keys)) key);
      end if;
      guarded := guarded || jsonb_build_object('cart_id', wanted.cart_id, 'keys', keys, 'is_first', is_first,
        'coupon_id', the_coupon.id, 'coupon_limit', the_coupon.max_redemptions_per_customer,
        'code_id', the_code.id, 'code_limit', the_code.max_redemptions_per_customer);
    end if;
  end loop;

  if cardinality(people) > 0 then
    perform pg_advisory_xact_lock(key) from (
      select distinct hashtextextended('medusa-plugin-coupons:' || name, 0) as key from unnest(people) name order by 1
    ) as names;
    for step in select g from unnest(guarded) g loop
      keys := array(select jsonb_array_elements_text(step.g -> 'keys'));
      known := case when coalesce(step.g ->> 'coupon_limit', step.g ->> 'code_limit') is null then keys
        else coupon_person_keys(step.g ->> 'coupon_id', keys) end;
      -- What this cart has taken itself never counts against it.
      if (step.g ->> 'coupon_limit')::integer <= (
        select count(*) from coupon_claim k where k.coupon_id = step.g ->> 'coupon_id'
          and (k.customer_key = any(known) or k.email = any(known)) and k.cart_id <> step.g ->> 'cart_id' and ${LIVE_K}
      ) or (step.g ->> 'code_limit')::integer <= (
        select count(*) from coupon_claim k where k.promo_code_id = step.g ->> 'code_id'
          and (k.customer_key = any(known) or k.email = any(known)) and k.cart_id <> step.g ->> 'cart_id' and ${LIVE_K}
      ) then
        raise exception using errcode = 'CP001', message = 'customer_limit_reached';
      end if;
      -- Another first purchase of this person is under way. Two minutes: no completion lives longer.
      if (step.g ->> 'is_first')::boolean and exists (
        select from coupon_claim k
        where (k.customer_key = any(keys) or k.email = any(keys)) and k.cart_id <> step.g ->> 'cart_id' and k.status = 'reserved'
          and k.held_until is null and k.deleted_at is null and k.created_at > clock_timestamp() - interval '2 minutes'
          and k.guard_person
      ) then
        raise exception using errcode = 'CP001', message = 'first_purchase_under_way';
      end if;
    end loop;
  end if;

  -- One relative, guarded step per limited row. Rows without a limit are not touched, so nobody waits for them.
  for step in
    select rank, id, sum(freed)::integer as freed, sum(taken)::integer as taken, id = any(overridden) as is_free from (
      select 0 as rank, id, 1 as freed, 0 as taken from unnest(freed_coupons) id
      union all select 0, id, 0, 1 from unnest(taken_coupons) id
      union all select 1, id, 1, 0 from unnest(freed_codes) id
      union all select 1, id, 0, 1 from unnest(taken_codes) id
    ) as steps group by rank, id order by rank, id
  loop
    if step.rank = 0 then
      update coupon c set redemptions_taken = c.redemptions_taken - step.freed + step.taken
      where c.id = step.id and c.max_redemptions is not null
        and (step.taken = 0 or step.is_free or c.redemptions_taken - step.freed + step.taken <= c.max_redemptions);
    else
      update coupon_promo_code p set redemptions_taken = p.redemptions_taken - step.freed + step.taken
      where p.id = step.id and p.max_redemptions is not null
        and (step.taken = 0 or step.is_free or p.redemptions_taken - step.freed + step.taken <= p.max_redemptions);
    end if;
    if not found and step.taken > 0 then
      raise exception using errcode = 'CP001', message = 'redemption_limit_reached';
    end if;
  end loop;
end
$function$`

/**
 * coupon_person_keys(coupon, keys): the keys, and every id and e-mail that live claims of the coupon know beside one of them:
 * an account that had another e-mail when it redeemed, and the e-mail of an account that is gone (decision 32).
 */
export const PERSON_KEYS = `
CREATE OR REPLACE FUNCTION coupon_person_keys(the_coupon_id text, keys text[])
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  known text[] := keys;
  more text[];
begin
  loop
    more := array(
      select key from (
        select unnest(known) as key
        union select unnest(array[k.customer_key, k.email]) from coupon_claim k
        where k.coupon_id = the_coupon_id and (k.customer_key = any(known) or k.email = any(known)) and ${LIVE_K}
      ) as found where key is not null
    );
    exit when cardinality(more) <= cardinality(known);
    known := more;
  end loop;
  return known;
end
$function$`
