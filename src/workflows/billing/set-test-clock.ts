// Sets the one clock for coupons, codes and billing; only where the plugin's option allows a test clock.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { couponsOf } from "../../lib/coupons"

export interface SetTestClockInput {
  /** ISO instant; null goes back to real time. */
  now: string | null
}

const setStep = createStep("billing-set-test-clock", async ({ now }: SetTestClockInput, { container }) => {
  const set = await couponsOf(container).setTestClock(now === null ? null : new Date(now))
  return new StepResponse({ now: set.toISOString() })
})

/** Answers the time it is now. Throws NOT_FOUND with a sentence when the option is off. */
export const setTestClockWorkflow = createWorkflow("billing-set-test-clock", function (input: SetTestClockInput) {
  return new WorkflowResponse(setStep(input))
})
