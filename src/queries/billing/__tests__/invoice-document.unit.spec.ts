// What stands on a printed invoice (rule 43).
import type { InvoiceRow } from "../../../modules/billing/types"
import { invoiceDocumentOf } from "../invoice-document"

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

  it("rule 57: does not call paid what is only authorised", () => {
    const authorized_at = new Date("2027-01-31T23:30:00Z")
    const held = { ...invoice, status: "open", paid_at: null, authorized_at } as InvoiceRow
    const document = invoiceDocumentOf(held, berlin, surroundings)
    expect(Object.fromEntries(document.facts).Status).toBe("Payment authorised")
    const unpaid = invoiceDocumentOf({ ...held, authorized_at: null }, berlin, surroundings)
    expect(Object.fromEntries(unpaid.facts).Status).toBe("Not paid yet")
  })

  it("rule 43: adds tax to net prices, and survives a locale that nobody knows", () => {
    const order = { email: "a@example.com", locale: "no such", billing_address: null, shipping_address: null }
    const document = invoiceDocumentOf({ ...invoice, total: 28 }, berlin, { ...surroundings, order })
    expect(document.sums.slice(2)).toEqual([
      ["Tax", "€4.00"],
      ["Total", "€28.00"],
    ])
  })
})
