// The packed plugin in an app like Medusa's starter: install, upgrade from 0.1.0, use, uninstall. Used by CI, needs npm's registry.
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { Refusal } from "./cli.mjs"
import { client } from "./http.mjs"
import { insertOldRows, old, ourTables, setNewerMigrationsAside, withDatabase } from "./old-version.mjs"
import { checkImports } from "./packed-types.mjs"
import { root } from "./paths.mjs"
import { startScratchPostgres } from "./postgres.mjs"
import { onShutdown } from "./processes.mjs"
import { step } from "./progress.mjs"
import { callersOf, cartWithCode, cents, checkOut, redeemOnce } from "./redeem-once.mjs"
import { demoAdmin, describeShop } from "./shop.mjs"
import { manifest, pack, PLUGIN, StarterApp } from "./starter-app.mjs"

const NEEDED = [
  "modules/coupon/index.js",
  "modules/coupon/service.d.ts",
  "modules/billing/index.js",
  "api/middlewares.js",
  "links/order.js",
  "policies/coupons.js",
  "testing/index.js",
  "testing/index.d.ts",
  "workflows/external-subscriptions/index.js",
  "admin/index.js",
]
/** An address, a widget, a sentence, and the way to the chart. */
const IN_THE_ADMIN = [
  "/billing-subscriptions",
  "medusa-plugin-coupons-draft-order-discounts",
  "Every time this coupon took money off",
  "Show as chart",
]
/** What a merchant's network bears: bytes of the tarball. */
const MOST_PACKED = 400_000
const UNWANTED = /__tests__|\.spec\.|\.sql\.|\.map$|integration-tests|medusa-config|(^|\/)scripts\//

function filesOf(tarball) {
  const { stdout, status } = spawnSync("tar", ["-tzf", tarball], { encoding: "utf8" })
  if (status !== 0) {
    throw new Refusal(`${tarball} is no tarball.`)
  }
  return stdout.trim().split("\n")
}

function checkTarball(tarball, check) {
  const files = filesOf(tarball)
  for (const name of NEEDED) {
    check(`the tarball has ${name}`, files.includes(`package/.medusa/server/src/${name}`))
  }
  const migrations = files.filter((file) => /modules\/[^/]+\/migrations\/Migration\w+\.js$/.test(file))
  check("the tarball has both modules' migrations", new Set(migrations.map((file) => path.dirname(file))).size === 2)
  check("the tarball has no tests, scripts, maps or settings of ours", !files.some((file) => UNWANTED.test(file)))
  const { size } = statSync(tarball)
  check(`the tarball is small: ${Math.round(size / 1000)} kB`, size < MOST_PACKED)
}

/** Collects named checks; a thrown error is one failure. */
function counter() {
  const counts = { passed: 0, failed: 0 }
  const check = (sentence, holds) => {
    counts[holds ? "passed" : "failed"] += 1
    console.log(`${holds ? "ok  " : "FAIL"} ${sentence}`)
  }
  return { counts, check }
}

/** The plugin's tables as 0.1.0 left them, the shop's own data, coupons in use; then this version over all that. */
async function installAndUpgrade(app, check) {
  app.configure({ has_plugin: true, has_admin: false })
  const bringBack = setNewerMigrationsAside(app.directory)
  await step("Migrating as version 0.1.0 did", () => app.migrate("migrate-0.1.0"))
  // This version's code on the tables of 0.1.0 is nothing that happens in a shop.
  app.configure({ has_plugin: false, has_admin: false })
  await step("A shop of its own: seeding", () => app.seed())
  app.configure({ has_plugin: true, has_admin: false })
  await withDatabase(app.url, insertOldRows)
  const before = await withDatabase(app.url, ourTables)
  check("version 0.1.0 knew no code batches and no grants", !before.some((name) => /code_batch|grant/.test(name)))
  bringBack()
  await step("Upgrading", () => app.migrate("migrate-upgrade"))
}

/** Nothing that was promised, counted or billed is lost or counted anew. */
async function checkUpgraded({ admin, shop }, facts, check) {
  const { coupon } = await admin.get(`/admin/coupons/${old.coupon}`)
  check("the old coupon is there, once redeemed", coupon.state === "active" && coupon.times_redeemed === old.taken)
  const { redemptions } = await admin.get(`/admin/redemptions?coupon_id=${old.coupon}`)
  check("its ledger is there", redemptions.length === 1 && cents(redemptions[0].amount) === 600)
  const path = `/admin/billing/subscriptions/${old.subscription}/upcoming-invoices?count=3`
  const { upcoming_invoices } = await admin.get(path)
  const discounts = upcoming_invoices.map(({ discount_total }) => Number(discount_total))
  check(`its running discount goes on as promised: ${discounts}`, String(discounts) === String(old.next_discounts))

  const { after } = await cartWithCode(shop, facts, old.code)
  const order = await checkOut(shop, after.id)
  check("the last place under its code's limit can be taken", cents(order?.discount_total) === 200)
  const refused = await cartWithCode(shop, facts, old.code).catch((error) => error)
  const reasons = (refused.body?.reasons ?? []).map(({ code }) => code)
  check(`and no further one: ${reasons}`, refused.status === 400 && reasons.includes("redemption_limit_reached"))
  const { promo_code } = await admin.get(`/admin/promo-codes/${old.promo_code}`)
  check("its counter is right", promo_code.times_redeemed === old.places && promo_code.state === "depleted")
}

