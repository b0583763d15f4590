// What a merchant's own code imports from the package, checked in an app that installed it: types, ES modules and CommonJS.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { root } from "./paths.mjs"

const RESOLUTIONS = {
  Node16: { module: "Node16", moduleResolution: "Node16" },
  bundler: { module: "ESNext", moduleResolution: "bundler" },
}

/** What is imported in the documents, and what Medusa itself asks for. */
const ENTRIES = [
  "workflows",
  "engine",
  "testing",
  "modules/coupon",
  "modules/billing",
  "modules/coupon/service",
  "modules/billing/service",
]

/** Says whether each entry has the same names by require() and by import(): Node reads those of the second from the text. */
const COMPARE = `
const names = (found) => Object.keys(found).filter((name) => !["default", "module.exports", "__esModule"].includes(name)).sort().join()
const check = async () => {
  for (const entry of ${JSON.stringify(ENTRIES)}) {
    const id = "medusa-plugin-coupons/" + entry
    if (names(require(id)) !== names(await import(id))) throw new Error(id + " has other names as an ES module")
  }
  require.resolve("medusa-plugin-coupons/admin")
  process.exit(0)
}
check().catch((error) => { console.error(error); process.exit(1) })
`

/** Checks the installed package in the directory `app`. */
export function checkImports(app, check) {
  const directory = path.join(app, "types")
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
  cpSync(path.join(root, "integration-tests/fixtures/typed-shop/imports.ts"), path.join(directory, "imports.ts"))
  for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
    const compilerOptions = {
      ...resolution,
      target: "ES2022",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    }
    writeFileSync(path.join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }))
    const tsc = path.join(app, "node_modules/typescript/bin/tsc")
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", directory], { cwd: app, encoding: "utf8" })
    if (status !== 0) {
      console.log(stdout)
    }
    check(`every documented import has types (${name} resolution)`, status === 0)
  }
  writeFileSync(path.join(directory, "compare.cjs"), COMPARE)
  const { status, stderr } = spawnSync(process.execPath, [path.join(directory, "compare.cjs")], {
    cwd: app,
    encoding: "utf8",
  })
  if (status !== 0) {
    console.log(stderr)
  }
  check("every documented import resolves, with the same names for ES modules and CommonJS", status === 0)
}
