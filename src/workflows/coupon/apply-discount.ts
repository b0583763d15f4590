// Puts a coupon on a customer, a subscription, one of its items, or an open invoice, or a code on a subscription or an item:
// counted like any redemption (rules 13, 26 and 50). On a draft order it is promised, and counted when the draft becomes an order.
import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  when,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { applyToDraftWorkflow } from "../order/draft-discounts"
import { termsWonBy } from "../../pricing/coupons/as-if"
import { countEarlier, refuseUnfitTarget } from "../../pricing/coupons/discount-admission"
import {
  type DiscountTarget,
  type DraftChoice,
  isDraft,
  readDiscountTarget,
  type TargetChoice,
} from "../../pricing/coupons/discount-target"
import { leaseTargetStep, releaseTargetStep } from "./steps/lease-target"
import { claimFor, wonBy } from "../../pricing/claim"
import { findOffer } from "../../pricing/offer"
import { couponsOf } from "../../lib/coupons"
import { broken } from "../../tools/errors"

export interface ApplyDiscountInput {
  /** Null where a promo code leads to it. */
  coupon_id: string | null
  code?: string | null
  target: TargetChoice | DraftChoice
  /** Counts the redemption but does not enforce the limits; logged. */
  override_limits: boolean
  /** The admin who does it, for the log. */
  actor_id: string
  /** Whose code it is: `customer` where they enter it themselves. Default: an admin. */
  entered_by?: "admin" | "customer"
}

/** Put on what bills later: a place is taken at once. */
type CountedInput = ApplyDiscountInput & { target: TargetChoice }

function logOverride(container: MedusaContainer, input: CountedInput, coupon_id: string, claim_id: string): void {
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  logger.warn(
    `Coupons: limits of coupon ${coupon_id} overridden by admin ${input.actor_id || "(workflow)"}, ` +
      `claim ${claim_id}, target ${JSON.stringify(input.target)}.`,
  )
}

/** Admits the coupon and takes its place; undone by giving the place back. */
export const claimForTargetStep = createStep(
  "coupons-claim-for-target",
  async (input: CountedInput, { container }) => {
    const service = couponsOf(container)
    const { entered_by, override_limits } = input
    const offer = await findOffer(container, input)
    const { coupon } = offer
    const target = await readDiscountTarget(container, input.target)
    const now = await service.now()
    const earlier = await countEarlier(container, coupon, target)
    await refuseUnfitTarget(container, { offer, target, entered_by, override_limits, now })
    const [claim] = await service.claim([
      claimFor({
        owner: target.owner,
        won: wonBy(offer, await termsWonBy(container, coupon, target)),
        document: target.document,
        // The n-th of this coupon on this target, so that a duplicate request is the same one.
        key: `admin:${target.type}:${target.id}:${earlier + 1}`,
        amount_minor: 0,
        now,
        override_limits,
      }),
    ])
    if (!claim) {
      throw broken("A claim was made and not answered.")
    }
    if (override_limits) {
      logOverride(container, input, coupon.id, claim.id)
    }
    return new StepResponse({ claim_id: claim.id, target_type: target.type, target_id: target.id }, claim.id)
  },
  async (claim_id, { container }) => {
    if (!claim_id) {
      return
    }
    const service = couponsOf(container)
    await service.release([claim_id], await service.now())
  },
)

/** Makes the discount from the claim. It has no start yet: its first discounted cycle will be that (rule 13). */
export const redeemForTargetStep = createStep(
  "coupons-redeem-for-target",
  async (
    { claim_id, target_type, target_id }: { claim_id: string; target_type: DiscountTarget["type"]; target_id: string },
    { container },
  ) => {
    const service = couponsOf(container)
    const discounts = await service.redeem({
      order_id: null,
      claim_ids: [claim_id],
      discounts: [{ claim_id, target_type, target_id, starts_at: null, redemption: null }],
      now: await service.now(),
    })
    const discount = discounts[0]
    if (!discount) {
      throw broken("A discount was made and not answered.")
    }
    return new StepResponse({ id: discount.id })
  },
)

/**
 * Applies one coupon or code; answers the discount's id. Throws NOT_FOUND for coupon or target, NOT_ALLOWED with all reasons
 * (and the first one's code) when it is not admitted or a limit is reached.
 */
export const applyDiscountWorkflow = createWorkflow(
  "coupons-apply-discount",
  function (input: WorkflowData<ApplyDiscountInput>) {
    const promised = when("discount-is-for-draft", { input }, ({ input }) => isDraft(input.target)).then(() => {
      return applyToDraftWorkflow.runAsStep({ input: transform({ input }, ({ input }) => draftInput(input)) })
    })
    const claimed = when("discount-is-counted-now", { input }, ({ input }) => !isDraft(input.target)).then(() => {
      const counted = transform({ input }, ({ input }) => input as CountedInput)
      const lease = leaseTargetStep(transform({ counted }, ({ counted }) => counted.target))
      const discount = redeemForTargetStep(claimForTargetStep(counted))
      releaseTargetStep(lease)
      return discount
    })
    const discount = transform({ promised, claimed }, ({ promised, claimed }) => ({
      id: (promised ?? claimed)?.id ?? "",
    }))
    return new WorkflowResponse(discount)
  },
)

function draftInput({ target, coupon_id, code = null, override_limits, actor_id }: ApplyDiscountInput) {
  const draft_order_id = isDraft(target) ? target.draft_order_id : ""
  return { draft_order_id, coupon_id, code, override_limits, actor_id }
}
