// Between core's decimals and the engine's exact amounts: reading, writing, comparing, and tax inside shipping prices.
import type { BigNumberInput } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { currencyDigits, fromExact, NANO, sumExact, toExact, wholeShares } from "../engine"
import type { ExactAmount } from "../engine"

/** Closer than this to a whole minor unit is that unit: core's divided amounts end in noise (9.999999999999999). */
const NOISE_MINOR = 1e-6
/** The same for amounts so large that a number holds fewer decimals. */
const NOISE_SHARE = 1e-13

/** An amount of core's (major units, any decimals) as the engine wants it. Throws InexactAmount. */
export function exactOf(amount: BigNumberInput, currency_code: string): Required<ExactAmount> {
  const exact = toExact(MathBN.convert(amount).toFixed(), currency_code)
  const { amount_minor, below_nano } = exact
  const noise = Math.max(NOISE_MINOR, Math.abs(amount_minor) * NOISE_SHARE) * NANO
  if (below_nano < noise) {
    return { amount_minor, below_nano: 0 }
  }
  return below_nano > NANO - noise ? sumExact([{ amount_minor: amount_minor + 1 }]) : exact
}

/** True if two amounts of core's (major units) are the same but for noise. */
export function isSameAmount(a: BigNumberInput, b: BigNumberInput, currency_code: string): boolean {
  const minor = (amount: BigNumberInput) => MathBN.mult(amount, 10 ** currencyDigits(currency_code)).toNumber()
  return Math.abs(minor(a) - minor(b)) < Math.max(NOISE_MINOR, Math.abs(minor(a)) * NOISE_SHARE)
}

/** The sum of a line's tax rates as a fraction: 20 % is 0.2. */
export function taxRate(tax_lines: { rate: BigNumberInput }[] | undefined): BigNumberInput {
  return MathBN.div(MathBN.sum(...(tax_lines ?? []).map((line) => line.rate)), 100)
}

/** A shipping method as far as its price and tax go. */
export interface TaxedShipping {
  is_tax_inclusive?: boolean
  tax_lines?: { rate: BigNumberInput }[]
}

const factorOf = ({ is_tax_inclusive, tax_lines }: TaxedShipping): BigNumberInput =>
  MathBN.add(1, is_tax_inclusive ? taxRate(tax_lines) : 0)

/** Core reads adjustments of shipping methods as net: what to store for an amount as the customer sees it. */
export const netOfShipping = (amount: BigNumberInput, method: TaxedShipping): BigNumberInput =>
  MathBN.div(amount, factorOf(method))

/** What a stored adjustment of a shipping method is for the customer. */
export const shownOfShipping = (net: BigNumberInput, method: TaxedShipping): BigNumberInput =>
  MathBN.mult(net, factorOf(method))

interface StoredAdjustment {
  code?: string | null
  amount: BigNumberInput
  /** Core's own name their promotion. */
  promotion_id?: string | null
}

interface StoredOrder {
  currency_code: string
  items: { id: string; adjustments?: StoredAdjustment[] }[]
  shipping_methods?: (TaxedShipping & { id: string; adjustments?: StoredAdjustment[] })[]
}

/**
 * What the savings under these adjustment codes come to on the lines and shipping methods of an order, in whole minor units as the
 * customer sees them; asked by code and line. Rounded over the order as one, so that the ledger adds up to the order.
 */
export function bookedOn(
  { currency_code, items, shipping_methods = [] }: StoredOrder,
  adjustmentCodes: ReadonlySet<string>,
): (adjustment_code: string, line_id: string) => number {
  const found = [
    ...items.map(({ id, adjustments }) => ({ id, adjustments, shown: (amount: BigNumberInput) => amount })),
    ...shipping_methods.map((method) => ({
      id: method.id,
      adjustments: method.adjustments,
      shown: (amount: BigNumberInput) => shownOfShipping(amount, method),
    })),
  ].flatMap(({ id, adjustments = [], shown }) =>
    [...adjustmentCodes].flatMap((adjustment_code) => {
      const ours = adjustments.filter(({ code, promotion_id }) => code === adjustment_code && !promotion_id)
      const sum = shown(MathBN.sum(0, ...ours.map(({ amount }) => amount)))
      return ours.length > 0 ? [{ key: keyOf(adjustment_code, id), exact: exactOf(sum, currency_code) }] : []
    }),
  )
  // Ties go to the earlier: always in the same order, whatever the order of lines that were read.
  found.sort((a, b) => (a.key < b.key ? -1 : 1))
  const wholes = wholeShares(found.map(({ exact }) => exact))
  const booked = new Map(found.map(({ key }, index) => [key, wholes[index] ?? 0]))
  return (adjustment_code, line_id) => booked.get(keyOf(adjustment_code, line_id)) ?? 0
}

const keyOf = (adjustment_code: string, line_id: string) => `${line_id} ${adjustment_code}`

/** Decimals (major units), each as whole minor units that add up to their sum's, halves up; major units again. */
export function roundedTogether(amounts: BigNumberInput[], currency_code: string): number[] {
  return wholeShares(amounts.map((amount) => exactOf(amount, currency_code))).map((amount_minor) =>
    fromExact({ amount_minor }, currency_code),
  )
}
