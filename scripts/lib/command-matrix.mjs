// `npm run matrix [-- 2.14.2 pnpm pnp preview]`: the packed plugin in an app like Medusa's starter, of each version that we support.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { playStory } from "../story.mjs"
import { Refusal } from "./cli.mjs"
import { lookUpFacts } from "./contract-facts.mjs"
import { client } from "./http.mjs"
import { medusaEnvironment } from "./medusa.mjs"
import { checkImports } from "./packed-types.mjs"
import { askPlugAndPlay } from "./plug-and-play.mjs"
import { startScratchPostgres } from "./postgres.mjs"
import { onShutdown } from "./processes.mjs"
import { step } from "./progress.mjs"
import { callersOf, cartWithCode, redeemOnce } from "./redeem-once.mjs"
import { demoAdmin, describeShop } from "./shop.mjs"
import { manifest, pack, PLUGIN, StarterApp } from "./starter-app.mjs"

/** The newest of each minor version that we support; the last one is developed with. */
const VERSIONS = ["2.14.2", "2.15.5", "2.16.0", "2.17.2", "2.18.0", "2.19.0", "2.20.1", "2.21.0"]
const NEWEST = manifest.devDependencies["@medusajs/medusa"]

/** What a merchant's disk bears: megabytes of the plugin and of what only it needs. */
const MOST_ADDED = 40

/** Bytes of scripts that each page of the dashboard fetches for us, before ours are shown. */
const MOST_AT_ONCE = 250_000

/** An address, a widget and a sentence. */
const IN_THE_ADMIN = [
  "/billing-subscriptions",
  "medusa-plugin-coupons-draft-order-discounts",
  "Every time this coupon took money off",
]
/** What names a person, through each way that leads from core's rows to ours. */
const SECRETS = [
  "+coupon_redemptions.customer_key",
  "*coupon_redemptions",
  "coupon_redemptions.*",
  "customer.coupon_discounts.*",
  "customer.orders.coupon_redemptions.email",
]

/** Whether npm takes our peer range for that version; a preview is in no range. */
function isSupported(version) {
  const [, first, after] = /^>=2\.(\d+)\.0 <2\.(\d+)\.0$/.exec(manifest.peerDependencies["@medusajs/medusa"])
  const [, minor = -1] = /^2\.(\d+)\.\d+$/.exec(version) ?? []
  return Number(minor) >= Number(first) && Number(minor) < Number(after)
}

/** Collects named checks, each with the version it is about. */
function counter() {
  const counts = { passed: 0, failed: 0 }
  const checkOn = (version) => (sentence, holds) => {
    counts[holds ? "passed" : "failed"] += 1
    console.log(`${holds ? "ok  " : "FAIL"} ${version}: ${sentence}`)
    return holds
  }
  return { counts, checkOn }
}

async function installed(app, { version, tarball, check }) {
  await step(`Installing Medusa ${version}`, () => app.install(version))
  const before = app.installedMegabytes()
  const warnings = await step("Installing the tarball", () => app.addPlugin(tarball, isSupported(version)))
  check(`npm warns of nothing of ours${warnings.length ? `: ${warnings.join(" ")}` : ""}`, warnings.length === 0)
  const grown = Math.round((app.installedMegabytes() - before) * 10) / 10
  const added = app.broughtMegabytes() ?? grown
  check(`it adds ${added} MB to node_modules, which grow by ${grown} with Medusa's own peers`, added < MOST_ADDED)
  const nested = path.join(app.directory, "node_modules", PLUGIN, "node_modules/@medusajs")
  check("the app has no second MikroORM, zod or framework", !existsSync(nested))
  return added
}

/**
 * Guests have no login: whatever they ask core's routes for, nothing of a person is answered. A refusal repeats only what was
 * asked.
 */
