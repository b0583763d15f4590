// The database as version 0.1.0 left it: its two migrations and nothing of later ones, with a shop's coupons in use.
import { mkdirSync, readdirSync, renameSync } from "node:fs"
import path from "node:path"
import pg from "pg"
import { PLUGIN } from "./starter-app.mjs"

/** The migrations that version 0.1.0 was published with. */
export const FIRST_MIGRATIONS = ["Migration20261121111146", "Migration20261121111734"]

const DAY_MS = 24 * 60 * 60 * 1000
const STARTED_DAYS_AGO = 10

/** What the rows below are called, and what the shop must still know of them after the upgrade. */
export const old = {
  coupon: "coup_old",
  promo_code: "promo_old",
  code: "OLD20",
  /** Places under the code's limit, and how many of them are taken. */
  places: 2,
  taken: 1,
  subscription: "bsub_old",
  /** Of the next three monthly invoices of 30 EUR, with 20 % for three months of which one is over. */
  next_discounts: [6, 6, 0],
}

/**
 * Puts the migrations that came after 0.1.0 aside, in the installed plugin; answers what brings them back. The migrated
 * database is then what a shop on 0.1.0 has.
 */
export function setNewerMigrationsAside(app) {
  const modules = path.join(app, "node_modules", PLUGIN, ".medusa/server/src/modules")
  const moves = readdirSync(modules).flatMap((module) => {
    const directory = path.join(modules, module, "migrations")
    return readdirSync(directory)
      .filter((file) => /^Migration\d+\.js$/.test(file) && !FIRST_MIGRATIONS.includes(path.parse(file).name))
      .map((file) => [path.join(directory, file), path.join(app, "newer-migrations", module, file)])
  })
  for (const [from, to] of moves) {
    mkdirSync(path.dirname(to), { recursive: true })
    renameSync(from, to)
  }
  return () => moves.forEach(([from, to]) => renameSync(to, from))
}

export async function withDatabase(url, work) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Names of tables and database functions of ours that are there. */
export function ourTables(client) {
  const query = `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_name ~ '^(coupon|billing)(_|$)'
    union all select proname from pg_proc where proname like 'coupon\\_%' order by 1`
  return client.query(query).then(({ rows }) => rows.map(({ name }) => name))
}

const TERMS = {
  type: "percentage",
  percentage: 20,
  maximum_discount: [],
  amounts: [],
  allocation: "across",
  trial_days: null,
  target: "items",
  applicable_to_credits: true,
  redeemable_for: ["one_time", "subscription"],
  scope: {},
  duration: "repeating",
  duration_in_months: 3,
  duration_in_cycles: null,
  stackable: false,
}

async function insert(client, table, row) {
  const names = Object.keys(row)
  const values = Object.values(row).map((value) =>
    typeof value === "object" && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value,
  )
  const places = names.map((_, index) => `$${index + 1}`)
  await client.query(`insert into "${table}" (${names.map((name) => `"${name}"`)}) values (${places})`, values)
}

const one = async (client, sql) => (await client.query(sql)).rows[0].id

/** One month after `date`; the test's days exist in every month. */
function nextMonth(date) {
  const next = new Date(date)
  next.setUTCMonth(next.getUTCMonth() + 1)
  return next
}

/** A day that every month has, at most ten days and a few back. */
function startOfSubscription(now) {
  const start = new Date(now - STARTED_DAYS_AGO * DAY_MS)
  if (start.getUTCDate() > 28) {
    start.setUTCDate(28)
  }
  start.setUTCHours(12, 0, 0, 0)
  return start
}

const raw = (value) => ({ value: String(value), precision: 20 })
const big = (fields) =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => [
      [name, value],
      [`raw_${name}`, raw(value)],
    ]),
  )

