// Workflow: a customer enters a promo code on a cart. Refused codes change nothing; codes that do not fit yet stay pending.
import { releaseLockStep } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { fromMinor } from "../../engine"
import type { Refusal } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { lookUpCode, tryCode } from "../../pricing/try-code"
import type { EnterPromoCodeInput } from "../../pricing/try-code"
import { lockStep } from "../lock"
import { readCart, readOpenCart } from "../../pricing/core-cart"
import { holdOrRefuse, syncHolds } from "../../operations/cart/holds"
import type { PricedCode } from "../../pricing/price-cart"
import { beginTotals, NOTHING_CHANGED } from "../../operations/cart/totals"
import type { TotalsChange } from "../../operations/cart/totals"
import { refreshTotals } from "./refresh-totals"
import { repriceCart, writeSavings } from "../../operations/cart/reprice"

export type { EnterPromoCodeInput }

export interface EnterPromoCodeResult extends TotalsChange {
  /** Set when the code is certainly unusable; then nothing was changed. */
  refusals: Refusal[] | null
  /** True when it found nothing that a stranger may know of (rule 47). */
  is_guess: boolean
  entered: {
    code: string
    status: PricedCode["status"]
    reasons: Refusal[]
    /** What it takes off now: a decimal in the cart's currency. */
    amount: number
    promo_code_id: string
  } | null
}

const enterPromoCodeStep = createStep(
  "enter-promo-code",
  async (input: EnterPromoCodeInput, { container }) => {
    const { cart_id } = input
    const coupons = couponsOf(container)
    const [cart, lookUp] = await Promise.all([readOpenCart(container, cart_id), lookUpCode(container, input)])
    const { refusals, is_guess, entered, priced_cart, priced_code, known } = await tryCode(container, cart, lookUp)
    if (refusals || !priced_cart || !priced_code) {
      const refused: EnterPromoCodeResult = { refusals, is_guess, entered: null, ...NOTHING_CHANGED }
      return new StepResponse(refused, null)
    }
    const full = await holdOrRefuse(container, cart, priced_code)
    if (full) {
      const refused: EnterPromoCodeResult = { refusals: [full], is_guess, entered: null, ...NOTHING_CHANGED }
      return new StepResponse(refused, null)
    }
    const { promo_code, customer_id, entered_at } = priced_code.entered
    const typed = { cart_id, promo_code_id: promo_code.id, customer_id, now: entered_at }
    const is_change = known?.customer_id !== customer_id
    const unfinished_id = await beginTotals(container, cart)
    if (is_change) {
      await coupons.enterCode(typed)
    }
    await syncHolds(
      container,
      cart,
      priced_cart.codes.filter((other) => other !== priced_code),
    )
    await writeSavings(container, cart, priced_cart, entered)
    const result: EnterPromoCodeResult = {
      refusals: null,
      is_guess: false,
      entered: {
        code: promo_code.code,
        status: priced_code.status,
        reasons: priced_code.reasons,
        amount: fromMinor(priced_code.amount_minor, cart.currency_code),
        promo_code_id: promo_code.id,
      },
      payment_collection_id: cart.payment_collection?.id ?? null,
      has_credits: priced_cart.credits.are_used,
      unfinished_id,
    }
    const before = known ? { customer_id: known.customer_id } : null
    return new StepResponse(result, is_change ? { typed, before, code: promo_code.code } : null)
  },
  async (done, { container }) => {
    if (!done) {
      return
    }
    const coupons = couponsOf(container)
    const { typed, before, code } = done
    await (before
      ? coupons.enterCode({ ...typed, ...before, now: new Date(typed.now) })
      : coupons.removeEnteredCodes(typed.cart_id, [typed.promo_code_id]))
    await takeBackAdjustments(container, typed.cart_id, code)
  },
)

/** Brings a stored cart back to what its codes take off without this one's new entry: nobody buys at a price nobody won. */
async function takeBackAdjustments(container: MedusaContainer, cart_id: string, code: string): Promise<void> {
  const coupons = couponsOf(container)
  const [cart, entered] = await Promise.all([readCart(container, cart_id), coupons.listEnteredCodes(cart_id)])
  await repriceCart(container, cart, entered, [...entered, { promo_code: { code } }])
}

export const enterPromoCodeWorkflow = createWorkflow("coupons-enter-promo-code", function (input: EnterPromoCodeInput) {
  lockStep({ key: input.cart_id, timeout: 5, ttl: 10 })
  const result = enterPromoCodeStep(input)
  refreshTotals(
    transform({ input }, ({ input }) => input.cart_id),
    result,
  )
  releaseLockStep({ key: input.cart_id })
  return new WorkflowResponse(transform({ result }, ({ result }) => result))
})
