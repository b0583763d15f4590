// What is counted and summed as it is written (decision 48): redeemed places of coupons and codes, the ledger by time and channel.
// Old rows are counted at the end, behind the triggers' own locks, so that none is missed or counted twice.
import { Migration } from "@medusajs/framework/mikro-orm/migrations"

const KEEP_PLACES = `
CREATE OR REPLACE FUNCTION coupon_keep_places(subject text, more integer)
 RETURNS void
 LANGUAGE sql
AS $function$
  with free as (
    select id from coupon_place_count where subject_id = subject limit 1 for update skip locked
  ), kept as (
    update coupon_place_count c set places = c.places + more from free where c.id = free.id returning c.id
  )
  insert into coupon_place_count (subject_id, places) select subject, more where not exists (select from kept);
$function$`

const CLAIM_CHANGED = `
CREATE OR REPLACE FUNCTION coupon_claim_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op <> 'INSERT' then
    if old.status = 'redeemed' and old.held_until is null and old.deleted_at is null then
      perform coupon_keep_places(old.coupon_id, -1);
      perform coupon_keep_places(p.id, -1) from coupon_promo_code p where p.id = old.promo_code_id and p.code_batch_id is null;
    end if;
  end if;
  if tg_op <> 'DELETE' then
    if new.status = 'redeemed' and new.held_until is null and new.deleted_at is null then
      perform coupon_keep_places(new.coupon_id, 1);
      perform coupon_keep_places(p.id, 1) from coupon_promo_code p where p.id = new.promo_code_id and p.code_batch_id is null;
    end if;
  end if;
  return null;
end
$function$`

