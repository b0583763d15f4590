// What must be true of the whole shop whenever nothing is under way, read from the tables themselves. Each question answers
// the rows that break it, named.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { grantCode } from "../../src/engine"
import { testPayments } from "../helpers/test-payment"

interface Knex {
  raw: <T>(sql: string, bindings?: unknown[]) => Promise<{ rows: T[] }>
}

/** Runs one statement on the shop's database, outside of every run. */
export async function rows<T = Record<string, unknown>>(
  container: MedusaContainer,
  sql: string,
  bindings: unknown[] = [],
): Promise<T[]> {
  const knex = container.resolve<Knex>(ContainerRegistrationKeys.PG_CONNECTION)
  return (await knex.raw<T>(sql, bindings)).rows
}

const CAPTURED = `
  select opc.order_id, sum(coalesce(c.amount, 0)) as captured, sum(coalesce(r.amount, 0)) as refunded
  from order_payment_collection opc
  join payment p on p.payment_collection_id = opc.payment_collection_id and p.deleted_at is null
  left join (select payment_id, sum(amount) as amount from capture where deleted_at is null group by 1) c on c.payment_id = p.id
  left join (select payment_id, sum(amount) as amount from refund where deleted_at is null group by 1) r on r.payment_id = p.id
  where opc.deleted_at is null group by 1`

/** Ledger rows of a document, added up. */
const LEDGER = `
  select document_id, sum(amount_minor) as amount_minor from coupon_redemption where deleted_at is null group by 1`

/**
 * What an order's own lines were given by codes and by granted coupons (`grantCode`), in minor units of a
 * currency with two digits.
 */
const ON_ORDERS = `
  select i.order_id, round(sum(a.amount) * 100) as amount_minor
  from order_item i
  join "order" o on o.id = i.order_id and o.version = i.version
  join order_line_item_adjustment a on a.item_id = i.item_id and a.version = i.version and a.deleted_at is null
  where i.deleted_at is null and a.code in (select code from coupon_promo_code union select '${grantCode("")}' || id from coupon)
  group by 1`

