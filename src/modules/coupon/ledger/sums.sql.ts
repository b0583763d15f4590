// What is counted and summed as it is written, and the database functions that do it, as they are now (decision 48). A shipped
// migration never changes: for a change, edit the text here, and create the function by it in a new migration that carries a copy.
// A test compares these texts with a migrated database.
//
// Whoever writes a row adds to a kept number by `coupon_keep_…`: to a row of it that no other transaction has locked, or to a new
// row. So nobody waits for anybody, a number has as many rows as transactions ever wrote it at once, and is the sum of them.

/** coupon_keep_places(subject, more): adds to the redeemed places of a coupon or of a promo code. */
export const KEEP_PLACES = `
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

/**
 * coupon_claim_changed(): trigger for each claim that becomes redeemed, or stops being so. Codes of batches are counted by index:
 * there are a million of them, with a few places each.
 */
export const CLAIM_CHANGED = `
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

/** A row's day (UTC), and its quarter of an hour in it (1 to 96). */
const DAY = "date_trunc('day', r.redeemed_at, 'UTC')"
const QUARTER =
  "(1 + floor(extract(epoch from r.redeemed_at - date_trunc('day', r.redeemed_at, 'UTC')) / 900))::integer"

const FIGURES = `(count(*) filter (where r.kind = 'redemption'))::integer as redemptions,
      (count(*) filter (where r.kind = 'reversal'))::integer as reversals, sum(r.amount_minor) as amount_minor`

/** What some ledger rows add to the sums of their coupon, and of all (''). */
const WHOSE = "cross join lateral (values (r.coupon_id), ('')) as whose (coupon_id)"

const dayFiguresOf = (rows: string) => `
    select whose.coupon_id, ${DAY} as starts_at, r.currency_code, r.channel, r.sales_channel_id, ${FIGURES}
    from ${rows} r ${WHOSE} where r.deleted_at is null group by 1, 2, 3, 4, 5`

const quarterFiguresOf = (rows: string) => `
    select whose.coupon_id, ${DAY} as starts_at, r.currency_code, ${QUARTER} as quarter, ${FIGURES}
    from ${rows} r ${WHOSE} where r.deleted_at is null group by 1, 2, 3, 4`

const keepDay = (sign: "" | "-") => `
      with free as (
        select id from coupon_ledger_day
        where coupon_id = more.coupon_id and starts_at = more.starts_at and currency_code = more.currency_code
          and channel is not distinct from more.channel and sales_channel_id is not distinct from more.sales_channel_id
        limit 1 for update skip locked
      ), kept as (
        update coupon_ledger_day s set redemptions = s.redemptions + ${sign}more.redemptions,
          reversals = s.reversals + ${sign}more.reversals, amount_minor = s.amount_minor + ${sign}more.amount_minor
        from free where s.id = free.id returning s.id
      )
      insert into coupon_ledger_day (coupon_id, starts_at, currency_code, channel, sales_channel_id, redemptions, reversals,
        amount_minor)
      select more.coupon_id, more.starts_at, more.currency_code, more.channel, more.sales_channel_id, ${sign}more.redemptions,
        ${sign}more.reversals, ${sign}more.amount_minor
      where not exists (select from kept);`

/** One quarter of an hour alone. */
const alone = (figure: string) => `array_fill(${figure}, array[1], array[more.quarter])`

const keepQuarter = (sign: "" | "-") => `
      with free as (
        select id from coupon_ledger_quarter
        where coupon_id = more.coupon_id and starts_at = more.starts_at and currency_code = more.currency_code
        limit 1 for update skip locked
      ), kept as (
        update coupon_ledger_quarter s set
          redemptions[more.quarter] = coalesce(s.redemptions[more.quarter], 0) + ${sign}more.redemptions,
          reversals[more.quarter] = coalesce(s.reversals[more.quarter], 0) + ${sign}more.reversals,
          amount_minor[more.quarter] = coalesce(s.amount_minor[more.quarter], 0) + ${sign}more.amount_minor
        from free where s.id = free.id returning s.id
      )
      insert into coupon_ledger_quarter (coupon_id, starts_at, currency_code, redemptions, reversals, amount_minor)
      select more.coupon_id, more.starts_at, more.currency_code,
        ${alone(`${sign}more.redemptions`)}, ${alone(`${sign}more.reversals`)}, ${alone(`${sign}more.amount_minor`)}
      where not exists (select from kept);`

const keepAll = (rows: string, sign: "" | "-") => `
    for more in ${dayFiguresOf(rows)}
    loop ${keepDay(sign)}
    end loop;
    for more in ${quarterFiguresOf(rows)}
    loop ${keepQuarter(sign)}
    end loop;`

/**
 * coupon_ledger_changed(): trigger for each statement that writes ledger rows. Sums are kept of each coupon and of all (''): by day (UTC),
 * channel and sales channel; and by day with a figure for each quarter of an hour, of which the days of every time zone are made.
 * Names are kept as booked, to be searched for.
 */
export const LEDGER_CHANGED = `
CREATE OR REPLACE FUNCTION coupon_ledger_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  more record;
begin
  if tg_op <> 'DELETE' then ${keepAll("added", "")}
    insert into coupon_booked_name (coupon_id, name)
    select distinct a.coupon_id, a.coupon_name from added a
    where not exists (select from coupon_booked_name n where n.coupon_id = a.coupon_id and n.name = a.coupon_name);
  end if;
  if tg_op <> 'INSERT' then ${keepAll("gone", "-")}
  end if;
  return null;
end
$function$`

/** coupon_by_quarter(quarters, figures): the figures as an array, each at its quarter's place. */
export const BY_QUARTER = `
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

const placed = (figure: string) => `coupon_by_quarter(array_agg(f.quarter), array_agg(f.${figure}::double precision))`

/** Of each coupon, or of all: a statement for each, so that the planner knows how many rows they will be. */
const allDays = (whose: string) => `
  insert into coupon_ledger_day (coupon_id, starts_at, currency_code, channel, sales_channel_id, redemptions, reversals,
    amount_minor)
  select ${whose}, ${DAY}, r.currency_code, r.channel, r.sales_channel_id, ${FIGURES}
  from coupon_redemption r where r.deleted_at is null group by 1, 2, 3, 4, 5 order by 1, 2;
  insert into coupon_ledger_quarter (coupon_id, starts_at, currency_code, redemptions, reversals, amount_minor)
  select f.coupon_id, f.starts_at, f.currency_code, ${placed("redemptions")}::integer[], ${placed("reversals")}::integer[],
    ${placed("amount_minor")}
  from (
    select ${whose} as coupon_id, ${DAY} as starts_at, r.currency_code, ${QUARTER} as quarter, ${FIGURES}
    from coupon_redemption r where r.deleted_at is null group by 1, 2, 3, 4
  ) f group by 1, 2, 3 order by 1, 2;`

/** coupon_keep_anew(): all that is kept, from what it is kept of; for a migration, and after rows were written without triggers. */
export const KEEP_ANEW = `
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
  delete from coupon_ledger_quarter;${allDays("r.coupon_id")}${allDays("''")}
  delete from coupon_booked_name;
  insert into coupon_booked_name (coupon_id, name) select distinct r.coupon_id, r.coupon_name from coupon_redemption r;
end
$function$`
