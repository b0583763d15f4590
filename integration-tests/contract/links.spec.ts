// Query fetches links that lead from one field to one module at once, as rows of the first: a second one would get its rows.
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"

const LINKS = path.join(process.cwd(), "src/links")

it("there is one link from each kind of core's rows to the coupon module, so that Query mixes up none", () => {
  const linked = readdirSync(LINKS)
    .filter((file) => !file.startsWith("_"))
    .flatMap((file) => {
      const source = readFileSync(path.join(LINKS, file), "utf8")
      return [...source.matchAll(/linkRows\((\w+\.linkable\.\w+)/g)].map(([, linkable = ""]) => linkable)
    })
  expect(linked.sort()).toEqual([
    "CartModule.linkable.cart",
    "CustomerModule.linkable.customer",
    "OrderModule.linkable.order",
  ])
})
