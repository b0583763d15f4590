// Adds up an invoice the way core adds up an order, so that an invoice and its order never disagree.
import { BigNumber, decorateCartTotals, MathBN } from "@medusajs/framework/utils"
import type { BigNumberInput } from "@medusajs/framework/types"
import { fromMinor, toMinor } from "../../engine"
import { roundedTogether, taxRate } from "../amounts"
import type { InvoiceFigures, InvoiceLine } from "../../modules/billing/types"

/** A tax rate in percent, as core keeps it on lines. */
export interface TaxLine {
  rate: BigNumberInput
  code: string
  description?: string
  tax_rate_id?: string
  provider_id?: string
}

/** Money off one line, in the tax basis it says. */
export interface Adjustment {
  code: string | null
  amount: BigNumberInput
  description: string | null
  is_tax_inclusive: boolean
}

interface Taxed {
  tax_lines: TaxLine[]
  adjustments: Adjustment[]
}

/** A product line as it will stand, or stands, on the order. Prices in major units. */
export interface PricedItem extends Taxed {
  id: string
  subscription_item_id: string | null
  product_id: string | null
  variant_id: string | null
  title: string
  quantity: number
  unit_price: number
  is_tax_inclusive: boolean
}

/** A shipping method on the order. Its adjustments have no tax basis of their own in core: always net. */
export interface PricedShipping extends Taxed {
  id: string
  name: string
  amount: number
  is_tax_inclusive: boolean
}

/** An amount rounded half up to what the currency can pay. */
export const round = (amount: number, currency_code: string): number =>
  fromMinor(toMinor(amount.toFixed(8), currency_code), currency_code)

/**
 * The figures of an invoice in major units. `subtotal` and `discount_total` are in the tax basis of the prices (gross in
 * tax-inclusive regions), so that the discounts listed add up to `discount_total`; `total` is what the order comes to.
 */
export function figuresOf(
  items: PricedItem[],
  shipping: PricedShipping[],
  currency_code: string,
): Omit<InvoiceFigures, "discounts"> {
  const totals = decorateCartTotals({
    currency_code,
    items: items.map((item) => ({ ...item, ...copies(item) })),
    shipping_methods: shipping.map((method) => ({ ...method, ...copies(method) })),
  }) as unknown as Totals
  const byId = new Map([...(totals.items ?? []), ...(totals.shipping_methods ?? [])].map((line) => [line.id, line]))
  const owners: { owner: Owner; line: Omit<InvoiceLine, Figure> }[] = [
    ...items.map((item) => ({
      owner: item,
      line: {
        subscription_item_id: item.subscription_item_id,
        line_id: item.id,
        product_id: item.product_id,
        variant_id: item.variant_id,
        title: item.title,
        quantity: item.quantity,
        unit_price: item.unit_price,
      },
    })),
    ...shipping.map((method) => ({
      owner: { ...method, adjustments_are_net: true },
      line: {
        subscription_item_id: null,
        line_id: method.id,
        product_id: null,
        variant_id: null,
        title: method.name,
        quantity: 1,
        unit_price: method.amount,
      },
    })),
  ]
  // Each column is rounded as one: lines of 41.625 are 41.63 and 41.62, and add up to what the discounts listed do.
  const column = (of: (owner: Owner, line: Omit<InvoiceLine, Figure>) => BigNumberInput) =>
    roundedTogether(
      owners.map(({ owner, line }) => of(owner, line)),
      currency_code,
    )
  const columns = {
    subtotal: column((_owner, { unit_price, quantity }) => MathBN.mult(unit_price, quantity)),
    discount_total: column(discountIn),
    tax_total: column(({ id }) => byId.get(id)?.tax_total ?? 0),
    total: column(({ id }) => byId.get(id)?.total ?? 0),
  }
  const lines = owners.map(({ line }, index): InvoiceLine => ({
    ...line,
    subtotal: columns.subtotal[index] ?? 0,
    discount_total: columns.discount_total[index] ?? 0,
    tax_total: columns.tax_total[index] ?? 0,
    total: columns.total[index] ?? 0,
  }))
  const sum = (of: (line: InvoiceLine) => number) =>
    round(
      lines.reduce((total, line) => total + of(line), 0),
      currency_code,
    )
  return {
    subtotal: sum((line) => line.subtotal),
    discount_total: sum((line) => line.discount_total),
    tax_total: round(numeric(totals.tax_total), currency_code),
    total: Math.max(round(numeric(totals.total), currency_code), 0),
    lines,
  }
}

type Figure = "subtotal" | "discount_total" | "tax_total" | "total"

type Owner = Taxed & { id: string; is_tax_inclusive: boolean; adjustments_are_net?: boolean }

interface Totals {
  total: BigNumberInput
  tax_total: BigNumberInput
  items?: { id: string; total: BigNumberInput; tax_total: BigNumberInput }[]
  shipping_methods?: { id: string; total: BigNumberInput; tax_total: BigNumberInput }[]
}

/** What adjustments take off a line, in the line's own tax basis. */
const discountIn = (owner: Owner): BigNumberInput =>
  MathBN.sum(0, ...owner.adjustments.map((adjustment) => inBasisOf(owner, adjustment)))

/** What one adjustment takes off, in the tax basis of the line's price. */
export function inBasisOf(
  owner: Pick<Owner, "tax_lines" | "is_tax_inclusive" | "adjustments_are_net">,
  { amount, is_tax_inclusive }: Adjustment,
): BigNumberInput {
  const factor = MathBN.add(1, taxRate(owner.tax_lines))
  const is_gross = owner.adjustments_are_net ? false : is_tax_inclusive
  if (is_gross === owner.is_tax_inclusive) {
    return amount
  }
  return is_gross ? MathBN.div(amount, factor) : MathBN.mult(amount, factor)
}

/** Core's totals write into what they are given. */
const copies = (line: Taxed): Taxed => ({
  tax_lines: line.tax_lines.map((tax) => ({ ...tax })),
  adjustments: line.adjustments.map((adjustment) => ({ ...adjustment })),
})

/** A core amount as a number. */
export const numeric = (amount: BigNumberInput): number =>
  typeof amount === "number" ? amount : new BigNumber(amount).numeric