/** A coupon and its code, once redeemed by a customer whose monthly subscription it still discounts. */
export async function insertOldRows(client) {
  const start = startOfSubscription(Date.now())
  const end = nextMonth(start)
  const variant_id = await one(
    client,
    "select v.id from product_variant v join product p on p.id = v.product_id where p.title = 'Desk Membership'",
  )
  const region_id = await one(client, "select id from region where currency_code = 'eur'")
  const sales_channel_id = await one(client, "select id from sales_channel where name = 'Webshop'")
  const customer_id = "cus_old"
  await insert(client, "customer", { id: customer_id, email: "old@example.com", has_account: true })
  await insertOldBilling(client, { start, end, variant_id, region_id, sales_channel_id, customer_id })
  await insertOldCoupon(client, { start, sales_channel_id, customer_id, variant_id })
}

async function insertOldBilling(client, { start, end, variant_id, region_id, sales_channel_id, customer_id }) {
  const monthly = { interval: "month", interval_count: 1 }
  await insert(client, "billing_plan", { id: "bplan_old", variant_id, name: "Old monthly", ...monthly })
  await insert(client, "billing_counter", { id: "invoice", value: 1 })
  const period = { current_period_start: start, current_period_end: end, next_billing_at: end }
  await insert(client, "billing_subscription", {
    ...{ id: old.subscription, customer_id, sales_channel_id, region_id, currency_code: "eur", plan_id: "bplan_old" },
    ...{ ...monthly, status: "active", started_at: start, anchor: start, anchor_index: 0, cycle_index: 0 },
    ...{ ...period, time_zone: "Europe/Berlin", payment_provider_id: "pp_system_default" },
  })
  await insert(client, "billing_subscription_item", {
    ...{ id: "bsubitem_old", subscription_id: old.subscription, variant_id, title: "Desk Membership", quantity: 1 },
    ...big({ unit_price: 30 }),
  })
  await insert(client, "billing_invoice", {
    ...{ id: "binv_old", number: "INV-000001", subscription_id: old.subscription, customer_id, kind: "initial" },
    ...{ status: "paid", cycle_key: `${old.subscription}#0`, cycle_index: 0, period_start: start, period_end: end },
    ...{ currency_code: "eur", lines: [], issued_at: start, paid_at: start },
    discounts: [{ coupon_id: old.coupon, name: "Old promise", code: old.code, amount: 6, is_last: false }],
    ...big({ subtotal: 30, discount_total: 6, tax_total: 0, total: 24 }),
  })
}

async function insertOldCoupon(client, { start, sales_channel_id, customer_id, variant_id }) {
  const { coupon: coupon_id, promo_code: promo_code_id, code } = old
  const name = "Old promise"
  await insert(client, "coupon", {
    ...{ ...TERMS, id: coupon_id, name, status: "active", restrictions: {}, max_redemptions: 100 },
    redemptions_taken: old.taken,
  })
  await insert(client, "coupon_promo_code", {
    ...{ id: promo_code_id, coupon_id, code, code_normalised: code, restrictions: {} },
    ...{ max_redemptions: old.places, redemptions_taken: old.taken },
  })
  const won = { coupon_id, promo_code_id, customer_id }
  await insert(client, "coupon_claim", {
    ...{ ...won, id: "claim_old", cart_id: "cart_old", order_id: "order_old", customer_key: customer_id },
    ...{ sales_channel_id, currency_code: "eur", terms: TERMS, amount_minor: 600, status: "redeemed" },
    ...{ reserved_at: start, settled_at: start },
  })
  await insert(client, "coupon_discount", {
    ...{ ...won, id: "disc_old", claim_id: "claim_old", name, code, terms: TERMS, applied_at: start },
    ...{ starts_at: start, target_type: "subscription", target_id: old.subscription },
  })
  const line = { line_id: "ordli_old", product_id: null, variant_id, title: "Desk Membership", amount_minor: 600 }
  await insert(client, "coupon_redemption", {
    ...{ ...won, id: "redm_old", discount_id: "disc_old", claim_id: "claim_old", coupon_name: name, code },
    ...{ customer_key: customer_id, sales_channel_id, document_type: "invoice", document_id: "binv_old" },
    ...{ order_id: "order_old", invoice_id: "binv_old", subscription_id: old.subscription },
    ...{ cycle_key: `${old.subscription}#0`, currency_code: "eur", amount_minor: 600 },
    ...{ lines: JSON.stringify([line]), redeemed_at: start },
  })
}
