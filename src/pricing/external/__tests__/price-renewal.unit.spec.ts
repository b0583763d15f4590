// Pricing a renewal that somebody else bills: input in words, and amounts as core's orders take them.
import { terms as promised } from "../../../engine/__tests__/builders"
import { runningDiscount } from "../../../modules/coupon/__tests__/builders"
import type { RunningDiscount } from "../../../modules/coupon/types"
import { readPreview, readRenewal, readVoid } from "../input"
import { cycleOf, priceRenewal, redemptionsOf } from "../price-renewal"
import type { Products } from "../price-renewal"

const period = { starts_at: "2027-02-01T00:00:00.000Z", ends_at: "2027-03-01T00:00:00.000Z" }
const input = {
  subscription_id: "sub_1",
  currency_code: "EUR",
  interval: "month",
  period,
  lines: [{ id: "a", quantity: 1, amount: 10, product_id: "prod_1" }],
}

const terms = promised({ redeemable_for: ["subscription"], duration: "repeating", duration_in_cycles: 2 })

const discount = (fields: Partial<RunningDiscount> = {}): RunningDiscount =>
  runningDiscount({ name: "Summer", target_id: "sub_1", terms, ...fields })

function price(more: object = {}, discounts = [discount()], products: Products = new Map()) {
  const renewal = readRenewal({ ...input, ...more })
  const cycle = cycleOf(renewal)
  const priced = priceRenewal(renewal, { document_id: cycle.key, cycle, products }, discounts, "utc")
  return { renewal, priced }
}

it("rule 44: answers adjustments under the code, with the provider id that keeps them on the order", () => {
  const { priced } = price()
  expect(priced.discount_total).toBe(2)
  expect(priced.adjustments).toEqual([
    {
      on: "line",
      line_id: "a",
      amount: 2,
      code: "SUMMER20",
      description: "Summer",
      is_tax_inclusive: false,
      provider_id: "coupons",
      discount_id: "disc_1",
    },
  ])
})

it("rule 12: counts cycles, and says which renewal is the last", () => {
  const first_use = { document_id: "order_1", cycle_key: "sub_1@2027-01-01T00:00:00.000Z" }
  expect(price({}, [discount({ history: [first_use] })]).priced.discounts).toEqual([
    { discount_id: "disc_1", coupon_id: "coup_1", name: "Summer", code: "SUMMER20", amount: 2, is_last: true },
  ])
  const second_use = { document_id: "x", cycle_key: "sub_1@2027-01-15T00:00:00.000Z" }
  expect(price({}, [discount({ history: [first_use, second_use] })]).priced.discount_total).toBe(0)
})

it("rule 27: a discount of the subscription wins over the customer's", () => {
  const customer = discount({ id: "disc_2", target_type: "customer", terms: { ...terms, percentage: 50 } })
  expect(price({}, [customer, discount()]).priced.discount_total).toBe(2)
})

it("rule 9: leaves a line alone whose product is not to be discounted", () => {
  const product = { id: "prod_1", type_id: null, collection_id: null, discountable: false }
  expect(price({}, [discount()], new Map([["a", product]])).priced.discount_total).toBe(0)
})

it("rule 6: answers shipping discounts net, as core reads them", () => {
  const shipping = [{ id: "ship", amount: 6, is_tax_inclusive: true, tax_rate: 20 }]
  const free = discount({ terms: { ...terms, target: "shipping", percentage: 100 } })
  const { priced } = price({ shipping }, [free])
  expect(priced.adjustments).toEqual([expect.objectContaining({ on: "shipping", line_id: "ship", amount: 5 })])
  expect(priced.discount_total).toBe(6)
})

it("rule 33: books what took something off, and nothing else", () => {
  const { renewal, priced } = price({ order_id: "order_9" }, [discount(), discount({ id: "disc_3", ended_at: 1 })])
  expect(redemptionsOf(renewal, priced)).toEqual([
    expect.objectContaining({
      discount_id: "disc_1",
      order_id: "order_9",
      amount_minor: 200,
      subscription_id: "sub_1",
    }),
  ])
})

it.each([
  [{ lines: [] }, /lines: must have at least one line/],
  [{ lines: [...input.lines, ...input.lines] }, /lines: has two lines of the same id/],
  [{ lines: [{ id: "a", quantity: 1, amount: -1 }] }, /lines\.0\.amount: must not be negative/],
  [{ period: { starts_at: period.ends_at, ends_at: period.starts_at } }, /period: must end after it starts/],
  [{ period: { starts_at: "soon", ends_at: period.ends_at } }, /period\.starts_at: must be an instant/],
  [{ currency_code: "euro" }, /currency_code: must be three letters/],
  [{ interval: "fortnight" }, /interval: /],
  [{ coupon: "SUMMER20" }, /Unrecognized key: "coupon"/],
])("refuses %j in a sentence", (wrong, sentence) => {
  expect(() => readRenewal({ ...input, ...wrong })).toThrow(sentence)
})

it("refuses a preview of more than 60 renewals, and a void that names nothing", () => {
  expect(() => readPreview({ ...input, count: 61 })).toThrow(/^The preview: count: /)
  expect(() => readVoid({})).toThrow(/document_id: must be given, or 'subscription_id' and 'period_starts_at'/)
})