const QUESTIONS: Record<string, string> = {
  "an invoice that is paid has its discounts in the ledger": `
    select i.id, i.number, i.status, d.minor as invoice_minor, l.amount_minor as ledger_minor
    from billing_invoice i
    left join lateral (select coalesce(sum(round((e ->> 'amount')::numeric * 100)), 0) as minor
      from jsonb_array_elements(i.discounts) e where e ->> 'discount_id' is not null) d on true
    left join (${LEDGER}) l on l.document_id = i.id
    where i.deleted_at is null and coalesce(l.amount_minor, 0) <> case when i.status = 'paid' then d.minor else 0 end
      -- What a sign-up's cart was given is its order's, asked for below.
      and not exists (select from order_cart oc where oc.order_id = i.order_id and oc.deleted_at is null)`,
  "an order that a cart led to has in the ledger what its lines show": `
    select o.id, o.status, a.amount_minor as shown, l.amount_minor as ledger
    from "order" o
    join order_cart oc on oc.order_id = o.id and oc.deleted_at is null
    left join (${ON_ORDERS}) a on a.order_id = o.id
    left join (select order_id, sum(amount_minor) as amount_minor from coupon_redemption
      where deleted_at is null and document_type in ('order', 'invoice') group by 1) l on l.order_id = o.id
    where o.deleted_at is null and coalesce(l.amount_minor, 0)
      <> case when o.status = 'canceled' then 0 else coalesce(a.amount_minor, 0) end`,
  "an order of an invoice is named by its invoice, and is alone": `
    select o.id, o.status, i.id as invoice_id, i.status as invoice_status, i.order_id
    from "order" o left join billing_invoice i on i.id = o.metadata ->> 'billing_invoice_id'
    where o.metadata ->> 'billing_invoice_id' is not null and o.deleted_at is null
      and (i.order_id is distinct from o.id or (i.status = 'void') <> (o.status = 'canceled'))`,
  "an order's captures are its total, and nothing when it is cancelled": `
    select o.id, o.status, c.captured, c.refunded, s.totals ->> 'current_order_total' as total
    from "order" o
    left join (${CAPTURED}) c on c.order_id = o.id
    join order_summary s on s.order_id = o.id and s.version = o.version and s.deleted_at is null
    where o.deleted_at is null and o.is_draft_order = false and o.status <> 'draft'
      and coalesce(c.captured, 0) - coalesce(c.refunded, 0)
        <> case when o.status = 'canceled' then 0 else (s.totals ->> 'current_order_total')::numeric end
      and not exists (select from order_change e where e.order_id = o.id and e.change_type = 'edit')
      and (c.captured > 0 or o.metadata ->> 'billing_invoice_id' is not null)`,
  "an order's transactions are its captures": `
    select o.id, o.status, t.amount as booked, c.captured, c.refunded
    from "order" o
    left join (select order_id, sum(amount) as amount from order_transaction where deleted_at is null group by 1) t
      on t.order_id = o.id
    left join (${CAPTURED}) c on c.order_id = o.id
    where o.deleted_at is null and coalesce(t.amount, 0) <> coalesce(c.captured, 0) - coalesce(c.refunded, 0)`,
  "a cart became one order": `
    select cart_id, count(*) from order_cart oc join "order" o on o.id = oc.order_id and o.deleted_at is null
    where oc.deleted_at is null group by 1 having count(*) > 1`,
  "a completed cart has its order": `
    select c.id from cart c where c.completed_at is not null and c.deleted_at is null
      and not exists (select from order_cart oc join "order" o on o.id = oc.order_id and o.deleted_at is null
        where oc.cart_id = c.id and oc.deleted_at is null)`,
  "a reservation for a line belongs to an order that goes on": `
    select r.id, r.line_item_id from reservation_item r
    where r.deleted_at is null and r.line_item_id is not null and not exists (
      select from order_item i join "order" o on o.id = i.order_id and o.deleted_at is null and o.status <> 'canceled'
      where i.item_id = r.line_item_id and i.deleted_at is null)`,
  "a payment collection belongs to a cart, an invoice or an order": `
    select p.id, p.status, p.amount from payment_collection p
    where p.deleted_at is null
      and not exists (select from cart_payment_collection l where l.payment_collection_id = p.id and l.deleted_at is null)
      and not exists (select from billing_invoice i where i.payment_collection_id = p.id)
      and not exists (select from order_payment_collection l join "order" o on o.id = l.order_id and o.deleted_at is null
        where l.payment_collection_id = p.id and l.deleted_at is null)`,
  "a subscription that is over has nothing left": `
    select s.id, s.status, d.id as running_discount, i.number as open_invoice, g.id as running_grant, s.scheduled_change
    from billing_subscription s
    left join billing_subscription_item si on si.subscription_id = s.id
    left join coupon_discount d on d.target_id in (s.id, si.id) and d.ended_at is null and d.deleted_at is null
    left join billing_invoice i on i.subscription_id = s.id and i.status in ('draft', 'open')
    left join coupon_grant g on g.subscription_id = s.id and g.ended_at is null and g.deleted_at is null and false
    where s.status in ('canceled', 'ended') and (d.id is not null or i.id is not null or g.id is not null)`,
  "an archived coupon has no grants": `
    select g.id, g.coupon_id from coupon_grant g join coupon c on c.id = g.coupon_id
    where (c.status = 'archived' or c.deleted_at is not null) and g.ended_at is null and g.deleted_at is null`,
  "a coupon's count is its live claims": `
    select c.id, c.redemptions_taken, count(k.id) as live from coupon c
    left join coupon_claim k on k.coupon_id = c.id and k.status in ('reserved', 'redeemed') and k.deleted_at is null
    where c.max_redemptions is not null group by c.id having c.redemptions_taken <> count(k.id)`,
  "a code's count is its live claims": `
    select c.id, c.code, c.redemptions_taken, count(k.id) as live from coupon_promo_code c
    left join coupon_claim k on k.promo_code_id = c.id and k.status in ('reserved', 'redeemed') and k.deleted_at is null
    where c.max_redemptions is not null group by c.id having c.redemptions_taken <> count(k.id)`,
  "nothing is reserved for ever": `
    select id, cart_id, status from coupon_claim where status = 'reserved' and held_until is null and deleted_at is null`,
  "a redeemed claim has the discount it won": `
    select k.id, k.cart_id, k.order_id from coupon_claim k where k.status = 'redeemed' and k.deleted_at is null
      and not exists (select from coupon_discount d where d.claim_id = k.id and d.deleted_at is null)`,
  "what was begun is finished": `
    select kind, subject_id, input from coupon_unfinished u where deleted_at is null and kind <> 'renewal_attempt'
      and not (kind = 'customer_payment' and exists (select from billing_invoice i
        where i.payment_collection_id = u.subject_id and i.customer_pays_until is not null))`,
  "a code batch has the codes it counts": `
    select b.id, b.status, b.quantity, b.created_count, count(c.id) as codes from coupon_code_batch b
    left join coupon_promo_code c on c.code_batch_id = b.id and c.deleted_at is null
    where b.deleted_at is null group by b.id having b.created_count <> count(c.id)`,
}

/** Every broken promise of the shop, one sentence each; none is right. */
export async function brokenPromises(container: MedusaContainer): Promise<string[]> {
  const broken: string[] = []
  for (const [promise, sql] of Object.entries(QUESTIONS)) {
    for (const row of await rows(container, sql)) {
      broken.push(`${promise}: ${JSON.stringify(row)}`)
    }
  }
  return [...broken, ...(await unknownCharges(container))]
}

/**
 * What the provider took is on record as a capture, once. A shopper who got no answer is there to pay again: their session is
 * asked again, or given up, which tells the provider to let go. Of a renewal nobody is there.
 */
async function unknownCharges(container: MedusaContainer): Promise<string[]> {
  const captures = await rows<{ session_id: string; amount: string }>(
    container,
    `select p.payment_session_id as session_id, sum(c.amount) as amount from payment p
     join capture c on c.payment_id = p.id and c.deleted_at is null where p.deleted_at is null group by 1`,
  )
  const shoppers = await rows<{ id: string }>(
    container,
    `select s.id from payment_session s
     join cart_payment_collection l on l.payment_collection_id = s.payment_collection_id
     where not exists (select from payment p where p.payment_session_id = s.id)`,
  )
  const asked_again = new Set(shoppers.map(({ id }) => id))
  const known = new Map(captures.map(({ session_id, amount }) => [session_id, Number(amount)]))
  return [...testPayments.charges.values()]
    .filter(({ idempotency_key: key }) => !asked_again.has(key) && !testPayments.given_up.has(key))
    .filter(({ idempotency_key, amount }) => known.get(idempotency_key) !== amount)
    .map((charge) => `what the provider took is on record: ${JSON.stringify(charge)}`)
}
