// Turns the till's answer into core's adjustments, and writes them to a cart where core's own refresh is not running.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { fromMinor, TRIAL_CODE } from "../../engine"
import type { Document, Evaluation, Part } from "../../engine"
import type { CoreAdjustment, CoreCart } from "./core-cart"
import { taxRate } from "./document"

/** What core stores about one discount on one line or shipping method. */
export interface OurAdjustment {
  on: "line" | "shipping"
  line_id: string
  code: string
  /** Major units. A number, so that what is wanted and what was stored compare equal. */
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
  const amount = fromMinor(part.amount_minor, cart.currency_code)
  if (part.on === "shipping") {
    const method = cart.shipping_methods?.find(({ id }) => id === part.line_id)
    // Core reads shipping adjustments as net; the engine priced the method as the customer sees it.
    const net = method?.is_tax_inclusive
      ? MathBN.div(amount, MathBN.add(1, taxRate(method.tax_lines))).toNumber()
      : amount
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
    .filter(({ id, amount_minor }) => trial_days.has(id) && amount_minor > 0)
    .map(({ id, amount_minor }) => ({
      on: "line" as const,
      line_id: id,
      code: TRIAL_CODE,
      amount: fromMinor(amount_minor, cart.currency_code),
      is_tax_inclusive: cart.items?.find((item) => item.id === id)?.is_tax_inclusive ?? false,
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
  const ours = (adjustments: CoreAdjustment[] | undefined) =>
    (adjustments ?? []).filter(({ code }) => typeof code === "string" && our_codes.has(code))
  const present = [
    ...(cart.items ?? []).flatMap((item) => ours(item.adjustments).map((a) => keyed("line", item.id, a))),
    ...(cart.shipping_methods ?? []).flatMap((method) =>
      ours(method.adjustments).map((a) => keyed("shipping", method.id, a)),
    ),
  ]
  const presentKeys = new Set(present.map(({ key }) => key))
  const wantedKeys = new Set(wanted.map(adjustmentKey))
  const stale = present.filter(({ key }) => !wantedKeys.has(key))
  const missing = wanted.filter((adjustment) => !presentKeys.has(adjustmentKey(adjustment)))
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

function keyed(on: OurAdjustment["on"], line_id: string, { id, code, amount, is_tax_inclusive }: CoreAdjustment) {
  const adjustment = {
    on,
    line_id,
    code: code ?? "",
    amount: MathBN.convert(amount).toNumber(),
    is_tax_inclusive: is_tax_inclusive ?? false,
  }
  return { id, on, key: adjustmentKey(adjustment) }
}

/** Two adjustments with the same key are the same saving. */
export function adjustmentKey({ on, line_id, code, amount, is_tax_inclusive }: OurAdjustment): string {
  return [on, line_id, code, amount, is_tax_inclusive].join("|")
}
