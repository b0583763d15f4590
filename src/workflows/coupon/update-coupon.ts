// Edits a coupon, as far as its life allows (rule 34).
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
import { refused } from "../../tools/errors"
import type CouponModuleService from "../../modules/coupon/service"
import type { CouponRow } from "../../modules/coupon/types"
import {
  changedColumns,
  checkedInput,
  type CouponData,
  couponData,
  couponInputOf,
  mergedInput,
  untouchedColumns,
} from "../../pricing/coupons/coupon-row"
import { CouponEvents } from "../../lib/events"
import type { ChangedCoupon } from "./steps/set-coupon-status"
import { placesTaken, wasEverRedeemed } from "../../queries/coupons/usage"

export interface UpdateCouponInput {
  id: string
  /** Checked by the engine's `updateCouponSchema`; fields that are absent stay as they are. */
  change: CouponUpdate
}

/** What may change once a coupon was redeemed. Metadata belongs to the shop's own code and promises nothing. */
const editableOnceRedeemed = new Set<string>([
  "name",
  "description",
  "max_redemptions",
  "max_redemptions_per_customer",
  "starts_at",
  "expires_at",
  "scope",
  "metadata",
])

async function refuseWhatRedeemedCouponsKeep(
  service: CouponModuleService,
  row: CouponRow,
  changed: string[],
): Promise<void> {
  const fixed = changed.filter((column) => !editableOnceRedeemed.has(column))
  if (fixed.length === 0 || !(await wasEverRedeemed(service, row.id))) {
    return
  }
  throw refused(
    `This coupon has been redeemed, so ${fixed.map((field) => `'${field}'`).join(", ")} cannot be changed any more. ` +
      "Only name, description, limits, dates and applicable items can. Clone the coupon and change the copy.",
  )
}

/** Rule 34: a limit never goes below what is used. Rule 17: nor below the limit of one of its codes. */
async function refuseLowLimit(service: CouponModuleService, row: CouponRow, limit: number): Promise<void> {
  const taken = await placesTaken(service, row.id)
  if (limit < taken) {
    throw refused(`'max_redemptions' cannot be ${limit}: the coupon has been redeemed ${taken} times already.`)
  }
  const [code] = await service.listPromoCodes(
    { coupon_id: row.id, status: "active", max_redemptions: { $gt: limit } },
    { take: 1 },
  )
  if (code) {
    throw refused(
      `'max_redemptions' cannot be ${limit}: the promo code ${code.code} has a limit of ${code.max_redemptions}. ` +
        "A code's limit may not exceed its coupon's. Archive the code first.",
    )
  }
}

/** The same for codes that are still to be made. */
async function refuseLimitBelowBatch(service: CouponModuleService, coupon_id: string, limit: number): Promise<void> {
  const [batch] = await service.listCodeBatches(
    { coupon_id, status: ["pending", "filling"], archived_at: null, max_redemptions: { $gt: limit } },
    { take: 1 },
  )
  if (!batch) {
    return
  }
  throw refused(
    `'max_redemptions' cannot be ${limit}: the codes of the batch ${batch.id}, which is being filled, have a limit of ` +
      `${batch.max_redemptions}. A code's limit may not exceed its coupon's. Archive the batch first.`,
  )
}

/** Rule 34, for the limit per customer. */
async function refuseLowCustomerLimit(service: CouponModuleService, row: CouponRow, limit: number): Promise<void> {
  const most = await service.mostTakenByOneCustomer(row.id)
  if (limit >= most) {
    return
  }
  throw refused(
    `'max_redemptions_per_customer' cannot be ${limit}: one customer has redeemed the coupon ${most} times.`,
  )
}

async function checkedChange(
  service: CouponModuleService,
  row: CouponRow,
  change: CouponUpdate,
): Promise<Partial<CouponData>> {
  const { status, ...fields } = change
  if (status && status !== row.status) {
    throw refused("'status' is not changed by editing: activate or archive the coupon.")
  }
  const merged = mergedInput(couponInputOf(row), fields)
  const input = await checkedInput(row.restrictions, merged)
  const untouched = untouchedColumns(row, fields, merged)
  const changed = changedColumns(row, { ...couponData(input, service.timeZone()), ...untouched })
  await refuseWhatRedeemedCouponsKeep(service, row, Object.keys(changed))
  const { max_redemptions: limit, max_redemptions_per_customer: limit_per_customer } = changed
  if (typeof limit === "number") {
    await refuseLowLimit(service, row, limit)
    await refuseLimitBelowBatch(service, row.id, limit)
  }
  if (typeof limit_per_customer === "number") {
    await refuseLowCustomerLimit(service, row, limit_per_customer)
  }
  return changed
}

type ColumnsBefore = { id: string } & Partial<CouponData>

/** Writes the changed columns; undone by writing the old ones. */
export const updateCouponStep = createStep(
  "coupons-update-coupon-row",
  async ({ id, change }: UpdateCouponInput, { container }): Promise<StepResponse<ChangedCoupon, ColumnsBefore[]>> => {
    const service = couponsOf(container)
    const row = await service.retrieveCoupon(id)
    if (row.status === "archived") {
      throw refused("This coupon is archived and cannot be changed any more. Clone it and change the copy.")
    }
    const changed = await checkedChange(service, row, change)
    const columns = Object.keys(changed) as (keyof CouponData)[]
    if (columns.length === 0) {
      return new StepResponse({ id, changed: false }, [])
    }
    await service.updateUnchangedCoupon({ id, ...changed }, row.updated_at)
    const before = Object.fromEntries(columns.map((column) => [column, row[column]])) as Partial<CouponData>
    return new StepResponse({ id, changed: true }, [{ id, ...before }])
  },
  async (before, { container }) => {
    for (const row of before ?? []) {
      await couponsOf(container).updateCoupons(row)
    }
  },
)

/**
 * Edits one coupon; answers its id. Running discounts keep the terms they were won with.
 * Throws NOT_FOUND, INVALID_DATA for values that do not fit together, NOT_ALLOWED for what its life forbids.
 */
export const updateCouponWorkflow = createWorkflow(
  "coupons-update-coupon",
  function (input: WorkflowData<UpdateCouponInput>) {
    const coupon = updateCouponStep(input)
    const events = transform({ coupon }, ({ coupon }) => (coupon.changed ? [{ id: coupon.id }] : []))
    emitEventStep({ eventName: CouponEvents.updated, data: events })
    return new WorkflowResponse(coupon)
  },
)
