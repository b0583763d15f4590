// What stands on a printed invoice, and that drawing it never fails and never differs (rule 43).
import { inflateSync } from "node:zlib"
import type { InvoiceRow } from "../../../modules/billing/types"
import { drawInvoice, printable } from "../invoice-pdf"
import { moneyWriter, invoiceDocumentOf } from "../invoice-document"

const invoice = {
  number: "INV-000042",
  status: "paid",
  currency_code: "eur",
  issued_at: new Date("2027-01-31T23:30:00Z"),
  paid_at: new Date("2027-01-31T23:30:00Z"),
  period_start: new Date("2027-01-31T23:00:00Z"),
  period_end: new Date("2027-02-28T23:00:00Z"),
  subtotal: 30,
  discount_total: 6,
  tax_total: 4,
  total: 24,
  lines: [{ title: "Desk Membership", quantity: 1, unit_price: 30, subtotal: 30 }],
  discounts: [{ name: "Summer sale", code: "SUMMER20", amount: 6 }],
} as unknown as InvoiceRow

const customer = {
  email: "zoe@example.com",
  first_name: "Zoë",
  last_name: "Łukasz",
  company_name: null,
  addresses: [{ address_1: "Weg 1", postal_code: "10115", city: "Berlin", country_code: "de" }],
}
const surroundings = { seller: "Coupon demo", order: null, customer }
const berlin = { time_zone: "Europe/Berlin" }

/** The texts of a PDF in the order they are drawn. */
function textOf(pdf: Buffer): string {
  const parts: string[] = []
  const streams = pdf.toString("latin1").matchAll(/stream\n([\s\S]*?)\nendstream/g)
  for (const [, stream = ""] of streams) {
    for (const [, pieces = ""] of inflated(stream).matchAll(/\[([^\]]*)\] TJ/g)) {
      const hex = [...pieces.matchAll(/<([0-9a-f]*)>/g)].map(([, digits = ""]) => digits).join("")
      parts.push(Buffer.from(hex, "hex").toString("latin1"))
    }
  }
  return parts.join(" ")
}

function inflated(stream: string): string {
  try {
    return inflateSync(Buffer.from(stream, "latin1")).toString("latin1")
  } catch {
    return ""
  }
}

describe("invoiceDocumentOf", () => {
  it("rule 43: names the period in the store's time zone, every discount by name and code, and contained tax", () => {
    const document = invoiceDocumentOf(invoice, berlin, surroundings)
    expect(Object.fromEntries(document.facts)).toEqual({
      "Invoice number": "INV-000042",
      "Date of issue": "Feb 1, 2027",
      Period: "Feb 1, 2027 to Mar 1, 2027",
      Status: "Paid, Feb 1, 2027",
    })
    expect(document.sums).toEqual([
      ["Subtotal", "€30.00"],
      ["Summer sale (SUMMER20)", "-€6.00"],
      ["Tax, contained", "€4.00"],
      ["Total", "€24.00"],
    ])
    expect(document.recipient).toEqual(["Zoë Łukasz", "Weg 1", "10115 Berlin", "DE", "zoe@example.com"])
  })

  it("rule 43: adds tax to net prices, and survives a locale that nobody knows", () => {
    const order = { email: "a@example.com", locale: "no such", billing_address: null, shipping_address: null }
    const document = invoiceDocumentOf({ ...invoice, total: 28 }, berlin, { ...surroundings, order })
    expect(document.sums.slice(2)).toEqual([
      ["Tax", "€4.00"],
      ["Total", "€28.00"],
    ])
  })

  it.each([
    ["en", "jpy", 3000, "¥3,000"],
    ["en", "kwd", 3, "KWD 3.000"],
    ["de-DE", "eur", 1234.5, "1.234,50 €"],
  ])("rule 4: writes %s %s %d as %s", (locale, currency_code, amount, text) => {
    expect(moneyWriter(locale, currency_code)(amount).replace(/\u00a0/g, " ")).toBe(text)
  })
})

describe("drawInvoice", () => {
  it("rule 43: prints number, lines, discounts and total, and the same bytes every time", async () => {
    const document = invoiceDocumentOf(invoice, berlin, surroundings)
    const [one, other] = [await drawInvoice(document, null), await drawInvoice(document, null)]
    expect(one.subarray(0, 5).toString()).toBe("%PDF-")
    expect(one.equals(other)).toBe(true)
    const text = textOf(one)
    for (const part of ["INV-000042", "Desk Membership", "Summer sale (SUMMER20)", "Zoë Lukasz", "Bill to"]) {
      expect(text).toContain(part)
    }
  })

  it("begins new pages for a hundred lines, and prints every one of them", async () => {
    const lines = Array.from({ length: 100 }, (_, index) => ({
      title: `Line ${index} of a long invoice whose title is so long that it needs a second row in its column`,
      quantity: "1",
      unit_price: "1",
      amount: "1",
    }))
    const pdf = await drawInvoice({ ...invoiceDocumentOf(invoice, berlin, surroundings), lines }, null)
    expect(pdf.toString("latin1").match(/\/Type \/Page\n/g)?.length).toBeGreaterThan(3)
    const text = textOf(pdf)
    expect(lines.filter((_, index) => !text.includes(`Line ${index} of`))).toEqual([])
    expect(text).toContain("Total")
  })

  it.each([
    ["Zoë & Müller – 5 €", "Zoë & Müller – 5 €"],
    ["Łódź, Dvořák, İzmir", "Lódz, Dvorák, Izmir"],
    ["日本 😀", "?? ?"],
    ["ﬁne", "fine"],
    ["1\u202f234", "1 234"],
  ])("prints %s as %s", (text, expected) => {
    expect(printable(text)).toBe(expected)
  })
})
