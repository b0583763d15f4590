// Reads promo codes from CSV, one per row. A row that cannot be read is answered as such and never stops the others.
import { parse } from "csv-parse/sync"
import { linesOf } from "../../tools/csv-lines"
import type { Line } from "../../tools/csv-lines"

/** A cell of the code column, as it is written, or why there is none. */
export interface ReadCode {
  /** The line of the file that the row begins on, from 1. */
  row: number
  code: string
  problem?: string
}

interface CsvRecord {
  row: number
  text: string
  lines: Line[]
}

/** A first row with one of these cells is a header, and says where the codes are. Otherwise they are in the first column. */
const HEADERS = new Set(["code", "codes", "promo code", "promo_code", "promocode", "coupon code", "coupon_code"])

/** Rows parsed at once: one call for each would cost more than the parsing. */
const ROWS_AT_ONCE = 1000
/** A quoted cell may hold line breaks; one that goes on for longer was never closed. */
const MAX_LINES_OF_ROW = 50

const options = {
  delimiter: [",", ";", "\t"],
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  relax_quotes: true,
}

/** Comma, semicolon or tab; quotes as usual; with a header or without. Blank rows are passed over. Throws what `source` throws. */
export async function* readCodes(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<ReadCode> {
  let column: number | undefined
  for await (const records of inGroups(recordsOf(source))) {
    for (const { row, cells, problem } of parseAll(records)) {
      if (!cells) {
        yield { row, code: records.find((record) => record.row === row)?.text ?? "", problem }
      } else if (cells.every((cell) => cell.trim() === "")) {
        continue
      } else if (column === undefined) {
        const header = cells.findIndex((cell) => HEADERS.has(cell.trim().toLowerCase()))
        column = Math.max(header, 0)
        if (header === -1) {
          yield { row, code: written(cells[0]) }
        }
      } else {
        yield { row, code: written(cells[column]) }
      }
    }
  }
}

/** A cell's text. The apostrophe that our own download puts before what a spreadsheet would take for a formula goes. */
const written = (cell = ""): string => cell.trim().replace(/^'(?=[=+\-@])/, "")

async function* inGroups(records: AsyncIterable<CsvRecord>): AsyncGenerator<CsvRecord[]> {
  let group: CsvRecord[] = []
  for await (const record of records) {
    group.push(record)
    if (group.length === ROWS_AT_ONCE) {
      yield group
      group = []
    }
  }
  if (group.length > 0) {
    yield group
  }
}

/** Puts lines together that one pair of quotes holds together. */
async function* recordsOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<CsvRecord> {
  let open: Line[] = []
  for await (const line of linesOf(source)) {
    open.push(line)
    while (open.length > 0) {
      const text = open.map((part) => part.text).join("\n")
      const is_closed = countOf(text, '"') % 2 === 0
      if (!is_closed && open.length < MAX_LINES_OF_ROW && !open.some((part) => part.is_too_long)) {
        break
      }
      // Never closed: the first line stands for itself, and the others get their turn.
      const lines = is_closed ? open : open.slice(0, 1)
      open = is_closed ? [] : open.slice(1)
      const [first] = lines as [Line]
      const joined = is_closed ? text : first.text
      if (joined.trim() !== "") {
        yield { row: first.row, text: joined, lines }
      }
    }
  }
  for (const line of open) {
    yield { row: line.row, text: line.text, lines: [line] }
  }
}

const countOf = (text: string, character: string) => text.split(character).length - 1

type Parsed = { row: number; cells?: string[]; problem?: string }

/** All records in one go, or where one of them is broken, each by itself. */
function parseAll(records: CsvRecord[]): Parsed[] {
  if (!records.some(({ lines }) => lines.some((line) => line.is_too_long))) {
    const rows = tryParse(records.map(({ text }) => text).join("\n"))
    if (rows?.length === records.length) {
      return records.map(({ row }, index) => ({ row, cells: rows[index] }))
    }
  }
  return records.flatMap(parseOne)
}

function parseOne({ row, text, lines }: CsvRecord): Parsed[] {
  if (lines.some((line) => line.is_too_long)) {
    return [{ row, problem: "The row is too long." }]
  }
  const rows = tryParse(text)
  if (rows?.length === 1) {
    return [{ row, cells: rows[0] }]
  }
  // Quotes that held several lines together by mistake.
  if (lines.length > 1) {
    return lines.flatMap((line) => parseOne({ row: line.row, text: line.text, lines: [line] }))
  }
  return [{ row, problem: "The quotation marks of the row do not match." }]
}

function tryParse(text: string): string[][] | undefined {
  try {
    return parse(text, options)
  } catch {
    return undefined
  }
}
