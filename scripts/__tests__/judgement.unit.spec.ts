// The judge's verdict: which tests and answers of Medusa's own suites the plugin changes, and what its list of known ones may hold.
import { readFileSync } from "node:fs"
import path from "node:path"
import type * as Judgement from "../lib/judgement.mjs" with { "resolution-mode": "import" }
import type { Answer, Known, Outcomes, Run, Summary } from "../lib/judgement.mjs" with { "resolution-mode": "import" }

let judgement: typeof Judgement
beforeAll(async () => {
  judgement = await import("../lib/judgement.mjs")
})

const outcomes = (all: Record<string, string>): Outcomes => new Map(Object.entries(all))
const run = (tests: Record<string, string>, answers: Answer[] = []): Run => ({ outcomes: outcomes(tests), answers })
const known = (name: string): Known => ({ name, reason: "told" })

const suite = (
  name: string,
  tests: [title: string, status: string][],
  status = "passed",
): Summary["testResults"][0] => ({
  name,
  status,
  assertionResults: tests.map(([title, outcome]) => ({ ancestorTitles: ["", "Carts"], title, status: outcome })),
})

const answer = (body: object | string, more: Partial<Answer> = {}): Answer => ({
  file: "cart.spec.ts",
  test: " Carts adds",
  method: "GET",
  url: "/store/carts/cart_01M8E9072RCH4G2CHA84PEZPF8",
  status: 200,
  body: typeof body === "string" ? body : JSON.stringify(body),
  ...more,
})

describe("the outcomes of a run", () => {
  it("go by file, titles and test, and a name that is there twice by a number", () => {
    const summary = {
      testResults: [
        suite("/suites/cart/cart.spec.ts", [
          ["adds", "passed"],
          ["adds", "failed"],
        ]),
      ],
    }
    expect([...judgement.outcomesOf(summary, "/suites")]).toEqual([
      ["cart/cart.spec.ts › Carts › adds", "passed"],
      ["cart/cart.spec.ts › Carts › adds (2)", "failed"],
    ])
  })

  it("count a file that could not run as one that failed, and one without tests not at all", () => {
    const summary = { testResults: [suite("/suites/broken.spec.ts", [], "failed"), suite("/suites/empty.spec.ts", [])] }
    expect([...judgement.outcomesOf(summary, "/suites")]).toEqual([["broken.spec.ts", "failed"]])
  })
})

describe("the judge", () => {
  const without = run({ same: "passed", broken: "passed", gone: "passed", theirs: "failed", left: "pending" })
  const withPlugin = run({ same: "passed", broken: "failed", theirs: "failed", left: "pending" })

  it("names what passed without the plugin only, whether it failed with it or did not run", () => {
    expect(judgement.judge({ without, with: withPlugin, known: [] })).toMatchObject({
      tests: 5,
      passedWithout: 3,
      passedWith: 1,
      passedInBoth: 1,
      differences: ["broken", "gone"],
      known: [],
      stale: [],
    })
  })

  it("says nothing of a test that fails without the plugin too, or passes with it only", () => {
    const better = run({ same: "passed", broken: "passed", gone: "passed", theirs: "passed" })
    expect(judgement.judge({ without, with: better, known: [] }).differences).toEqual([])
  })

  it("counts a file that could not run on either side: its tests have judged nobody", () => {
    const unread = run({ same: "passed", "cart/cart.spec.ts": "failed" })
    const verdict = judgement.judge({ without: unread, with: unread, known: [] })
    expect(verdict).toMatchObject({ passedInBoth: 1, differences: ["cart/cart.spec.ts"] })
    const read = run({ same: "passed", "cart/cart.spec.ts › adds": "failed" })
    const list = [known("cart/cart.spec.ts")]
    expect(judgement.judge({ without: unread, with: unread, known: list })).toMatchObject({
      differences: [],
      stale: [],
    })
    expect(judgement.judge({ without: read, with: read, known: list })).toMatchObject({
      differences: [],
      stale: list.map(({ name }) => name),
    })
  })

  it("lets a known difference be, and wants it off the list when it has gone", () => {
    const list = [known("broken"), known("same"), known("elsewhere")]
    const verdict = judgement.judge({ without, with: withPlugin, known: list })
    expect(verdict).toMatchObject({ differences: ["gone"], known: ["broken"], stale: ["same"] })
  })

  it("counts an answer that changed, although every test passes, and knows it by its request", () => {
    const runs = {
      without: run({ adds: "passed" }, [answer({ total: 100 })]),
      with: run({ adds: "passed" }, [answer({ total: 90 })]),
    }
    const request = "cart.spec.ts › Carts adds › GET /store/carts/<id>"
    expect(judgement.judge({ ...runs, known: [] })).toMatchObject({ passedInBoth: 1, differences: [request] })
    expect(judgement.judge({ ...runs, known: [known(request)] })).toMatchObject({ differences: [], known: [request] })
    const same = { ...runs, with: runs.without, known: [known(request)] }
    expect(judgement.judge(same)).toMatchObject({ known: [], stale: [request] })
  })
})

