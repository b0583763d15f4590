// Creates a promo code: a text that leads to one coupon (rules 17, 23 and 35), the caller's own or one that is made (rule 69).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { normaliseCode } from "../../engine"
import type { PromoCodeInput } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { promoCodeData } from "../../pricing/coupons/coupon-row"
import { refuseUnfitCoupon } from "../../pricing/coupons/unfit-coupon"
import { underCode } from "../../operations/coupon/new-code"
import { PromoCodeEvents } from "../../lib/events"
import { asRefusal, refuseTakenCode } from "../../queries/coupons/refuse-taken-code"

export interface CreatePromoCodeInput {
  coupon_id: string
  /** Checked by the engine's `createPromoCodeSchema`. */
  promo_code: PromoCodeInput
}

/** Writes the row; undone by deleting it. */
const createPromoCodeStep = createStep(
  "coupons-create-promo-code-row",
  async ({ coupon_id, promo_code: input }: CreatePromoCodeInput, { container }) => {
    const service = couponsOf(container)
    refuseUnfitCoupon(await service.retrieveCoupon(coupon_id), input)
    const now = await service.now()
    const { id } = await underCode(input.code, async (code) => {
      await refuseTakenCode(container, service, code)
      const data = promoCodeData({ ...input, code }, now, service.timeZone())
      return service
        .createPromoCodes({ ...data, coupon_id, code_normalised: normaliseCode(code) })
        .catch((error: unknown) => {
          throw asRefusal(error, code)
        })
    })
    return new StepResponse({ id, coupon_id }, id)
  },
  async (id, { container }) => {
    if (id) {
      await couponsOf(container).deletePromoCodes([id])
    }
  },
)

/**
 * Creates one promo code; answers its id. Throws NOT_FOUND without the coupon; NOT_ALLOWED when the coupon is archived,
 * the limit exceeds the coupon's, or the code is taken by a live code or a core promotion.
 */
export const createPromoCodeWorkflow = createWorkflow(
  "coupons-create-promo-code",
  function (input: WorkflowData<CreatePromoCodeInput>) {
    const code = createPromoCodeStep(input)
    emitEventStep({ eventName: PromoCodeEvents.created, data: code })
    return new WorkflowResponse(code)
  },
)
