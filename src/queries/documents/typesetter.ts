// Sets one text on a page in any script: which font knows its letters, where its lines break, and which way they run.
import { readFileSync } from "node:fs"
import { readable, winAnsi } from "./characters"
import { atomsOf, inVisualOrder, leveled, runsBackwards } from "./bidirectional"
import type { Atom, Leveled } from "./bidirectional"
import { unpackedFont } from "./woff"

type Pdf = PDFKit.PDFDocument
type Weight = "plain" | "bold"

/** What pdfkit keeps of the font in use (its types do not tell; null of Helvetica, which has no file). */
interface FontInUse {
  _font: { font?: { hasGlyphForCodePoint?: (code_point: number) => boolean } }
}

export interface Setting {
  /** In points; absent: to the right margin. */
  width?: number
  align?: "left" | "right"
}

interface Run {
  text: string
  font: string
}

/**
 * The fonts that are asked for a letter, by the name pdfkit knows them under. DejaVu knows Latin, Greek, Cyrillic, Hebrew,
 * Arabic, Armenian and Georgian, Kosugi Maru Japanese (decision 43).
 */
const FONTS: Record<string, () => Buffer> = {
  plain_world: () => dejaVu(require.resolve("@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff")),
  bold_world: () => dejaVu(require.resolve("@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff")),
  japanese: () => readFileSync(require.resolve("@expo-google-fonts/kosugi-maru/400Regular/KosugiMaru_400Regular.ttf")),
}
const dejaVu = (file: string): Buffer => unpackedFont(readFileSync(file))

const WORLD: Record<Weight, string[]> = { plain: ["plain_world", "japanese"], bold: ["bold_world", "japanese"] }

/** Where Helvetica's letters stand, and how far apart its lines are, for each point of size: mixed lines agree with it. */
const BASELINE = 0.718
const LINE_HEIGHT = 1.2

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })

export class Typesetter {
  private weight: Weight = "plain"
  /** Helvetica of that weight, or the shop's own font. */
  private base = "plain"
  private selected = ""
  private size = 10
  private readonly registered = new Set<string>()

  /** `own_font`: the shop's own font file, asked before the others; null: Helvetica prints what it knows. */
  constructor(
    private readonly pdf: Pdf,
    private readonly own_font: string | null,
  ) {
    pdf.registerFont("plain", own_font ?? "Helvetica")
    pdf.registerFont("bold", "Helvetica-Bold")
  }

  /** Font and size (points) of what is set from now on. */
  use(weight: Weight, size: number): this {
    // One file is one font to pdfkit: under a second name it would read the file anew each time.
    this.weight = weight
    this.base = this.own_font === null ? weight : "plain"
    this.size = size
    this.select(this.base)
    this.pdf.fontSize(size)
    return this
  }

  /** Sets a text with its upper left corner there; afterwards `pdf.y` is below its last line. */
  text(text: string, x: number, y: number, setting: Setting): void {
    const { pdf } = this
    const simple = this.simple(text)
    if (simple !== null) {
      this.select(this.base)
      pdf.text(simple, x, y, setting)
      return
    }
    const { width = pdf.page.width - pdf.page.margins.right - x, align } = setting
    const lines = this.lines(text, width)
    for (const [index, runs] of lines.entries()) {
      this.line(runs, { x, y: y + index * this.size * LINE_HEIGHT, width, align })
    }
    pdf.x = x
    pdf.y = y + lines.length * this.size * LINE_HEIGHT
    this.select(this.base)
  }

  /** How high a text is that is set in this width, in points. */
  heightOf(text: string, width: number): number {
    const simple = this.simple(text)
    if (simple !== null) {
      this.select(this.base)
      return this.pdf.heightOfString(simple, { width })
    }
    const height = this.lines(text, width).length * this.size * LINE_HEIGHT
    this.select(this.base)
    return height
  }

