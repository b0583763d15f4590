// Workflow: a shopper takes a promo code off a cart; what it had taken off comes back at once.
import { releaseLockStep } from "@medusajs/medusa/core-flows"
import { MedusaError } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { normaliseCode, wordsFor } from "../../engine"
import { COUPON_MODULE } from "../../modules/coupon"
import type CouponModuleService from "../../modules/coupon/service"
import { lockStep } from "../lock"
import { adjustmentsOf, writeAdjustments } from "./adjustments"
import { readOpenCart } from "./core-cart"
import { readCredits } from "./credits"
import { reductionsOnCart } from "./document"
import { syncHolds } from "./holds"
import { judgeCart } from "./judge"
import { ourCodesOn } from "./our-codes"
import { forgetTwins } from "./twins"
import { NOTHING_CHANGED, settleTotals } from "./settle-totals"
import type { TotalsChange } from "./settle-totals"

export interface RemovePromoCodeInput {
  cart_id: string
  /** As typed or as shown. */
  code: string
}

const removePromoCodeStep = createStep(
  "remove-promo-code",
  async ({ cart_id, code }: RemovePromoCodeInput, { container }) => {
    const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
    const [cart, entered] = await Promise.all([readOpenCart(container, cart_id), coupons.listEnteredCodes(cart_id)])
    const words = new Set(wordsFor(code))
    const removed = entered.filter(({ promo_code }) => words.has(promo_code.code_normalised))
    if (removed.length === 0) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Cart ${cart_id} has no promo code ${code}`)
    }
    const our_codes = ourCodesOn(cart, entered)
    await coupons.removeEnteredCodes(
      cart_id,
      removed.map(({ promo_code }) => promo_code.id),
    )
    await forgetTwins(container, cart_id, normaliseCode(code))
    const judgement = await judgeCart(container, {
      cart,
      reductions: reductionsOnCart(cart, our_codes),
      entered: entered.filter((row) => !removed.includes(row)),
    })
    await syncHolds(container, cart, judgement.codes)
    const written = await writeAdjustments(container, cart, our_codes, adjustmentsOf(cart, judgement))
    const undo = removed.map(({ promo_code, customer_id, entered_at }) => ({
      cart_id,
      promo_code_id: promo_code.id,
      customer_id,
      now: entered_at,
    }))
    const change: TotalsChange = written
      ? {
          has_payment_collection: Boolean(cart.payment_collection),
          has_credits: (await readCredits(container, cart)).are_used,
        }
      : NOTHING_CHANGED
    return new StepResponse(change, undo)
  },
  async (removed, { container }) => {
    const coupons = container.resolve<CouponModuleService>(COUPON_MODULE)
    for (const row of removed ?? []) {
      await coupons.enterCode({ ...row, now: new Date(row.now) })
    }
  },
)

export const removePromoCodeWorkflow = createWorkflow("remove-promo-code", function (input: RemovePromoCodeInput) {
  lockStep({ key: input.cart_id, timeout: 5, ttl: 10 })
  const result = removePromoCodeStep(input)
  settleTotals(
    transform({ input }, ({ input }) => input.cart_id),
    result,
  )
  releaseLockStep({ key: input.cart_id })
  return new WorkflowResponse(result)
})
