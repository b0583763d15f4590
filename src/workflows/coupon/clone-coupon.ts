// Clones a coupon with all its settings into a new draft (rule 36). Codes are not copied: a code leads to one coupon.
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { CouponUpdate } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { createCouponStep, type CreateCouponInput } from "./create-coupon"
import { checkedInput, couponInputOf, mergedInput } from "../../pricing/coupons/coupon-row"
import { CouponEvents } from "../../lib/events"

export interface CloneCouponInput {
  id: string
  /** Fields that the copy has differently; checked by the engine's `updateCouponSchema`. */
  change: Omit<CouponUpdate, "status">
}

const MAX_NAME = 200
const COPY = " (copy)"

/** The name of a copy, shortened where the mark would not fit any more. */
const copyName = (name: string): string => `${name.slice(0, MAX_NAME - COPY.length).trimEnd()}${COPY}`

/** Reads the original as the input that makes the copy. Throws NOT_FOUND, and INVALID_DATA if the changes do not fit. */
const readCloneInputStep = createStep(
  "coupons-read-clone-input",
  async ({ id, change }: CloneCouponInput, { container }) => {
    const row = await couponsOf(container).retrieveCoupon(id)
    const merged = mergedInput({ ...couponInputOf(row), name: copyName(row.name) }, change)
    const coupon = await checkedInput(row.restrictions, merged)
    const input: CreateCouponInput = { coupon: { ...coupon, status: "draft" }, origin: row.origin }
    return new StepResponse(input)
  },
)

/** Clones one coupon; answers the id of the copy, a draft that nobody has redeemed. */
export const cloneCouponWorkflow = createWorkflow(
  "coupons-clone-coupon",
  function (input: WorkflowData<CloneCouponInput>) {
    const coupon = createCouponStep(readCloneInputStep(input))
    emitEventStep({ eventName: CouponEvents.created, data: transform({ coupon }, ({ coupon }) => ({ id: coupon.id })) })
    return new WorkflowResponse(coupon)
  },
)
