// Without carry-over each unit keeps the discount it was bought with: exact, never more than a line costs, never new.
import { decorateCartTotals } from "@medusajs/framework/utils"
import type { BigNumber } from "@medusajs/framework/utils"
import { isSameAmount } from "../../amounts"
import type { CoreOrder, OrderLine } from "../../core-order"
import { keepUnits } from "../keep-units"

const OUR_CODES = new Set(["SAVE"])

const line = (quantity: number, amount: number, more: Partial<OrderLine> = {}): OrderLine => ({
  id: "line_1",
  title: "Pen",
  quantity,
  unit_price: 10,
  is_tax_inclusive: false,
  tax_lines: [],
  adjustments: amount > 0 ? [{ id: "adj_1", code: "SAVE", amount }] : [],
  ...more,
})

const order = (items: OrderLine[], more: Partial<CoreOrder> = {}): CoreOrder => ({
  id: "order_1",
  status: "pending",
  is_draft_order: false,
  customer_id: null,
  currency_code: "eur",
  items,
  shipping_methods: [],
  ...more,
})

const kept = (before: OrderLine[], after: OrderLine[], currency_code = "eur") =>
  keepUnits({
    before: order(before, { currency_code }),
    after: order(after, { currency_code }),
    adjustment_codes: OUR_CODES,
  }).map(({ line_id, code, amount }) => [line_id, code, amount])

describe("keepUnits", () => {
  it.each([
    ["all units stay", 10, 20, 10, 20],
    ["one of ten stays", 10, 20, 1, 2],
    ["two of three stay, to the cent", 3, 10, 2, 6.67],
    ["more units get no more", 2, 5, 7, 5],
  ])("rule 30: %s", (_what, had, amount, has, expected) => {
    expect(kept([line(had, amount)], [line(has, amount)])).toEqual([["line_1", "SAVE", expected]])
  })

  it("rule 30: is exact in currencies with no and with three decimals", () => {
    expect(kept([line(3, 100)], [line(2, 100, { unit_price: 1000 })], "jpy")).toEqual([["line_1", "SAVE", 67]])
    expect(kept([line(3, 1)], [line(2, 1)], "kwd")).toEqual([["line_1", "SAVE", 0.667]])
  })

  it("rule 4: takes no more than a cheaper line costs, core's discount first, and goes with the line", () => {
    expect(kept([line(10, 20)], [line(3, 20, { unit_price: 1 })])).toEqual([["line_1", "SAVE", 3]])
    const core = { id: "adj_2", code: "CORE", amount: 25, promotion_id: "promo_core" }
    const beside = line(3, 9, { adjustments: [{ id: "adj_1", code: "SAVE", amount: 9 }, core] })
    expect(kept([beside], [beside])).toEqual([["line_1", "SAVE", 5]])
    const dearer = line(3, 0, { adjustments: [{ ...core, amount: 40 }] })
    expect(kept([beside], [dearer])).toEqual([])
    expect(kept([line(10, 20)], [line(0, 20)])).toEqual([])
    expect(kept([line(10, 20)], [])).toEqual([])
  })

  it("rule 4: compares amounts in the line's own tax basis", () => {
    const net_of_core = { id: "adj_2", code: "CORE", amount: 5, promotion_id: "p", is_tax_inclusive: false }
    const gross = line(1, 6, {
      is_tax_inclusive: true,
      tax_lines: [{ rate: 20 }],
      adjustments: [{ id: "adj_1", code: "SAVE", amount: 6, is_tax_inclusive: true }, net_of_core],
    })
    // Core's 5 net are 6 gross of the 10: four are left.
    expect(kept([gross], [gross])).toEqual([["line_1", "SAVE", 4]])
  })

  it("rule 30: gives nothing to new lines, and leaves discounts of others to themselves", () => {
    const other = line(2, 0, { id: "line_2", adjustments: [{ id: "adj_3", code: "OTHER", amount: 3 }] })
    expect(kept([line(1, 2), other], [line(1, 2), other, line(4, 0, { id: "line_3" })])).toEqual([
      ["line_1", "SAVE", 2],
    ])
  })

  it("rules 13 and 24: trials and granted coupons are ours by their codes", () => {
    const adjustments = [
      { id: "adj_1", code: "FREE-TRIAL", amount: 10 },
      { id: "adj_2", code: "GRANTED:coup_1", amount: 10 },
    ]
    expect(kept([line(2, 0, { adjustments })], [line(1, 0, { adjustments })])).toEqual([
      ["line_1", "FREE-TRIAL", 5],
      ["line_1", "GRANTED:coup_1", 5],
    ])
  })

  it("rule 30: shipping keeps what it was given, net as core stores it, and no more than it costs now", () => {
    const method = (amount: number, taken: number) => ({
      id: "method_1",
      name: "Standard",
      amount,
      is_tax_inclusive: true,
      tax_lines: [{ rate: 20 }],
      adjustments: [{ id: "adj_1", code: "SAVE", amount: taken }],
    })
    const before = order([], { shipping_methods: [method(6, 5)] })
    const same = keepUnits({ before, after: before, adjustment_codes: OUR_CODES })
    expect(same.map(({ on, amount }) => [on, amount])).toEqual([["shipping", 5]])
    const cheaper = order([], { shipping_methods: [method(3, 5)] })
    expect(keepUnits({ before, after: cheaper, adjustment_codes: OUR_CODES })).toMatchObject([
      { on: "shipping", amount: 2.5 },
    ])
  })

  it.each(
    [7, 19, 20, 21, 22, 23, 25].flatMap((rate) => [6, 4.9, 0.333, 41.625].map((price) => [price, rate] as const)),
  )("fault B4: free shipping of %d with %d %% in it stays free, and is not written anew", (price, rate) => {
    const method = {
      id: "method_1",
      name: "Standard",
      amount: price,
      is_tax_inclusive: true,
      tax_lines: [{ rate }],
      adjustments: [{ id: "adj_1", code: "SAVE", amount: price / (1 + rate / 100) }],
    }
    const before = order([], { shipping_methods: [method] })
    const [same] = keepUnits({ before, after: before, adjustment_codes: OUR_CODES })
    expect(isSameAmount(same?.amount ?? 0, price / (1 + rate / 100), "eur")).toBe(true)
    const adjustments = [{ amount: same?.amount ?? 0 }]
    const { shipping_total } = decorateCartTotals({
      currency_code: "eur",
      items: [],
      shipping_methods: [{ ...method, adjustments }],
    }) as unknown as { shipping_total: BigNumber }
    expect(shipping_total.toJSON()).toBe(0)
  })

  it("fault B1: a line that was free stays free when it loses units, however many decimals its price has", () => {
    const sold = (quantity: number) => line(quantity, 124.875, { unit_price: 41.625 })
    expect(kept([sold(3)], [sold(1)])).toEqual([["line_1", "SAVE", 41.625]])
    expect(kept([sold(3)], [sold(2)])).toEqual([["line_1", "SAVE", 83.25]])
  })
})
