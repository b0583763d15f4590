// Grants and who may use them in a cart: giving, ending, and what one cart's refresh needs to know (rule 24).
import { generateEntityId } from "@medusajs/framework/utils"
import { missing, refused } from "../../../tools/errors"
import { GRANT_EVENT_COLUMNS, GrantEvents } from "../shared/events"
import type { SqlParam } from "../../../tools/sql"
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
export interface CartCustomer {
  customer_id: string
  choice: GrantChoice
}

interface StoredCartCustomer {
  customer_id: string
  choice: GrantChoice["kind"]
  coupon_id: string | null
}

const LIVE = "g.ended_at IS NULL AND g.deleted_at IS NULL"

/**
 * Gives a coupon. The coupon's row is held, so that archiving it at the same moment either comes first (then this
 * refuses) or ends this grant too. Throws NOT_FOUND for an unknown coupon; NOT_ALLOWED with a sentence for one that is not
 * active (code "coupon_archived", "coupon_not_active"), extends trials, or is granted there already ("granted_already").
 */
export async function createGrant(db: Db, coupon_id: string, target: GrantTarget, now: Date): Promise<{ id: string }> {
  const [coupon] = await db.rows<Pick<CouponRow, "status" | "type">>(
    "SELECT status, type FROM coupon WHERE id = ? AND deleted_at IS NULL FOR SHARE",
    [coupon_id],
  )
  refuseUngrantable(coupon, coupon_id)
  const id = generateEntityId(undefined, "grant")
  const [created] = await db.rows<object>(
    `INSERT INTO coupon_grant (id, coupon_id, plan_id, subscription_id, customer_id, holder_id, granted_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, now(), now()) ON CONFLICT DO NOTHING RETURNING ${GRANT_EVENT_COLUMNS}`,
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
  if ("plan_id" in target) {
    return [target.plan_id, null, null, null]
  }
  if ("subscription_id" in target) {
    return [null, target.subscription_id, null, target.holder_id]
  }
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
    "ids" in where ? ["g.id = ANY(?::text[])", where.ids] : ["g.coupon_id = ?", where.coupon_id]
  const ended = await db.rows<{ id: string }>(
    `UPDATE coupon_grant SET ended_at = ?, ended_reason = ?, updated_at = now()
     WHERE ended_at IS NULL AND id IN (SELECT g.id FROM coupon_grant g WHERE ${condition} AND ${LIVE} ORDER BY g.id FOR UPDATE)
     RETURNING ${GRANT_EVENT_COLUMNS}, ended_reason`,
    [now, reason, param],
  )
  ended.forEach((grant) => db.announce(GrantEvents.ended, grant))
  return ended.map(({ id }) => id).sort()
}

/** Lets grants that were ended by mistake run again, unless the same was granted anew meanwhile; for undoing a workflow. */
export async function reviveGrants(db: Db, ids: string[]): Promise<void> {
  for (const id of ids) {
    await db.rows(
      `UPDATE coupon_grant g SET ended_at = NULL, ended_reason = NULL, updated_at = now() WHERE g.id = ? AND NOT EXISTS (
         SELECT FROM coupon_grant o WHERE o.coupon_id = g.coupon_id AND o.id <> g.id AND o.ended_at IS NULL AND o.deleted_at IS NULL
           AND coalesce(o.plan_id, o.subscription_id, o.customer_id) = coalesce(g.plan_id, g.subscription_id, g.customer_id))`,
      [id],
    )
  }
}

/** What one refresh of a customer's cart asks of the grants. */
export interface CartGrants {
  cart_customer: CartCustomer | null
  /** Running grants of the customer and of their subscriptions. */
  grants: RunningGrant[]
  /** True where anything is granted to any plan: then the customer's plans are worth asking for (`listPlanGrants`). */
  has_plan_grants: boolean
}

/**
 * Who was seen logged in on the cart, the customer's own running grants, and whether plans have any. One query, all of it
 * indexed, and it reads no grant of anybody else.
 */
export async function readCartGrants(db: Db, cart_id: string, customer_id: string): Promise<CartGrants> {
  const [row] = await db.rows<{
    cart_customer: StoredCartCustomer | null
    grants: StoredGrant[]
    has_plan_grants: boolean | null
  }>(
    `SELECT ${CART_CUSTOMER} AS cart_customer, (
       SELECT coalesce(jsonb_agg(to_jsonb(own)), '[]') FROM (
         SELECT ${GRANT_COLUMNS} FROM coupon_grant g WHERE g.holder_id = ? AND g.holder_id IS NOT NULL AND ${LIVE}
       ) own
     ) AS grants,
     -- In an order, so that the index of plans is asked for its first row: the table may have many others before it.
     (SELECT true FROM coupon_grant g WHERE g.plan_id IS NOT NULL AND ${LIVE} ORDER BY g.plan_id LIMIT 1) AS has_plan_grants`,
    [cart_id, customer_id],
  )
  return {
    cart_customer: row?.cart_customer ? toCartCustomer(row.cart_customer) : null,
    grants: (row?.grants ?? []).map(toRunningGrant),
    has_plan_grants: row?.has_plan_grants ?? false,
  }
}

/** What is granted to these plans. One indexed query. */
export async function listPlanGrants(db: Db, plan_ids: string[]): Promise<RunningGrant[]> {
  const rows = await db.rows<StoredGrant>(
    `SELECT ${GRANT_COLUMNS} FROM coupon_grant g WHERE g.plan_id = ANY(?::text[]) AND g.plan_id IS NOT NULL AND ${LIVE}`,
    [plan_ids],
  )
  return rows.map(toRunningGrant)
}

/** A time is a text in JSON, and a date in a row. */
type StoredGrant = Omit<RunningGrant, "granted_at"> & { granted_at: string | Date }

const toRunningGrant = (grant: StoredGrant): RunningGrant => ({ ...grant, granted_at: new Date(grant.granted_at) })

const GRANT_COLUMNS = "g.id, g.coupon_id, g.plan_id, g.subscription_id, g.customer_id, g.granted_at"
const CART_CUSTOMER = "(SELECT to_jsonb(s) FROM coupon_cart_shopper s WHERE s.cart_id = ? AND s.deleted_at IS NULL)"

/** Who was seen logged in on this cart, if grants were looked for there. One indexed query. */
export async function findCartCustomer(db: Db, cart_id: string): Promise<CartCustomer | null> {
  const [row] = await db.rows<{ cart_customer: StoredCartCustomer | null }>(
    `SELECT ${CART_CUSTOMER} AS cart_customer`,
    [cart_id],
  )
  return row?.cart_customer ? toCartCustomer(row.cart_customer) : null
}

function toCartCustomer({ customer_id, choice, coupon_id }: StoredCartCustomer): CartCustomer {
  return {
    customer_id,
    choice: choice === "one" ? { kind: "one", coupon_id: coupon_id ?? "" } : { kind: choice },
  }
}

/** Remembers that this customer is logged in on the cart. Another one than before starts with no choice made. */
export async function rememberCartCustomer(db: Db, cart_id: string, customer_id: string): Promise<void> {
  await db.rows(
    `INSERT INTO coupon_cart_shopper (id, cart_id, customer_id, created_at, updated_at) VALUES (?, ?, ?, now(), now())
     ON CONFLICT (cart_id) WHERE deleted_at IS NULL DO UPDATE
       SET customer_id = excluded.customer_id, choice = 'best', coupon_id = NULL, updated_at = now()
       WHERE coupon_cart_shopper.customer_id <> excluded.customer_id`,
    [generateEntityId(undefined, "cshop"), cart_id, customer_id],
  )
}

/** Writes the choice of the customer who is known on the cart; changes nothing where another one is. */
export async function chooseGrant(db: Db, cart_id: string, customer_id: string, choice: GrantChoice): Promise<void> {
  await db.rows(
    `UPDATE coupon_cart_shopper SET choice = ?, coupon_id = ?, updated_at = now()
     WHERE cart_id = ? AND customer_id = ? AND deleted_at IS NULL`,
    [choice.kind, choice.kind === "one" ? choice.coupon_id : null, cart_id, customer_id],
  )
}