  private line(runs: Run[], { x, y, width, align }: { x: number; y: number; width: number; align: Setting["align"] }) {
    const baseline = y + this.size * BASELINE
    let left = align === "right" ? x + width - this.widthOf(runs) : x
    for (const run of runs) {
      this.select(run.font)
      this.pdf.text(run.text, left, baseline, { lineBreak: false, baseline: "alphabetic" })
      left += this.pdf.widthOfString(run.text)
    }
  }

  /**
   * The text as one font prints it from left to right, which pdfkit does alone: with the shop's font where it knows every
   * letter, otherwise in Helvetica; null where that does not do.
   */
  private simple(text: string): string | null {
    if (this.own_font === null) {
      return winAnsi(text, "exactly")
    }
    const clean = readable(text)
    return !runsBackwards(clean) && Array.from(clean).every((letter) => this.knows(this.base, letter)) ? clean : null
  }

  /** The lines of a text, broken where they fit: at spaces, and inside words that are wider than all there is. */
  private lines(text: string, width: number): Run[][] {
    const whole = leveled(readable(text))
    const lines: Run[][] = []
    let start = 0
    let end = 0
    const fits = (to: number) => this.widthOf(this.laidOut(whole, start, to)) <= width
    const breakBefore = (at: number) => {
      lines.push(this.laidOut(whole, start, end))
      start = at
    }
    for (const { 0: word, index } of whole.text.matchAll(/\S+\s*|\s+/g)) {
      const after = index + word.length
      if (!fits(after) && start < end) {
        breakBefore(index)
      }
      if (!fits(after)) {
        for (const { segment, index: within } of graphemes.segment(word)) {
          const at = index + within
          if (at > start && !fits(at + segment.length)) {
            end = at
            breakBefore(at)
          }
        }
      }
      end = after
    }
    return [...lines, this.laidOut(whole, start, end)]
  }

  /** The runs of a line from left to right, each in one font; without the spaces it ends in. */
  private laidOut(whole: Leveled, start: number, end: number): Run[] {
    const last = start + whole.text.slice(start, end).trimEnd().length
    return inVisualOrder(atomsOf(whole, start, last).flatMap((atom) => this.runsOf(atom)))
  }

  /** An atom in pieces of one font. What no font knows becomes a letter without its marks, or a question mark. */
  private runsOf(atom: Atom): (Atom & { font: string })[] {
    const runs: (Atom & { font: string })[] = []
    for (const letter of atom.text) {
      const last = runs.at(-1)
      const font = /^[\p{M}\u200c\u200d]$/u.test(letter) && last ? last.font : this.fontFor(letter)
      const known = font === null ? this.plainest(letter) : { text: letter, font }
      if (last?.font === known.font) {
        last.text += known.text
      } else {
        runs.push({ ...atom, ...known })
      }
    }
    return runs
  }

  private plainest(letter: string): Run {
    const text = winAnsi(letter)
    return { text, font: this.fontFor(text.charAt(0)) ?? this.chain()[0] ?? this.base }
  }

  private fontFor(letter: string): string | null {
    return this.chain().find((font) => this.knows(font, letter)) ?? null
  }

  private chain(): string[] {
    return [...(this.own_font === null ? [] : [this.base]), ...WORLD[this.weight]]
  }

  private knows(font: string, letter: string): boolean {
    this.select(font)
    const { _font } = this.pdf as unknown as FontInUse
    return _font.font?.hasGlyphForCodePoint?.(letter.codePointAt(0) ?? 0) ?? false
  }

  private widthOf(runs: Run[]): number {
    let width = 0
    for (const { text, font } of runs) {
      this.select(font)
      width += this.pdf.widthOfString(text)
    }
    return width
  }

  /** A font is read when the first letter asks for it. */
  private select(font: string): void {
    const read = FONTS[font]
    if (read && !this.registered.has(font)) {
      this.registered.add(font)
      this.pdf.registerFont(font, read())
    }
    if (font !== this.selected) {
      this.selected = font
      this.pdf.font(font)
    }
  }
}
