// Takes the places of a cart's effective codes under their limits, before an order exists; refuses with reasons otherwise.
import { setTimeout as sleep } from "node:timers/promises"
import { refreshCartItemsWorkflow, refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaError } from "@medusajs/framework/utils"
import { distinct, factsNeeded, guardsPerson, refuse as refusalOf, REFUSALS, TRIAL_CODE } from "../../engine"
import type { GeneralRefusalCode, Refusal } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { refused } from "../../tools/errors"
import { graph } from "../../lib/graph"
import type { ClaimInput, EnteredCode } from "../../modules/coupon/types"
import { adjustmentsOf, compareAdjustments } from "../../pricing/adjustments"
import { PROMO_CODE_REFUSED } from "../../pricing/admission"
import { readCart, readCustomer } from "../../pricing/core-cart"
import type { CoreCart } from "../../pricing/core-cart"
import { readCredits } from "../../pricing/credits"
import { isRefusal } from "../cart/holds"
import { claimOfCode, isCounted, priceStoredCart } from "../../pricing/price-cart"
import type { PricedCode, PricedCart } from "../../pricing/price-cart"
import type { PricedGrant } from "../../pricing/price-grants"
import { ourCodesOn } from "../../pricing/our-codes"
import { finishTotals, isPayable, isPaymentStale } from "../cart/payments"
import { hasPlanLines } from "../../pricing/plan-lines"
import { tellReasons } from "../../lib/request-context"
import { finishCartClaims } from "./finish-cart-claims"
import { claimOfGrant } from "../../pricing/price-grants"
import { takePlaces, COMPLETION_MS } from "../take-places"
import { repriceCart } from "../cart/reprice"

/** What core's completion read before it asks us. */
export interface KnownToCompletion {
  /** Null where it is not known. */
  cart: CoreCart | null
  /** The order of the cart; null: there was none; undefined: not known. */
  order_id?: string | null
}

/**
 * Claims a place for every code that takes effect on the cart (rules 31 and 32); answers the claims it made. When a code
 * is not admitted any more, the cart is brought up to date (no stale discount, payment collection equal to the
 * total) and NOT_ALLOWED "promo_code_refused" is thrown: no order exists yet, nothing is charged. NOT_ALLOWED
 * "completion_in_progress" when another attempt for this cart holds the places, "first_purchase_under_way" when another cart
 * of this person is being completed all the while. Claims nothing where an order exists. `known` is what the completion itself
 * read: its cart is not read twice, and an order it did not see yet is another attempt's, beside which it would make one more.
 */
export async function claimCodes(
  container: MedusaContainer,
  cart_id: string,
  known: KnownToCompletion = { cart: null },
): Promise<string[]> {
  const coupons = couponsOf(container)
  // Who was not seen logged in where something is granted is shown no granted coupon.
  const [entered, cart_customer, unfinished] = await Promise.all([
    coupons.listEnteredCodes(cart_id),
    coupons.findCartCustomer(cart_id),
    coupons.findUnfinished("cart_totals", cart_id),
  ])
  if (unfinished && (await finishTotals(container, unfinished, { holds_lock: true }))) {
    throw changed()
  }
  // Without codes and grants, only a trial can be stale: plans may have changed since the cart was priced.
  if (entered.length === 0 && cart_customer === null && !(await hasPlanLines(container, cart_id, known.cart?.items))) {
    return []
  }
  const [order_id, cart] = await Promise.all([
    orderIdOf(container, cart_id),
    known.cart ? withGroups(container, known.cart, entered, cart_customer !== null) : readCart(container, cart_id),
  ])
  if (order_id) {
    await finishInterrupted(container, cart_id)
    if (known.order_id === null) {
      throw inProgress()
    }
    return []
  }
  const priced_cart = await priceStoredCart(container, cart, entered)
  const shown = shownCodes(cart, entered)
  const stale = priced_cart.codes.filter((priced) => isStale(priced, shown))
  if (stale.length > 0 || !isUpToDate(cart, priced_cart, shown)) {
    await refuse(container, cart, entered, stale)
  }
  const claimed = claimedOf(priced_cart, shown)
  if (claimed.codes.length + claimed.grants.length === 0) {
    return []
  }
  if (isPayable(cart) && isPaymentStale(cart)) {
    await refuse(container, cart, entered, [])
  }
  const now = await coupons.now()
  try {
    const ids = await takePlacesInTurn(container, cart_id, [
      ...claimed.codes.map((priced) => claimOfCode(cart, priced, now)),
      ...claimed.grants.map((priced) => claimOfGrant(cart, priced, now)),
    ])
    await refuseIfNotFirst(container, { cart, entered, claimed, ids })
    return ids
  } catch (error) {
    if (isRefusal(error) && !TRY_AGAIN.includes(error.code ?? "") && error.code !== PROMO_CODE_REFUSED) {
      await refuse(container, cart, entered, [], error)
    }
    throw error
  }
}

