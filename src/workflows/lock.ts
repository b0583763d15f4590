// The lock of a cart or order while a workflow of ours changes it, and the sentence of whoever waits for it in vain.
import { setTimeout as pause } from "node:timers/promises"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { refuse } from "../modules/coupon/shared/refusals"

export interface LockInput {
  key: string
  /** Seconds to wait for it. */
  timeout: number
  /** Seconds after which it goes by itself, should its process die. */
  ttl: number
}

const RETRY_MS = 300

/** What core's three kinds of locking say when a lock is somebody else's: none has a code of its own. */
const isTaken = (error: unknown): boolean =>
  error instanceof Error &&
  ((error as Partial<MedusaError>).type === MedusaError.Types.CONFLICT || /\block/i.test(error.message))

/**
 * As core's `acquireLockStep`, which a `releaseLockStep` of the same key ends; the steps of a workflow inside another one
 * run under the outer one's lock. Throws NOT_ALLOWED "busy" where the lock is not to be had in time.
 */
export const lockStep = createStep(
  "coupons-lock",
  async (
    { key, timeout, ttl }: LockInput,
    { container, parentStepIdempotencyKey },
  ): Promise<StepResponse<null, string | null>> => {
    if (parentStepIdempotencyKey) {
      return new StepResponse(null, null)
    }
    const locking = container.resolve(Modules.LOCKING)
    const until = Date.now() + timeout * 1000
    for (;;) {
      try {
        await locking.acquire(key, { expire: ttl })
        return new StepResponse(null, key)
      } catch (error) {
        if (Date.now() >= until) {
          throw isTaken(error) ? refuse("busy") : error
        }
      }
      await pause(RETRY_MS)
    }
  },
  async (key, { container }) => {
    if (key) {
      await container.resolve(Modules.LOCKING).release(key)
    }
  },
)
