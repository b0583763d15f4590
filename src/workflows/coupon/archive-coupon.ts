// Archives a coupon: no new redemptions, grants end at once; running discounts are kept or ended, as chosen (rule 36).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { CouponEvents } from "../../lib/events"
import { archiveCouponStep, type ArchiveCouponInput } from "./steps/archive-coupon"

/** Archives one coupon; answers its id. Archiving again with "end" ends what was kept before. Throws NOT_FOUND. */
export const archiveCouponWorkflow = createWorkflow(
  "coupons-archive-coupon",
  function (input: WorkflowData<ArchiveCouponInput>) {
    const coupon = archiveCouponStep(input)
    const events = transform({ coupon }, ({ coupon }) => (coupon.changed ? [{ id: coupon.id }] : []))
    emitEventStep({ eventName: CouponEvents.archived, data: events })
    return new WorkflowResponse(coupon)
  },
)
