// Cuts a stream of UTF-8 text into lines with their numbers, in constant memory whatever the text.

/** No row of a file with codes is longer; what is, cannot be one. */
const MAX_LINE = 65_536

export interface Line {
  /** From 1; blank lines count. */
  row: number
  text: string
  /** Longer than 65,536 characters; `text` is its beginning. */
  is_too_long: boolean
}

/**
 * Lines end with LF, CRLF or CR. A byte order mark is dropped; bytes that are no UTF-8 become U+FFFD. Throws what `source`
 * throws.
 */
export async function* linesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  let row = 0
  let rest = ""
  let is_too_long = false
  const cut = function* (text: string, is_end: boolean): Generator<Line> {
    rest += text
    let start = 0
    // A CR at the very end may be the first half of a CRLF.
    const end = !is_end && rest.endsWith("\r") ? rest.length - 1 : rest.length
    const breaks = /\r\n|\n|\r/g
    for (let found = breaks.exec(rest); found && found.index < end; found = breaks.exec(rest)) {
      row += 1
      yield { row, text: rest.slice(start, found.index), is_too_long: is_too_long || found.index - start > MAX_LINE }
      is_too_long = false
      start = breaks.lastIndex
    }
    rest = rest.slice(start)
    if (is_end && rest !== "") {
      yield { row: row + 1, text: rest, is_too_long: is_too_long || rest.length > MAX_LINE }
    }
    if (rest.length > MAX_LINE) {
      is_too_long = true
      rest = rest.endsWith("\r") ? "\r" : ""
    }
  }
  const decoder = new TextDecoder()
  for await (const chunk of source) {
    yield* cut(
      typeof chunk === "string" ? withoutMark(chunk, row, rest) : decoder.decode(chunk, { stream: true }),
      false,
    )
  }
  yield* cut(decoder.decode(), true)
}

/** The decoder drops the mark of bytes; a text that was sent as JSON may begin with one too. */
const withoutMark = (text: string, row: number, rest: string): string =>
  row === 0 && rest === "" && text.startsWith("\ufeff") ? text.slice(1) : text
