// What the build makes of a script: smaller, of the same effect, and with what one reads in a stack.
import vm from "node:vm"
import type * as Shorten from "../lib/shorten.mjs" with { "resolution-mode": "import" }

const SCRIPT = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.LATE = exports.answer = void 0;
exports.greet = greet;
const words_1 = require("./words");
/** Said to whoever reads. */
function greet(person) {
    const greeting = \`\${(0, words_1.hello)()}, \${person};
    you\`;
    const inner = (word) => { throw new Error(word); };
    return { greeting, inner };
}
const answer = () => greet("ada");
exports.answer = answer;
exports.LATE = /;\\n/;
`

const BARREL = `"use strict";
var __exportStar = (this && this.__exportStar) || function(m, exports) {};
exports.one = void 0;
__exportStar(require("./words"), exports);
`

interface Greeter {
  answer: () => { greeting: string; inner: (word: string) => never }
  LATE: RegExp
}

function run(text: string): Greeter {
  const exports = {}
  vm.runInNewContext(text, { exports, require: () => ({ hello: () => "hello" }) })
  return exports as Greeter
}

describe("a shortened script", () => {
  let shortened: typeof Shorten.shortened
  let namedByFolder: typeof Shorten.namedByFolder

  beforeAll(async () => {
    const module: typeof Shorten = await import("../lib/shorten.mjs")
    shortened = module.shortened
    namedByFolder = module.namedByFolder
  })

  it("does what it did", async () => {
    const [before, after] = [run(SCRIPT), run(await shortened(SCRIPT))]
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort())
    expect(after.answer().greeting).toBe("hello, ada;\n    you")
    expect(String(after.LATE)).toBe("/;\\n/")
  })

  it("names in a stack the functions that it named, inner ones as well", async () => {
    const text = await shortened(SCRIPT)
    const { inner } = run(text).answer()
    let stack = ""
    try {
      inner("late")
    } catch (error) {
      stack = String((error as Error).stack)
    }
    expect(stack).toMatch(/Error: late\n\s+at inner /)
    expect(text).not.toMatch(/Said|person/)
  })

  it("ends its lines with statements, after about 1,000 characters", async () => {
    const statement = `exports.text = "a;b}" + ${JSON.stringify("x".repeat(150))} + \`;\n\`;\n`
    const text = await shortened(`"use strict";\nfunction long() {\n${statement.repeat(50)}}\nlong();\n`)
    const lines = text.replaceAll(";\n`", ";`").split("\n")
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines.slice(0, -1)) {
      expect(line.length).toBeLessThan(1300)
      expect(line).toMatch(/[;}]$/)
    }
  })

  it("stays whole where it passes others on: Node reads the names from it", async () => {
    expect(await shortened(BARREL)).toBe(BARREL)
  })

  it("has the name of its folders where nobody asks for it by name", () => {
    const texts = new Map([
      [
        "pricing/billing/gather.js",
        'require("../products");require("@medusajs/framework/utils");require("../../engine")',
      ],
      ["pricing/products.js", 'require("./billing/gather")'],
      ["engine/index.js", 'require("./money")'],
      ["engine/money.js", ""],
      ["engine/public.js", 'require("./money")'],
      ["api/store/route.js", 'require("../../pricing/billing/gather")'],
      ["modules/coupon/service.js", 'require("./claims/reads")'],
      ["modules/coupon/claims/reads.js", 'require("../service");require("../models/coupon")'],
      ["modules/coupon/models/coupon.js", ""],
    ])
    expect(Object.fromEntries(namedByFolder(texts))).toEqual({
      "pricing/billing/pricing_billing_gather.js":
        'require("../pricing_products");require("@medusajs/framework/utils");require("../../engine")',
      "pricing/pricing_products.js": 'require("./billing/pricing_billing_gather")',
      "engine/index.js": 'require("./engine_money")',
      "engine/engine_money.js": "",
      "engine/public.js": 'require("./engine_money")',
      "api/store/route.js": 'require("../../pricing/billing/pricing_billing_gather")',
      "modules/coupon/service.js": 'require("./claims/modules_coupon_claims_reads")',
      "modules/coupon/claims/modules_coupon_claims_reads.js": 'require("../service");require("../models/coupon")',
      "modules/coupon/models/coupon.js": "",
    })
  })
})