const LEDGER_CHANGED = `
CREATE OR REPLACE FUNCTION coupon_ledger_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  more record;
begin
  if tg_op <> 'DELETE' then 
    for more in 
    select whose.coupon_id, date_trunc('day', r.redeemed_at, 'UTC') as starts_at, r.currency_code, r.channel, r.sales_channel_id, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
    from added r cross join lateral (values (r.coupon_id), ('')) as whose (coupon_id) where r.deleted_at is null group by 1, 2, 3, 4, 5
    loop 
      with free as (
        select id from coupon_ledger_day
        where coupon_id = more.coupon_id and starts_at = more.starts_at and currency_code = more.currency_code
          and channel is not distinct from more.channel and sales_channel_id is not distinct from more.sales_channel_id
        limit 1 for update skip locked
      ), kept as (
        update coupon_ledger_day s set redemptions = s.redemptions + more.redemptions,
          reversals = s.reversals + more.reversals, amount_minor = s.amount_minor + more.amount_minor
        from free where s.id = free.id returning s.id
      )
      insert into coupon_ledger_day (coupon_id, starts_at, currency_code, channel, sales_channel_id, redemptions, reversals,
        amount_minor)
      select more.coupon_id, more.starts_at, more.currency_code, more.channel, more.sales_channel_id, more.redemptions,
        more.reversals, more.amount_minor
      where not exists (select from kept);
    end loop;
    for more in 
    select whose.coupon_id, date_trunc('day', r.redeemed_at, 'UTC') as starts_at, r.currency_code, (1 + floor(extract(epoch from r.redeemed_at - date_trunc('day', r.redeemed_at, 'UTC')) / 900))::integer as quarter, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
    from added r cross join lateral (values (r.coupon_id), ('')) as whose (coupon_id) where r.deleted_at is null group by 1, 2, 3, 4
    loop 
      with free as (
        select id from coupon_ledger_quarter
        where coupon_id = more.coupon_id and starts_at = more.starts_at and currency_code = more.currency_code
        limit 1 for update skip locked
      ), kept as (
        update coupon_ledger_quarter s set
          redemptions[more.quarter] = coalesce(s.redemptions[more.quarter], 0) + more.redemptions,
          reversals[more.quarter] = coalesce(s.reversals[more.quarter], 0) + more.reversals,
          amount_minor[more.quarter] = coalesce(s.amount_minor[more.quarter], 0) + more.amount_minor
        from free where s.id = free.id returning s.id
      )
      insert into coupon_ledger_quarter (coupon_id, starts_at, currency_code, redemptions, reversals, amount_minor)
      select more.coupon_id, more.starts_at, more.currency_code,
        array_fill(more.redemptions, array[1], array[more.quarter]), array_fill(more.reversals, array[1], array[more.quarter]), array_fill(more.amount_minor, array[1], array[more.quarter])
      where not exists (select from kept);
    end loop;
    insert into coupon_booked_name (coupon_id, name)
    select distinct a.coupon_id, a.coupon_name from added a
    where not exists (select from coupon_booked_name n where n.coupon_id = a.coupon_id and n.name = a.coupon_name);
  end if;
  if tg_op <> 'INSERT' then 
    for more in 
    select whose.coupon_id, date_trunc('day', r.redeemed_at, 'UTC') as starts_at, r.currency_code, r.channel, r.sales_channel_id, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
    from gone r cross join lateral (values (r.coupon_id), ('')) as whose (coupon_id) where r.deleted_at is null group by 1, 2, 3, 4, 5
    loop 
      with free as (
        select id from coupon_ledger_day
        where coupon_id = more.coupon_id and starts_at = more.starts_at and currency_code = more.currency_code
          and channel is not distinct from more.channel and sales_channel_id is not distinct from more.sales_channel_id
        limit 1 for update skip locked
      ), kept as (
        update coupon_ledger_day s set redemptions = s.redemptions + -more.redemptions,
          reversals = s.reversals + -more.reversals, amount_minor = s.amount_minor + -more.amount_minor
        from free where s.id = free.id returning s.id
      )
      insert into coupon_ledger_day (coupon_id, starts_at, currency_code, channel, sales_channel_id, redemptions, reversals,
        amount_minor)
      select more.coupon_id, more.starts_at, more.currency_code, more.channel, more.sales_channel_id, -more.redemptions,
        -more.reversals, -more.amount_minor
      where not exists (select from kept);
    end loop;
    for more in 
    select whose.coupon_id, date_trunc('day', r.redeemed_at, 'UTC') as starts_at, r.currency_code, (1 + floor(extract(epoch from r.redeemed_at - date_trunc('day', r.redeemed_at, 'UTC')) / 900))::integer as quarter, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
    from gone r cross join lateral (values (r.coupon_id), ('')) as whose (coupon_id) where r.deleted_at is null group by 1, 2, 3, 4
    loop 
      with free as (
        select id from coupon_ledger_quarter
        where coupon_id = more.coupon_id and starts_at = more.starts_at and currency_code = more.currency_code
        limit 1 for update skip locked
      ), kept as (
        update coupon_ledger_quarter s set
          redemptions[more.quarter] = coalesce(s.redemptions[more.quarter], 0) + -more.redemptions,
          reversals[more.quarter] = coalesce(s.reversals[more.quarter], 0) + -more.reversals,
          amount_minor[more.quarter] = coalesce(s.amount_minor[more.quarter], 0) + -more.amount_minor
        from free where s.id = free.id returning s.id
      )
      insert into coupon_ledger_quarter (coupon_id, starts_at, currency_code, redemptions, reversals, amount_minor)
      select more.coupon_id, more.starts_at, more.currency_code,
        array_fill(-more.redemptions, array[1], array[more.quarter]), array_fill(-more.reversals, array[1], array[more.quarter]), array_fill(-more.amount_minor, array[1], array[more.quarter])
      where not exists (select from kept);
    end loop;
  end if;
  return null;
end
$function$`

const BY_QUARTER = `
CREATE OR REPLACE FUNCTION coupon_by_quarter(quarters integer[], figures double precision[])
 RETURNS double precision[]
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  placed double precision[];
begin
  for place in 1 .. cardinality(quarters) loop
    placed[quarters[place]] := figures[place];
  end loop;
  return placed;
end
$function$`

