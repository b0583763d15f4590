// The Unicode bidirectional algorithm for one line: what is written from right to left, in the order it is read by the eye.
import bidiFactory from "bidi-js"
import type { Bidi } from "bidi-js"

/** A piece of a line that is shaped at once. Odd levels run from right to left. */
export interface Atom {
  text: string
  level: number
}

let bidi: Bidi | null = null
const algorithm = (): Bidi => (bidi ??= bidiFactory())

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\u200f\u061c]/u
const LETTER = /[\p{L}\p{M}\u0640\u200c\u200d]/u
/** Arabic digits and the signs between them run from left to right, though fontkit turns a run around that begins with one. */
const ARABIC = /[\p{Script=Arabic}\u0660-\u0669]/u
/** Marks that say how a text runs, and are not seen. */
const UNSEEN = /[\u200e\u200f\u061c\u2066-\u2069]/g

/** A text with the level of each of its UTF-16 units; null where all of it runs from left to right. */
export interface Leveled {
  text: string
  levels: Uint8Array | null
}

/** True for a text that has letters, or marks of direction, that run from right to left. */
export const runsBackwards = (text: string): boolean => RIGHT_TO_LEFT.test(text)

/** The levels of a text of one paragraph, whose own direction is that of its first letter. */
export function leveled(text: string): Leveled {
  return { text, levels: runsBackwards(text) ? algorithm().getEmbeddingLevels(text).levels : null }
}

/**
 * A line (from `start` to before `end`) as atoms, in the order it is stored. From right to left, words are atoms, for their
 * letters join, and each sign and space is one, mirrored where it has a direction itself, as brackets do.
 */
export function atomsOf({ text, levels }: Leveled, start: number, end: number): Atom[] {
  const line = text.slice(start, end)
  if (levels === null) {
    return line === "" ? [] : [{ text: line, level: 0 }]
  }
  const atoms: (Atom & { joins: boolean })[] = []
  let at = start
  for (const letter of line) {
    const level = levels[at] ?? 0
    at += letter.length
    const is_odd = level % 2 === 1
    const joins = is_odd ? LETTER.test(letter) : !ARABIC.test(letter)
    const last = atoms.at(-1)
    if (last?.level === level && last.joins && joins) {
      last.text += letter
    } else {
      atoms.push({ text: is_odd ? (algorithm().getMirroredCharacter(letter) ?? letter) : letter, level, joins })
    }
  }
  return atoms.flatMap(({ text, level }) => {
    const seen = text.replace(UNSEEN, "")
    return seen === "" ? [] : [{ text: seen, level }]
  })
}

/** Rule L2: from the highest level to the lowest odd one, whatever is on that level or above is turned around. */
export function inVisualOrder<T extends { level: number }>(atoms: T[]): T[] {
  const ordered = [...atoms]
  const highest = Math.max(0, ...atoms.map(({ level }) => level))
  for (let level = highest; level > 0; level--) {
    for (let start = 0; start < ordered.length; start++) {
      let end = start
      while (end < ordered.length && (ordered[end]?.level ?? 0) >= level) {
        end++
      }
      if (end > start) {
        ordered.splice(start, end - start, ...ordered.slice(start, end).reverse())
        start = end
      }
    }
  }
  return ordered
}
