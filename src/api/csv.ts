// How a route answers with a CSV file of any length: streamed page by page, safe to open in a spreadsheet.
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import type { MedusaResponse } from "@medusajs/framework/http"
import { stringify } from "csv-stringify/sync"

type Cell = string | number | boolean | null | undefined

/** A column: the field of a row, which is its heading as well. */
export type CsvColumns<T> = readonly (keyof T & string)[]

const NUMBER = /^-?\d+(\.\d+)?$/
/** What makes a spreadsheet run a cell's text as a formula; full-width signs too. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers. */
export function safeCell(value: Cell): Cell {
  return typeof value === "string" && FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value
}

/**
 * Streams `pages` as a UTF-8 file with a heading row, and resolves when it is sent or the client has gone away. Memory
 * holds about two pages: the next one is fetched when the client has taken the last. Throws what the first page throws;
 * a later failure cuts the download off, so that nobody takes half a file for a whole one.
 */
export async function sendCsv<T extends object>(
  res: MedusaResponse,
  filename: string,
  columns: CsvColumns<T>,
  pages: AsyncIterable<readonly T[]>,
): Promise<void> {
  const iterator = pages[Symbol.asyncIterator]()
  try {
    const first = await iterator.next()
    res.setHeader("content-type", "text/csv; charset=utf-8")
    res.setHeader("content-disposition", `attachment; filename="${filename}"`)
    res.setHeader("cache-control", "no-store")
    await pipeline(Readable.from(texts(columns, first, iterator), { highWaterMark: 1 }), res)
  } catch (error) {
    if (!isClientGone(error)) {
      throw error
    }
  } finally {
    await iterator.return?.()
  }
}

async function* texts<T extends object>(
  columns: CsvColumns<T>,
  first: IteratorResult<readonly T[]>,
  iterator: AsyncIterator<readonly T[]>,
): AsyncGenerator<string> {
  yield stringify([[...columns]])
  for (let page = first; !page.done; page = await iterator.next()) {
    const rows = page.value.map((row) => columns.map((column) => safeCell(row[column] as Cell)))
    if (rows.length > 0) {
      yield stringify(rows)
    }
  }
}

function isClientGone(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE"
}
