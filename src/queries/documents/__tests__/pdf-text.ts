// Reads back what a PDF of ours says, by the tables that make it searchable.
import { inflateSync } from "node:zlib"

/** What fonts that are not embedded are written in, as far as tests print it. (Node's own decoder takes it for Latin-1.) */
const winAnsi = (bytes: Buffer): string => bytes.toString("latin1").replaceAll("\u0080", "€").replaceAll("\u0096", "–")

/** The texts of a PDF in the order they are drawn; those from right to left as the eye reads them, from left to right. */
export function textOf(pdf: Buffer): string {
  const objects = objectsOf(pdf.toString("latin1"))
  const fonts = new Map<string, Map<string, string> | null>()
  for (const body of objects.values()) {
    for (const [, name = "", id = ""] of (/\/Font <<([\s\S]*?)>>/.exec(body)?.[1] ?? "").matchAll(
      /\/(\w+) (\d+) 0 R/g,
    )) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? "")?.[1]
      fonts.set(name, table === undefined ? null : unicodeOf(inflated(objects.get(table) ?? "")))
    }
  }
  const parts: string[] = []
  for (const body of objects.values()) {
    const content = inflated(body)
    for (const [, font = "", , run = ""] of content.matchAll(/\/(F\d+) ([\d.]+) Tf([\s\S]*?)ET/g)) {
      const hex = [...run.matchAll(/<([0-9a-f]*)>/g)].map(([, digits = ""]) => digits).join("")
      const table = fonts.get(font)
      parts.push(
        table
          ? (hex.match(/.{4}/g) ?? []).map((glyph) => table.get(glyph) ?? "\ufffd").join("")
          : winAnsi(Buffer.from(hex, "hex")),
      )
    }
  }
  return parts.join(" ")
}

/** Bodies of the PDF's objects by their numbers. */
function objectsOf(source: string): Map<string, string> {
  return new Map(
    [...source.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = "", body = ""]) => [id, body]),
  )
}

function inflated(body: string): string {
  const [, stream = ""] = /stream\n([\s\S]*?)\nendstream/.exec(body) ?? []
  try {
    return inflateSync(Buffer.from(stream, "latin1")).toString("latin1")
  } catch {
    return ""
  }
}

/** pdfkit lists the texts of all glyphs in ranges, from the first of the font on. */
function unicodeOf(table: string): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [, from = "", , list = ""] of table.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    for (const [index, text] of [...list.matchAll(/<([0-9a-f ]*)>/gi)].entries()) {
      const glyph = (parseInt(from, 16) + index).toString(16).padStart(4, "0")
      texts.set(
        glyph,
        Buffer.from((text[1] ?? "").replace(/ /g, ""), "hex")
          .swap16()
          .toString("utf16le"),
      )
    }
  }
  return texts
}
