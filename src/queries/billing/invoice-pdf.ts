// Draws an invoice as a PDF. The same invoice gives the same bytes: nothing in it depends on when it is drawn.
import type { MedusaContainer } from "@medusajs/framework/types"
import { readInvoiceDocument } from "./invoice-document"
import type { InvoiceDocument } from "./invoice-document"
import { billingOf } from "../../lib/billing"

type Pdf = PDFKit.PDFDocument

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

/** The PDF of an invoice, with the name it is to be saved under. Throws NOT_FOUND with a sentence. */
export async function invoicePdf(
  container: MedusaContainer,
  invoice_id: string,
): Promise<{ name: string; content: Buffer }> {
  const document = await readInvoiceDocument(container, invoice_id)
  return { name: `${document.number}.pdf`, content: await drawInvoice(document, billingOf(container).invoiceFont()) }
}

/** Draws the texts. `font_file`: a font that knows more scripts than the built-in one; null: Helvetica, see `printable`. */
export async function drawInvoice(document: InvoiceDocument, font_file: string | null): Promise<Buffer> {
  // Read when it is needed: most servers never draw an invoice.
  const { default: Document } = await import("pdfkit")
  const pdf = new Document({
    size: "A4",
    margin: MARGIN,
    info: {
      Title: printable(`Invoice ${document.number}`),
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
  pdf.registerFont("plain", font_file ?? "Helvetica")
  pdf.registerFont("bold", font_file ?? "Helvetica-Bold")
  const text = font_file === null ? printable : (text: string) => text
  head(pdf, document, text)
  table(pdf, document, text)
  sums(pdf, document, text)
  pdf.end()
  return done
}

type Printable = (text: string) => string

function head(pdf: Pdf, document: InvoiceDocument, text: Printable): void {
  pdf.font("bold").fontSize(18).text(text(document.seller), MARGIN, MARGIN, { width: 300 })
  pdf.font("bold").fontSize(18).text("Invoice", 350, MARGIN, { width: 195, align: "right" })
  let y = 95
  for (const [label, value] of document.facts) {
    pdf.font("plain").fontSize(9).fillColor("#666666").text(text(label), 315, y, { width: 90 })
    pdf.fillColor("#000000").text(text(value), 405, y, { width: 140, align: "right" })
    y = pdf.y + 3
  }
  const facts_end = y
  pdf.fontSize(9).fillColor("#666666").text("Bill to", MARGIN, 95)
  pdf.fillColor("#000000").fontSize(10)
  for (const line of document.recipient) {
    pdf.text(text(line), MARGIN, pdf.y + 2, { width: 250 })
  }
  pdf.y = Math.max(facts_end, pdf.y) + 25
}

function table(pdf: Pdf, document: InvoiceDocument, text: Printable): void {
  row(pdf, ["Description", "Quantity", "Price", "Amount"], "bold")
  rule(pdf)
  for (const { title, quantity, unit_price, amount } of document.lines) {
    row(pdf, [title, quantity, unit_price, amount].map(text), "plain")
  }
  rule(pdf)
}

function sums(pdf: Pdf, document: InvoiceDocument, text: Printable): void {
  for (const [index, [label, amount]] of document.sums.entries()) {
    row(pdf, ["", "", "", ""], "plain", 0)
    const is_total = index === document.sums.length - 1
    const y = pdf.y
    pdf.font(is_total ? "bold" : "plain").fontSize(10)
    pdf.text(text(label), 200, y, { width: 245, align: "right" })
    const below = pdf.y
    pdf.text(text(amount), 455, y, { width: 90, align: "right" })
    pdf.y = Math.max(below, pdf.y) + 4
  }
}

/** One row of the table; a row that does not fit begins a new page. */
function row(pdf: Pdf, cells: string[], font: "plain" | "bold", gap = 5): void {
  pdf.font(font).fontSize(10)
  const height = Math.max(...cells.map((cell, index) => pdf.heightOfString(cell, { width: COLUMNS[index]?.width })))
  if (pdf.y + height > BOTTOM) {
    pdf.addPage()
    pdf.y = MARGIN
  }
  const { y } = pdf
  for (const [index, cell] of cells.entries()) {
    const { x, width, align } = COLUMNS[index] ?? COLUMNS[0]
    if (cell !== "") {
      pdf.text(cell, x, y, { width, align })
    }
  }
  pdf.y = y + (gap === 0 ? 0 : height + gap)
}

function rule(pdf: Pdf): void {
  const y = pdf.y
  pdf
    .moveTo(MARGIN, y)
    .lineTo(MARGIN + WIDTH, y)
    .lineWidth(0.5)
    .strokeColor("#999999")
    .stroke()
  pdf.y = y + 6
}

/** What Helvetica can show beside Latin-1 (the encoding WinAnsi). */
const BEYOND_LATIN_1 = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")
const LOOKALIKES: Record<string, string> = {
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ħ: "h",
  Ħ: "H",
  ı: "i",
  ŧ: "t",
  Ŧ: "T",
  "\u2011": "-",
  "\u2212": "-",
  "\u2009": " ",
  "\u202f": " ",
}

const isPrintable = (character: string): boolean =>
  /^[\u0020-\u007e\u00a0-\u00ff]$/.test(character) || BEYOND_LATIN_1.has(character)

/** The text as Helvetica can print it: letters lose marks it does not know, and other scripts become question marks. */
export function printable(text: string): string {
  return Array.from(text.normalize("NFC"), (character) => {
    if (isPrintable(character)) {
      return character
    }
    const plain = LOOKALIKES[character] ?? character.normalize("NFKD").replace(/\p{M}/gu, "")
    return plain !== "" && Array.from(plain).every(isPrintable) ? plain : "?"
  }).join("")
}
