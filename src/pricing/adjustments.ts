// The answer of evaluation → core's adjustments, in one way for carts, orders and invoices; and how what is stored differs from them.
import { MathBN } from "@medusajs/framework/utils"
import { fromExact, isSomething, TRIAL_CODE } from "../engine"
import type { Document, Evaluation, Part } from "../engine"
import { isSameAmount, netOfShipping } from "./amounts"
import type { TaxedShipping } from "./amounts"
import type { CoreAdjustment, CoreCart } from "./core-cart"

/** What core stores about one discount on one line or shipping method. */
export interface OurAdjustment {
  on: "line" | "shipping"
  line_id: string
  code: string
  /** Major units. */
  amount: number
  /** Of lines only: our amounts are in the line's own tax basis. Core has no such flag on shipping. */
  is_tax_inclusive: boolean
}

/** What adjustments are made from; a `PricedCart` is one. */
export interface Priced {
  codes: { entered: { id: string; promo_code: { code: string } } }[]
  /** Granted coupons by the adjustment code they are shown under, which is their discount's id. */
  grants?: { code: string }[]
  document: Document
  evaluation: Evaluation
  trial_days: Map<string, number>
}

/** The adjustments that a pricing asks for. Codes are spelled as the admin created them. */
export function adjustmentsOf(cart: CoreCart, priced: Priced): OurAdjustment[] {
  const codes = new Map([
    ...priced.codes.map(({ entered }) => [entered.id, entered.promo_code.code] as const),
    ...(priced.grants ?? []).map(({ code }) => [code, code] as const),
  ])
  const adjustments = takenOff(cart, priced.evaluation.parts).map(({ discount_id, ...taken }): OurAdjustment => ({
    ...taken,
    code: codes.get(discount_id) ?? "",
  }))
  return adjustments.concat(trialAdjustments(cart, priced))
}

/** What is priced, as far as the tax inside its prices goes. */
export interface TaxedDocument {
  currency_code: string
  items?: { id: string; is_tax_inclusive?: boolean }[]
  shipping_methods?: (TaxedShipping & { id: string })[]
}

/** What one discount takes off one line or shipping method, as core stores it; `amount` in major units. */
export interface TakenOff extends Pick<OurAdjustment, "on" | "line_id" | "amount" | "is_tax_inclusive"> {
  discount_id: string
}

/**
 * The answer of evaluation as core stores it: of lines in the line's own tax basis, of shipping methods net, one for each at most
 * (evaluation lets one discount have a method, for an order holds one adjustment of it).
 */
export function takenOff({ currency_code, items, shipping_methods }: TaxedDocument, parts: Part[]): TakenOff[] {
  return parts.map((part) => {
    const { on, line_id, discount_id } = part
    const amount = fromExact(part, currency_code)
    if (on === "shipping") {
      const method = shipping_methods?.find(({ id }) => id === line_id)
      const net = MathBN.convert(netOfShipping(amount, method ?? {})).toNumber()
      return { on, line_id, discount_id, amount: net, is_tax_inclusive: false }
    }
    const item = items?.find(({ id }) => id === line_id)
    return { on, line_id, discount_id, amount, is_tax_inclusive: item?.is_tax_inclusive ?? false }
  })
}

/** A subscription that begins with a trial bills nothing at sign-up: what core left of its line is taken off whole. */
export function trialAdjustments(
  cart: CoreCart,
  { document, trial_days }: Pick<Priced, "document" | "trial_days">,
): OurAdjustment[] {
  return document.lines
    .filter((line) => trial_days.has(line.id) && isSomething(line))
    .map((line) => ({
      on: "line" as const,
      line_id: line.id,
      code: TRIAL_CODE,
      amount: fromExact(line, cart.currency_code),
      is_tax_inclusive: cart.items?.find(({ id }) => id === line.id)?.is_tax_inclusive ?? false,
    }))
}

export interface Difference {
  /** Expected and not there. */
  missing: OurAdjustment[]
  /** There and not expected. */
  stale: PresentAdjustment[]
}

interface PresentAdjustment extends OurAdjustment {
  id: string
}

/** How what a stored cart has under these adjustment codes differs from what is expected; nothing on both sides where it is the same. */
export function compareAdjustments(
  cart: CoreCart,
  adjustmentCodes: ReadonlySet<string>,
  expected: OurAdjustment[],
): Difference {
  const on = (on: OurAdjustment["on"], lines: CoreCart["items"] | CoreCart["shipping_methods"] = []) =>
    lines.flatMap(({ id, adjustments = [] }) =>
      adjustments
        .filter(({ code }) => typeof code === "string" && adjustmentCodes.has(code))
        .map((adjustment) => present(on, id, adjustment)),
    )
  return differenceOf(
    [...on("line", cart.items), ...on("shipping", cart.shipping_methods)],
    expected,
    cart.currency_code,
  )
}

const present = (
  on: OurAdjustment["on"],
  line_id: string,
  { id, code, amount, is_tax_inclusive }: CoreAdjustment,
): PresentAdjustment => ({
  id,
  on,
  line_id,
  code: code ?? "",
  amount: MathBN.convert(amount).toNumber(),
  is_tax_inclusive: is_tax_inclusive ?? false,
})

function differenceOf(present: PresentAdjustment[], expected: OurAdjustment[], currency_code: string): Difference {
  const there = new Map<string, PresentAdjustment[]>()
  for (const adjustment of present) {
    const key = placeOf(adjustment)
    there.set(key, [...(there.get(key) ?? []), adjustment])
  }
  const missing = expected.filter((adjustment) => {
    const here = there.get(placeOf(adjustment)) ?? []
    const index = here.findIndex(({ amount }) => isSameAmount(amount, adjustment.amount, currency_code))
    if (index === -1) {
      return true
    }
    here.splice(index, 1)
    return false
  })
  return { missing, stale: [...there.values()].flat() }
}

const placeOf = ({ on, line_id, code, is_tax_inclusive }: OurAdjustment): string =>
  [on, line_id, code, is_tax_inclusive].join("|")
