// Takes the places of a cart's effective codes under their limits, before an order exists; refuses with reasons otherwise.
import { refreshCartItemsWorkflow, refreshPaymentCollectionForCartWorkflow } from "@medusajs/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, MedusaError } from "@medusajs/framework/utils"
import { distinct, refuse as refusalOf, REFUSALS, termsOf, TRIAL_CODE } from "../../engine"
import type { Refusal, RefusalCode } from "../../engine"
import { COUPON_MODULE } from "../../modules/coupon"
import type CouponModuleService from "../../modules/coupon/service"
import type { ClaimInput, CouponRow, EnteredCode } from "../../modules/coupon/types"
import { adjustmentKey, adjustmentsOf, writeAdjustments } from "./adjustments"
import { readCart } from "./core-cart"
import type { CoreCart } from "./core-cart"
import { readCredits } from "./credits"
import { reductionsOnCart } from "./document"
import { customerKeys } from "./facts"
import { judgeCart } from "./judge"
import type { JudgedCode, Judgement } from "./judge"
import { ourCodesOn } from "./our-codes"
import { COMPLETION_MS } from "./orphan-orders"
import { hasPlanLines } from "./plan-lines"
import { tellReasons } from "./refusal-reasons"
import { settleCart } from "./settle-cart"

/** `code` of every error that refuses a promo code. */
export const PROMO_CODE_REFUSED = "promo_code_refused"

/**
 * Claims a place for every code that takes effect on the cart (rules 31 and 32); answers the claims it made. When a code
 * does not pass the door any more, the cart is brought up to date (no stale discount, payment collection equal to the
 * total) and NOT_ALLOWED "promo_code_refused" is thrown: no order exists yet, nothing is charged. NOT_ALLOWED
 * "completion_in_progress" when another attempt for this cart holds the places. Claims nothing where an order exists.
 */
export async function claimCodes(container: MedusaContainer, cart_id: string): Promise<string[]> {
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  const entered = await coupons.listEnteredCodes(cart_id)
  if (entered.length === 0 && !(await mayShowSavings(container, cart_id))) {
    return []
  }
  if (await orderIdOf(container, cart_id)) {
    await finishInterrupted(container, cart_id)
    return []
  }
  const cart = await readCart(container, cart_id)
  const judgement = await judge(container, cart, entered)
  const shown = shownCodes(cart, entered)
  const stale = judgement.codes.filter((judged) => isStale(judged, shown))
  if (stale.length > 0 || !isUpToDate(cart, judgement, shown)) {
    await refuse(container, cart, entered, stale)
  }
  const claims = claimsOf(cart, judgement, shown)
  if (claims.length === 0) {
    return []
  }
  const now = await coupons.now()
  try {
    return await takePlaces(
      container,
      cart_id,
      claims.map((claim) => ({ ...claim, now })),
    )
  } catch (error) {
    const is_refusal = error instanceof MedusaError && error.type === MedusaError.Types.NOT_ALLOWED
    // A crowded lock or a twin says nothing about the code: the cart stays as it is and the customer tries again.
    if (is_refusal && error.code !== "busy" && error.code !== IN_PROGRESS) {
      await refuse(container, cart, entered, [], error)
    }
    throw error
  }
}

/**
 * Without codes, only a trial or a granted coupon can be shown: plans may have changed since the cart was priced, and
 * grants ended. Who was not seen logged in where something is granted is shown none.
 */
async function mayShowSavings(container: MedusaContainer, cart_id: string): Promise<boolean> {
  const [has_plan_lines, shopper] = await Promise.all([
    hasPlanLines(container, cart_id),
    container.resolve<CouponModuleService>(COUPON_MODULE).findShopper(cart_id),
  ])
  return has_plan_lines || shopper !== null
}

const IN_PROGRESS = "completion_in_progress"

/**
 * Takes the places, or finds them taken by an earlier attempt for this cart. A dead attempt's are given back first, with
 * the order it may have left; a living one's (on a server that shares no lock with this one) are not touched.
 */
