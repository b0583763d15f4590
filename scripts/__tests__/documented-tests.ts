// Reads the tests that a table in docs names, and says whether they are there: `file` "title" · `file` "title".
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"

const ROOT = path.resolve(__dirname, "../..")

export interface DocumentedTest {
  file: string
  title: string
}

export const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8")

export const isThere = (file: string): boolean => existsSync(path.join(ROOT, file))

/** The cells of the table's rows whose first cell matches, each trimmed. */
export function rowsOf(table: string, first_cell: RegExp): string[][] {
  return table
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first = ""]) => first_cell.test(first))
}

export const testsIn = (cell: string): DocumentedTest[] =>
  [...cell.matchAll(/`([^`]+)` "([^"]+)"/g)].map(([, file = "", title = ""]) => ({ file, title }))

/** The title stands in the file as the name of a test: as the first or the last of a call's arguments, or on its own line. */
export function isTest({ file, title }: DocumentedTest): boolean {
  if (!isThere(file)) {
    return false
  }
  const source = read(file)
  const quoted = [`"${title}"`, `\`${title}\``]
  return quoted.some(
    (name) =>
      source.includes(`(${name}`) ||
      source.includes(`, ${name})`) ||
      source.split("\n").some((line) => line.trim() === `${name},`),
  )
}
