// A web font (WOFF 1) as the plain font it was packed from: fontkit unpacks a table anew for each letter, which takes seconds.
import { inflateSync } from "node:zlib"

const HEADER = 44
const ENTRY = 20
const SFNT_HEADER = 12
const SFNT_ENTRY = 16

interface Table {
  tag: string
  checksum: number
  length: number
  content: Buffer
}

/** The TrueType font in a WOFF file, as https://www.w3.org/TR/WOFF/ packs it. Throws on what is no WOFF file. */
export function unpackedFont(woff: Buffer): Buffer {
  if (woff.toString("latin1", 0, 4) !== "wOFF") {
    throw new Error("Not a WOFF file.")
  }
  const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, index) => tableAt(woff, HEADER + index * ENTRY))
  const directory = Buffer.alloc(SFNT_HEADER + tables.length * SFNT_ENTRY)
  const log = Math.floor(Math.log2(tables.length))
  woff.copy(directory, 0, 4, 8)
  directory.writeUInt16BE(tables.length, 4)
  directory.writeUInt16BE(16 * 2 ** log, 6)
  directory.writeUInt16BE(log, 8)
  directory.writeUInt16BE(16 * tables.length - 16 * 2 ** log, 10)
  let offset = directory.length
  for (const [index, { tag, checksum, length, content }] of tables.entries()) {
    const at = SFNT_HEADER + index * SFNT_ENTRY
    directory.write(tag, at, "latin1")
    directory.writeUInt32BE(checksum, at + 4)
    directory.writeUInt32BE(offset, at + 8)
    directory.writeUInt32BE(length, at + 12)
    offset += content.length
  }
  return Buffer.concat([directory, ...tables.map(({ content }) => content)])
}

function tableAt(woff: Buffer, at: number): Table {
  const [offset, packed_length, length] = [4, 8, 12].map((more) => woff.readUInt32BE(at + more)) as [
    number,
    number,
    number,
  ]
  const packed = woff.subarray(offset, offset + packed_length)
  const content = packed_length < length ? inflateSync(packed) : packed
  const padding = Buffer.alloc((4 - (length % 4)) % 4)
  return {
    tag: woff.toString("latin1", at, at + 4),
    checksum: woff.readUInt32BE(at + 16),
    length,
    content: Buffer.concat([content, padding]),
  }
}
