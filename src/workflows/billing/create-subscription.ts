// Starts a subscription that an admin makes by hand, with its discounts: no order came before it, so its first renewal is its
// first invoice (rule 49).
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { newIds, prepareSubscription } from "../../pricing/billing/new-subscription"
import type { NewSubscriptionWishes, PreparedSubscription } from "../../pricing/billing/new-subscription"
import { createSubscription, undoCreation } from "../../operations/billing/create-subscription"
import type { MadeSubscription } from "../../operations/billing/create-subscription"
import { CouponEvents } from "../../lib/events"

export interface CreateSubscriptionInput extends NewSubscriptionWishes {
  /** The admin who does it, for the log of overridden limits. */
  actor_id?: string
}

const createStep_ = createStep(
  "billing-create-subscription",
  async ({ actor_id = "", ...wishes }: CreateSubscriptionInput, { container }) => {
    const prepared = await prepareSubscription(container, wishes, newIds(wishes))
    const made = await createSubscription(container, prepared)
    logOverrides(container, prepared, actor_id)
    return new StepResponse(made, made)
  },
  async (made, { container }) => {
    if (made) {
      await undoCreation(container, made)
    }
  },
)

/** Rule 26: an override is named, counted and logged. */
function logOverrides(container: MedusaContainer, { claims, subscription }: PreparedSubscription, actor_id: string) {
  for (const { coupon_id } of claims.filter(({ override_limits }) => override_limits)) {
    container
      .resolve<Logger>(ContainerRegistrationKeys.LOGGER)
      .warn(
        `Coupons: limits of coupon ${coupon_id} overridden by admin ${actor_id || "(workflow)"} ` +
          `for the new subscription ${subscription.id}.`,
      )
  }
}

/**
 * Creates a subscription and all of its discounts, or nothing; answers its id. Throws INVALID_DATA with a sentence for ids
 * that do not exist, prices that are missing and items that cannot be billed together, NOT_FOUND for a coupon, and
 * NOT_ALLOWED with every reason where a discount is not admitted or a limit is reached.
 */
export const createSubscriptionWorkflow = createWorkflow(
  "billing-create-subscription",
  function (input: CreateSubscriptionInput) {
    const made = createStep_(input)
    emitEventStep({
      eventName: CouponEvents.created,
      data: transform({ made }, ({ made }) => idsOf(made)),
    }).config({ name: "emit-custom-coupons-created" })
    return new WorkflowResponse(transform({ made }, ({ made }) => ({ id: made.id })))
  },
)

const idsOf = ({ coupon_ids }: MadeSubscription) => coupon_ids.map((id) => ({ id }))
