// The shops that are measured: with the plugin and without it, in production mode, on twin databases that write to disk.
import { randomBytes } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import pg from "pg"
import { client, logIn } from "../../scripts/lib/http.mjs"
import { medusaEnvironment, runMedusa, startMedusa } from "../../scripts/lib/medusa.mjs"
import { root } from "../../scripts/lib/paths.mjs"
import { freePort } from "../../scripts/lib/ports.mjs"
import { startScratchPostgres } from "../../scripts/lib/postgres.mjs"
import { onShutdown, sleep } from "../../scripts/lib/processes.mjs"
import { step } from "../../scripts/lib/progress.mjs"
import { demoAdmin, describeShop } from "../../scripts/lib/shop.mjs"
import { ensureDatabase } from "../../scripts/lib/stamps.mjs"

const SEEDED = "bench_plugin"
const FIRST_PORT = 9500
const PERCENTAGE = 20

/** One more than the largest cart has lines, because one is added. */
const titles = Array.from({ length: 51 }, (_, index) => `Bench ${String(index + 1).padStart(2, "0")}`)
const secrets = { JWT_SECRET: randomBytes(16).toString("hex"), COOKIE_SECRET: randomBytes(16).toString("hex") }
const plainShop = path.join(root, "bench/plain-shop")

const preparing = new Map()

/** The database server with one seeded shop of a checkout, made once for all benchmarks of a run. */
function prepared(tree = root) {
  if (!preparing.has(tree)) {
    preparing.set(tree, prepare(tree))
  }
  return preparing.get(tree)
}

/** Another checkout is run by its own command line, migrated by its own migrations, filled by its own seed. */
const commandLineOf = (tree) =>
  tree === root ? {} : { cwd: tree, cli: path.join(tree, "node_modules/@medusajs/cli/cli.js") }

async function prepare(tree) {
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-bench-"))
  onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  const log = (name) => path.join(directory, `${name}.log`)
  const postgres = await step("Starting PostgreSQL, with fsync", () => startScratchPostgres({ durable: true }))
  const env = environment(postgres.url(SEEDED))
  await ensureDatabase(env.DATABASE_URL)
  const migrate = ["db:migrate", "--execute-safe-links", "--execute-safe-search"]
  await step("Migrating", () => runMedusa(migrate, { env, log: log("migrate"), ...commandLineOf(tree) }))
  const seed = ["exec", "./bench/seed.ts", demoAdmin.email, demoAdmin.password, ...titles]
  await step("Seeding", () => runMedusa(seed, { env, log: log("seed"), ...commandLineOf(tree) }))
  return { postgres, log, shops: new Map() }
}

function environment(databaseUrl) {
  const more = { NODE_ENV: "production", DATABASE_URL: databaseUrl, DISABLE_ADMIN: "true", ...secrets }
  const { REDIS_URL: _redis, ...kept } = medusaEnvironment(more)
  return kept
}

/** A copy of the seeded database: same ids, keys and prices. Nothing may be connected to the original meanwhile. */
async function twin(postgres, name) {
  const admin = new pg.Client({ connectionString: postgres.url("postgres") })
  await admin.connect()
  try {
    await admin.query(`create database ${pg.escapeIdentifier(name)} template ${SEEDED}`)
  } finally {
    await admin.end()
  }
  return postgres.url(name)
}

/** Runs a script inside a shop on a twin database, no server involved; `args` makes its arguments of the file it answers in. */
export async function runScript(name, script, args) {
  const { postgres, log } = await prepared()
  const env = environment(await twin(postgres, `bench_script_${name}`))
  const file = log(name).replace(/\.log$/, ".json")
  await step(`Running ${script}`, () => runMedusa(["exec", script, ...args(file)], { env, log: log(name) }))
  return file
}

async function startShop(name, cwd, tree = root) {
  const { postgres, log } = await prepared(tree)
  const env = environment(await twin(postgres, `bench_shop_${name}`))
  const port = await freePort(FIRST_PORT)
  const logFile = log(name)
  mkdirSync(path.dirname(logFile), { recursive: true })
  const { pid } = await step(`Starting the shop "${name}"`, () =>
    startMedusa({ env, log: logFile, ...commandLineOf(tree), cwd, port }),
  )
  return { baseUrl: `http://localhost:${port}`, pid, databaseUrl: env.DATABASE_URL }
}

