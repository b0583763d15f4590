// The figures of a receipt: core's own totals in whole units of the currency, so that what is printed adds up (rule 62).
import type { BigNumberInput } from "@medusajs/framework/types"
import { lessExact, NANO, sumExact } from "../../engine"
import type { ExactAmount } from "../../engine"
import { exactOf } from "../../pricing/amounts"

/** A line or shipping method as core shows it, with what it makes of its price, discounts and tax (major units). */
export interface ReceiptPart {
  is_tax_inclusive?: boolean
  subtotal: BigNumberInput
  original_total: BigNumberInput
  discount_subtotal: BigNumberInput
  discount_total: BigNumberInput
  tax_total: BigNumberInput
  adjustments?: ReceiptAdjustment[]
  tax_lines?: { rate: BigNumberInput; description?: string | null }[]
}

export interface ReceiptAdjustment {
  code?: string | null
  description?: string | null
  promotion_id?: string | null
  amount: BigNumberInput
  is_tax_inclusive?: boolean
}

export interface ReceiptCredit {
  reference?: string | null
  amount: BigNumberInput
}

export interface ReceiptOrder {
  currency_code: string
  total: BigNumberInput
  items: ReceiptPart[]
  shipping_methods: ReceiptPart[]
  credit_lines?: ReceiptCredit[]
}

/** A row under the table. Whole minor units. */
export interface ReceiptRow {
  label: string
  amount_minor: number
}

export interface ReceiptTax {
  /** Percent. */
  rate: number
  description: string | null
  amount_minor: number
}

/**
 * Whole minor units. The lines come to the subtotal, and subtotal − discounts + added taxes − credits + other is the total.
 * A line is in the tax basis of its price: taxes of net prices are added, those of gross prices contained.
 */
export interface ReceiptAmounts {
  /** Of the items, then of the shipping methods. */
  lines: number[]
  subtotal: number
  discounts: ReceiptRow[]
  added_taxes: ReceiptTax[]
  credits: ReceiptRow[]
  /** What core's total has besides; 0 as a rule. */
  other: number
  total: number
  /** Adds up to all the tax in gross prices, less what discounts take off it. */
  contained_taxes: ReceiptTax[]
}

/** What a receipt calls the discounts and credits that core tells by codes and references. */
export interface ReceiptLabels {
  discount: (adjustment: ReceiptAdjustment) => string
  credit: (credit: ReceiptCredit) => string
}

const HAIR = NANO / 1_000_000

/**
 * The figures of an order. Core keeps more decimals than the currency has: each figure is its exact one rounded down, and
 * the units that are left over go to the largest rests, first among the sums under the table, then among the lines. So every
 * figure is less than a unit from core's own, and they add up. Nothing is taxed or discounted anew.
 */
export function receiptAmounts(order: ReceiptOrder, labels: ReceiptLabels): ReceiptAmounts {
  const exact = (amount: BigNumberInput) => exactOf(amount, order.currency_code)
  const parts = [...order.items, ...order.shipping_methods]
  const lines = parts.map((part) => exact(part.is_tax_inclusive ? part.original_total : part.subtotal))
  const discounts = new Groups()
  const taxes = { added: new Groups(), contained: new Groups() }
  for (const part of parts) {
    const { adjustments = [], tax_lines = [], is_tax_inclusive = false } = part
    const off = exact(is_tax_inclusive ? part.discount_total : part.discount_subtotal)
    for (const [index, share] of sharesOf(off, netWeights(adjustments, tax_lines)).entries()) {
      const adjustment = adjustments[index]
      if (adjustment && Number(adjustment.amount) !== 0) {
        discounts.add(labels.discount(adjustment), share)
      }
    }
    const rates = tax_lines.map(({ rate }) => Number(rate))
    for (const [index, share] of sharesOf(exact(part.tax_total), rates).entries()) {
      const key = JSON.stringify([rates[index] ?? 0, tax_lines[index]?.description ?? null])
      taxes[is_tax_inclusive ? "contained" : "added"].add(key, share)
    }
  }
  const credits = new Groups()
  for (const credit of order.credit_lines ?? []) {
    credits.add(labels.credit(credit), exact(credit.amount))
  }
  const total = exact(order.total)
  const rows = [sumExact(lines), ...discounts.negated(), ...taxes.added.amounts(), ...credits.negated()]
  const units = inUnits([...rows, restOf(total, rows)], total)
  const [subtotal = 0, ...others] = units
  const next = (count: number) => others.splice(0, count)
  return {
    lines: inUnits(lines, { amount_minor: subtotal }),
    subtotal,
    discounts: discounts.rows(next(discounts.size).map((amount) => 0 - amount)),
    added_taxes: taxRows(taxes.added, next(taxes.added.size)),
    credits: credits.rows(next(credits.size).map((amount) => 0 - amount)),
    other: others[0] ?? 0,
    total: wholeUnits(total),
    contained_taxes: taxRows(taxes.contained, inUnits(taxes.contained.amounts(), sumExact(taxes.contained.amounts()))),
  }
}