const KEEP_ANEW = `
CREATE OR REPLACE FUNCTION coupon_keep_anew()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  lock table coupon_claim, coupon_redemption in share row exclusive mode;
  delete from coupon_place_count;
  insert into coupon_place_count (subject_id, places)
    select k.coupon_id, count(*) from coupon_claim k
    where k.status = 'redeemed' and k.held_until is null and k.deleted_at is null group by 1
    union all
    select p.id, count(*) from coupon_claim k join coupon_promo_code p on p.id = k.promo_code_id and p.code_batch_id is null
    where k.status = 'redeemed' and k.held_until is null and k.deleted_at is null group by 1;
  delete from coupon_ledger_day;
  delete from coupon_ledger_quarter;
  insert into coupon_ledger_day (coupon_id, starts_at, currency_code, channel, sales_channel_id, redemptions, reversals,
    amount_minor)
  select r.coupon_id, date_trunc('day', r.redeemed_at, 'UTC'), r.currency_code, r.channel, r.sales_channel_id, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
  from coupon_redemption r where r.deleted_at is null group by 1, 2, 3, 4, 5 order by 1, 2;
  insert into coupon_ledger_quarter (coupon_id, starts_at, currency_code, redemptions, reversals, amount_minor)
  select f.coupon_id, f.starts_at, f.currency_code, coupon_by_quarter(array_agg(f.quarter), array_agg(f.redemptions::double precision))::integer[], coupon_by_quarter(array_agg(f.quarter), array_agg(f.reversals::double precision))::integer[],
    coupon_by_quarter(array_agg(f.quarter), array_agg(f.amount_minor::double precision))
  from (
    select r.coupon_id as coupon_id, date_trunc('day', r.redeemed_at, 'UTC') as starts_at, r.currency_code, (1 + floor(extract(epoch from r.redeemed_at - date_trunc('day', r.redeemed_at, 'UTC')) / 900))::integer as quarter, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
    from coupon_redemption r where r.deleted_at is null group by 1, 2, 3, 4
  ) f group by 1, 2, 3 order by 1, 2;
  insert into coupon_ledger_day (coupon_id, starts_at, currency_code, channel, sales_channel_id, redemptions, reversals,
    amount_minor)
  select '', date_trunc('day', r.redeemed_at, 'UTC'), r.currency_code, r.channel, r.sales_channel_id, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
  from coupon_redemption r where r.deleted_at is null group by 1, 2, 3, 4, 5 order by 1, 2;
  insert into coupon_ledger_quarter (coupon_id, starts_at, currency_code, redemptions, reversals, amount_minor)
  select f.coupon_id, f.starts_at, f.currency_code, coupon_by_quarter(array_agg(f.quarter), array_agg(f.redemptions::double precision))::integer[], coupon_by_quarter(array_agg(f.quarter), array_agg(f.reversals::double precision))::integer[],
    coupon_by_quarter(array_agg(f.quarter), array_agg(f.amount_minor::double precision))
  from (
    select '' as coupon_id, date_trunc('day', r.redeemed_at, 'UTC') as starts_at, r.currency_code, (1 + floor(extract(epoch from r.redeemed_at - date_trunc('day', r.redeemed_at, 'UTC')) / 900))::integer as quarter, (count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor
    from coupon_redemption r where r.deleted_at is null group by 1, 2, 3, 4
  ) f group by 1, 2, 3 order by 1, 2;
  delete from coupon_booked_name;
  insert into coupon_booked_name (coupon_id, name) select distinct r.coupon_id, r.coupon_name from coupon_redemption r;
end
$function$`

const counts = (row: string) => `${row}.status = 'redeemed' AND ${row}.held_until IS NULL AND ${row}.deleted_at IS NULL`

