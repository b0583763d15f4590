// Where things are in this repository.
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..")
export const demoDirectory = path.join(root, ".demo")
export const builtApp = path.join(root, ".medusa/app")

const require = createRequire(import.meta.url)

/** The absolute path of a file inside an installed package; works for packages with an `exports` map too. */
export function packageFile(name, file) {
  for (const directory of require.resolve.paths(name) ?? []) {
    const candidate = path.join(directory, name, file)
    try {
      return require.resolve(candidate)
    } catch {
      // not in this node_modules: look in the next one
    }
  }
  throw Object.assign(new Error(`Cannot find package '${name}'`), { code: "ERR_MODULE_NOT_FOUND" })
}
