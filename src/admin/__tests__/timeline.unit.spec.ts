// The timeline of coming invoices, from the server's schedule.
import { beginsYear, columnOf, timelineOf } from "../lib/timeline"
import { discount, invoice } from "./billing-builders"

describe("the timeline", () => {
  it("rule 41: says on which invoices a discount is, and after which one it is used up", () => {
    const timeline = timelineOf([
      invoice(0, [discount("summer", 6)]),
      invoice(1, [discount("summer", 6)]),
      invoice(2, [discount("summer", 6, { is_last: true })]),
      invoice(3),
    ])
    expect(timeline).toMatchObject({ currency_code: "eur", peak: 40, saved: 18 })
    expect(timeline?.bars).toEqual([
      {
        ...{ key: "disc_summer", coupon_id: "coup_summer", discount_id: "disc_summer", name: "summer", code: null },
        ...{ spans: [{ from: 0, to: 2 }], count: 3, last: 2, saved: 18 },
      },
    ])
  })

  it("leaves the end open while it lies beyond what is shown", () => {
    const bars = timelineOf([invoice(0, [discount("forever", 1)]), invoice(1, [discount("forever", 1)])])?.bars
    expect(bars).toMatchObject([{ spans: [{ from: 0, to: 1 }], last: null, count: 2 }])
  })

  it("rule 27: breaks a bar where a more specific discount comes in between", () => {
    const timeline = timelineOf([
      invoice(0, [discount("customer", 2)]),
      invoice(1, [discount("item", 5, { is_last: true })]),
      invoice(2, [discount("customer", 2)]),
    ])
    expect(timeline?.bars.map(({ name, spans, count, last }) => ({ name, spans, count, last }))).toEqual([
      {
        name: "customer",
        spans: [
          { from: 0, to: 0 },
          { from: 2, to: 2 },
        ],
        count: 2,
        last: null,
      },
      { name: "item", spans: [{ from: 1, to: 1 }], count: 1, last: 1 },
    ])
    expect(timeline?.saved).toBe(9)
  })

  it("adds up in minor units, and keeps stackable discounts of one invoice apart", () => {
    const both = () => [discount("a", 0.1), discount("b", 0.2)]
    const timeline = timelineOf([invoice(0, both()), invoice(1, both()), invoice(2, both())])
    expect(timeline?.bars.map(({ saved }) => saved)).toEqual([0.3, 0.6])
    expect(timeline?.saved).toBe(0.9)
  })

  it("tells discounts without an id apart by coupon, name and code", () => {
    const nameless = { discount_id: null, coupon_id: null }
    const bars = timelineOf([
      invoice(0, [discount("core", 1, { ...nameless, code: "A" }), discount("core", 1, { ...nameless, code: "B" })]),
      invoice(1, [discount("core", 1, { ...nameless, code: "A" })]),
    ])?.bars
    expect(bars?.map(({ code, count }) => [code, count])).toEqual([
      ["A", 2],
      ["B", 1],
    ])
  })

  it("leaves out what takes nothing off, and is nothing for no invoices", () => {
    expect(timelineOf([invoice(0, [discount("zero", 0)])])?.bars).toEqual([])
    expect(timelineOf([])).toBeNull()
  })

  it("draws against the highest full price, each discount in its own part", () => {
    const both = invoice(0, [discount("a", 10), discount("b", 20)])
    const off = [
      { key: "disc_a", share: 0.125 },
      { key: "disc_b", share: 0.25 },
    ]
    expect(columnOf(both, 80)).toEqual({ paid: 0.125, off })
    expect(columnOf({ ...invoice(0), subtotal: 0 }, 0)).toEqual({ paid: 0, off: [] })
    expect(columnOf(invoice(0, [discount("all", 40)]), 40).paid).toBe(0)
  })

  it("names the year where one begins", () => {
    const invoices = [invoice(10), invoice(11), invoice(12), invoice(13)]
    const yearOf = (iso: string) => iso.slice(0, 4)
    expect(invoices.map((_, index) => beginsYear(invoices, index, yearOf))).toEqual([true, false, true, false])
  })
})
