// The table of rules in docs/rules.md is true: every rule has a row, and every file and test it names is there.
import { isTest, isThere, read, rowsOf, testsIn } from "./documented-tests"
import type { DocumentedTest } from "./documented-tests"

const RULES = 48

interface Row {
  rule: number
  state: string
  files: string[]
  tests: DocumentedTest[]
}

function rows(table: string): Row[] {
  return rowsOf(table, /^\d+$/).map(([rule = "", , state = "", where = "", tests = ""]) => ({
    rule: Number(rule),
    state,
    files: [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
    tests: testsIn(tests),
  }))
}

/** The rules that a test's title names: "rule 5: …", "… (rule 17)", "rules 10 and 11: …", "rules 16 to 25: …". */
function rulesIn(title: string): number[] {
  const named = /\brules? ((?:\d+(?:, | and | to )?)+)/.exec(title)?.[1] ?? ""
  const [from = 0, to = 0] = named.includes(" to ") ? named.split(" to ").map(Number) : []
  return from > 0
    ? Array.from({ length: to - from + 1 }, (_, index) => from + index)
    : [...named.matchAll(/\d+/g)].map(([number]) => Number(number))
}

describe("docs/rules.md", () => {
  const table = rows(read("docs/rules.md"))

  it("has one row for every rule of the first round, in order, and later ones after them", () => {
    const numbers = table.map(({ rule }) => rule)
    expect(numbers.slice(0, RULES)).toEqual(Array.from({ length: RULES }, (_, index) => index + 1))
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  })

  it.each(table.map((row) => [row.rule, row] as const))("says of rule %i what is true", (_rule, row) => {
    expect(row.state).toMatch(/^(done|planned|in part: .+)$/)
    const is_planned = row.state === "planned"
    expect({ has_files: row.files.length > 0, has_tests: row.tests.length > 0 }).toEqual({
      has_files: !is_planned,
      has_tests: !is_planned,
    })
    expect(row.files.filter((file) => !isThere(file))).toEqual([])
    for (const { file, title } of row.tests) {
      expect({ title, rules: rulesIn(title) }).toEqual({ title, rules: expect.arrayContaining([row.rule]) as number[] })
      expect({ file, title, is_there: isTest({ file, title }) }).toEqual({ file, title, is_there: true })
    }
  })

  it("knows the ways in which a title names its rules", () => {
    expect(rulesIn("rule 5: credit")).toEqual([5])
    expect(rulesIn("voids (rule 14)")).toEqual([14])
    expect(rulesIn("rules 18, 19, 20 and 22: all")).toEqual([18, 19, 20, 22])
    expect(rulesIn("rules 10 to 14: %s")).toEqual([10, 11, 12, 13, 14])
    expect(rulesIn("3 months on a plan")).toEqual([])
  })
})
