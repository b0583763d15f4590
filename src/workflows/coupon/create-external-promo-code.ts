// Creates a coupon and its single-use code in one go, for systems that need no set-up in the Admin (rule 38).
import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { createPromoCodeSchema, normaliseCode } from "../../engine"
import type { CouponInput } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { IdempotencyKey } from "../../modules/coupon/codes/idempotency"
import { couponData, promoCodeData } from "../../pricing/coupons/coupon-row"
import { CouponEvents, PromoCodeEvents } from "../../lib/events"
import { CODE_TRIES, isTaken, newCode } from "../../operations/coupon/new-code"
import { asRefusal, refuseTakenCode } from "../../queries/coupons/refuse-taken-code"

export interface CreateExternalPromoCodeInput {
  /** Checked by the engine's `createCouponSchema`; its limit is the code's too. */
  coupon: CouponInput
  /** Checked by `createPromoCodeSchema`; null: a new one is made. */
  code: string | null
  /** Null: every call makes another coupon. */
  key: IdempotencyKey | null
}

export interface ExternalPromoCode {
  /**
   * `repeated`: made by an earlier request with this key. `key_reused`: the key belongs to another request.
   * `in_progress`: the same request is being worked on somewhere; nothing is known of its end yet.
   */
  outcome: "created" | "repeated" | "key_reused" | "in_progress"
  coupon_id: string
  promo_code_id: string
  /** The body that the first request was answered with, if it was. */
  answer: string | null
}

const service = (container: MedusaContainer) => couponsOf(container)

async function madeEarlier(container: MedusaContainer, key: IdempotencyKey | null): Promise<ExternalPromoCode | null> {
  const kept = key && (await service(container).findKeptRequest(key))
  if (!kept) {
    return null
  }
  const { request_hash, ...made } = kept
  return { ...made, outcome: request_hash === key.request_hash ? "repeated" : "key_reused" }
}

/** Makes both under this code; answers what a concurrent request made meanwhile, if one did. Throws when the code is taken. */
async function make(
  container: MedusaContainer,
  { coupon, key }: CreateExternalPromoCodeInput,
  code: string,
): Promise<ExternalPromoCode> {
  const time_zone = service(container).timeZone()
  const now = await service(container).now()
  await refuseTakenCode(container, couponsOf(container), code)
  const promo_code = createPromoCodeSchema.parse({ code, max_redemptions: coupon.max_redemptions })
  const { is_new, request_hash, ...made } = await service(container)
    .createCouponWithCode({
      coupon: { ...couponData(coupon, time_zone), status: "active", origin: "external" },
      promo_code: { ...promoCodeData({ ...promo_code, code }, now, time_zone), code_normalised: normaliseCode(code) },
      key,
    })
    .catch((error: unknown) => {
      throw asRefusal(error, code)
    })
  const outcome = is_new ? "created" : request_hash === key?.request_hash ? "repeated" : "key_reused"
  return { ...made, outcome }
}

/** A code of the caller's own is refused when it is taken; one of ours is replaced by another. */
async function makeOnce(
  container: MedusaContainer,
  input: CreateExternalPromoCodeInput,
  tries = CODE_TRIES,
): Promise<ExternalPromoCode> {
  const earlier = await madeEarlier(container, input.key)
  if (earlier) {
    return earlier
  }
  try {
    return await make(container, input, input.code ?? newCode())
  } catch (error) {
    // A concurrent request may have made the very code that is taken now: then its answer is ours.
    const made = await madeEarlier(container, input.key)
    if (made) {
      return made
    }
    if (is(error, "busy")) {
      return { outcome: "in_progress", coupon_id: "", promo_code_id: "", answer: null }
    }
    if (input.code !== null || tries === 1 || !isTaken(error)) {
      throw error
    }
    return makeOnce(container, input, tries - 1)
  }
}

const is = (error: unknown, code: string) => error instanceof MedusaError && error.code === code

/** Writes coupon, code and key in one transaction; undone by taking all three away. */
const createExternalPromoCodeStep = createStep(
  "coupons-create-external-promo-code-rows",
  async (input: CreateExternalPromoCodeInput, { container }) => {
    const made = await makeOnce(container, input)
    return new StepResponse(made, made.outcome === "created" ? made : null)
  },
  async (made, { container }) => {
    if (made) {
      await service(container).removeCouponWithCode(made)
    }
  },
)

/**
 * Creates an active coupon (origin `external`) and its code, both or none. With a key, a repeat of the same request makes
 * nothing and answers what the first one made, also on another server and after one that died before it answered.
 * Throws INVALID_DATA for an end before the start, NOT_ALLOWED when the code is taken; neither uses up the key.
 */
export const createExternalPromoCodeWorkflow = createWorkflow(
  "coupons-create-external-promo-code",
  function (input: WorkflowData<CreateExternalPromoCodeInput>) {
    const made = createExternalPromoCodeStep(input)
    const events = transform({ made }, ({ made: { outcome, coupon_id, promo_code_id } }) =>
      outcome === "created"
        ? { coupon: [{ id: coupon_id }], promo_code: [{ id: promo_code_id }] }
        : { coupon: [], promo_code: [] },
    )
    emitEventStep({ eventName: CouponEvents.created, data: events.coupon })
    emitEventStep({ eventName: PromoCodeEvents.created, data: events.promo_code }).config({
      name: "emit-promo-code-created",
    })
    return new WorkflowResponse(made)
  },
)

/** Keeps `body` as the answer to every repeat of the request; answers the body that was kept first, which is the one to send. */
export async function keepFirstAnswer(
  container: MedusaContainer,
  key: IdempotencyKey | null,
  body: object,
): Promise<object> {
  const kept = key && (await service(container).keepAnswer(key, JSON.stringify(body)))
  return kept ? (JSON.parse(kept) as object) : body
}
