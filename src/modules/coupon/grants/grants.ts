// Grants and who may use them in a cart: giving, ending, and what one cart's refresh needs to know (rule 24).
import { generateEntityId } from "@medusajs/framework/utils"
import { missing, refused } from "../../../lib/errors"
import { GRANT_EVENT_COLUMNS, GrantEvents } from "../shared/events"
import type { SqlParam } from "../../../lib/sql"
import type { Db } from "../shared/db"
import type { CouponRow } from "../types"

/** Who is given the coupon: everybody on a plan, one subscription, or one customer. */
export type GrantTarget =
  | { plan_id: string }
  /** `holder_id`: the subscription's customer. */
  | { subscription_id: string; holder_id: string }
  | { customer_id: string }

/** A grant as stored. `holder_id`: whose it is; null for a plan. Running until `ended_at`. */
export interface GrantRow {
  id: string
  coupon_id: string
  plan_id: string | null
  subscription_id: string | null
  customer_id: string | null
  holder_id: string | null
  granted_at: Date
  ended_at: Date | null
  ended_reason: string | null
  created_at: Date
}

/** What a cart's refresh needs of a running grant. */
export type RunningGrant = Pick<
  GrantRow,
  "id" | "coupon_id" | "plan_id" | "subscription_id" | "customer_id" | "granted_at"
>

/** `best`: the lowest price by itself; `one`: only the coupon named; `none`: declined. */
export type GrantChoice = { kind: "best" } | { kind: "none" } | { kind: "one"; coupon_id: string }

/** The customer who was seen logged in on a cart, and their choice there. */
export interface CartShopper {
  customer_id: string
  choice: GrantChoice
}

interface StoredShopper {
  customer_id: string
  choice: GrantChoice["kind"]
  coupon_id: string | null
}

const LIVE = "g.ended_at is null and g.deleted_at is null"

/**
 * Gives a coupon. The coupon's row is held, so that archiving it at the same moment either comes first (then this
 * refuses) or ends this grant too. Throws NOT_FOUND for an unknown coupon; NOT_ALLOWED with a sentence for one that is not
 * active (code "coupon_archived", "coupon_not_active"), extends trials, or is granted there already ("granted_already").
 */
export async function createGrant(db: Db, coupon_id: string, target: GrantTarget, now: Date): Promise<{ id: string }> {
  const [coupon] = await db.rows<Pick<CouponRow, "status" | "type">>(
    "select status, type from coupon where id = ? and deleted_at is null for share",
    [coupon_id],
  )
  refuseUngrantable(coupon, coupon_id)
  const id = generateEntityId(undefined, "grant")
  const [created] = await db.rows<object>(
    `insert into coupon_grant (id, coupon_id, plan_id, subscription_id, customer_id, holder_id, granted_at, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, now(), now()) on conflict do nothing returning ${GRANT_EVENT_COLUMNS}`,
    [id, coupon_id, ...targetColumns(target), now],
  )
  if (!created) {
    throw refused("This coupon is granted there already.", "granted_already")
  }
  db.announce(GrantEvents.created, created)
  return { id }
}

function refuseUngrantable(coupon: Pick<CouponRow, "status" | "type"> | undefined, id: string): void {
  if (!coupon) {
    throw missing(`Coupon with id: ${id} was not found`)
  }
  if (coupon.status === "archived") {
    throw refused("An archived coupon cannot be granted. Clone it and grant the copy.", "coupon_archived")
  }
  if (coupon.status !== "active") {
    throw refused("A draft cannot be granted. Activate the coupon first.", "coupon_not_active")
  }
  if (coupon.type === "trial_extension") {
    throw refused("A trial extension takes nothing off a cart and cannot be granted. Give the customer a promo code.")
  }
}

function targetColumns(target: GrantTarget): SqlParam[] {
  if ("plan_id" in target) return [target.plan_id, null, null, null]
  if ("subscription_id" in target) return [null, target.subscription_id, null, target.holder_id]
  return [null, null, target.customer_id, target.customer_id]
}

