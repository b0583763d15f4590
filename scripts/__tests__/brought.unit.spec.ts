// What a package costs an app: itself and what only it depends on.
import type * as Brought from "../lib/brought.mjs" with { "resolution-mode": "import" }

let broughtBy: typeof Brought.broughtBy
beforeAll(async () => {
  ;({ broughtBy } = await import("../lib/brought.mjs"))
})

const lock = {
  packages: {
    "": { dependencies: { host: "1", plugin: "1" }, devDependencies: { typescript: "5" } },
    "node_modules/typescript": {},
    "node_modules/host": { dependencies: { shared: "1", parser: "1" }, peerDependencies: { analytics: "1" } },
    "node_modules/shared": {},
    "node_modules/parser": {},
    // Nobody had it, and npm adds it with the plugin.
    "node_modules/analytics": { dependencies: { posting: "1" } },
    "node_modules/posting": {},
    "node_modules/plugin": {
      dependencies: { shared: "1", parser: "2", pdf: "1" },
      peerDependencies: { host: "1" },
      optionalDependencies: { absent: "1" },
    },
    "node_modules/plugin/node_modules/parser": { dependencies: { shared: "1" } },
    "node_modules/pdf": { dependencies: { fonts: "1" } },
    "node_modules/fonts": { dependencies: { pdf: "1" } },
  },
}

it("counts a package, its own versions and what only it leads to, and neither its host nor the host's peers", () => {
  expect(broughtBy(lock, "plugin")).toEqual([
    "node_modules/fonts",
    "node_modules/pdf",
    "node_modules/plugin",
    "node_modules/plugin/node_modules/parser",
  ])
})

it("counts nothing of a package that is not there", () => {
  expect(broughtBy(lock, "another")).toEqual([])
})