/** What a total has beside its rows. Less than half a unit is what core's own decimals lose, and nothing. */
function restOf(total: ExactAmount, rows: ExactAmount[]): ExactAmount {
  const rest = lessExact(total, sumExact(rows))
  return wholeUnits(rest) === 0 ? { amount_minor: 0 } : rest
}

/** The rows of one kind by their label, in the order in which they come up. */
class Groups {
  private readonly groups = new Map<string, ExactAmount[]>()

  add(label: string, amount: ExactAmount): void {
    this.groups.set(label, [...(this.groups.get(label) ?? []), amount])
  }

  get size(): number {
    return this.groups.size
  }

  amounts(): ExactAmount[] {
    return [...this.groups.values()].map(sumExact)
  }

  negated(): ExactAmount[] {
    return this.amounts().map((amount) => lessExact({ amount_minor: 0 }, amount))
  }

  rows(amounts: number[]): ReceiptRow[] {
    return [...this.groups.keys()].map((label, index) => ({ label, amount_minor: amounts[index] ?? 0 }))
  }
}

const taxRows = (groups: Groups, amounts: number[]): ReceiptTax[] =>
  groups.rows(amounts).map(({ label, amount_minor }) => {
    const [rate, description] = JSON.parse(label) as [number, string | null]
    return { rate, description, amount_minor }
  })

/** What each adjustment of one line is without tax, which is how core adds them up. */
function netWeights(adjustments: ReceiptAdjustment[], tax_lines: { rate: BigNumberInput }[]): number[] {
  const factor = 1 + tax_lines.reduce((sum, { rate }) => sum + Number(rate), 0) / 100
  return adjustments.map(({ amount, is_tax_inclusive }) => Number(amount) / (is_tax_inclusive ? factor : 1))
}

/** An exact amount in proportion to the weights; the last weight that is not 0 gets what is left. None: no share. */
function sharesOf(amount: ExactAmount, weights: number[]): ExactAmount[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const last = weights.findLastIndex((weight) => weight !== 0)
  let rest = amount
  return weights.map((weight, index) => {
    if (weight === 0) {
      return { amount_minor: 0 }
    }
    const share = index === last ? rest : portion(amount, weight / sum)
    rest = lessExact(rest, share)
    return share
  })
}

/** About that part of an amount: to a billionth of a unit, or as near as a number is. */
function portion({ amount_minor, below_nano = 0 }: ExactAmount, part: number): ExactAmount {
  const units = (amount_minor + below_nano / NANO) * part
  const whole = Math.floor(units)
  return { amount_minor: whole, below_nano: Math.min(NANO - 1, Math.round((units - whole) * NANO)) }
}

/** Halves up, a hair below them too: what divisions leave must not part a total from the same amount that was paid. */
function wholeUnits(amount: ExactAmount): number {
  const { amount_minor, below_nano } = sumExact([amount])
  return amount_minor + (below_nano >= NANO / 2 - HAIR ? 1 : 0)
}

/**
 * The amounts, of whatever sign, in whole units that come to `total` in whole units: each rounded down, and the units that
 * are left over to the largest rests, ties to the earlier.
 */
export function inUnits(amounts: ExactAmount[], total: ExactAmount): number[] {
  const normal = amounts.map((amount) => sumExact([amount]))
  const units = normal.map(({ amount_minor }) => amount_minor)
  const left = wholeUnits(total) - units.reduce((sum, unit) => sum + unit, 0)
  const order = [...normal.keys()].sort((a, b) => (normal[b]?.below_nano ?? 0) - (normal[a]?.below_nano ?? 0) || a - b)
  for (let rank = 0; rank < left; rank++) {
    const index = order[rank % order.length] ?? 0
    units[index] = (units[index] ?? 0) + 1
  }
  return units
}