const IN_PROGRESS = "completion_in_progress"
const FIRST_UNDER_WAY = "first_purchase_under_way"
/** A crowded lock, a concurrent request or another purchase says nothing about the code: the cart stays as it is, the customer tries again. */
const TRY_AGAIN = ["busy", IN_PROGRESS, FIRST_UNDER_WAY]

/** How long a first purchase waits for another cart of the same person, whose payment may yet fail. */
const TURN_MS = 6000
const TURN_STEP_MS = 150

/** Takes the places; while another first purchase of this person is under way, it waits for its end (rule 18). */
async function takePlacesInTurn(container: MedusaContainer, cart_id: string, inputs: ClaimInput[]): Promise<string[]> {
  const coupons = couponsOf(container)
  for (const until = Date.now() + TURN_MS; ; await sleep(TURN_STEP_MS)) {
    try {
      const taken = await takePlaces(container, {
        claim: () => coupons.claim(inputs),
        finish: () => finishCartClaims(container, cart_id, COMPLETION_MS),
        in_progress: inProgress,
      })
      return taken.map(({ id }) => id)
    } catch (error) {
      if (!isRefusal(error) || error.code !== FIRST_UNDER_WAY || Date.now() > until) {
        throw error
      }
    }
  }
}

interface Claimed {
  codes: PricedCode[]
  grants: PricedGrant[]
}

interface Taken {
  cart: CoreCart
  entered: EnteredCode[]
  claimed: Claimed
  ids: string[]
}

/**
 * Rule 18 once more, now that no other cart of this person can be admitted: what was bought since the cart was priced is
 * seen here. Gives the places back before it refuses.
 */
async function refuseIfNotFirst(container: MedusaContainer, { cart, entered, claimed, ids }: Taken): Promise<void> {
  const gates = [
    ...claimed.codes.flatMap(({ entered: { coupon, promo_code } }) => [coupon, promo_code]),
    ...claimed.grants.map(({ coupon }) => coupon),
  ]
  if (!guardsPerson(gates)) {
    return
  }
  const again = await priceStoredCart(container, cart, entered)
  const lost = again.codes.filter(({ entered, status }) => {
    return status !== "applied" && claimed.codes.some((priced) => priced.entered === entered)
  })
  const are_granted = claimed.grants.every(({ code }) =>
    again.grants.some((priced) => priced.code === code && priced.amount_minor > 0),
  )
  if (lost.length > 0 || !are_granted) {
    const coupons = couponsOf(container)
    await coupons.release(ids, await coupons.now())
    await refuse(container, cart, entered, lost)
  }
}

const inProgress = () =>
  refused(
    "This cart is being completed by another request. If that was interrupted, please try again in two minutes.",
    IN_PROGRESS,
  )

/** The order this cart became, if it did. */
export async function orderIdOf(container: MedusaContainer, cart_id: string): Promise<string | null> {
  const [link] = await graph<{ order_id: string }>(container, "order_cart", ["order_id"], { cart_id })
  return link?.order_id ?? null
}

/** A completion that died after its order was made: pay-less left-overs are undone, so that trying again works. */
async function finishInterrupted(container: MedusaContainer, cart_id: string): Promise<void> {
  const outcome = await finishCartClaims(container, cart_id, COMPLETION_MS)
  if (outcome === "in_progress") {
    throw inProgress()
  }
  if (outcome === "undone") {
    throw refused(
      "The previous attempt to complete this cart was interrupted before it was paid and has been undone. Please try again.",
      "completion_interrupted",
    )
  }
}

/** Core's completion reads no customer groups; most codes ask for none. */
async function withGroups(
  container: MedusaContainer,
  cart: CoreCart,
  entered: EnteredCode[],
  may_be_granted: boolean,
): Promise<CoreCart> {
  const asks =
    may_be_granted || factsNeeded(entered.flatMap(({ coupon, promo_code }) => [coupon, promo_code])).has("groups")
  return asks && cart.customer ? { ...cart, customer: await readCustomer(container, cart.customer.id) } : cart
}

