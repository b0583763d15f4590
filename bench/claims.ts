// Runs inside a shop (`medusa exec`): takes places through the coupon module and does the same amount of raw SQL beside it,
// on the same connection pool, in turns; writes what it measured as JSON to the file named by the first argument.
import { writeFileSync } from "node:fs"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"
import { createCouponSchema, termsOf } from "../src/engine"
import { COUPON_MODULE } from "../src/modules/coupon"
import type CouponModuleService from "../src/modules/coupon/service"
import type { ClaimInput, CouponRow } from "../src/modules/coupon/types"

const CLIENTS = 8
const PER_ROUND = 800
const PLENTY = 100_000_000

type Work = () => Promise<unknown>

/** Rows of the raw side: the same columns and indexes as ours, without our names. */
async function makeRawTables(pg: Knex): Promise<void> {
  for (const [raw, ours] of Object.entries({ bench_limit: "coupon", bench_claim: "coupon_claim" })) {
    await pg.raw(`drop table if exists ${raw}`)
    await pg.raw(`create table ${raw} (like ${ours} including all)`)
  }
  await pg.raw("insert into bench_limit select * from coupon")
}

let serial = 0

function inputOf(coupon: CouponRow): ClaimInput {
  serial += 1
  const customer_key = `guest.${serial}@example.com`
  return {
    coupon_id: coupon.id,
    promo_code_id: null,
    terms: termsOf(coupon),
    cart_id: `cart_${serial}`,
    customer_id: null,
    customer_key,
    customer_keys: [customer_key],
    sales_channel_id: "sc_bench",
    currency_code: "eur",
    amount_minor: 500,
    now: new Date(),
    guard_person: false,
  }
}

const INSERT = `insert into bench_claim (id, coupon_id, cart_id, customer_key, sales_channel_id, currency_code, terms, amount_minor,
  status, override_limits, reserved_at, created_at, updated_at)
  values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, 'reserved', false, ?, now(), now()) returning id`

function insertParams(input: ClaimInput) {
  const { coupon_id, cart_id, customer_key, sales_channel_id, currency_code, terms, amount_minor, now } = input
  const id = generateEntityId(undefined, "claim")
  const values = [id, coupon_id, cart_id, customer_key, sales_channel_id, currency_code, JSON.stringify(terms)]
  return [...values, amount_minor, now] as Knex.RawBinding[]
}

/** What a limit costs at least: one guarded update and one insert in one transaction. */
function rawLimited(pg: Knex, coupon: CouponRow): Work {
  return () =>
    pg.transaction(async (transaction) => {
      await transaction.raw(
        `update bench_limit set redemptions_taken = redemptions_taken + 1
         where id = ? and redemptions_taken < max_redemptions returning id`,
        [coupon.id],
      )
      await transaction.raw(INSERT, insertParams(inputOf(coupon)))
    })
}

/** Transactions per second of `CLIENTS` clients that do `PER_ROUND` of them together. */
async function rate(work: Work): Promise<number> {
  let left = PER_ROUND
  const client = async () => {
    while (left-- > 0) {
      await work()
    }
  }
  const since = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return (PER_ROUND * 1000) / (performance.now() - since)
}

/** How often somebody was seen waiting for a lock while `work` ran; new pages of a table are no lock of ours. */
async function countLockWaits(pg: Knex, work: () => Promise<number>): Promise<{ rate: number; waits: number }> {
  let is_running = true
  const running = work().finally(() => (is_running = false))
  let waits = 0
  while (is_running) {
    const { rows } = await pg.raw<{ rows: { n: number }[] }>(
      `select count(*)::int as n from pg_locks l join pg_stat_activity a on a.pid = l.pid
       where not l.granted and l.locktype <> 'extend' and a.datname = current_database()`,
    )
    waits += rows[0]?.n ?? 0
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { rate: await running, waits }
}

export default async function claims({ container, args }: ExecArgs): Promise<void> {
  const [file = "", rounds = "5"] = args
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  const pg = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const coupon = (max_redemptions: number | null) => {
    const {
      starts_at: _starts,
      expires_at: _expires,
      ...input
    } = createCouponSchema.parse({
      ...{ name: "Bench", type: "percentage", percentage: 20, status: "active", max_redemptions },
    })
    return coupons.createCoupons({ ...input, starts_at: null, expires_at: null })
  }
  const [limited, unlimited] = [await coupon(PLENTY), await coupon(null)]
  await makeRawTables(pg)
  const sides: Record<string, Work> = {
    limited: () => coupons.claim([inputOf(limited)]),
    raw_limited: rawLimited(pg, limited),
    unlimited: () => coupons.claim([inputOf(unlimited)]),
    raw_append: () => pg.raw(INSERT, insertParams(inputOf(unlimited))),
  }
  const rates: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]))
  for (let round = -1; round < Number(rounds); round++) {
    const names = Object.keys(sides)
    for (const name of round % 2 === 0 ? names : names.reverse()) {
      const measured = await rate(sides[name]!)
      if (round >= 0) {
        rates[name]!.push(measured)
      }
    }
  }
  const { waits } = await countLockWaits(pg, () => rate(sides.unlimited!))
  const { waits: limited_waits } = await countLockWaits(pg, () => rate(sides.limited!))
  writeFileSync(file, JSON.stringify({ clients: CLIENTS, per_round: PER_ROUND, rates, waits, limited_waits }))
}
