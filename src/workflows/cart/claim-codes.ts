// Takes the places of a cart's effective codes under their limits, before an order exists; refuses with reasons otherwise.
import { refreshPaymentCollectionForCartWorkflow } from "@medusajs/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MathBN, MedusaError } from "@medusajs/framework/utils"
import type { Refusal } from "../../engine"
import { COUPON_MODULE } from "../../modules/coupon"
import { toTerms } from "../../modules/coupon/mapping"
import type CouponModuleService from "../../modules/coupon/service"
import type { ClaimInput, EnteredCode } from "../../modules/coupon/types"
import { adjustmentKey, adjustmentsOf, writeAdjustments } from "./adjustments"
import { readCart } from "./core-cart"
import type { CoreCart } from "./core-cart"
import { reductionsOnCart } from "./document"
import { codesOf } from "./enter-promo-code"
import { customerKeys } from "./facts"
import { judgeCart } from "./judge"
import type { JudgedCode, Judgement } from "./judge"
import { settleCart, undoOrphans } from "./settle-cart"

/** `code` of every error that refuses a promo code. */
export const PROMO_CODE_REFUSED = "promo_code_refused"

/**
 * Claims a place for every code that takes effect on the cart (rules 31 and 32). The caller holds the cart's lock.
 * When a code does not pass the door any more, the cart is brought up to date (no stale discount, payment collection
 * equal to the total) and NOT_ALLOWED "promo_code_refused" is thrown: no order exists yet, nothing is charged.
 * Does nothing for a cart whose order exists already.
 */
export async function claimCodes(container: MedusaContainer, cart_id: string): Promise<void> {
  const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
  const entered = await coupons.listEnteredCodes(cart_id)
  if (entered.length === 0) {
    return
  }
  if (await orderIdOf(container, cart_id)) {
    await finishInterrupted(container, cart_id)
    return
  }
  const cart = await readCart(container, cart_id)
  const judgement = await judge(container, cart, entered)
  const shown = shownCodes(cart, entered)
  const stale = judgement.codes.filter(
    ({ entered, status }) => shown.has(entered.promo_code.code) && status !== "applied",
  )
  if (stale.length > 0 || !isUpToDate(cart, judgement, shown)) {
    await refuse(container, cart, entered, stale)
  }
  const claims = judgement.codes.filter((judged) => isClaimed(judged, shown)).map((judged) => toClaim(cart, judged))
  if (claims.length === 0) {
    return
  }
  const now = await coupons.now()
  try {
    const claimed = await coupons.claim(claims.map((claim) => ({ ...claim, now })))
    if (claimed.some(({ reserved_at }) => reserved_at.getTime() !== now.getTime())) {
      // An attempt before this one died with its places; it may have made an order that nothing is linked to.
      await undoOrphans(container, cart_id)
    }
  } catch (error) {
    const is_refusal = error instanceof MedusaError && error.type === MedusaError.Types.NOT_ALLOWED
    // A crowded lock says nothing about the code: the cart stays as it is and the customer tries again.
    if (is_refusal && error.code !== "busy") {
      await refuse(container, cart, entered, [], error)
    }
    throw error
  }
}

/** The order this cart became, if it did. */
export async function orderIdOf(container: MedusaContainer, cart_id: string): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order_cart", fields: ["order_id"], filters: { cart_id } })
  return (data[0] as { order_id?: string } | undefined)?.order_id ?? null
}

/** A completion that died after its order was made: pay-less left-overs are undone, so that trying again works. */
async function finishInterrupted(container: MedusaContainer, cart_id: string): Promise<void> {
  const outcome = await settleCart(container, cart_id)
  if (outcome === "undone") {
    throw new MedusaError(
      MedusaError.Types.NOT_ALLOWED,
      "The previous attempt to complete this cart was interrupted before it was paid and has been undone. Please try again.",
      "completion_interrupted",
    )
  }
}

function judge(container: MedusaContainer, cart: CoreCart, entered: EnteredCode[]): Promise<Judgement> {
  return judgeCart(container, { cart, reductions: reductionsOnCart(cart, codesOf(entered)), entered })
}

/** Codes of ours that the stored cart shows a saving for. */
function shownCodes(cart: CoreCart, entered: EnteredCode[]): Set<string> {
  const ours = new Set(entered.map(({ promo_code }) => promo_code.code))
  const lines = [...(cart.items ?? []), ...(cart.shipping_methods ?? [])]
  const codes = lines.flatMap((line) => (line.adjustments ?? []).map(({ code }) => code))
  return new Set(codes.filter((code): code is string => typeof code === "string" && ours.has(code)))
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

function toClaim(cart: CoreCart, { entered, amount_minor }: JudgedCode): Omit<ClaimInput, "now"> {
  const keys = customerKeys(cart)
  const { promo_code, coupon } = entered
  return {
    coupon_id: coupon.id,
    promo_code_id: promo_code.id,
    terms: toTerms(coupon),
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
  const judgement = await judge(container, cart, entered)
  const written = await writeAdjustments(container, cart, codesOf(entered), adjustmentsOf(cart, judgement))
  if (written && cart.payment_collection) {
    // A parent's key makes the workflow leave the cart's lock to us, who hold it.
    await refreshPaymentCollectionForCartWorkflow(container).run({
      input: { cart_id: cart.id },
      context: { parentStepIdempotencyKey: `claim-codes:${cart.id}` },
    })
  }
  // Who lost a race for the last place was in time when first judged: the second judgement knows why not any more.
  const shown = shownCodes(cart, entered)
  const lost = judgement.codes.filter(
    ({ entered, status }) => shown.has(entered.promo_code.code) && status === "refused",
  )
  const left_out = stale.length > 0 ? stale : lost
  const reasons = left_out.flatMap((judged) => judged.reasons.map((reason) => sentence(judged, reason)))
  const message = reasons.length > 0 ? reasons.join(" ") : (cause?.message ?? CHANGED)
  throw new MedusaError(MedusaError.Types.NOT_ALLOWED, message, PROMO_CODE_REFUSED)
}

const CHANGED = "The discounts of this cart have changed. Please check the new total and complete the cart again."

function sentence({ entered }: JudgedCode, reason: Refusal): string {
  return `${entered.promo_code.code}: ${reason.message}`
}
