// The table of faults in docs/faults.md is true: every fault has a row, and tests that name it.
import { isTest, read, rowsOf, testsIn } from "./documented-tests"

const FAULTS = [
  ...Array.from({ length: 18 }, (_, index) => `A${index + 1}`),
  ...Array.from({ length: 10 }, (_, index) => `B${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `D${index + 1}`),
]

/** The faults that a test's title names: "fault A2: …", "faults D8 and D9: …", "faults D8, D9 and D12: …". */
function faultsIn(title: string): string[] {
  const named = /\bfaults? ((?:[A-D]\d+(?:, | and )?)+)/.exec(title)?.[1] ?? ""
  return [...named.matchAll(/[A-D]\d+/g)].map(([fault]) => fault)
}

describe("docs/faults.md", () => {
  const table = rowsOf(read("docs/faults.md"), /^[A-D]\d+$/).map(([fault = "", , , tests = ""]) => ({
    fault,
    tests: testsIn(tests),
  }))

  it("has one row for every fault, in order", () => {
    expect(table.map(({ fault }) => fault)).toEqual(FAULTS)
  })

  it.each(table)("names tests of fault $fault that are there", ({ fault, tests }) => {
    expect(tests).not.toEqual([])
    for (const { file, title } of tests) {
      expect({ title, faults: faultsIn(title) }).toEqual({ title, faults: expect.arrayContaining([fault]) as string[] })
      expect({ file, title, is_there: isTest({ file, title }) }).toEqual({ file, title, is_there: true })
    }
  })

  it("knows the ways in which a title names its faults", () => {
    expect(faultsIn("fault A2: it ends")).toEqual(["A2"])
    expect(faultsIn("faults D8, D9 and D12: dates")).toEqual(["D8", "D9", "D12"])
    expect(faultsIn("a default case")).toEqual([])
  })
})
