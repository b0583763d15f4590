// Draws a printed document as a PDF. The same texts give the same bytes: nothing in it depends on when it is drawn.
import { winAnsi } from "./characters"
import type { PrintedDocument } from "./sheet"
import { Typesetter } from "./typesetter"

const MARGIN = 50
/** Columns of the table of lines: left edge and width, in points. */
const COLUMNS = [
  { x: MARGIN, width: 265, align: "left" },
  { x: 315, width: 50, align: "right" },
  { x: 365, width: 90, align: "right" },
  { x: 455, width: 90, align: "right" },
] as const
const WIDTH = 495
const BOTTOM = 780

/** Draws the texts. `font_file`: a font of the shop's own that is asked first; null: those that come with the plugin. */
export async function drawDocument(document: PrintedDocument, font_file: string | null): Promise<Buffer> {
  // Read when it is needed: most servers never draw a document.
  const { default: Document } = await import("pdfkit")
  const pdf = new Document({
    size: "A4",
    margin: MARGIN,
    info: {
      Title: winAnsi(`${document.kind} ${document.number}`),
      CreationDate: document.issued_at,
      ModDate: document.issued_at,
    },
  })
  const pieces: Buffer[] = []
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on("data", (piece: Buffer) => pieces.push(piece))
    pdf.on("end", () => resolve(Buffer.concat(pieces)))
    pdf.on("error", reject)
  })
  const page: Page = { pdf, type: new Typesetter(pdf, font_file) }
  head(page, document)
  table(page, document)
  sums(page, document)
  pdf.end()
  return done
}

interface Page {
  pdf: PDFKit.PDFDocument
  type: Typesetter
}

function head({ pdf, type }: Page, document: PrintedDocument): void {
  type.use("bold", 18).text(document.seller, MARGIN, MARGIN, { width: 300 })
  type.use("bold", 18).text(document.kind, 350, MARGIN, { width: 195, align: "right" })
  let y = 95
  for (const [label, value] of document.facts) {
    type.use("plain", 9)
    pdf.fillColor("#666666")
    type.text(label, 315, y, { width: 90 })
    pdf.fillColor("#000000")
    type.text(value, 405, y, { width: 140, align: "right" })
    y = pdf.y + 3
  }
  const facts_end = y
  type.use("plain", 9)
  pdf.fillColor("#666666")
  type.text("Bill to", MARGIN, 95, {})
  pdf.fillColor("#000000")
  type.use("plain", 10)
  for (const line of document.recipient) {
    type.text(line, MARGIN, pdf.y + 2, { width: 250 })
  }
  pdf.y = Math.max(facts_end, pdf.y) + 25
}

function table(page: Page, document: PrintedDocument): void {
  row(page, ["Description", "Quantity", "Price", "Amount"], "bold")
  rule(page)
  for (const { title, quantity, unit_price, amount } of document.lines) {
    row(page, [title, quantity, unit_price, amount], "plain")
  }
  rule(page)
}

function sums(page: Page, { sums, below_total = [] }: PrintedDocument): void {
  const total = sums.length - 1
  for (const [index, [label, amount]] of [...sums, ...below_total].entries()) {
    sum(page, label, amount, index === total ? "bold" : "plain")
  }
}

function sum(page: Page, label: string, amount: string, font: "plain" | "bold"): void {
  const { pdf, type } = page
  row(page, ["", "", "", ""], "plain", 0)
  const y = pdf.y
  type.use(font, 10).text(label, 200, y, { width: 245, align: "right" })
  const below = pdf.y
  type.text(amount, 455, y, { width: 90, align: "right" })
  pdf.y = Math.max(below, pdf.y) + 4
}

/** One row of the table; a row that does not fit begins a new page. */
function row({ pdf, type }: Page, cells: string[], font: "plain" | "bold", gap = 5): void {
  type.use(font, 10)
  const height = Math.max(...cells.map((cell, index) => type.heightOf(cell, COLUMNS[index]?.width ?? WIDTH)))
  if (pdf.y + height > BOTTOM) {
    pdf.addPage()
    pdf.y = MARGIN
  }
  const { y } = pdf
  for (const [index, cell] of cells.entries()) {
    const { x, width, align } = COLUMNS[index] ?? COLUMNS[0]
    if (cell !== "") {
      type.text(cell, x, y, { width, align })
    }
  }
  pdf.y = y + (gap === 0 ? 0 : height + gap)
}

function rule({ pdf }: Page): void {
  const y = pdf.y
  pdf
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + WIDTH, y)
    .lineWidth(0.5)
    .strokeColor("#999999")
    .stroke()
  pdf.y = y + 6
}