describe("the comparison of answers", () => {
  const compare = (one: Answer[], other: Answer[]) => judgement.compareAnswers({ without: one, with: other })

  it("sees no difference in ids, times, keys, tokens, nor in the order of keys and lists", () => {
    const one = {
      id: "pay_col_01M8E8R7GJKZTG3CK3XHG2X4E6",
      handle: "test-fixture-sp-01m8e8r8myemwg0wnjy5ag0nqa",
      session: "90a5b2a4-1c1e-4b6e-9c59-8dbd7a1f3f10",
      at: "2026-11-27T10:22:06.123Z",
      token: "eyJhbGciOi.eyJhY3Rvcl.NsrQ_x-1",
      key: "pk_0a1b2c3d",
      lines: [{ total: 1 }, { total: 2 }],
    }
    const other = {
      lines: [{ total: 2 }, { total: 1 }],
      key: "pk_ff00",
      token: "eyJhbGciOj.eyJhY3Rvcm.abc",
      at: "2026-11-27T11:00:00.000Z",
      session: "0b8f1c52-7a1d-4c2f-8a55-31f0e2c4d5b6",
      handle: "test-fixture-sp-01m8e8v6v74kdxkntw2vknskg0",
      id: "pay_col_01M8E8V2X8344G3M05R8BN87P8",
    }
    const elsewhere = { url: "/store/carts/cart_01M8E8V2X8344G3M05R8BN87P8" }
    expect(compare([answer(one)], [answer(other, elsewhere)])).toEqual({ answers: 1, added: 0, differences: [] })
  })

  it("names the request, and where its answers differ", () => {
    const refused = answer({ type: "not_allowed" }, { status: 400 })
    expect(
      compare(
        [answer({ cart: { total: 100, items: [1] } }), answer("busy")],
        [answer({ cart: { total: 90, items: [1] } }), refused],
      ),
    ).toEqual({
      answers: 2,
      added: 0,
      differences: [
        { request: "cart.spec.ts › Carts adds › GET /store/carts/<id>", changes: ["body.cart.total: 100 → 90"] },
        {
          request: "cart.spec.ts › Carts adds › GET /store/carts/<id>",
          changes: ["status: 200 → 400", 'body: "busy" → {"type":"not_allowed"}'],
        },
      ],
    })
  })

  it("lets an answer have keys that are new, wherever they stand, and no more members in a list", () => {
    const one = { type: "invalid_data", items: [{ id: 1 }], promotions: [] }
    const more = { ...one, code: "refused", reasons: [], items: [{ id: 1, note: "" }] }
    expect(compare([answer(one)], [answer(more)])).toEqual({ answers: 1, added: 1, differences: [] })
    const [difference] = compare([answer(one)], [answer({ ...more, promotions: [{}] })]).differences
    expect(difference?.changes).toEqual(["body.promotions: [] → [{}]"])
  })

  it("lets requests that were made at once be answered in any order", () => {
    expect(compare([answer("one"), answer("two")], [answer("two"), answer("one")])).toEqual({
      answers: 2,
      added: 0,
      differences: [],
    })
  })

  it("leaves out a request that one side made more often", () => {
    expect(compare([answer("one"), answer("two")], [answer("one")])).toEqual({ answers: 0, added: 0, differences: [] })
  })
})

describe("the list of known differences", () => {
  const file = path.resolve(__dirname, "../../integration-tests/judge/known-differences.json")

  it("gives a reason for each", () => {
    const list = JSON.parse(readFileSync(file, "utf8")) as Known[]
    expect(list.filter(({ name, reason }) => !name || !reason)).toEqual([])
  })
})