async function takePlaces(container: MedusaContainer, cart_id: string, inputs: ClaimInput[]): Promise<string[]> {
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  for (const is_retry of [false, true]) {
    const claimed = await coupons.claim(inputs)
    const mine = claimed.filter(({ is_new }) => is_new).map(({ id }) => id)
    if (mine.length === claimed.length) {
      return mine
    }
    await coupons.release(mine, await coupons.now())
    if (is_retry || (await settleCart(container, cart_id, COMPLETION_MS)) === "in_progress") {
      break
    }
  }
  throw inProgress()
}

const inProgress = () =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    "This cart is being completed by another request. If that was interrupted, please try again in two minutes.",
    IN_PROGRESS,
  )

/** The order this cart became, if it did. */
export async function orderIdOf(container: MedusaContainer, cart_id: string): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order_cart", fields: ["order_id"], filters: { cart_id } })
  return (data[0] as { order_id?: string } | undefined)?.order_id ?? null
}

/** A completion that died after its order was made: pay-less left-overs are undone, so that trying again works. */
async function finishInterrupted(container: MedusaContainer, cart_id: string): Promise<void> {
  const outcome = await settleCart(container, cart_id, COMPLETION_MS)
  if (outcome === "in_progress") {
    throw inProgress()
  }
  if (outcome === "undone") {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "The previous attempt to complete this cart was interrupted before it was paid and has been undone. Please try again.",
      "completion_interrupted",
    )
  }
}

function judge(container: MedusaContainer, cart: CoreCart, entered: EnteredCode[]): Promise<Judgement> {
  return judgeCart(container, { cart, reductions: reductionsOnCart(cart, ourCodesOn(cart, entered)), entered })
}

/** Codes of ours that the stored cart shows a saving for, and the word of trials: that a trial is missing counts too. */
function shownCodes(cart: CoreCart, entered: EnteredCode[]): Set<string> {
  const ours = ourCodesOn(cart, entered)
  const lines = [...(cart.items ?? []), ...(cart.shipping_methods ?? [])]
  const codes = lines.flatMap((line) => (line.adjustments ?? []).map(({ code }) => code))
  return new Set([TRIAL_CODE, ...codes.filter((code): code is string => typeof code === "string" && ours.has(code))])
}

/** It was shown to take effect, now or after a trial, and does not any more. */
function isStale({ entered, status, is_won_by_trial }: JudgedCode, shown: Set<string>): boolean {
  return (shown.has(entered.promo_code.code) && status !== "applied") || (is_won_by_trial && status === "refused")
}

/** True when every saving of ours that the cart shows is what the till says now: the order is made from what is shown. */
function isUpToDate(cart: CoreCart, judgement: Judgement, shown: Set<string>): boolean {
  const wanted = adjustmentsOf(cart, judgement)
    .filter(({ code }) => shown.has(code))
    .map(adjustmentKey)
  const present = [
    ...(cart.items ?? []).map((line) => ({ on: "line" as const, line })),
    ...(cart.shipping_methods ?? []).map((line) => ({ on: "shipping" as const, line })),
  ].flatMap(({ on, line }) =>
    (line.adjustments ?? [])
      .filter(({ code }) => typeof code === "string" && shown.has(code))
      .map(({ code, amount, is_tax_inclusive }) =>
        adjustmentKey({
          on,
          line_id: line.id,
          code: code ?? "",
          amount: MathBN.convert(amount).toNumber(),
          is_tax_inclusive: is_tax_inclusive ?? false,
        }),
      ),
  )
  return wanted.length === present.length && wanted.every((key) => present.includes(key))
}

/** What a trial wins takes effect without a saving to show. */
function isClaimed({ entered, status, is_won_by_trial }: JudgedCode, shown: Set<string>): boolean {
  return status === "applied" && (shown.has(entered.promo_code.code) || is_won_by_trial)
}

