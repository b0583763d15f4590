// Creates a coupon: a draft, unless it is to be active at once.
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { CouponInput } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { CouponRow } from "../../modules/coupon/types"
import { couponData } from "../../pricing/coupons/coupon-row"
import { CouponEvents } from "../../lib/events"

export interface CreateCouponInput {
  /** Checked by the engine's `createCouponSchema`; its status says whether it is active at once. */
  coupon: CouponInput
  origin: CouponRow["origin"]
}

/** Writes the row; undone by deleting it. */
export const createCouponStep = createStep(
  "coupons-create-coupon-row",
  async (input: CreateCouponInput, { container }) => {
    const service = couponsOf(container)
    const data = couponData(input.coupon, service.timeZone())
    const coupon = await service.createCoupons({ ...data, status: input.coupon.status, origin: input.origin })
    return new StepResponse({ id: coupon.id }, coupon.id)
  },
  async (id, { container }) => {
    if (id) {
      await couponsOf(container).deleteCoupons([id])
    }
  },
)

/** Creates one coupon; answers its id. Throws INVALID_DATA when it would expire before it starts. */
export const createCouponWorkflow = createWorkflow(
  "coupons-create-coupon",
  function (input: WorkflowData<CreateCouponInput>) {
    const coupon = createCouponStep(input)
    emitEventStep({ eventName: CouponEvents.created, data: transform({ coupon }, ({ coupon }) => ({ id: coupon.id })) })
    return new WorkflowResponse(coupon)
  },
)
