// Carries out what core's own cart routes ask of our promo codes: the same refusals as our route, all of it or nothing.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaError } from "@medusajs/framework/utils"
import { isAmong, normaliseCode, refuse, normalisedCodesFor } from "../../engine"
import type { Refusal } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { invalid, refused } from "../../tools/errors"
import type { EnteredCode } from "../../modules/coupon/types"
import { PROMO_CODE_REFUSED } from "../../pricing/admission"
import { tryCode } from "../../pricing/try-code"
import type { CodeChange } from "../../lib/request-context"
import type { CoreCart } from "../../pricing/core-cart"
import { holdOrRefuse } from "./holds"
import type { PricedCode } from "../../pricing/price-cart"
import { tellReasons } from "../../lib/request-context"
import { noteTotals } from "./totals"

/** What a change did, so that it can be undone: plain JSON. */
export interface ChangedCodes {
  cart_id: string
  /** Codes that were not on the cart before. */
  entered: string[]
  /** Codes that were on the cart, as they were: removed, or entered anew by somebody else. */
  before: { promo_code_id: string; customer_id: string | null; entered_at: Date | string }[]
}

/** What a change comes to on one cart. */
interface Decided {
  entering: PricedCode[]
  /** On the cart already, and typed again by the cart's customer, who was not logged in the first time. */
  owning: EnteredCode[]
  removing: EnteredCode[]
}

/**
 * Enters and removes codes on a cart that is about to be priced; the money follows when core asks for the cart's discounts.
 * Throws "promo_code_refused" for the first code that is certainly unusable, having changed nothing: NOT_ALLOWED, and
 * INVALID_DATA in core's words for one that nobody knows; its reasons are told to the request. A code that is on the cart is not tried again: what became of it is its status.
 */
export async function changeCodes(
  container: MedusaContainer,
  cart: CoreCart,
  change: CodeChange,
): Promise<ChangedCodes> {
  const coupons = couponsOf(container)
  const [entered, now] = await Promise.all([coupons.listEnteredCodes(cart.id), coupons.now()])
  const decided = await decide(container, cart, change, entered, now)
  const done: ChangedCodes = { cart_id: cart.id, entered: [], before: [] }
  if (decided.entering.length + decided.owning.length + decided.removing.length > 0) {
    change.unfinished_id = await noteTotals(container, cart.id)
  }
  try {
    await carryOut(container, cart, decided, change, done)
  } catch (error) {
    await undoChange(container, done)
    throw error
  }
  return done
}

/** Brings the codes back to what they were before `changeCodes`; harmless to repeat. */
export async function undoChange(container: MedusaContainer, done: ChangedCodes): Promise<void> {
  const coupons = couponsOf(container)
  const { cart_id, entered, before } = done
  if (entered.length > 0) {
    await coupons.removeEnteredCodes(cart_id, entered)
  }
  for (const { promo_code_id, customer_id, entered_at } of before) {
    await coupons.enterCode({ cart_id, promo_code_id, customer_id, now: new Date(entered_at) })
  }
}

async function decide(
  container: MedusaContainer,
  cart: CoreCart,
  change: CodeChange,
  entered: EnteredCode[],
  now: Date,
): Promise<Decided> {
  const codes = new Set(change.codes.flatMap(normalisedCodesFor))
  const is_named = ({ promo_code }: EnteredCode) => codes.has(promo_code.code_normalised)
  if (change.mode === "remove") {
    return { entering: [], owning: [], removing: entered.filter(is_named) }
  }
  const removing = change.mode === "replace" ? entered.filter((row) => !is_named(row)) : []
  const is_owner = change.customer_id !== null && change.customer_id === cart.customer?.id
  const known = entered.filter(is_named)
  const owning = is_owner ? known.filter(({ customer_id }) => customer_id !== change.customer_id) : []
  const on_cart = new Set(entered.map(({ promo_code }) => promo_code.code_normalised))
  const typed = new Map(change.codes.map((code) => [normaliseCode(code), code]))
  const tried = [...typed.values()].filter((code) => !isAmong(on_cart, code))
  const staying = entered.filter((row) => !removing.includes(row))
  return { entering: await tryAll(container, cart, change, { tried, staying, now }), owning, removing }
}

/** Prices the new codes one after the other, each beside those before it, and refuses with the first that cannot be. */
async function tryAll(
  container: MedusaContainer,
  cart: CoreCart,
  change: CodeChange,
  { tried, staying, now }: { tried: string[]; staying: EnteredCode[]; now: Date },
): Promise<PricedCode[]> {
  const coupons = couponsOf(container)
  const entering: PricedCode[] = []
  let entered = staying
  for (const [index, code] of tried.entries()) {
    const found = await coupons.findCode(code)
    // The one that is named first is the older one (rule 25).
    const typed_at = new Date(now.getTime() + index)
    const answer = await tryCode(container, cart, { found, customer_id: change.customer_id, entered, now: typed_at })
    if (answer.refusals || !answer.priced_code) {
      const reasons = answer.refusals ?? [refuse("code_not_found")]
      throw isUnknown(reasons) ? unknown(change, code, answer.is_guess) : refusal(change, reasons, answer.is_guess)
    }
    entering.push(answer.priced_code)
    entered = answer.entered
  }
  return entering
}

/** Writes to `done` what it does before it does it, so that whatever fails, all of it can be undone. */
async function carryOut(
  container: MedusaContainer,
  cart: CoreCart,
  { entering, owning, removing }: Decided,
  change: CodeChange,
  done: ChangedCodes,
): Promise<void> {
  const coupons = couponsOf(container)
  const cart_id = cart.id
  const { customer_id } = change
  done.before.push(...[...removing, ...owning].map(asItWas))
  if (removing.length > 0) {
    await coupons.removeEnteredCodes(
      cart_id,
      removing.map(({ promo_code }) => promo_code.id),
    )
  }
  for (const { promo_code, entered_at } of owning) {
    await coupons.enterCode({ cart_id, promo_code_id: promo_code.id, customer_id, now: entered_at })
  }
  for (const priced of entering) {
    const { promo_code, entered_at } = priced.entered
    done.entered.push(promo_code.id)
    const full = await holdOrRefuse(container, cart, priced)
    if (full) {
      throw refusal(change, [full], false)
    }
    await coupons.enterCode({ cart_id, promo_code_id: promo_code.id, customer_id, now: entered_at })
  }
}

const asItWas = ({ promo_code, customer_id, entered_at }: EnteredCode): ChangedCodes["before"][number] => ({
  promo_code_id: promo_code.id,
  customer_id,
  entered_at,
})

/** Unknown, archived and foreign codes alike, for whoever may not know which it is. */
const isUnknown = (reasons: Refusal[]): boolean => reasons.some(({ code }) => code === "code_not_found")

/** Core has an error of its own for a code that nobody knows, and storefronts may wait for it; ours stand beside it. */
function unknown(change: CodeChange, typed: string, is_guess: boolean): MedusaError {
  const { code } = refusal(change, [refuse("code_not_found")], is_guess)
  return invalid(`The promotion code ${typed} is invalid`, code)
}

function refusal(change: CodeChange, reasons: Refusal[], is_guess: boolean): MedusaError {
  change.is_guess = is_guess
  tellReasons(reasons)
  const message = reasons.map((reason) => reason.message).join(" ")
  return refused(message, PROMO_CODE_REFUSED)
}
