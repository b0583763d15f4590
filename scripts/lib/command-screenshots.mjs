// `npm run screenshots`: the demo's story in a test's shop, photographed by a real browser.
import path from "node:path"
import { main as test } from "./command-test.mjs"
import { root } from "./paths.mjs"

/** Writes the pictures to docs/images, or to the directory that SCREENSHOTS names; answers jest's exit code. */
export function main() {
  process.env.SCREENSHOTS ??= path.join(root, "docs/images")
  return test(["--selectProjects=browser", "--testNamePattern=Pictures of the documentation"])
}
