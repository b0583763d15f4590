// Sets one text on a page.
import { winAnsi } from "./characters"

type Pdf = PDFKit.PDFDocument
type Weight = "plain" | "bold"

export interface Setting {
  /** In points; absent: to the right margin. */
  width?: number
  align?: "left" | "right"
}

export class Typesetter {
  /** `own_font`: the shop's own font file; null: Helvetica prints what it knows. */
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
    this.pdf.font(this.own_font === null ? weight : "plain").fontSize(size)
    return this
  }

  /** Sets a text with its upper left corner there; afterwards `pdf.y` is below its last line. */
  text(text: string, x: number, y: number, setting: Setting): void {
    this.pdf.text(this.printed(text), x, y, setting)
  }

  /** How high a text is that is set in this width, in points. */
  heightOf(text: string, width: number): number {
    return this.pdf.heightOfString(this.printed(text), { width })
  }

  private printed(text: string): string {
    return this.own_font === null ? winAnsi(text) : text
  }
}