/** What the shops have in common: key, region and the variants of `titles`, which twin databases share. */
async function factsOf(baseUrl) {
  const { publishable_key, regions, variants } = await describeShop(baseUrl, demoAdmin)
  return { publishable_key, region_id: regions.eur, variants: titles.map((title) => variants[title]) }
}

async function open({ baseUrl, ...process }, facts) {
  const anonymous = client(baseUrl)
  const admin = anonymous.with(await logIn(anonymous, "user", demoAdmin))
  const store = anonymous.with({ "x-publishable-api-key": facts.publishable_key })
  return { admin, store, ...process, ...facts }
}

async function remembered(name, make) {
  const { shops } = await prepared()
  if (!shops.has(name)) {
    shops.set(name, await make())
  }
  return shops.get(name)
}

/**
 * The shop with the plugin. Answers `{ admin, store, pid, databaseUrl, region_id, variants }`: two HTTP clients, the server's
 * process id, its database, an id, 51 variant ids. `name` tells several apart, each with a database of its own.
 */
export const pluginShop = (name = "plugin") =>
  remembered(name, async () => {
    const server = await startShop(name, root)
    return open(server, await factsOf(server.baseUrl))
  })

/** The shop of another checkout, with the plugin as it is there; answers as `pluginShop` does. */
export async function shopOf(tree) {
  const server = await startShop("other", tree, tree)
  return open(server, await factsOf(server.baseUrl))
}

/** Runs a script of bench/ in a process of its own, on a fresh twin database; `args` go to the script. */
export async function execOnTwin(script, ...args) {
  const { postgres, log } = await prepared()
  const env = environment(await twin(postgres, `bench_exec_${script.replace(/\W/g, "_")}`))
  await runMedusa(["exec", `./bench/${script}`, ...args], { env, log: log(script) })
}

/** A shop without the plugin, on a twin of its database; answers as `pluginShop` does. `name` tells several apart. */
export const shopWithoutPlugin = (name = "plain") =>
  remembered(name, async () => {
    const { region_id, variants, publishable_key } = await pluginShop()
    const facts = { region_id, variants, publishable_key }
    return open(await startShop(name, plainShop), facts)
  })

/** A coupon of 20 % off items without limits and a code that leads to it; answers the code. */
export async function makeCoupon({ admin }, code, more = {}) {
  const terms = { type: "percentage", percentage: PERCENTAGE, duration: "once", ...more }
  const { coupon } = await admin.post("/admin/coupons", { name: code, status: "active", ...terms })
  await admin.post(`/admin/coupons/${coupon.id}/promo-codes`, { code })
  return code
}

/** A batch of `quantity` codes of a new coupon of 20 %; answers its id as soon as it is filled, looking every 50 ms. */
export async function makeBatch({ admin }, quantity) {
  const terms = { type: "percentage", percentage: PERCENTAGE, duration: "once" }
  const { coupon } = await admin.post("/admin/coupons", { name: "Batch", status: "active", ...terms })
  const { code_batch: asked } = await admin.post(`/admin/coupons/${coupon.id}/code-batches`, { quantity })
  for (;;) {
    const { code_batch } = await admin.get(`/admin/code-batches/${asked.id}`)
    if (code_batch.status === "failed") {
      throw new Error(`The batch failed: ${code_batch.error}`)
    }
    if (code_batch.status === "filled") {
      return asked.id
    }
    await sleep(50)
  }
}

/** Core's promotion of the same value; answers its code. */
export async function makePromotion({ admin }, code) {
  const method = { type: "percentage", target_type: "items", allocation: "across", value: PERCENTAGE }
  await admin.post("/admin/promotions", { code, type: "standard", status: "active", application_method: method })
  return code
}

/** A guest's cart in EUR with `lines` different lines; answers its id. */
export async function makeCart({ store, region_id, variants }, lines, more = {}) {
  const items = variants.slice(0, lines).map((variant_id) => ({ variant_id, quantity: 1 }))
  const { cart } = await store.post("/store/carts", { region_id, items, ...more })
  return cart.id
}

/** Enters our code; answers the cart as the route does. */
export const enterCode = async ({ store }, cartId, code) =>
  (await store.post(`/store/carts/${cartId}/promo-codes`, { code })).cart

/** Enters core's code; answers the cart as the route does. */
export const enterPromotion = async ({ store }, cartId, code) =>
  (await store.post(`/store/carts/${cartId}/promotions`, { promo_codes: [code] })).cart
