// Every seam with Medusa's insides stands on facts. This fails with a sentence that names the fact which moved.
import { readFileSync } from "node:fs"
import path from "node:path"
import { applies, check } from "./fact"
import { cartFacts } from "./facts/carts"
import { completionFacts } from "./facts/completion"
import { moneyFacts } from "./facts/money"
import { orderFacts } from "./facts/orders"
import { paymentFacts } from "./facts/payments"
import { routeFacts } from "./facts/routes"
import { taxFacts } from "./facts/taxes"

const facts = [
  ...moneyFacts,
  ...completionFacts,
  ...cartFacts,
  ...orderFacts,
  ...taxFacts,
  ...routeFacts,
  ...paymentFacts,
]
const here = facts.filter(applies)

describe.each([...new Set(here.map(({ seam }) => seam))])("%s", (seam) => {
  const own = here.filter((one) => one.seam === seam)

  it.each(own.map((one) => [one.says, one] as const))("%s", async (_says, one) => {
    check(one, await one.look())
  })

  it.each(own.map((one) => [one.moved, one] as const))("would say: %s", (_moved, one) => {
    expect(() => check(one, one.doctored)).toThrow(one.moved)
  })
})

describe("the table in src/integration/README.md", () => {
  const readme = readFileSync(path.join(process.cwd(), "src/integration/README.md"), "utf8")

  it.each(facts.map(({ seam, says }) => [seam, says] as const))("has a row for %s: %s", (seam, says) => {
    expect(readme).toContain(`| ${seam} | ${says} |`)
  })
})
