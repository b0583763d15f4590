// That drawing a document never fails and never differs, in any script (rules 43 and 62).
import { drawDocument } from "../draw"
import type { PrintedDocument } from "../sheet"
import { moneyWriter, recipientOf, usableLocale } from "../sheet"
import { winAnsi } from "../characters"
import { textOf } from "./pdf-text"

const document: PrintedDocument = {
  kind: "Invoice",
  seller: "Coupon demo",
  number: "INV-000042",
  facts: [["Invoice number", "INV-000042"]],
  recipient: ["Zoë Lukasz", "Weg 1"],
  lines: [{ title: "Desk Membership", quantity: "1", unit_price: "€30.00", amount: "€30.00" }],
  sums: [
    ["Summer sale (SUMMER20)", "-€6.00"],
    ["Total", "€24.00"],
  ],
  below_total: [["Paid", "€24.00"]],
  issued_at: new Date("2027-01-31T23:30:00Z"),
}

const FONT = require.resolve("@expo-google-fonts/kosugi-maru/400Regular/KosugiMaru_400Regular.ttf")

/** What the recipient's lines look like, from left to right. */
async function seen(...recipient: string[]): Promise<string> {
  const text = textOf(await drawDocument({ ...document, recipient }, null))
  return text.slice(text.indexOf("Bill to") + "Bill to ".length, text.indexOf(" Description"))
}

describe("drawDocument", () => {
  it("rule 43: prints number, lines, discounts and total, and the same bytes every time", async () => {
    const [one, other] = [await drawDocument(document, null), await drawDocument(document, null)]
    expect(one.subarray(0, 5).toString()).toBe("%PDF-")
    expect(one.equals(other)).toBe(true)
    const text = textOf(one)
    for (const part of ["INV-000042", "Desk Membership", "Summer sale (SUMMER20)", "Zoë Lukasz", "Bill to", "Paid"]) {
      expect(text).toContain(part)
    }
  })

  it("embeds no font for what Helvetica can print", async () => {
    expect((await drawDocument(document, null)).toString("latin1")).not.toContain("/FontFile")
  })

  it.each([null, FONT])("begins new pages for a hundred lines, and prints every one of them (%s)", async (font) => {
    const lines = Array.from({ length: 100 }, (_, index) => ({
      title: `Line ${index} of a long invoice whose title is so long that it needs a second row in its column`,
      quantity: "1",
      unit_price: "1",
      amount: "1",
    }))
    const pdf = await drawDocument({ ...document, lines }, font)
    expect(pdf.toString("latin1").match(/\/Type \/Page\n/g)?.length).toBeGreaterThan(3)
    const text = textOf(pdf)
    expect(lines.filter((_, index) => !text.includes(`Line ${index} of`))).toEqual([])
    expect(text).toContain("Total")
  })

  it.each(["Łódź, Dvořák, İzmir", "Ελένη Παπαδοπούλου", "Володимир Їжакевич", "Nguyễn Thị", "გიორგი Արամ", "₪ 12 ₹ 5"])(
    "rule 62: prints %s with every letter",
    async (name) => {
      expect((await seen(name)).normalize("NFC")).toBe(name)
    },
  )

  it("rule 62: prints Japanese names and addresses, a font for each script", async () => {
    expect((await seen("髙橋 﨑", "東京都渋谷区1-2-3", "ﾔﾏﾀﾞ さくら")).replace(/ /g, "")).toBe(
      "髙橋﨑東京都渋谷区1-2-3ﾔﾏﾀﾞさくら",
    )
  })

  it.each([
    ["יוסף כהן", "ןהכ ףסוי"],
    ["Order of יוסף כהן, 3", "Order of 3 ,ןהכ ףסוי"],
    ["יוסף (Joseph) 12", "12 (Joseph) ףסוי"],
    ["יוסף (כהן)", "(ןהכ) ףסוי"],
    ["پگاه ۱۲۳", "۱۲۳ هاگپ"],
    ["Joe \u202eeoJ", "Joe eoJ"],
  ])("rule 62: shows %s from left to right as %s", async (name, shown) => {
    // Each run is drawn by itself, and read back with a space around it.
    const bare = (text: string) => text.replace(/ /g, "")
    expect(bare(await seen(name))).toBe(bare(shown))
  })

  it("rule 62: joins Arabic letters", async () => {
    const joined = await drawDocument({ ...document, recipient: ["محمد"] }, null)
    // Letters that stand alone are other glyphs, and wider.
    const apart = await drawDocument({ ...document, recipient: ["م\u200cح\u200cم\u200cد"] }, null)
    expect(textOf(joined)).toContain("دمحم")
    expect(glyphsOf(joined)).not.toEqual(glyphsOf(apart).filter((width) => width !== 0))
  })

  it("breaks long names of any script where they fit", async () => {
    const recipient = ["אבג ".repeat(40), "漢".repeat(100), `${"م".repeat(90)}x`]
    const text = textOf(await drawDocument({ ...document, recipient }, null))
    expect(text.match(/漢/g)).toHaveLength(100)
    expect(text.match(/[אבג]/g)).toHaveLength(120)
    expect(text).toContain("Total")
  })

  it("asks the shop's own font first, and the others for what it does not know", async () => {
    const text = textOf(await drawDocument({ ...document, recipient: ["山田 Yamada", "יוסף"] }, FONT))
    expect(text).toContain("山田 Yamada")
    expect(text).toContain("ףסוי")
  })

  it("prints a question mark only for what no font knows", async () => {
    expect((await seen("한 a", "é\n b")).replace(/ /g, "")).toBe("?aéb")
  })
})

/** Widths of the glyphs of the PDF's embedded fonts. */
function glyphsOf(pdf: Buffer): number[] {
  const [, widths = ""] = /\/W \[0 \[([^\]]*)\]/.exec(pdf.toString("latin1")) ?? []
  return widths.split(" ").map(Number).sort()
}

describe("the texts of a document", () => {
  it.each([
    ["en", "jpy", 3000, "¥3,000"],
    ["en", "kwd", 3, "KWD 3.000"],
    ["de-DE", "eur", 1234.5, "1.234,50 €"],
  ])("rule 4: writes %s %s %d as %s", (locale, currency_code, amount, text) => {
    expect(moneyWriter(locale, currency_code)(amount).replace(/\u00a0/g, " ")).toBe(text)
  })

  it("survives a locale that nobody knows", () => {
    expect(["no such", null, "de-AT"].map(usableLocale)).toEqual(["en", "en", "de-AT"])
  })

  it("takes the order's address before the customer's own", () => {
    const customer = { email: "z@example.com", first_name: "Zoë", last_name: "Ł", company_name: null, addresses: [] }
    const address = { first_name: "Ada", city: "Bath", country_code: "gb" }
    expect(recipientOf({ email: "a@example.com", billing_address: null, shipping_address: address }, customer)).toEqual(
      ["Ada Ł", "Bath", "GB", "a@example.com"],
    )
    expect(recipientOf(null, customer)).toEqual(["Zoë Ł", "z@example.com"])
  })

  it.each([
    ["Zoë & Müller – 5 €", "Zoë & Müller – 5 €"],
    ["Łódź, Dvořák, İzmir", "Lódz, Dvorák, Izmir"],
    ["日本 😀", "?? ?"],
    ["ﬁne", "fine"],
    ["1\u202f234", "1 234"],
  ])("prints %s in Helvetica as %s", (text, expected) => {
    expect(winAnsi(text)).toBe(expected)
  })
})