/** The shop goes on without us: carts lose the discount at their next change, orders keep theirs. */
async function checkUninstalled(http, facts, { cart, order_id }, check) {
  const { admin, shop } = await callersOf(http, facts)
  check("without the plugin its routes are gone", (await admin.get("/admin/coupons").catch((e) => e)).status === 404)
  const { order } = await admin.get(`/admin/orders/${order_id}?fields=id,discount_total`)
  check("an order keeps its discount", cents(order.discount_total) === 200)
  const [line] = cart.items
  await shop.post(`/store/carts/${cart.id}/line-items/${line.id}`, { quantity: 2 })
  const { cart: changed } = await shop.get(`/store/carts/${cart.id}`)
  check(
    `a cart with our discount is sold at full price: ${changed.total}`,
    cents(changed.total) === 2000 && cents(changed.discount_total) === 0,
  )
  const bought = await checkOut(shop, cart.id)
  check("and can be completed", cents(bought?.total) === 2000)
}

/** The SQL that docs/installation.md gives for dropping what is left. */
function dropStatements() {
  const text = readFileSync(path.join(root, "docs/installation.md"), "utf8")
  const [, sql] = /```sql\n([\s\S]*?)```/.exec(text) ?? []
  if (!sql) {
    throw new Refusal("docs/installation.md has no SQL for dropping the tables.")
  }
  return sql
}

/** The names of all migrations of our modules. */
const ourMigrations = () =>
  ["coupon", "billing"].flatMap((module) =>
    readdirSync(path.join(root, "src/modules", module, "migrations")).flatMap(
      (file) => file.match(/^Migration\d+/) ?? [],
    ),
  )

async function checkDropped(app, check) {
  await withDatabase(app.url, async (database) => {
    await database.query(dropStatements())
    const left = await ourTables(database)
    check(`the documented SQL drops everything: ${left.join(", ") || "nothing left"}`, left.length === 0)
    const { rows } = await database.query("select name from mikro_orm_migrations where name = any($1)", [
      ourMigrations(),
    ])
    check("and the next installation begins anew", rows.length === 0)
  })
}

async function run(directory, check) {
  const log = (name) => path.join(directory, `${name}.log`)
  const tarball = await step("Packing the plugin", () => pack(directory))
  checkTarball(tarball, check)

  const database = await step("Starting PostgreSQL", () => startScratchPostgres())
  const app = new StarterApp(path.join(directory, "app"), database.url("packed"), log)
  await step("Installing Medusa in a fresh app", () => app.install(manifest.devDependencies["@medusajs/medusa"]))
  await step("Installing the tarball", () => app.addPlugin(tarball))
  const nested = path.join(app.directory, "node_modules", PLUGIN, "node_modules/@medusajs")
  check("the app has no second MikroORM, zod or framework", !existsSync(nested))
  checkImports(app.directory, check)
  await installAndUpgrade(app, check)

  const server = await step("Booting the upgraded shop", () => app.boot("server"))
  check("the app answers", (await fetch(`${server.baseUrl}/health`)).ok)
  const facts = await describeShop(server.baseUrl, demoAdmin)
  const redeemed = await step("Redeeming a code", () => redeemOnce(client(server.baseUrl), facts))
  check(`the code takes 20 % off the cart: ${redeemed.before} became ${redeemed.after}`, redeemed.cartIsDiscounted)
  check(`the order has the discount: ${redeemed.orderDiscount}`, redeemed.orderIsDiscounted)
  check("the ledger has one redemption of it", redeemed.redemptions === 1)
  const callers = await callersOf(client(server.baseUrl), facts)
  const { healthy } = await callers.admin.get("/admin/coupons/health")
  check("every seam is in place", healthy === true)
  await step("Looking at what 0.1.0 left", () => checkUpgraded(callers, facts, check))
  const { after: cart } = await cartWithCode(callers.shop, facts, "packed20")
  await server.stop()

  app.configure({ has_plugin: true })
  await step("Building the shop and its Admin", () => app.build())
  const { text: bundle } = app.builtAdmin()
  check(
    "the app's Admin has our pages, widgets and charts",
    IN_THE_ADMIN.every((text) => bundle.includes(text)),
  )

  app.removePlugin()
  const bare = await step("Booting without the plugin", () => app.boot("server-without"))
  const left = { cart, order_id: redeemed.order_id }
  await step("Selling without the plugin", () => checkUninstalled(client(bare.baseUrl), facts, left, check))
  await bare.stop()
  await checkDropped(app, check)
}

/** Answers 0 when everything in the tarball works. Ends with the plain line of counts. */
export async function main() {
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-pack-"))
  onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  const { counts, check } = counter()
  try {
    await run(directory, check)
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error)
    check("the test runs to its end", false)
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  return counts.failed ? 1 : 0
}
