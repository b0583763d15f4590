// Invoices of prices with more decimals than their currency: what takes all leaves nothing, and every column adds up.
import { decorateCartTotals } from "@medusajs/framework/utils"
import fc from "fast-check"
import type { Terms } from "../../../engine"
import { periodAt } from "../../../engine"
import type { SubscriptionRow } from "../../../modules/billing/types"
import { runningDiscount } from "../../../modules/coupon/__tests__/builders"
import type { RunningDiscount } from "../../../modules/coupon/types"
import type { BillingFacts } from "../../../pricing/billing/gather"
import { monthlyMinors } from "../mrr"
import { priceInvoice } from "../../../pricing/billing/price-invoice"
import type { PricedInvoice } from "../../../pricing/billing/price-invoice"
import { shippingShare } from "../../../pricing/billing/shipping-share"

interface Sold {
  unit_price: number
  quantity: number
}

const subscription = (sold: Sold[], is_tax_inclusive: boolean): SubscriptionRow =>
  ({
    id: "bsub",
    customer_id: "cus",
    currency_code: "eur",
    plan_id: "bplan",
    interval: "month",
    interval_count: 1,
    anchor: new Date("2027-01-01"),
    anchor_index: 0,
    cycle_index: 0,
    time_zone: "UTC",
    scheduled_change: null,
    cancel_at_period_end: false,
    items: sold.map((one, index) => ({
      id: `item_${index}`,
      variant_id: `variant_${index}`,
      title: `Desk ${index}`,
      requires_shipping: true,
      is_tax_inclusive,
      ...one,
    })),
  }) as unknown as SubscriptionRow

const forever = (id: string, over: Partial<Terms> = {}): RunningDiscount =>
  runningDiscount({
    id,
    name: id,
    code: null,
    target_id: "bsub",
    terms: { percentage: 100, duration: "forever", stackable: true, ...over },
  })

function factsOf(sold: Sold[], rate: number, is_tax_inclusive: boolean, shipping: number[]): BillingFacts {
  const tax = rate > 0 ? [{ rate, code: "vat" }] : []
  const methods = shipping.map((amount, index) => ({
    id: `ship_${index}`,
    name: "Post",
    amount,
    is_tax_inclusive,
    shipping_option_id: null,
    data: null,
  }))
  const row = subscription(sold, is_tax_inclusive)
  return {
    subscription: row,
    variants: new Map(),
    customer: null,
    email: null,
    locale: null,
    shipping_address: null,
    billing_address: null,
    shipping_methods: methods,
    tax_lines: new Map([...row.items, ...methods].map(({ id }) => [id, tax])),
    payment: null,
  }
}

const bill = (facts: BillingFacts, discounts: RunningDiscount[], credit: number | null = null): PricedInvoice =>
  priceInvoice(
    facts,
    discounts,
    periodAt(facts.subscription, 1),
    "binv_1",
    credit === null ? null : { code: "PAID", name: "Paid already", amount: credit },
  )

/** What the order of the invoice comes to, by core's own totals. */
function orderTotal({ items, shipping }: PricedInvoice): number {
  const { total } = decorateCartTotals(
    structuredClone({ currency_code: "eur", items, shipping_methods: shipping }),
  ) as unknown as { total: { toJSON(): number } }
  return total.toJSON()
}

const cents = (amount: number) => Math.round(amount * 100)
const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + cents(amount), 0)

const free_shipping = forever("free shipping", { target: "shipping" })

it.each<[string, Sold[], number]>([
  ["41.625", [{ unit_price: 41.625, quantity: 1 }], 41.63],
  ["0.333 × 3", [{ unit_price: 0.333, quantity: 3 }], 1],
  ["two lines of 41.625", Array.from({ length: 2 }, () => ({ unit_price: 41.625, quantity: 1 })), 83.25],
])("fault B1: 100 %% for ever on %s bills nothing; the invoice says what it took off", (_name, sold, off) => {
  const facts = factsOf(sold, 0, false, [])
  const invoice = bill(facts, [forever("free")])
  expect(invoice.figures).toMatchObject({ subtotal: off, discount_total: off, total: 0 })
  expect(invoice.figures.discounts).toMatchObject([{ amount: off }])
  expect(sum(invoice.figures.lines.map(({ discount_total }) => discount_total))).toBe(cents(off))
  expect(orderTotal(invoice)).toBe(0)
  expect(monthlyMinors([facts.subscription], new Map(), [forever("free")]).get(facts.subscription.id)?.minor).toBe(0)
})

it("fault B1: what was paid already takes all that is left", () => {
  const invoice = bill(factsOf([{ unit_price: 41.625, quantity: 1 }], 20, true, []), [], 50)
  expect(invoice.figures).toMatchObject({ total: 0, discount_total: 41.63 })
  expect(orderTotal(invoice)).toBe(0)
})

const price = fc.oneof(
  fc.constantFrom(14.99, 4.9, 0.333, 41.625, 4.995),
  fc.integer({ min: 1, max: 5_000_000 }).map((steps) => steps / 10_000),
)

it("fault B1: for any prices, quantities and taxes: nothing is left, and the columns of the invoice add up", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ unit_price: price, quantity: fc.integer({ min: 1, max: 20 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.constantFrom(0, 7, 19, 20, 21, 22, 23, 25),
      fc.boolean(),
      fc.array(price, { maxLength: 1 }),
      fc.constantFrom(null, 37.5, 60),
      (sold, rate, is_tax_inclusive, shipping, first) => {
        const before = first === null ? [] : [forever("a first one", { percentage: first })]
        const invoice = bill(factsOf(sold, rate, is_tax_inclusive, shipping), [
          ...before,
          forever("free"),
          free_shipping,
        ])
        const { figures } = invoice
        expect([figures.total, orderTotal(invoice)]).toEqual([0, 0])
        expect(sum(figures.discounts.map(({ amount }) => amount))).toBe(cents(figures.discount_total))
        expect(figures.discount_total).toBe(figures.subtotal)
        expect(sum(figures.lines.map(({ subtotal }) => subtotal))).toBe(cents(figures.subtotal))
      },
    ),
    { numRuns: 300 },
  )
})

it("fault B1: the shares of shipping of 4.995 add up to it", () => {
  const lines = ["a", "b", "c"].map((id) => ({ id, amount: 10 }))
  const method = { id: "m", name: "Post", amount: 4.995, is_tax_inclusive: false, shipping_option_id: null, data: null }
  const shares = lines.map(({ id }) => shippingShare([method], lines, id, "eur")[0]?.amount ?? 0)
  expect(shares).toEqual([1.675, 1.66, 1.66])
})
