// The table of rules in docs/rules.md is true: every rule has a row, and every file and test it names is there.
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")
const RULES = 48

interface Row {
  rule: number
  state: string
  files: string[]
  tests: { file: string; title: string }[]
}

const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8")

function rows(table: string): Row[] {
  return table
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => {
      const [, rule = "", , state = "", where = "", tests = ""] = line.split("|").map((cell) => cell.trim())
      return {
        rule: Number(rule),
        state,
        files: [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
        tests: [...tests.matchAll(/`([^`]+)` "([^"]+)"/g)].map(([, file = "", title = ""]) => ({ file, title })),
      }
    })
}

/** The rules that a test's title names: "rule 5: …", "… (rule 17)", "rules 10 and 11: …", "rules 16 to 25: …". */
function rulesIn(title: string): number[] {
  const named = /\brules? ((?:\d+(?:, | and | to )?)+)/.exec(title)?.[1] ?? ""
  const [from = 0, to = 0] = named.includes(" to ") ? named.split(" to ").map(Number) : []
  return from > 0
    ? Array.from({ length: to - from + 1 }, (_, index) => from + index)
    : [...named.matchAll(/\d+/g)].map(([number]) => Number(number))
}

/** The title stands in the file as the name of a test: opening a call's arguments, or on a line of its own. */
function isTest(source: string, title: string): boolean {
  const quoted = [`"${title}"`, `\`${title}\``]
  return quoted.some(
    (name) => source.includes(`(${name}`) || source.split("\n").some((line) => line.trim() === `${name},`),
  )
}

describe("docs/rules.md", () => {
  const table = rows(read("docs/rules.md"))

  it("has one row for every rule, in order", () => {
    expect(table.map(({ rule }) => rule)).toEqual(Array.from({ length: RULES }, (_, index) => index + 1))
  })

  it.each(table.map((row) => [row.rule, row] as const))("says of rule %i what is true", (_rule, row) => {
    expect(row.state).toMatch(/^(done|planned|in part: .+)$/)
    const is_planned = row.state === "planned"
    expect({ has_files: row.files.length > 0, has_tests: row.tests.length > 0 }).toEqual({
      has_files: !is_planned,
      has_tests: !is_planned,
    })
    expect(row.files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
    for (const { file, title } of row.tests) {
      expect({ title, rules: rulesIn(title) }).toEqual({ title, rules: expect.arrayContaining([row.rule]) as number[] })
      const is_there = existsSync(path.join(ROOT, file)) && isTest(read(file), title)
      expect({ file, title, is_there }).toEqual({ file, title, is_there: true })
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
