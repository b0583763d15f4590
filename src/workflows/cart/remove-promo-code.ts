// Workflow: a customer takes a promo code off a cart; what it had taken off comes back at once.
import { releaseLockStep } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { normaliseCode, normalisedCodesFor } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { missing } from "../../tools/errors"
import { lockStep } from "../lock"
import { findUnfinished } from "../../operations/unfinished"
import { readOpenCart } from "../../pricing/core-cart"
import { syncHolds } from "../../operations/cart/holds"
import { finishTotals } from "../../operations/cart/payments"
import { unlinkDuplicatePromotions } from "../../operations/cart/duplicate-promotions"
import { beginTotals, NOTHING_CHANGED, totalsChange } from "../../operations/cart/totals"
import { refreshTotals } from "./refresh-totals"
import { priceStoredCart } from "../../pricing/price-cart"
import { writeSavings } from "../../operations/cart/reprice"

export interface RemovePromoCodeInput {
  cart_id: string
  /** As typed or as shown. */
  code: string
}

const removePromoCodeStep = createStep(
  "remove-promo-code",
  async ({ cart_id, code }: RemovePromoCodeInput, { container }) => {
    const coupons = couponsOf(container)
    const [cart, entered] = await Promise.all([readOpenCart(container, cart_id), coupons.listEnteredCodes(cart_id)])
    const codes = new Set(normalisedCodesFor(code))
    const removed = entered.filter(({ promo_code }) => codes.has(promo_code.code_normalised))
    if (removed.length === 0 && (await isFinishedNow(container, cart_id))) {
      return new StepResponse(NOTHING_CHANGED, [])
    }
    if (removed.length === 0) {
      throw missing(`Cart ${cart_id} has no promo code ${code}`)
    }
    const unfinished_id = await beginTotals(container, cart)
    await unlinkDuplicatePromotions(container, cart_id, normaliseCode(code))
    const staying = entered.filter((row) => !removed.includes(row))
    const pricedCart = await priceStoredCart(container, cart, staying, entered)
    await syncHolds(container, cart, pricedCart.codes)
    await writeSavings(container, cart, pricedCart, entered)
    // Last: a saving whose code nobody knows any more would be bought and booked nowhere.
    await coupons.removeEnteredCodes(
      cart_id,
      removed.map(({ promo_code }) => promo_code.id),
    )
    const undo = removed.map(({ promo_code, customer_id, entered_at }) => ({
      cart_id,
      promo_code_id: promo_code.id,
      customer_id,
      now: entered_at,
    }))
    return new StepResponse(await totalsChange(container, cart, unfinished_id), undo)
  },
  async (removed, { container }) => {
    const coupons = couponsOf(container)
    for (const row of removed ?? []) {
      await coupons.enterCode({ ...row, now: new Date(row.now) })
    }
  },
)

/** A removal that died after the code was gone is finished by its repeat; false when none was begun. */
async function isFinishedNow(container: MedusaContainer, cart_id: string): Promise<boolean> {
  const unfinished = await findUnfinished(container, "cart_totals", cart_id)
  if (unfinished) {
    await finishTotals(container, unfinished, { holds_lock: true })
  }
  return unfinished !== null
}

export const removePromoCodeWorkflow = createWorkflow(
  "coupons-remove-promo-code",
  function (input: RemovePromoCodeInput) {
    lockStep({ key: input.cart_id, timeout: 5, ttl: 10 })
    const result = removePromoCodeStep(input)
    refreshTotals(
      transform({ input }, ({ input }) => input.cart_id),
      result,
    )
    releaseLockStep({ key: input.cart_id })
    return new WorkflowResponse(result)
  },
)
