// Receipts of any order add up: core's own arithmetic makes the totals, and what is printed must come to them (rule 62).
import type { BigNumberInput } from "@medusajs/framework/types"
import { BigNumber, decorateCartTotals, MathBN } from "@medusajs/framework/utils"
import fc from "fast-check"
import { currencyDigits, toExact } from "../../../engine"
import { receiptAmounts } from "../receipt-amounts"
import type { ReceiptOrder, ReceiptRow, ReceiptTax } from "../receipt-amounts"
import { receiptOf } from "../receipt-document"
import type { ReceiptSource } from "../receipt-document"

const RATES = [0, 7, 19, 21, 8.875]

interface Fuzzed {
  currency_code: string
  order: ReceiptSource
}

const adjustment = (most: fc.Arbitrary<number>) =>
  fc.record({
    code: fc.constantFrom("SUMMER20", "CORE5", "GRANTED:coup_1", "FREE-TRIAL"),
    amount: most,
    is_tax_inclusive: fc.boolean(),
    promotion_id: fc.constantFrom(null, "promo_1"),
  })

/** An order as core answers it: the parts are drawn, the totals are core's. */
const fuzzed: fc.Arbitrary<Fuzzed> = fc
  .record({
    currency_code: fc.constantFrom("eur", "jpy", "kwd"),
    // Finer than the currency, as prices may be.
    more_digits: fc.constantFrom(0, 0, 2, 5),
    items: fc.array(
      fc.record({
        unit_price: fc.nat(50_000),
        quantity: fc.integer({ min: 1, max: 12 }),
        returned: fc.nat(2),
        is_tax_inclusive: fc.boolean(),
        rates: fc.uniqueArray(fc.constantFrom(...RATES), { maxLength: 2 }),
        adjustments: fc.array(adjustment(fc.double({ min: 0, max: 0.4, noNaN: true })), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    shipping: fc.array(
      fc.record({ amount: fc.nat(2000), is_tax_inclusive: fc.boolean(), rate: fc.constantFrom(...RATES) }),
      { maxLength: 2 },
    ),
    // Core passes over credits of a unit and less.
    credits: fc.array(fc.integer({ min: 5, max: 3000 }), { maxLength: 2 }),
    refunded: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ currency_code, more_digits, items, shipping, credits, refunded }) => {
    const decimals = currencyDigits(currency_code) + more_digits
    const major = (amount: number) => Number((amount / 10 ** decimals).toFixed(decimals))
    const taxLines = (rates: number[]) => rates.map((rate) => ({ rate, description: rate === 19 ? "VAT" : null }))
    const order = {
      id: "order_1",
      display_id: 42,
      status: "pending",
      is_draft_order: false,
      email: "a@example.com",
      billing_address: null,
      shipping_address: null,
      created_at: new Date(0),
      currency_code,
      items: items.map(({ unit_price, quantity, returned, is_tax_inclusive, rates, adjustments }, index) => ({
        id: `item_${index}`,
        title: `Item ${index}`,
        unit_price: major(unit_price),
        quantity,
        is_tax_inclusive,
        detail: { return_received_quantity: Math.min(returned, quantity), return_dismissed_quantity: 0 },
        tax_lines: taxLines(rates),
        adjustments: adjustments.map((one) => ({
          ...one,
          is_tax_inclusive: one.is_tax_inclusive && is_tax_inclusive,
          amount: Number((one.amount * major(unit_price) * quantity).toFixed(decimals)),
        })),
      })),
      shipping_methods: shipping.map(({ amount, is_tax_inclusive, rate }, index) => ({
        id: `shipping_${index}`,
        name: `Post ${index}`,
        amount: major(amount),
        is_tax_inclusive,
        tax_lines: taxLines([rate]),
        adjustments: [{ code: "FREESHIP", amount: major(Math.floor(amount / 3)), promotion_id: "promo_2" }],
      })),
      credit_lines: credits.map((amount, index) => ({
        reference: index === 0 ? "gift-card" : "store-credit",
        amount: amount / 10 ** currencyDigits(currency_code),
      })),
    }
    const decorated = decorateCartTotals(order) as unknown as ReceiptSource
    const total = Number(decorated.total)
    const at = new Date(0)
    decorated.payment_collections = [
      {
        payments: [
          {
            amount: decorated.total,
            captures: [{ amount: decorated.total, created_at: at }],
            refunds: [{ amount: Number((total * refunded).toFixed(decimals)), created_at: at }],
          },
        ],
      },
    ]
    return { currency_code, order: decorated }
  })

const labels = { discount: ({ code }: { code?: string | null }) => code ?? "", credit: () => "Credit" }
const sum = (rows: (ReceiptRow | ReceiptTax)[]) => rows.reduce((all, { amount_minor }) => all + amount_minor, 0)
/** A number of core's forgets what is below a ten-thousandth; what it was made of does not. */
const unit = (amount: BigNumberInput, currency_code: string) =>
  MathBN.mult(amount, 10 ** currencyDigits(currency_code)).toNumber()

/** Core's total in whole units, halves up; within a hair of a half either is right. */
function wholes(order: ReceiptOrder): number[] {
  const { amount_minor, below_nano } = toExact(new BigNumber(order.total).numeric, order.currency_code)
  const is_half = Math.abs(below_nano - 5e8) < 1e4
  return is_half ? [amount_minor, amount_minor + 1] : [amount_minor + (below_nano >= 5e8 ? 1 : 0)]
}

describe("receiptAmounts", () => {
  it("rule 62: what is printed adds up to core's total, and no figure is a unit from core's own", () => {
    fc.assert(
      fc.property(fuzzed, ({ currency_code, order }) => {
        const amounts = receiptAmounts(order, labels)
        const { lines, subtotal, discounts, added_taxes, credits, other, total, contained_taxes } = amounts
        expect(other).toBe(0)
        expect(wholes(order)).toContain(total)
        expect(lines.reduce((all, line) => all + line, 0)).toBe(subtotal)
        expect(subtotal - sum(discounts) + sum(added_taxes) - sum(credits)).toBe(total)
        const parts = [...order.items, ...order.shipping_methods]
        for (const [index, part] of parts.entries()) {
          const exact = unit(part.is_tax_inclusive ? part.original_total : part.subtotal, currency_code)
          expect(Math.abs((lines[index] ?? 0) - exact)).toBeLessThan(1 + 1e-4)
        }
        const taxed = parts.filter(({ tax_lines = [] }) => tax_lines.some(({ rate }) => rate !== 0))
        const tax = (gross: boolean) =>
          taxed
            .filter(({ is_tax_inclusive = false }) => is_tax_inclusive === gross)
            .reduce((all, { tax_total }) => all + unit(tax_total, currency_code), 0)
        expect(Math.abs(sum(contained_taxes) - tax(true))).toBeLessThanOrEqual(0.5 + 1e-4)
        expect(Math.abs(sum(added_taxes) - tax(false))).toBeLessThan(added_taxes.length + 1e-4)
      }),
      { numRuns: 300 },
    )
  })

  it("rule 62: and so do the texts, with what was paid and given back", () => {
    const surroundings = { seller: "Shop", time_zone: "UTC", changes: [], discounts: new Map() }
    fc.assert(
      fc.property(fuzzed, ({ currency_code, order }) => {
        const digits = currencyDigits(currency_code)
        const read = (text: string) => Math.round(Number(text.replace(/[^\d.-]/g, "")) * 10 ** digits)
        const { lines, sums, below_total = [] } = receiptOf(order, surroundings)
        const [subtotal = 0, ...rows] = sums.map(([, amount]) => read(amount))
        const total = rows.pop()
        expect(lines.reduce((all, { amount }) => all + read(amount), 0)).toBe(subtotal)
        expect(rows.reduce((all, row) => all + row, subtotal)).toBe(total)
        const moved = below_total.filter(([label]) => /^(Paid|Refunded), /.test(label) && !label.includes("less"))
        const [kept] = below_total.filter(([label]) => label === "Paid, less refunds")
        const all = moved.reduce((so_far, [, amount]) => so_far + read(amount), 0)
        expect(all).toBe(kept ? read(kept[1]) : total)
      }),
      { numRuns: 200 },
    )
  })
})