/** Codes of ours that the stored cart shows a saving for, and the code of trials: that a trial is missing counts too. */
function shownCodes(cart: CoreCart, entered: EnteredCode[]): Set<string> {
  const ours = ourCodesOn(cart, entered)
  const lines = [...(cart.items ?? []), ...(cart.shipping_methods ?? [])]
  const codes = lines.flatMap((line) => (line.adjustments ?? []).map(({ code }) => code))
  return new Set([TRIAL_CODE, ...codes.filter((code): code is string => typeof code === "string" && ours.has(code))])
}

/** It was shown to take effect, now or after a trial, and does not any more. */
function isStale({ entered, status, is_won_by_trial }: PricedCode, shown: Set<string>): boolean {
  return (shown.has(entered.promo_code.code) && status !== "applied") || (is_won_by_trial && status === "refused")
}

/** True when every saving of ours that the cart shows is what evaluation says now: the order is made from what is shown. */
function isUpToDate(cart: CoreCart, priced_cart: PricedCart, shown: Set<string>): boolean {
  const expected = adjustmentsOf(cart, priced_cart).filter(({ code }) => shown.has(code))
  const { missing, stale } = compareAdjustments(cart, shown, expected)
  return missing.length + stale.length === 0
}

/** What a trial wins takes effect without a saving to show. */
function isClaimed(priced: PricedCode, shown: Set<string>): boolean {
  const { entered, is_won_by_trial } = priced
  return isCounted(priced) && (shown.has(entered.promo_code.code) || is_won_by_trial)
}

/** What gets a place: each code, and each granted coupon, that the cart shows in effect. */
function claimedOf({ codes, grants }: PricedCart, shown: Set<string>): Claimed {
  return {
    codes: codes.filter((priced) => isClaimed(priced, shown)),
    grants: grants.filter(({ code, amount_minor }) => amount_minor > 0 && shown.has(code)),
  }
}

/** Brings the cart up to date and throws the refusal. */
async function refuse(
  container: MedusaContainer,
  cart: CoreCart,
  entered: EnteredCode[],
  stale: PricedCode[],
  cause?: MedusaError,
): Promise<never> {
  // What only a trial would have won leaves no saving on the cart to take away: the code itself goes.
  const shown = shownCodes(cart, entered)
  const forgotten = stale.filter(({ entered }) => !shown.has(entered.promo_code.code)).map(({ entered }) => entered)
  await couponsOf(container).removeEnteredCodes(
    cart.id,
    forgotten.map(({ promo_code }) => promo_code.id),
  )
  const staying = entered.filter((row) => !forgotten.includes(row))
  const { priced_cart, is_written } = await repriceCart(container, cart, staying, entered)
  // A parent's key makes the workflow leave the cart's lock to us, who hold it.
  const run = { input: { cart_id: cart.id }, context: { parentStepIdempotencyKey: `claim-codes:${cart.id}` } }
  if (is_written && (await readCredits(container, cart)).are_used) {
    await refreshCartItemsWorkflow(container).run(run)
  } else if (cart.payment_collection) {
    await refreshPaymentCollectionForCartWorkflow(container).run(run)
  }
  // The second pricing does not know why a code lost a race for the last place: the first one still found it in time.
  const lost = priced_cart.codes.filter(
    (priced) =>
      priced.status === "refused" && (isStale(priced, shown) || priced.entered.coupon.type === "trial_extension"),
  )
  const left_out = stale.length > 0 ? stale : lost
  const sentences = left_out.flatMap((priced) => priced.reasons.map((reason) => sentence(priced, reason)))
  const message = sentences.length > 0 ? sentences.join(" ") : (cause?.message ?? CHANGED)
  tellReasons(sentences.length > 0 ? distinct(left_out.flatMap(({ reasons }) => reasons)) : reasonOf(cause))
  throw refused(message, PROMO_CODE_REFUSED)
}

const changed = () => refused(CHANGED, PROMO_CODE_REFUSED)

const CHANGED = "The discounts of this cart have changed. Please check the new total and complete the cart again."

/** What the database's side refused with, as a reason; none when only the totals have changed. */
function reasonOf(cause: MedusaError | undefined): Refusal[] {
  const code = cause?.code
  return code !== undefined && Object.hasOwn(REFUSALS, code) ? [refusalOf(code as GeneralRefusalCode)] : []
}

function sentence({ entered }: PricedCode, reason: Refusal): string {
  return `${entered.promo_code.code}: ${reason.message}`
}
