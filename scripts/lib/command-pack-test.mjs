// The packed plugin in a fresh Medusa app: what is in the tarball is what works. Used by CI, needs npm's registry.
import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { Refusal } from "./cli.mjs"
import { client } from "./http.mjs"
import { medusaEnvironment, runMedusa, startMedusa } from "./medusa.mjs"
import { root } from "./paths.mjs"
import { freePort } from "./ports.mjs"
import { startScratchPostgres } from "./postgres.mjs"
import { onShutdown, start } from "./processes.mjs"
import { step } from "./progress.mjs"
import { redeemOnce } from "./redeem-once.mjs"
import { demoAdmin, describeShop } from "./shop.mjs"
import { ensureDatabase } from "./stamps.mjs"

const PLUGIN = "medusa-plugin-coupons"
const HOST_PACKAGES = ["@medusajs/cli", "@medusajs/framework", "@medusajs/medusa", "@swc/core", "ts-node", "typescript"]
const NEEDED = [
  "modules/coupon/index.js",
  "modules/billing/index.js",
  "api/middlewares.js",
  "testing/index.js",
  "workflows/external-subscriptions/index.js",
  "admin/index.mjs",
  "admin/index.js",
]
const UNWANTED = /__tests__|\.spec\.|integration-tests|medusa-config|(^|\/)scripts\//

const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))

async function npm(args, cwd, log) {
  const { code } = await start("npm", args, { cwd, log, env: medusaEnvironment() }).exited
  if (code !== 0) throw new Refusal(`${readFileSync(log, "utf8").slice(-3000)}\n"npm ${args[0]}" failed.`)
}

/** Builds and packs the plugin; answers the tarball's path. */
async function pack(directory) {
  await runMedusa(["plugin:build"], { env: medusaEnvironment(), log: path.join(directory, "plugin-build.log") })
  await npm(["pack", `--pack-destination=${directory}`], root, path.join(directory, "pack.log"))
  return path.join(directory, `${PLUGIN}-${manifest.version}.tgz`)
}

function filesOf(tarball) {
  const { stdout, status } = spawnSync("tar", ["-tzf", tarball], { encoding: "utf8" })
  if (status !== 0) throw new Refusal(`${tarball} is no tarball.`)
  return stdout.trim().split("\n")
}

const config = `// A fresh shop with the plugin, as its README says.
const { defineConfig } = require("@medusajs/framework/utils");

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: "*", adminCors: "*", authCors: "*",
      jwtSecret: process.env.JWT_SECRET, cookieSecret: process.env.COOKIE_SECRET,
    },
  },
  admin: { disable: true },
  plugins: [{ resolve: "${PLUGIN}", options: { timeZone: "Europe/Berlin" } }],
});
`

/** Writes an app that has nothing but Medusa, the plugin's tarball and a seed, and installs it. */
async function installApp(app, tarball, log) {
  mkdirSync(path.join(app, "src/scripts"), { recursive: true })
  const versions = Object.fromEntries(HOST_PACKAGES.map((name) => [name, manifest.devDependencies[name]]))
  const host = {
    name: "fresh-shop",
    version: "0.0.0",
    private: true,
    dependencies: { ...versions, [PLUGIN]: `file:${tarball}` },
    overrides: manifest.overrides,
  }
  writeFileSync(path.join(app, "package.json"), JSON.stringify(host, null, 2))
  writeFileSync(path.join(app, "medusa-config.js"), config)
  writeFileSync(path.join(app, "tsconfig.json"), readFileSync(path.join(root, "tsconfig.json")))
  copyFileSync(path.join(root, "scripts/seed.ts"), path.join(app, "src/scripts/seed.ts"))
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"], app, log)
}

async function boot(app, database, log) {
  const databaseUrl = database.url("packed")
  await ensureDatabase(databaseUrl)
  const secrets = { JWT_SECRET: "packed-jwt", COOKIE_SECRET: "packed-cookie" }
  const env = medusaEnvironment({ NODE_ENV: "production", DATABASE_URL: databaseUrl, ...secrets })
  const options = { env, cwd: app, cli: path.join(app, "node_modules/@medusajs/cli/cli.js") }
  const migrate = ["db:migrate", "--execute-safe-links", "--execute-safe-search"]
  await runMedusa(migrate, { ...options, log: log("migrate") })
  const seed = ["exec", "./src/scripts/seed.ts", demoAdmin.email, demoAdmin.password]
  await runMedusa(seed, { ...options, log: log("seed") })
  const port = await freePort(9100)
  await startMedusa({ ...options, log: log("server"), port })
  return `http://localhost:${port}`
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

async function run(directory, check) {
  const log = (name) => path.join(directory, `${name}.log`)
  const tarball = await step("Packing the plugin", () => pack(directory))
  const files = filesOf(tarball)
  for (const name of NEEDED) check(`the tarball has ${name}`, files.includes(`package/.medusa/server/src/${name}`))
  const migrations = files.filter((file) => /modules\/[^/]+\/migrations\/Migration\w+\.js$/.test(file))
  check("the tarball has both modules' migrations", new Set(migrations.map((file) => path.dirname(file))).size === 2)
  check("the tarball has no tests, scripts or settings of ours", !files.some((file) => UNWANTED.test(file)))

  const app = path.join(directory, "app")
  await step("Installing the tarball into a fresh app", () => installApp(app, tarball, log("install")))
  check(
    "the app has no second MikroORM, zod or framework",
    !existsSync(path.join(app, "node_modules", PLUGIN, "node_modules/@medusajs")),
  )
  const database = await step("Starting PostgreSQL", () => startScratchPostgres())
  const baseUrl = await step("Migrating, seeding and booting the fresh app", () => boot(app, database, log))
  check("the app answers", (await fetch(`${baseUrl}/health`)).ok)
  const facts = await describeShop(baseUrl, demoAdmin)
  const redeemed = await step("Redeeming a code", () => redeemOnce(client(baseUrl), facts))
  check(`the code takes 20 % off the cart: ${redeemed.before} became ${redeemed.after}`, redeemed.cartIsDiscounted)
  check(`the order has the discount: ${redeemed.orderDiscount}`, redeemed.orderIsDiscounted)
  check("the ledger has one redemption of it", redeemed.redemptions === 1)
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
