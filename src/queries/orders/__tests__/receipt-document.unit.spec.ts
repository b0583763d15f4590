// What stands on the receipt of an order (rule 62).
import { receiptOf } from "../receipt-document"
import type { ReceiptSource, ReceiptSurroundings } from "../receipt-document"

const item = {
  title: "Coffee Mug",
  variant_title: "Blue",
  quantity: 2,
  unit_price: 11.9,
  is_tax_inclusive: true,
  subtotal: 20,
  original_total: 23.8,
  discount_subtotal: 4,
  discount_total: 4.76,
  tax_total: 3.04,
  adjustments: [
    { code: "SUMMER20", amount: 2.38, is_tax_inclusive: true },
    { code: "CORE10", promotion_id: "promo_1", amount: 2, is_tax_inclusive: false },
  ],
  tax_lines: [{ rate: 19, description: "VAT" }],
}

const order: ReceiptSource = {
  id: "order_1",
  display_id: 42,
  status: "pending",
  is_draft_order: false,
  currency_code: "eur",
  email: "zoe@example.com",
  billing_address: { first_name: "Zoë", last_name: "Łukasz", city: "Berlin" },
  shipping_address: null,
  created_at: "2027-01-31T23:30:00Z",
  total: 13.84,
  items: [item],
  shipping_methods: [
    {
      name: "Standard",
      amount: 3,
      is_tax_inclusive: false,
      subtotal: 3,
      original_total: 3.21,
      discount_subtotal: 1,
      discount_total: 1.07,
      tax_total: 0.14,
      adjustments: [{ code: "SUMMER20", amount: 1 }],
      tax_lines: [{ rate: 7, description: null }],
    },
  ],
  credit_lines: [{ reference: "gift-card", amount: 7.34 }],
}

const surroundings: ReceiptSurroundings = {
  seller: "Coupon demo",
  time_zone: "Europe/Berlin",
  changes: [],
  discounts: new Map([["SUMMER20", { name: "Summer sale", code: "SUMMER20" }]]),
}

const at = (day: string, amount: number) => ({ created_at: `2027-02-${day}T12:00:00Z`, amount })
const paidWith = (
  ...payments: NonNullable<NonNullable<ReceiptSource["payment_collections"]>[number]>["payments"] & {}
) => [{ payments }]
const statusOf = (fields: Partial<ReceiptSource>) =>
  new Map(receiptOf({ ...order, ...fields }, surroundings).facts).get("Status")

