// Rule 37: CSV as people have it. Every good row is read, whatever stands in the others.
import { Readable } from "node:stream"
import { stringify } from "csv-stringify/sync"
import fc from "fast-check"
import { linesOf } from "../../../tools/csv-lines"
import { readCodes } from "../read-codes"

/** The text as bytes, in pieces of `size`. */
function pieces(text: string, size: number): Readable {
  const bytes = Buffer.from(text)
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size)
  return Readable.from(starts.map((start) => bytes.subarray(start, start + size)))
}

async function read(text: string, size = 5): Promise<string[]> {
  const seen: string[] = []
  for await (const { row, code, problem } of readCodes(pieces(text, size))) {
    seen.push(`${row} ${code}${problem ? ` ! ${problem}` : ""}`)
  }
  return seen
}

describe("rule 37: reading own codes", () => {
  it.each([
    ["one column, no header", "ONE\nTWO\n", ["1 ONE", "2 TWO"]],
    ["no line break at the end", "ONE\r\nTWO", ["1 ONE", "2 TWO"]],
    ["the line ends of old Macs", "ONE\rTWO\r", ["1 ONE", "2 TWO"]],
    ["a byte order mark, a header, semicolons", "\ufeffCode;Note\r\nONE;x\r\nTWO;y\r\n", ["2 ONE", "3 TWO"]],
    ["the code in another column", "name,Promo Code\nAnna,ONE\nBert,TWO", ["2 ONE", "3 TWO"]],
    ["tabs", "a\tcode\n1\tONE", ["2 ONE"]],
    ["quotes, and what they may hold", '"ONE","a, ""b""\nc"\n"TWO"\n', ["1 ONE", "3 TWO"]],
    ["blank rows", "\n;;\nONE\n  \n;;\nTWO\n", ["3 ONE", "6 TWO"]],
    ["spaces around", " ONE \n two  words ", ["1 ONE", "2 two  words"]],
    ["a row without the column", "name,code\nAnna\nBert,TWO", ["2 ", "3 TWO"]],
    ["what a download made safe", "code\n'+ONE\n'-TWO\n'THREE", ["2 +ONE", "3 -TWO", "4 'THREE"]],
    ["nothing", "", []],
    ["a header only", "code\n", []],
    ["letters of two and four bytes", "GRÜN\n𝐀𝐁", ["1 GRÜN", "2 𝐀𝐁"]],
  ])("%s", async (_, text, codes) => {
    for (const size of [1, 2, 3, 1000]) {
      expect(await read(text, size)).toEqual(codes)
    }
  })

  it("goes on behind a quote that is never closed", async () => {
    const more = Array.from({ length: 80 }, (_, index) => `MORE${index}`)
    const seen = await read(["ONE", '"BAD', ...more].join("\n"))
    expect(seen).toEqual([
      "1 ONE",
      '2 "BAD ! The quotation marks of the row do not match.',
      ...more.map((code, index) => `${index + 3} ${code}`),
    ])
  })

  it("goes on behind quotes in the wrong places", async () => {
    const seen = await read('ONE\nx"y\nTWO\n"q"r\nTHREE\nz"z\nFOUR')
    for (const code of ["1 ONE", "3 TWO", "5 THREE", "7 FOUR"]) {
      expect(seen).toContain(code)
    }
  })

  it("goes on behind a row of a million characters without keeping them", async () => {
    const seen = await read(`ONE\n${"x".repeat(1_000_000)}\nTWO\n`, 10_000)
    expect(seen[0]).toBe("1 ONE")
    expect(seen[1]).toMatch(/^2 x{0,75536} ! The row is too long\.$/)
    expect(seen[2]).toBe("3 TWO")
  })

  it("keeps no more than a piece and a line of a text without end", async () => {
    let fed = 0
    const endless = (async function* () {
      for (; fed < 200; fed += 1) {
        yield Buffer.alloc(50_000, "x")
      }
    })()
    for await (const { text, is_too_long } of linesOf(endless)) {
      expect(is_too_long).toBe(true)
      expect(text.length).toBeLessThan(120_000)
    }
    expect(fed).toBe(200)
  })

  it("throws what the source throws", async () => {
    const broken = (async function* () {
      yield Buffer.from("ONE\nTW")
      throw new Error("the line went dead")
    })()
    const seen: string[] = []
    await expect(
      (async () => {
        for await (const { code } of readCodes(broken)) {
          seen.push(code)
        }
      })(),
    ).rejects.toThrow("the line went dead")
  })

  it("reads back whatever a spreadsheet writes", async () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", "B", '"', ",", ";", "\t", "\n", "\r\n", " ", "ü"),
      maxLength: 12,
    })
    const code = fc.stringMatching(/^[A-Z0-9]{1,8}$/).filter((text) => text !== "CODE" && text !== "CODES")
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, code), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, delimiter, record_delimiter, size) => {
          const text = stringify([["note", "code"], ...rows], { delimiter, record_delimiter, quoted: true })
          const codes = (await read(text, size)).map((line) => line.replace(/^\d+ /, ""))
          expect(codes).toEqual(rows.map(([, written]) => written))
        },
      ),
      { numRuns: 200 },
    )
  })
})