async function checkGuestsReadNothing(shop, { cart, order_id }, check) {
  const leaks = []
  for (const address of [`/store/orders/${order_id}`, `/store/carts/${cart.id}`]) {
    for (const field of SECRETS) {
      const answer = await shop.get(`${address}?fields=id,${encodeURIComponent(field)}`).catch((error) => {
        if (!(error.status < 500)) {
          throw error
        }
        return null
      })
      if (/customer_key|"coupon_(redemption|discount|entered_code)s?":|guest@example/.test(JSON.stringify(answer))) {
        leaks.push(field)
      }
    }
  }
  check(
    `guests read nothing of ours through core's routes${leaks.length ? `: ${leaks.join(" ")}` : ""}`,
    leaks.length === 0,
  )
}

/** Health, one code from coupon to ledger, and the story with fourteen months of renewals. */
async function checkInUse(server, { version, check }) {
  const facts = await describeShop(server.baseUrl, demoAdmin)
  const callers = await callersOf(client(server.baseUrl), facts)
  const { seams, healthy, medusa } = await callers.admin.get("/admin/coupons/health")
  const gone = seams.filter(({ in_place }) => !in_place).map(({ name }) => name)
  check(`every seam is in place${gone.length ? `, but for ${gone.join(" ")}` : ""}`, seams.length > 0 && !gone.length)
  const known = isSupported(version)
  check(
    `health names the version: ${medusa.version}, ${known ? "which is supported" : "which nobody has tried"}`,
    medusa.version === version && medusa.supported === known && healthy === known,
  )
  medusa.lost.forEach((sentence) => console.log(`     ${sentence}`))

  const redeemed = await step("Redeeming a code", () => redeemOnce(client(server.baseUrl), facts))
  check(`the code takes 20 % off the cart: ${redeemed.before} became ${redeemed.after}`, redeemed.cartIsDiscounted)
  check(`the order has the discount: ${redeemed.orderDiscount}`, redeemed.orderIsDiscounted)
  check("the ledger has one redemption of it", redeemed.redemptions === 1)
  const { after: cart } = await cartWithCode(callers.shop, facts, "packed20")
  await checkGuestsReadNothing(callers.shop, { cart, order_id: redeemed.order_id }, check)

  const { problems } = await step("Playing the story", () => playStory(facts))
  problems.forEach((problem) => console.log(problem))
  check("fourteen months of renewals are as promised", problems.length === 0)
}

/** What the plugin adds to a dashboard that has nothing else; the same shop is built without it. */
async function checkAdminGrowth(app, grown, check) {
  app.configure({ has_plugin: false })
  await step("Building the shop without the plugin", () => app.build())
  const bare = app.builtAdmin()
  const [atOnce, all] = [grown.atOnce - bare.atOnce, grown.all - bare.all]
  const kB = (bytes) => `${Math.round(bytes / 1000)} kB`
  check(`the Admin fetches ${kB(atOnce)} more at once, ${kB(all)} in all`, atOnce < MOST_AT_ONCE)
}

/** Plays one version; answers what it saw, for the table. */
async function playVersion({ version, title, manager }, { tarball, database, apps, directory, check }) {
  const log = (name) => path.join(directory, `${title}-${name}.log`)
  const url = database.url(`matrix_${title.replaceAll(/\W/g, "_")}`)
  const app = new StarterApp(path.join(apps, title), url, log, manager)
  mkdirSync(app.directory, { recursive: true })
  const added = await installed(app, { version, tarball, check })
  const { passed, failed } = await step("Looking up the facts that the seams stand on", () =>
    lookUpFacts(app.directory, database, log("facts")),
  )
  if (failed) {
    console.log(readFileSync(log("facts"), "utf8").slice(-3000))
  }
  check(`${passed} facts about Medusa hold, ${failed} do not`, passed > 0 && failed === 0)
  checkImports(app.directory, check)

  app.configure({ has_plugin: true })
  await step("Migrating", () => app.migrate("migrate"))
  await step("Seeding the shop", () => app.seed())
  const developed = await step("medusa develop", () => app.develop("develop"))
  check("medusa develop answers, with its Admin", await hasAdmin(developed))
  await developed.stop()

  await step("Building the shop and its Admin", () => app.build())
  const admin = app.builtAdmin()
  check(
    "the built Admin has our pages and widgets",
    IN_THE_ADMIN.every((text) => admin.text.includes(text)),
  )
  const server = await step("Starting what was built", () => app.start("server"))
  check("it answers, with its Admin", await hasAdmin(server))
  await checkInUse(server, { version, check })
  await server.stop()
  if (title === NEWEST) {
    await checkAdminGrowth(app, admin, check)
  }
  return `${passed} | ${added} MB`
}

