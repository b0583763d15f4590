// `npm run demo`: PostgreSQL, migrations, seed, build, server, story; then it stays, or stops with `--once`.
import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { playStory, renderStory } from "../story.mjs"
import { Refusal } from "./cli.mjs"
import { medusaEnvironment, runMedusa, startMedusa } from "./medusa.mjs"
import { builtApp, demoDirectory, root } from "./paths.mjs"
import { freePort, isFree } from "./ports.mjs"
import { startDemoPostgres } from "./postgres.mjs"
import { say, step } from "./progress.mjs"
import { demoAdmin, describeShop } from "./shop.mjs"
import { ensureDatabase, hashOf, oncePerDatabase } from "./stamps.mjs"

const DATABASE = "coupons_demo"
const DEFAULT_PORT = 9000
const SETTINGS = ["package.json", "package-lock.json", "medusa-config.ts", "tsconfig.json"]
const factsFile = path.join(demoDirectory, "shop.json")
const logFile = (name) => path.join(demoDirectory, "logs", `${name}.log`)

/** The database to use: DATABASE_URL, or an embedded server that ends with us. */
async function openDatabase() {
  const url = process.env.DATABASE_URL || (await step("Starting PostgreSQL", () => startDemoPostgres())).url(DATABASE)
  if (process.env.DATABASE_URL) {
    say("Using the PostgreSQL of DATABASE_URL")
  }
  await ensureDatabase(url)
  return url
}

/** PORT when it is set, else 9000 or the next free port. */
async function choosePort() {
  const wanted = Number(process.env.PORT || DEFAULT_PORT)
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65535) {
    throw new Refusal(`PORT must be a number from 1 to 65535, not "${process.env.PORT}".`)
  }
  if (await isFree(wanted)) {
    return wanted
  }
  if (process.env.PORT) {
    throw new Refusal(`Port ${wanted} is taken: stop what listens there, or set PORT to another one.`)
  }
  const port = await freePort(wanted + 1)
  say(`Port ${wanted} is taken: the shop listens on ${port} instead`)
  return port
}

/** Kept between runs, so that a login survives a restart. */
function secret() {
  const file = path.join(demoDirectory, "secret")
  mkdirSync(demoDirectory, { recursive: true })
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 })
  }
  return readFileSync(file, "utf8")
}

function environment(databaseUrl) {
  return medusaEnvironment({
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    JWT_SECRET: secret(),
    COOKIE_SECRET: secret(),
    COUPONS_TEST_CLOCK: "true",
    COUPONS_INSECURE_COOKIES: "true",
  })
}

/** All that decides what a migration does: Medusa's version, the modules in use, their migrations and the links. */
function migrationHash() {
  const modules = path.join(root, "src/modules")
  const migrations = readdirSync(modules).sort()
  return hashOf([...SETTINGS, "src/links", ...migrations.map((name) => `src/modules/${name}/migrations`)])
}

async function prepareDatabase(url, env) {
  const migrate = () =>
    step("Migrating the database", () =>
      runMedusa(["db:migrate", "--execute-safe-links", "--execute-safe-search"], { env, log: logFile("migrate") }),
    )
  const seed = () =>
    step("Seeding the shop", () =>
      runMedusa(["exec", "./scripts/seed.ts", demoAdmin.email, demoAdmin.password], { env, log: logFile("seed") }),
    )
  await oncePerDatabase(url, "migrate", migrationHash(), migrate)
  await oncePerDatabase(url, "seed", hashOf(["scripts/seed.ts", "scripts/lib/shop.mjs"]), seed)
}

/** Builds server and Admin when their source has changed since the last build. */
async function build(env) {
  const stamp = path.join(builtApp, "demo-stamp")
  const hash = hashOf([...SETTINGS, "src"])
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) {
    return
  }
  rmSync(stamp, { force: true })
  await step("Building the server and the Admin", () => runMedusa(["build"], { env, log: logFile("build") }))
  writeFileSync(stamp, hash)
}

/** Lets the first of several works that fails end the others' wait, without a second error being lost on the console. */
async function together(...works) {
  works.forEach((work) => work.catch(() => undefined))
  await Promise.all(works)
}

function writeFacts(shopFacts) {
  writeFileSync(factsFile, `${JSON.stringify(shopFacts, null, 2)}\n`)
  say(`What a client needs to know is in ${path.relative(root, factsFile)}`)
}

/** Plays the demo; answers the exit code: 0, or 1 when a figure is not as promised. */
export async function main(args) {
  const unknown = args.filter((arg) => arg !== "--once")
  if (unknown.length) {
    throw new Refusal(`Unknown argument ${unknown[0]}; the demo knows only --once.`)
  }
  const port = await choosePort()
  const databaseUrl = await openDatabase()
  // An earlier run's facts are not this one's: a client that waits for the file must not find the old one.
  rmSync(factsFile, { force: true })
  const env = environment(databaseUrl)
  await together(prepareDatabase(databaseUrl, env), build(env))
  const server = await step("Starting Medusa", () => startMedusa({ env, log: logFile("server"), cwd: builtApp, port }))
  const baseUrl = `http://localhost:${port}`
  const shopFacts = await describeShop(baseUrl, demoAdmin)
  writeFacts(shopFacts)
  const outcome = await step("Playing the story", () => playStory(shopFacts, say))
  console.log(renderStory(outcome))
  const code = outcome.problems.length ? 1 : 0
  if (args.includes("--once")) {
    return code
  }
  console.log(`\nAdmin: ${baseUrl}/app  (${demoAdmin.email} / ${demoAdmin.password})\nCtrl+C stops the shop.`)
  const end = await server.exited
  throw new Refusal(`Medusa ended by itself (${end.signal ?? `exit code ${end.code}`}); log: ${logFile("server")}`)
}