describe("receiptOf", () => {
  it("rule 62: lines in their tax basis, discounts by name and code, tax by rate, credits, and whom it is for", () => {
    const receipt = receiptOf(order, surroundings)
    expect(receipt).toMatchObject({
      kind: "Receipt",
      seller: "Coupon demo",
      number: "42",
      facts: [
        ["Order number", "42"],
        ["Date of order", "Feb 1, 2027"],
        ["Status", "Not paid yet"],
      ],
      recipient: ["Zoë Łukasz", "Berlin", "zoe@example.com"],
    })
    expect(receipt.lines).toEqual([
      { title: "Coffee Mug, Blue", quantity: "2", unit_price: "€11.90", amount: "€23.80" },
      { title: "Shipping: Standard", quantity: "1", unit_price: "€3.00", amount: "€3.00" },
    ])
    expect(receipt.sums).toEqual([
      ["Subtotal", "€26.80"],
      ["Summer sale (SUMMER20)", "-€3.38"],
      ["CORE10", "-€2.38"],
      ["Tax 7\u00a0%", "€0.14"],
      ["Gift card", "-€7.34"],
      ["Total", "€13.84"],
    ])
    expect(receipt.below_total).toEqual([["Tax 19\u00a0% (VAT), contained", "€3.04"]])
  })

  it("rule 62: refunds with their days, and what is kept", () => {
    const payments = [{ amount: 13.84, captures: [at("01", 13.84)], refunds: [at("03", 1), at("02", 2.5)] }]
    const { below_total } = receiptOf({ ...order, payment_collections: paidWith(...payments) }, surroundings)
    expect(below_total?.slice(1)).toEqual([
      ["Paid, Feb 1, 2027", "€13.84"],
      ["Refunded, Feb 2, 2027", "-€2.50"],
      ["Refunded, Feb 3, 2027", "-€1.00"],
      ["Paid, less refunds", "€10.34"],
    ])
  })

  it("rule 62: says how far the money has come, and what became of the order", () => {
    const captured = (amount: number, ...refunds: ReturnType<typeof at>[]) =>
      paidWith({ amount: 13.84, captures: [at("01", amount)], refunds })
    expect([
      statusOf({ payment_collections: captured(13.84) }),
      statusOf({ payment_collections: captured(5) }),
      statusOf({ payment_collections: captured(13.84, at("02", 3)) }),
      statusOf({ payment_collections: captured(13.84, at("02", 13.84)) }),
      statusOf({ payment_collections: paidWith({ amount: 13.84 }) }),
      statusOf({ payment_collections: paidWith({ amount: 13.84, canceled_at: new Date() }) }),
      statusOf({ total: 0, items: [], shipping_methods: [], credit_lines: [] }),
      statusOf({ status: "canceled", canceled_at: "2027-02-05T12:00:00Z", payment_collections: captured(13.84) }),
      statusOf({ is_draft_order: true }),
    ]).toEqual([
      "Paid",
      "Partly paid",
      "Partly refunded",
      "Refunded",
      "Payment authorized",
      "Not paid yet",
      "Nothing to pay",
      "Canceled, Feb 5, 2027",
      "Draft",
    ])
  })

  it("rule 62: says when the order was changed, and what came back", () => {
    const changes = [
      { change_type: "return_receive", confirmed_at: "2027-02-04T12:00:00Z" },
      { change_type: "edit", confirmed_at: "2027-02-02T12:00:00Z" },
      { change_type: "transfer", confirmed_at: "2027-02-03T12:00:00Z" },
      { change_type: null, confirmed_at: "2027-02-03T12:00:00Z" },
    ]
    const detail = { return_received_quantity: 1, return_dismissed_quantity: 0 }
    const gone = { ...item, title: "Gone", quantity: 0, subtotal: 0, original_total: 0, tax_total: 0 }
    const receipt = receiptOf({ ...order, items: [{ ...item, detail }, gone] }, { ...surroundings, changes })
    expect(receipt.facts.slice(3)).toEqual([
      ["Changed", "Feb 2, 2027, edited"],
      ["Changed", "Feb 4, 2027, return received"],
    ])
    expect(receipt.lines.map(({ title, quantity }) => [title, quantity])).toEqual([
      ["Coffee Mug, Blue (1 returned)", "1"],
      ["Shipping: Standard", "1"],
    ])
  })

  it("names what has no code that a customer knows, and shows what it does not know as other", () => {
    const adjustments = [
      { code: "GRANTED:coup_1", amount: 1 },
      { code: "GRANTED:coup_2", description: "Member price", amount: 1 },
      { code: "FREE-TRIAL", amount: 1 },
      { code: "PLAN-CREDIT", description: "Credit for Desk", amount: 1 },
      { code: "GONE10", description: "Old offer", amount: 1 },
      { code: "BARE", amount: 1 },
      { code: null, amount: 1 },
      { code: "NOTHING", amount: 0 },
    ]
    const plain = { ...item, is_tax_inclusive: false, subtotal: 23.8, discount_subtotal: 7, tax_total: 0, adjustments }
    const receipt = receiptOf(
      { ...order, items: [plain], shipping_methods: [], credit_lines: [], total: 17.8 },
      surroundings,
    )
    expect(receipt.sums.slice(1)).toEqual([
      ["Discount", "-€2.00"],
      ["Member price", "-€1.00"],
      ["Free trial", "-€1.00"],
      ["Credit for Desk", "-€1.00"],
      ["Old offer (GONE10)", "-€1.00"],
      ["BARE", "-€1.00"],
      ["Tax 19\u00a0% (VAT)", "€0.00"],
      ["Other", "€1.00"],
      ["Total", "€17.80"],
    ])
  })

  it("writes as the order's locale does", () => {
    const { lines, facts } = receiptOf({ ...order, locale: "de-DE" }, surroundings)
    expect([lines[0]?.amount, facts[1]?.[1]]).toEqual(["23,80\u00a0€", "01.02.2027"])
  })
})