async function hasAdmin({ baseUrl }) {
  const page = await fetch(`${baseUrl}/app`)
  return page.ok && /<html/i.test(await page.text())
}

/** Each import of the package's files, asked of Plug'n'Play, where Medusa itself does not start. */
async function playPlugAndPlay({ version, title }, { tarball, apps, directory, check }) {
  const log = path.join(directory, "pnp.log")
  const { asked, said } = await step("Installing with Plug'n'Play", () =>
    askPlugAndPlay(path.join(apps, title), { version, tarball, log }),
  )
  said.forEach((sentence) => console.log(`     ${sentence}`))
  check(`${asked} imports name only what the package declares`, asked > 0 && said.length === 0)
  return "- | -"
}

/** What a row plays: a version by npm, as Medusa's starter comes, or the newest in another way. */
function rowOf(name) {
  switch (name) {
    case "pnpm":
      return { version: NEWEST, title: `${NEWEST}-pnpm`, manager: "pnpm", play: playVersion }
    case "pnp":
      return { version: NEWEST, title: `${NEWEST}-pnp`, play: playPlugAndPlay }
    default: {
      const version = resolve(name)
      return { version, title: version, manager: "npm", play: playVersion }
    }
  }
}

/** What npm calls `preview`, where it has one; a version that is named is taken as it is. */
function resolve(version) {
  if (version !== "preview") {
    return version
  }
  const { stdout } = spawnSync("npm", ["view", "@medusajs/medusa", "dist-tags", "--json"], {
    encoding: "utf8",
    env: medusaEnvironment(),
  })
  const { preview } = JSON.parse(stdout || "{}")
  if (!preview) {
    throw new Refusal("npm has no preview of Medusa.")
  }
  return preview
}

/** Answers 0 when everything holds on every version. Ends with a table and the plain line of counts. */
export async function main(args) {
  const rows = (args.length ? args : [...VERSIONS, NEWEST, "pnpm", "pnp"]).map(rowOf)
  const directory = mkdtempSync(path.join(os.tmpdir(), "medusa-plugin-coupons-matrix-"))
  // Kept between runs where somebody wants that: installing Medusa takes longer than all the rest.
  const apps = process.env.MATRIX_APPS ?? path.join(directory, "apps")
  const { counts, checkOn } = counter()
  const table = ["| Medusa | facts | added to node_modules | |", "| --- | --- | --- | --- |"]
  const tarball = process.env.MATRIX_TARBALL ?? (await step("Packing the plugin", () => pack(directory)))
  const database = await step("Starting PostgreSQL", () => startScratchPostgres())
  for (const row of rows) {
    const before = counts.failed
    const check = checkOn(row.title)
    let seen = "- | -"
    try {
      seen = await row.play(row, { tarball, database, apps, directory, check })
    } catch (error) {
      console.error(error instanceof Refusal ? error.message : error)
      check("the row runs to its end", false)
    }
    table.push(`| ${row.title} | ${seen} | ${counts.failed === before ? "works" : "FAILS"} |`)
    rmSync(path.join(directory, "apps", row.title), { recursive: true, force: true })
  }
  if (counts.failed === 0) {
    onShutdown(() => rmSync(directory, { recursive: true, force: true }))
  } else {
    console.log(`The logs are in ${directory}.`)
  }
  console.log(["", ...table, "", `${counts.passed} passed, ${counts.failed} failed`].join("\n"))
  return counts.failed ? 1 : 0
}