/** Ends running grants, by id or all of a coupon; answers which. */
export async function endGrants(
  db: Db,
  where: { ids: string[] } | { coupon_id: string },
  now: Date,
  reason: string,
): Promise<string[]> {
  const [condition, param] =
    "ids" in where ? ["g.id = any(?::text[])", where.ids] : ["g.coupon_id = ?", where.coupon_id]
  const ended = await db.rows<{ id: string }>(
    `update coupon_grant set ended_at = ?, ended_reason = ?, updated_at = now()
     where ended_at is null and id in (select g.id from coupon_grant g where ${condition} and ${LIVE} order by g.id for update)
     returning ${GRANT_EVENT_COLUMNS}, ended_reason`,
    [now, reason, param],
  )
  ended.forEach((grant) => db.announce(GrantEvents.ended, grant))
  return ended.map(({ id }) => id).sort()
}

/** Lets grants that were ended by mistake run again, unless the same was granted anew meanwhile; for undoing a workflow. */
export async function reviveGrants(db: Db, ids: string[]): Promise<void> {
  for (const id of ids) {
    await db.rows(
      `update coupon_grant g set ended_at = null, ended_reason = null, updated_at = now() where g.id = ? and not exists (
         select from coupon_grant o where o.coupon_id = g.coupon_id and o.id <> g.id and o.ended_at is null and o.deleted_at is null
           and coalesce(o.plan_id, o.subscription_id, o.customer_id) = coalesce(g.plan_id, g.subscription_id, g.customer_id))`,
      [id],
    )
  }
}

/**
 * What one refresh of a customer's cart asks: who was seen logged in on it, and the running grants that can be theirs:
 * all of plans, and those of the customer and their subscriptions. One query, all of it indexed.
 */
export async function readStanding(
  db: Db,
  cart_id: string,
  customer_id: string,
): Promise<{ shopper: CartShopper | null; grants: RunningGrant[] }> {
  const [row] = await db.rows<{
    shopper: StoredShopper | null
    grants: (Omit<RunningGrant, "granted_at"> & { granted_at: string })[]
  }>(
    `select ${SHOPPER} as shopper, (
       select coalesce(jsonb_agg(to_jsonb(g)), '[]') from (
         select ${GRANT_COLUMNS} from coupon_grant g where g.plan_id is not null and ${LIVE}
         union all
         select ${GRANT_COLUMNS} from coupon_grant g where g.holder_id = ? and g.holder_id is not null and ${LIVE}
       ) g
     ) as grants`,
    [cart_id, customer_id],
  )
  return {
    shopper: row?.shopper ? toShopper(row.shopper) : null,
    grants: (row?.grants ?? []).map((grant) => ({ ...grant, granted_at: new Date(grant.granted_at) })),
  }
}

const GRANT_COLUMNS = "g.id, g.coupon_id, g.plan_id, g.subscription_id, g.customer_id, g.granted_at"
const SHOPPER = "(select to_jsonb(s) from coupon_cart_shopper s where s.cart_id = ? and s.deleted_at is null)"

/** Who was seen logged in on this cart, if grants were looked for there. One indexed query. */
export async function findShopper(db: Db, cart_id: string): Promise<CartShopper | null> {
  const [row] = await db.rows<{ shopper: StoredShopper | null }>(`select ${SHOPPER} as shopper`, [cart_id])
  return row?.shopper ? toShopper(row.shopper) : null
}

function toShopper({ customer_id, choice, coupon_id }: StoredShopper): CartShopper {
  return {
    customer_id,
    choice: choice === "one" ? { kind: "one", coupon_id: coupon_id ?? "" } : { kind: choice },
  }
}

/** Remembers that this customer is logged in on the cart. Another one than before starts with no choice made. */
export async function rememberShopper(db: Db, cart_id: string, customer_id: string): Promise<void> {
  await db.rows(
    `insert into coupon_cart_shopper (id, cart_id, customer_id, created_at, updated_at) values (?, ?, ?, now(), now())
     on conflict (cart_id) where deleted_at is null do update
       set customer_id = excluded.customer_id, choice = 'best', coupon_id = null, updated_at = now()
       where coupon_cart_shopper.customer_id <> excluded.customer_id`,
    [generateEntityId(undefined, "cshop"), cart_id, customer_id],
  )
}

/** Writes the choice of the customer who is known on the cart; changes nothing where another one is. */
export async function chooseGrant(db: Db, cart_id: string, customer_id: string, choice: GrantChoice): Promise<void> {
  await db.rows(
    `update coupon_cart_shopper set choice = ?, coupon_id = ?, updated_at = now()
     where cart_id = ? and customer_id = ? and deleted_at is null`,
    [choice.kind, choice.kind === "one" ? choice.coupon_id : null, cart_id, customer_id],
  )
}