/** A place for each code, and for each granted coupon, that the cart shows in effect. */
function claimsOf(cart: CoreCart, { codes, grants }: Judgement, shown: Set<string>): Omit<ClaimInput, "now">[] {
  return [
    ...codes
      .filter((judged) => isClaimed(judged, shown))
      .map(({ entered, amount_minor }) => toClaim(cart, entered.coupon, entered.promo_code.id, amount_minor)),
    ...grants
      .filter(({ code, amount_minor }) => amount_minor > 0 && shown.has(code))
      .map(({ coupon, amount_minor }) => toClaim(cart, coupon, null, amount_minor)),
  ]
}

function toClaim(
  cart: CoreCart,
  coupon: CouponRow,
  promo_code_id: string | null,
  amount_minor: number,
): Omit<ClaimInput, "now"> {
  const keys = customerKeys(cart)
  return {
    coupon_id: coupon.id,
    promo_code_id,
    terms: termsOf(coupon),
    cart_id: cart.id,
    customer_id: cart.customer?.id ?? null,
    customer_key: keys[0] ?? null,
    customer_keys: keys,
    sales_channel_id: cart.sales_channel_id ?? null,
    currency_code: cart.currency_code,
    amount_minor,
  }
}

/** Brings the cart up to date and throws the refusal. */
async function refuse(
  container: MedusaContainer,
  cart: CoreCart,
  entered: EnteredCode[],
  stale: JudgedCode[],
  cause?: MedusaError,
): Promise<never> {
  // What only a trial would have won leaves no saving on the cart to take away: the code itself goes.
  const shown = shownCodes(cart, entered)
  const forgotten = stale.filter(({ entered }) => !shown.has(entered.promo_code.code)).map(({ entered }) => entered)
  await container.resolve<CouponModuleService>(COUPON_MODULE).removeEnteredCodes(
    cart.id,
    forgotten.map(({ promo_code }) => promo_code.id),
  )
  const judgement = await judge(
    container,
    cart,
    entered.filter((row) => !forgotten.includes(row)),
  )
  const written = await writeAdjustments(container, cart, ourCodesOn(cart, entered), adjustmentsOf(cart, judgement))
  // A parent's key makes the workflow leave the cart's lock to us, who hold it.
  const run = { input: { cart_id: cart.id }, context: { parentStepIdempotencyKey: `claim-codes:${cart.id}` } }
  if (written && (await readCredits(container, cart)).are_used) {
    await refreshCartItemsWorkflow(container).run(run)
  } else if (written && cart.payment_collection) {
    await refreshPaymentCollectionForCartWorkflow(container).run(run)
  }
  // Who lost a race for the last place was in time when first judged: the second judgement knows why not any more.
  const lost = judgement.codes.filter(
    (judged) =>
      judged.status === "refused" && (isStale(judged, shown) || judged.entered.coupon.type === "trial_extension"),
  )
  const left_out = stale.length > 0 ? stale : lost
  const sentences = left_out.flatMap((judged) => judged.reasons.map((reason) => sentence(judged, reason)))
  const message = sentences.length > 0 ? sentences.join(" ") : (cause?.message ?? CHANGED)
  tellReasons(sentences.length > 0 ? distinct(left_out.flatMap(({ reasons }) => reasons)) : reasonOf(cause))
  throw new MedusaError(MedusaError.Types.NOT_ALLOWED, message, PROMO_CODE_REFUSED)
}

const CHANGED = "The discounts of this cart have changed. Please check the new total and complete the cart again."

/** What the database's side refused with, as a reason; none when only the totals have changed. */
function reasonOf(cause: MedusaError | undefined): Refusal[] {
  const code = cause?.code
  return code !== undefined && Object.hasOwn(REFUSALS, code) ? [refusalOf(code as RefusalCode)] : []
}

function sentence({ entered }: JudgedCode, reason: Refusal): string {
  return `${entered.promo_code.code}: ${reason.message}`
}