const TABLES = [
  `create table if not exists "coupon_place_count" (id bigint generated always as identity primary key, subject_id text not null,
    places bigint not null) with (fillfactor = 70);`,
  `CREATE INDEX IF NOT EXISTS "IDX_coupon_place_count_subject" ON coupon_place_count (subject_id);`,
  `create table if not exists "coupon_ledger_day" (id bigint generated always as identity primary key, coupon_id text not null,
    starts_at timestamptz not null, currency_code text not null, channel text null, sales_channel_id text null,
    redemptions integer not null, reversals integer not null, amount_minor double precision not null) with (fillfactor = 70);`,
  `CREATE INDEX IF NOT EXISTS "IDX_coupon_ledger_day_coupon" ON coupon_ledger_day (coupon_id, starts_at);`,
  // Of one day each, in 96 places; only those that were used take room.
  `create table if not exists "coupon_ledger_quarter" (id bigint generated always as identity primary key, coupon_id text not null,
    starts_at timestamptz not null, currency_code text not null, redemptions integer[] not null, reversals integer[] not null,
    amount_minor double precision[] not null) with (fillfactor = 70);`,
  `CREATE INDEX IF NOT EXISTS "IDX_coupon_ledger_quarter_coupon" ON coupon_ledger_quarter (coupon_id, starts_at);`,
  `create table if not exists "coupon_booked_name" (id bigint generated always as identity primary key, coupon_id text not null,
    name text not null);`,
  `CREATE INDEX IF NOT EXISTS "IDX_coupon_booked_name_coupon" ON coupon_booked_name (coupon_id);`,
  // Places that are taken and not redeemed yet: few at any time, so they are counted.
  `CREATE INDEX IF NOT EXISTS "IDX_coupon_claim_coupon_reserved" ON coupon_claim (coupon_id, promo_code_id)
    WHERE status = 'reserved' AND held_until IS NULL AND deleted_at IS NULL;`,
]

const TRIGRAMS = `
DO $do$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX IF NOT EXISTS "IDX_coupon_booked_name_text" ON coupon_booked_name USING gin (name gin_trgm_ops);
  END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'coupons: texts are searched for without pg_trgm: %', SQLERRM;
END
$do$;`

/** Name, table, and when. Claims one by one and only where it matters: taking a place writes nothing more than before. */
const TRIGGERS: [name: string, table: string, when: string][] = [
  ["coupon_claim_inserted", "coupon_claim", `AFTER INSERT ON coupon_claim FOR EACH ROW WHEN (${counts("NEW")}) EXECUTE FUNCTION coupon_claim_changed()`],
  ["coupon_claim_updated", "coupon_claim", `AFTER UPDATE ON coupon_claim FOR EACH ROW
    WHEN ((${counts("OLD")}) IS DISTINCT FROM (${counts("NEW")})) EXECUTE FUNCTION coupon_claim_changed()`],
  ["coupon_claim_deleted", "coupon_claim", `AFTER DELETE ON coupon_claim FOR EACH ROW WHEN (${counts("OLD")}) EXECUTE FUNCTION coupon_claim_changed()`],
  ["coupon_redemption_inserted", "coupon_redemption", `AFTER INSERT ON coupon_redemption REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION coupon_ledger_changed()`],
  ["coupon_redemption_updated", "coupon_redemption", `AFTER UPDATE ON coupon_redemption REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION coupon_ledger_changed()`],
  ["coupon_redemption_deleted", "coupon_redemption", `AFTER DELETE ON coupon_redemption REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION coupon_ledger_changed()`],
]

export class Migration20261128132100 extends Migration {
  override async up(): Promise<void> {
    for (const statement of [...TABLES, TRIGRAMS, KEEP_PLACES, CLAIM_CHANGED, LEDGER_CHANGED, BY_QUARTER, KEEP_ANEW]) {
      this.addSql(statement)
    }
    for (const [name, table, when] of TRIGGERS) {
      this.addSql(`drop trigger if exists ${name} on ${table};`)
      this.addSql(`CREATE TRIGGER ${name} ${when};`)
    }
    this.addSql("select coupon_keep_anew();")
  }

  override async down(): Promise<void> {
    for (const [name, table] of TRIGGERS) {
      this.addSql(`drop trigger if exists ${name} on ${table};`)
    }
    for (const name of ["coupon_keep_anew()", "coupon_by_quarter(integer[], double precision[])", "coupon_ledger_changed()", "coupon_claim_changed()", "coupon_keep_places(text, integer)"]) {
      this.addSql(`drop function if exists ${name};`)
    }
    this.addSql(`drop index if exists "IDX_coupon_claim_coupon_reserved";`)
    for (const name of ["coupon_booked_name", "coupon_ledger_quarter", "coupon_ledger_day", "coupon_place_count"]) {
      this.addSql(`drop table if exists ${name};`)
    }
  }
}
