// A Medusa app as the default starter lays it out, with a shop's own data in it; the plugin comes as a tarball and goes again.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { Refusal } from "./cli.mjs"
import { medusaEnvironment, runMedusa, startMedusa } from "./medusa.mjs"
import { root } from "./paths.mjs"
import { freePort } from "./ports.mjs"
import { start } from "./processes.mjs"
import { demoAdmin } from "./shop.mjs"
import { ensureDatabase } from "./stamps.mjs"

export const PLUGIN = "medusa-plugin-coupons"
/** What the starter names itself; everything else comes along with these. */
const HOST_PACKAGES = [
  ...["@medusajs/admin-sdk", "@medusajs/cli", "@medusajs/framework", "@medusajs/medusa", "@swc/core"],
  ...["react", "react-dom", "ts-node", "typescript"],
]
const FIRST_PORT = 9100

export const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))

const pluginLine = `plugins: [{ resolve: "${PLUGIN}", options: { timeZone: "Europe/Berlin" } }],`

const config = (has_plugin, has_admin) => `import { defineConfig, loadEnv } from "@medusajs/framework/utils"

loadEnv(process.env.NODE_ENV || "development", process.cwd())

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: process.env.STORE_CORS!,
      adminCors: process.env.ADMIN_CORS!,
      authCors: process.env.AUTH_CORS!,
      jwtSecret: process.env.JWT_SECRET || "supersecret",
      cookieSecret: process.env.COOKIE_SECRET || "supersecret",
    },
  },
  admin: { disable: ${!has_admin} },
  ${has_plugin ? pluginLine : ""}
})
`

/** What the starter has besides its configuration: a route of its own, and settings. */
const FILES = {
  ".env": "STORE_CORS=*\nADMIN_CORS=*\nAUTH_CORS=*\n",
  "src/api/store/custom/route.ts":
    'import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"\n\n' +
    "export async function GET(req: MedusaRequest, res: MedusaResponse) {\n  res.sendStatus(200)\n}\n",
}

/** Runs npm to its end; refuses with the end of its log when it fails. */
export async function npm(args, cwd, log) {
  const { code } = await start("npm", args, { cwd, log, env: medusaEnvironment() }).exited
  if (code !== 0) {
    throw new Refusal(`${readFileSync(log, "utf8").slice(-3000)}\n"npm ${args[0]}" failed.`)
  }
}

function write(app, name, text) {
  mkdirSync(path.dirname(path.join(app, name)), { recursive: true })
  writeFileSync(path.join(app, name), text)
}

/** An app in the directory `app`, on the database of `url`; `log(name)` is where a command's output goes. */
export class StarterApp {
  constructor(app, url, log) {
    const env = medusaEnvironment({ NODE_ENV: "production", DATABASE_URL: url, JWT_SECRET: "a", COOKIE_SECRET: "b" })
    this.directory = app
    this.url = url
    this.log = log
    this.options = { env, cwd: app, cli: path.join(app, "node_modules/@medusajs/cli/cli.js") }
  }

  /** Writes the app and installs everything it needs, the tarball included, with one call of npm. */
  async install(tarball) {
    const versions = Object.fromEntries(HOST_PACKAGES.map((name) => [name, manifest.devDependencies[name]]))
    const host = {
      name: "starter-shop",
      version: "0.0.1",
      private: true,
      scripts: { build: "medusa build", start: "medusa start", dev: "medusa develop" },
      dependencies: { ...versions, [PLUGIN]: `file:${tarball}` },
      overrides: manifest.overrides,
    }
    for (const [name, text] of Object.entries(FILES)) {
      write(this.directory, name, text)
    }
    write(this.directory, "package.json", JSON.stringify(host, null, 2))
    write(this.directory, "tsconfig.json", readFileSync(path.join(root, "tsconfig.json"), "utf8"))
    mkdirSync(path.join(this.directory, "src/scripts"), { recursive: true })
    copyFileSync(path.join(root, "scripts/seed.ts"), path.join(this.directory, "src/scripts/seed.ts"))
    const args = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"]
    await npm(args, this.directory, this.log("install"))
    await ensureDatabase(this.url)
  }

  /** Names the plugin in medusa-config.ts, or does not. Servers of the test come without the Admin, which takes long to bundle. */
  configure({ has_plugin, has_admin = false }) {
    write(this.directory, "medusa-config.ts", config(has_plugin, has_admin))
  }

  /** Bundles the Admin with the plugin's pages, as a shop does before it goes live; answers its scripts as one text. */
  async bundleAdmin() {
    this.configure({ has_plugin: true, has_admin: true })
    await runMedusa(["build", "--admin-only"], { ...this.options, log: this.log("admin") })
    this.configure({ has_plugin: true })
    const assets = path.join(this.directory, ".medusa/admin/assets")
    const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"))
    return scripts.map((name) => readFileSync(path.join(assets, name), "utf8")).join("\n")
  }

  /** Takes the plugin out of the config and off the disk, as `npm uninstall` does. */
  removePlugin() {
    this.configure({ has_plugin: false })
    rmSync(path.join(this.directory, "node_modules", PLUGIN), { recursive: true, force: true })
  }

  /** `medusa db:migrate`; `name` is the log's. */
  migrate(name) {
    const args = ["db:migrate", "--execute-safe-links", "--execute-safe-search"]
    return runMedusa(args, { ...this.options, log: this.log(name) })
  }

  /** Fills the shop with data of its own: regions, products, an admin. */
  seed() {
    const args = ["exec", "./src/scripts/seed.ts", demoAdmin.email, demoAdmin.password]
    return runMedusa(args, { ...this.options, log: this.log("seed") })
  }

  /** Starts the server; answers its address and how to stop it. */
  async boot(name) {
    const port = await freePort(FIRST_PORT)
    const server = await startMedusa({ ...this.options, log: this.log(name), port })
    return { baseUrl: `http://localhost:${port}`, stop: () => server.stop() }
  }
}
