// Archives a coupon: no new redemptions, grants end at once; running discounts are kept or ended, as chosen (rule 36).
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { endGrantsStep } from "../grant/steps"
import { CouponEvents } from "./events"
import { endDiscountsStep, type EndDiscountsInput } from "./steps/end-discounts"
import { setCouponStatusStep } from "./steps/set-coupon-status"

export interface ArchiveCouponInput {
  id: string
  existing_discounts: "keep" | "end"
}

const endInput = ({ id, existing_discounts }: ArchiveCouponInput): EndDiscountsInput => ({
  where: existing_discounts === "end" ? { coupon_id: id } : null,
  reason: "coupon_archived",
})

/** Archives one coupon; answers its id. Archiving again with "end" ends what was kept before. Throws NOT_FOUND. */
export const archiveCouponWorkflow = createWorkflow(
  "coupons-archive-coupon",
  function (input: WorkflowData<ArchiveCouponInput>) {
    const coupon = setCouponStatusStep({ id: input.id, status: "archived" })
    endDiscountsStep(transform({ input }, ({ input }) => endInput(input)))
    const events = transform({ coupon }, ({ coupon }) => (coupon.changed ? [{ id: coupon.id }] : []))
    emitEventStep({ eventName: CouponEvents.archived, data: events })
    const grantsOf = transform({ input }, ({ input }) => ({ coupon_id: input.id }))
    endGrantsStep({ where: grantsOf, reason: "coupon_archived" })
    return new WorkflowResponse(coupon)
  },
)
