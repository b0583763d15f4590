// Bundles our pages and widgets for a shop's dashboard, which bundles them again with its own.
import medusa from "@medusajs/admin-vite-plugin"
import react from "@vitejs/plugin-react"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { build, transformWithEsbuild } from "vite"
import { root } from "./paths.mjs"

const { peerDependencies, dependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))
/**
 * What the dashboard has already, and must have once only. Icons are drawings: the few that we show come along, because npm
 * refuses a shop of 2.14 whose plugin names `@medusajs/icons` (that version asks for another React than the shop has).
 */
const shared = Object.keys(peerDependencies)

const packageOf = (id) => id.split("/", id.startsWith("@") ? 2 : 1).join("/")

/** Vite leaves the white space in libraries; a shop's own build of the dashboard takes it out anyway. */
const small = {
  name: "small",
  generateBundle: async (_options, bundle) => {
    for (const chunk of Object.values(bundle)) {
      const settings = { minify: true, target: "es2022", sourcemap: false }
      if (chunk.type === "chunk") {
        chunk.code = (await transformWithEsbuild(chunk.code, chunk.fileName, settings)).code
      }
    }
  },
}

/**
 * Writes `index.js` and what it fetches late into `directory`, as modules: the dashboard's Tailwind reads the classes in
 * files that end in .js, and no others.
 */
export async function buildPluginAdmin(directory) {
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    build: {
      target: "es2022",
      outDir: directory,
      emptyOutDir: true,
      minify: false,
      lib: { entry: path.join(root, "src/admin/__admin-extensions__.js"), formats: ["es"], fileName: () => "index.js" },
      rollupOptions: {
        external: (id) => shared.includes(packageOf(id)) || id in (dependencies ?? {}),
        output: { chunkFileNames: "late-[hash].js", experimentalMinChunkSize: 20_000 },
      },
    },
    plugins: [react(), medusa({ pluginMode: true, sources: [path.join(root, "src/admin")] }), small],
  })
  mkdirSync(directory, { recursive: true })
  writeFileSync(path.join(directory, "package.json"), '{ "type": "module" }\n')
  writeFileSync(
    path.join(directory, "index.d.ts"),
    "/** What the Medusa dashboard takes from a plugin: pages, widgets and texts. */\ndeclare const plugin: Record<string, object>\nexport default plugin\n",
  )
}
