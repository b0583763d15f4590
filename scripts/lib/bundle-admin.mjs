// Bundles this repository's Admin, as `medusa build` does, into the directory named by the first argument.
import bundler from "@medusajs/admin-bundler"
import path from "node:path"
import { root } from "./paths.mjs"

const [outDir] = process.argv.slice(2)

await bundler.build({
  path: "/app",
  backendUrl: "/",
  sources: [path.join(root, "src/admin")],
  // What core adds to every shop: without it there are no pages of draft orders.
  plugins: ["@medusajs/draft-order/admin"],
  outDir,
  // Names stay readable in the errors that a test reports, and it takes half the time.
  vite: () => ({ build: { minify: false, reportCompressedSize: false } }),
})
