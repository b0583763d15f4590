// Turns the till's answer into core's adjustments, and writes them to a cart where core's own refresh is not running.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { fromExact, isSomething, TRIAL_CODE } from "../engine"
import type { Document, Evaluation, Part } from "../engine"
import { isSameAmount, netOfShipping } from "./amounts"
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

/** What adjustments are made from; a judgement is one. */
export interface Priced {
  codes: { entered: { id: string; promo_code: { code: string } } }[]
  /** Granted coupons by the word they are shown under, which is their discount's id. */
  grants?: { code: string }[]
  document: Document
  evaluation: Evaluation
  trial_days: Map<string, number>
}

/** The adjustments a judgement asks for. Codes are spelled as the admin created them. */
export function adjustmentsOf(cart: CoreCart, judgement: Priced): OurAdjustment[] {
  const codes = new Map([
    ...judgement.codes.map(({ entered }) => [entered.id, entered.promo_code.code] as const),
    ...(judgement.grants ?? []).map(({ code }) => [code, code] as const),
  ])
  const adjustments = judgement.evaluation.parts.map((part) =>
    toAdjustment(cart, part, codes.get(part.discount_id) ?? ""),
  )
  return adjustments.concat(trialAdjustments(cart, judgement))
}

function toAdjustment(cart: CoreCart, part: Part, code: string): OurAdjustment {
  const amount = fromExact(part, cart.currency_code)
  if (part.on === "shipping") {
    const method = cart.shipping_methods?.find(({ id }) => id === part.line_id)
    const net = MathBN.convert(netOfShipping(amount, method ?? {})).toNumber()
    return { on: "shipping", line_id: part.line_id, code, amount: net, is_tax_inclusive: false }
  }
  const item = cart.items?.find(({ id }) => id === part.line_id)
  return { on: "line", line_id: part.line_id, code, amount, is_tax_inclusive: item?.is_tax_inclusive ?? false }
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

/**
 * Replaces our adjustments on a stored cart with those given; leaves a cart that has them already untouched.
 * `our_codes` names every code that is or was ours on this cart. Returns whether anything was written.
 */
export async function writeAdjustments(
  container: MedusaContainer,
  cart: CoreCart,
  our_codes: Set<string>,
  wanted: OurAdjustment[],
): Promise<boolean> {
  const { missing, stale } = compareAdjustments(cart, our_codes, wanted)
  if (stale.length === 0 && missing.length === 0) {
    return false
  }
  const carts = container.resolve(Modules.CART)
  const idsOf = (on: OurAdjustment["on"]) => stale.filter((row) => row.on === on).map(({ id }) => id)
  const rowsOf = (on: OurAdjustment["on"]) => missing.filter((adjustment) => adjustment.on === on)
  await deleteIfAny(idsOf("line"), (ids) => carts.deleteLineItemAdjustments(ids))
  await deleteIfAny(idsOf("shipping"), (ids) => carts.deleteShippingMethodAdjustments(ids))
  const lines = rowsOf("line")
  if (lines.length > 0) {
    await carts.addLineItemAdjustments(
      lines.map(({ line_id, code, amount, is_tax_inclusive }) => ({
        item_id: line_id,
        code,
        amount,
        is_tax_inclusive,
      })),
    )
  }
  const shipping = rowsOf("shipping")
  if (shipping.length > 0) {
    await carts.addShippingMethodAdjustments(
      shipping.map(({ line_id, code, amount }) => ({ shipping_method_id: line_id, code, amount })),
    )
  }
  return true
}

async function deleteIfAny(ids: string[], remove: (ids: string[]) => Promise<void>): Promise<void> {
  if (ids.length > 0) {
    await remove(ids)
  }
}

export interface Difference {
  /** Wanted and not there. */
  missing: OurAdjustment[]
  /** There and not wanted. */
  stale: PresentAdjustment[]
}

interface PresentAdjustment extends OurAdjustment {
  id: string
}

/** How what a stored cart has under these words differs from what is wanted; nothing on both sides where it is the same. */
export function compareAdjustments(cart: CoreCart, words: ReadonlySet<string>, wanted: OurAdjustment[]): Difference {
  const on = (on: OurAdjustment["on"], lines: CoreCart["items"] | CoreCart["shipping_methods"] = []) =>
    lines.flatMap(({ id, adjustments = [] }) =>
      adjustments
        .filter(({ code }) => typeof code === "string" && words.has(code))
        .map((adjustment) => present(on, id, adjustment)),
    )
  return differenceOf([...on("line", cart.items), ...on("shipping", cart.shipping_methods)], wanted, cart.currency_code)
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

function differenceOf(present: PresentAdjustment[], wanted: OurAdjustment[], currency_code: string): Difference {
  const there = new Map<string, PresentAdjustment[]>()
  for (const adjustment of present) {
    const key = placeOf(adjustment)
    there.set(key, [...(there.get(key) ?? []), adjustment])
  }
  const missing = wanted.filter((adjustment) => {
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
