// What is asked for and what a cart costs are compared without the noise of core's totals.
import { BigNumber, decorateCartTotals } from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import { isPaymentStale } from "../payments"

const totalOf = (quantity: number, off: number, rate: number): BigNumberInput => {
  const { total } = decorateCartTotals({
    currency_code: "eur",
    items: [
      {
        id: "line",
        unit_price: 20,
        quantity,
        is_tax_inclusive: true,
        tax_lines: [{ rate }],
        adjustments: [{ amount: off, is_tax_inclusive: true }],
      },
    ],
  }) as unknown as { total: BigNumberInput }
  return total
}

it.each([
  [3, 2, 0],
  [3, 6, 20],
  [7, 1, 22],
  [1, 2, 19],
])("fault B4: %i units with %d off and %d %% tax are paid by what was stored for them", (quantity, off, rate) => {
  const total = totalOf(quantity, off, rate)
  const amount = new BigNumber(new BigNumber(total).numeric)
  const cart = { currency_code: "eur", total, payment_collection: { id: "pay_col", amount } }
  expect(isPaymentStale(cart)).toBe(false)
  const other = new BigNumber(amount.numeric - 0.01)
  expect(isPaymentStale({ ...cart, payment_collection: { id: "pay_col", amount: other } })).toBe(true)
})
