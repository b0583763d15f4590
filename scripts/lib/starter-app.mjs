// A Medusa app as the default starter lays it out, with a shop's own data in it; the plugin comes as a tarball and goes again.
import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { broughtBy } from "./brought.mjs"
import { Refusal } from "./cli.mjs"
import { medusaEnvironment, runMedusa, startMedusa } from "./medusa.mjs"
import { root } from "./paths.mjs"
import { freePort } from "./ports.mjs"
import { start } from "./processes.mjs"
import { demoAdmin } from "./shop.mjs"
import { ensureDatabase } from "./stamps.mjs"

export const PLUGIN = "medusa-plugin-coupons"
/** What the starter names itself, in its words; everything else comes along with these. */
const MEDUSA_PACKAGES = ["@medusajs/admin-sdk", "@medusajs/cli", "@medusajs/framework", "@medusajs/medusa"]
const OTHER_PACKAGES = {
  "@swc/core": "^1.7.28",
  react: "^18.3.1",
  "react-dom": "^18.3.1",
  "ts-node": "^10.9.2",
  typescript: "^5.6.2",
}
const FIRST_PORT = 9100
const QUIETLY = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"]

const STARTER_TSCONFIG = {
  compilerOptions: {
    target: "ES2021",
    esModuleInterop: true,
    module: "Node16",
    moduleResolution: "Node16",
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    skipDefaultLibCheck: true,
    declaration: false,
    sourceMap: false,
    inlineSourceMap: true,
    outDir: "./.medusa/server",
    rootDir: "./",
    jsx: "react-jsx",
    forceConsistentCasingInFileNames: true,
    resolveJsonModule: true,
    checkJs: false,
    strictNullChecks: true,
  },
  "ts-node": { swc: true },
  include: ["**/*", ".medusa/types/*"],
  exclude: ["node_modules", ".medusa/server", ".medusa/admin", "contract", "types"],
}

export const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))

/** The clock of the story is set by its admin; a merchant's own config names a time zone instead. */
const pluginLine = `plugins: [{ resolve: "${PLUGIN}", options: { testClock: true } }],`

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
  ${has_admin ? "" : "admin: { disable: true },"}
  ${has_plugin ? pluginLine : ""}
})
`

/** What the starter has besides its configuration: a route of its own, and settings. */
const FILES = {
  "src/api/store/custom/route.ts":
    'import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"\n\n' +
    "export async function GET(req: MedusaRequest, res: MedusaResponse) {\n  res.sendStatus(200)\n}\n",
}

/** Runs a command to its end; refuses with the end of its log when it fails. */
export async function run(command, args, { cwd, log }) {
  const { code } = await start(command, args, { cwd, log, env: medusaEnvironment() }).exited
  if (code !== 0) {
    throw new Refusal(`${readFileSync(log, "utf8").slice(-3000)}\n"${[command, ...args].join(" ")}" failed.`)
  }
}

/** Runs npm to its end; refuses with the end of its log when it fails. */
export const npm = (args, cwd, log) => run("npm", args, { cwd, log })

/** What installs an app: its command, and what Medusa's documents have it configured by. */
const MANAGERS = {
  // `create-medusa-app` installs with this word; who adds a plugin later does without.
  npm: { command: ["npm"], quietly: QUIETLY, create: ["--legacy-peer-deps"], add: "install", files: {} },
  pnpm: {
    command: ["npx", "--yes", "pnpm@10.34.8"],
    quietly: ["--prefer-offline", "--ignore-scripts"],
    create: [],
    add: "add",
    // https://docs.medusajs.com/learn/configurations/pnpm; nothing else is hoisted, to the top or below.
    files: {
      ".npmrc": [
        ...["*@medusajs/*", "@tanstack/react-query", "react-i18next", "react-router-dom"].map(
          (name) => `public-hoist-pattern[]=${name}`,
        ),
        "",
      ].join("\n"),
    },
  },
}

/** Builds and packs the plugin; answers the tarball's path. */
export async function pack(directory) {
  await npm(["pack", `--pack-destination=${directory}`], root, path.join(directory, "pack.log"))
  return path.join(directory, `${PLUGIN}-${manifest.version}.tgz`)
}

function write(app, name, text) {
  mkdirSync(path.dirname(path.join(app, name)), { recursive: true })
  writeFileSync(path.join(app, name), text)
}

/** Is there while an app's Medusa was installed to its end. */
const INSTALLED = ".installed"

/** An app in the directory `app`, on the database of `url`; `log(name)` is where a command's output goes. */
export class StarterApp {
  constructor(app, url, log, manager = "npm") {
    const secrets = { JWT_SECRET: "a", COOKIE_SECRET: "b", STORE_CORS: "*", ADMIN_CORS: "*", AUTH_CORS: "*" }
    const env = medusaEnvironment({ NODE_ENV: "production", DATABASE_URL: url, ...secrets })
    this.directory = app
    this.url = url
    this.log = log
    this.manager = MANAGERS[manager]
    this.options = { env, cwd: app, cli: path.join(app, "node_modules/@medusajs/cli/cli.js") }
  }

  /** Writes the app and installs a version of Medusa, as its starter does: with no overrides of ours. */
  async install(medusa) {
    const versions = Object.fromEntries(MEDUSA_PACKAGES.map((name) => [name, medusa]))
    const host = {
      name: "starter-shop",
      version: "0.0.1",
      private: true,
      scripts: { build: "medusa build", start: "medusa start", dev: "medusa develop" },
      dependencies: versions,
      devDependencies: OTHER_PACKAGES,
    }
    for (const [name, text] of Object.entries({ ...FILES, ...this.manager.files })) {
      write(this.directory, name, text)
    }
    write(this.directory, "package.json", JSON.stringify(host, null, 2))
    write(this.directory, "tsconfig.json", JSON.stringify(STARTER_TSCONFIG, null, 2))
    mkdirSync(path.join(this.directory, "src/scripts"), { recursive: true })
    copyFileSync(path.join(root, "scripts/seed.ts"), path.join(this.directory, "src/scripts/seed.ts"))
    this.#forgetUnfinished()
    await this.#manage(["install", ...this.manager.create], "install")
    write(this.directory, INSTALLED, medusa)
    await ensureDatabase(this.url)
  }

  /** npm would build on what a killed install left, and arrange it as no shop has it. */
  #forgetUnfinished() {
    const stamp = path.join(this.directory, INSTALLED)
    if (!existsSync(stamp)) {
      for (const name of ["node_modules", "package-lock.json", "pnpm-lock.yaml"]) {
        rmSync(path.join(this.directory, name), { recursive: true, force: true })
      }
    }
    rmSync(stamp, { force: true })
  }

  /**
   * `npm install medusa-plugin-coupons`, from the tarball; answers what npm warned of that names us. A Medusa outside our range
   * needs a word more, as npm itself says.
   */
  async addPlugin(tarball, is_in_range = true) {
    const unasked = is_in_range ? [] : ["--legacy-peer-deps"]
    await this.#manage([this.manager.add, tarball, ...unasked], "install-plugin")
    const said = readFileSync(this.log("install-plugin"), "utf8").split("\n")
    return said.filter((line) => /warn|ERESOLVE/.test(line) && line.includes(PLUGIN))
  }

  #manage(args, name) {
    const [command, ...before] = this.manager.command
    const all = [...before, ...args, ...this.manager.quietly]
    return run(command, all, { cwd: this.directory, log: this.log(name) })
  }

  /** How much lies in node_modules, in megabytes. */
  installedMegabytes() {
    const { stdout } = spawnSync("du", ["-sk", "node_modules"], { cwd: this.directory, encoding: "utf8" })
    return Math.round(Number(stdout.split("\t")[0]) / 102.4) / 10
  }

  /**
   * Of that, the plugin and what only it depends on, its fonts and parsers say. Null where npm wrote no lock file. What lies inside a
   * package's own node_modules is counted where it is named.
   */
  broughtMegabytes() {
    const lock = path.join(this.directory, "package-lock.json")
    if (!existsSync(lock)) {
      return null
    }
    const places = broughtBy(JSON.parse(readFileSync(lock, "utf8")), PLUGIN)
    const { stdout } = spawnSync("du", ["-sk", "--exclude=?*/node_modules", ...places], {
      cwd: this.directory,
      encoding: "utf8",
    })
    const kilobytes = stdout
      .trim()
      .split("\n")
      .map((line) => Number(line.split("\t")[0]))
    return Math.round(kilobytes.reduce((sum, one) => sum + one, 0) / 102.4) / 10
  }

  /** Names the plugin in medusa-config.ts, or does not; the same for the Admin, which takes long to bundle. */
  configure({ has_plugin, has_admin = true }) {
    write(this.directory, "medusa-config.ts", config(has_plugin, has_admin))
  }

  /** `medusa build`, as a shop does before it goes live. */
  build() {
    return runMedusa(["build"], { ...this.options, log: this.log("build") })
  }

  /** The built Admin: what it fetches at once and all of it, in bytes of its scripts, and these scripts as one text. */
  builtAdmin() {
    const admin = path.join(this.directory, ".medusa/server/public/admin")
    const page = readFileSync(path.join(admin, "index.html"), "utf8")
    const scripts = readdirSync(path.join(admin, "assets"))
      .filter((name) => name.endsWith(".js"))
      .map((name) => ({ name, text: readFileSync(path.join(admin, "assets", name), "utf8") }))
    const bytes = (some) => some.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    return {
      atOnce: bytes(scripts.filter(({ name }) => page.includes(name))),
      all: bytes(scripts),
      text: scripts.map(({ text }) => text).join("\n"),
    }
  }

  /** Takes the plugin out of the config and off the disk, as `npm uninstall` does; the shop then comes without its Admin. */
  removePlugin() {
    this.configure({ has_plugin: false, has_admin: false })
    rmSync(path.join(this.directory, "node_modules", PLUGIN), { recursive: true, force: true })
  }

  /** `medusa db:migrate`; `name` is the log's. Without a word on the search index newer versions ask for one. */
  migrate(name) {
    const { stdout, stderr } = spawnSync(process.execPath, [this.options.cli, "db:migrate", "--help"], {
      ...this.options,
      encoding: "utf8",
    })
    const safely = ["--execute-safe-links", "--execute-safe-search"].filter((word) => (stdout + stderr).includes(word))
    return runMedusa(["db:migrate", ...safely], { ...this.options, log: this.log(name) })
  }

  /** Fills the shop with data of its own: regions, products, an admin. */
  seed() {
    const args = ["exec", "./src/scripts/seed.ts", demoAdmin.email, demoAdmin.password]
    return runMedusa(args, { ...this.options, log: this.log("seed") })
  }

  /** The shop without its Admin, unbuilt. */
  boot(name) {
    return this.#boot(name)
  }

  /** The built shop, as it runs in production; answers its address and how to stop it. */
  start(name) {
    return this.#boot(name, { cwd: path.join(this.directory, ".medusa/server") })
  }

  /** `medusa develop`, the first thing a merchant runs: with the Admin, which nobody built. */
  develop(name) {
    return this.#boot(name, { command: "develop", env: { ...this.options.env, NODE_ENV: "development" } })
  }

  async #boot(name, how = {}) {
    const port = await freePort(FIRST_PORT)
    const server = await startMedusa({ ...this.options, ...how, log: this.log(name), port })
    return { baseUrl: `http://localhost:${port}`, stop: () => server.stop() }
  }
}
