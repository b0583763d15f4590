// Bills whatever is due, in order of due time; the job, the admin route and tests all come through here.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import type CouponModuleService from "../../modules/coupon/service"
import { finishPlanChanges } from "./change-plan"
import { cancelSubscription } from "./cancel-subscription"
import { renewSubscription } from "./renew-subscription"
import type { RenewalOutcome } from "./renew-subscription"
import { billingOf, couponsOf, invalid, messageOf } from "./services"

export interface RunRenewalsInput {
  /** ISO instant; later than now only with the test clock, which it then moves along. Default: now. */
  until?: string | null
}

export interface RunRenewalsResult {
  /** Invoices paid and attempts declined in this run. */
  billed: number
  declined: number
  /** Subscriptions that ended because they were to be cancelled at the end of their period. */
  canceled: number
  /** Subscriptions that could not be billed for a reason other than payment; the next run tries again. */
  failed: { subscription_id: string; message: string }[]
  until: string
}

/** How far ahead one run may go; a daily plan billed to the year 9999 would keep a server busy for days. */
const MAX_YEARS_AHEAD = 10

const runRenewalsStep = createStep("billing-run-renewals", async (input: RunRenewalsInput, { container }) => {
  return new StepResponse(await runRenewals(container, input))
})

export const runRenewalsWorkflow = createWorkflow("billing-run-renewals", function (input: RunRenewalsInput) {
  return new WorkflowResponse(runRenewalsStep(input))
})

async function runRenewals(container: MedusaContainer, input: RunRenewalsInput): Promise<RunRenewalsResult> {
  const billing = billingOf(container)
  const coupons = couponsOf(container)
  const until = await readUntil(coupons, input)
  const report: RunRenewalsResult = { billed: 0, declined: 0, canceled: 0, failed: [], until: until.toISOString() }
  await finishPlanChanges(container, await coupons.now())
  const left_aside: string[] = []
  for (;;) {
    const [due] = await billing.listDue({ until, except: left_aside, limit: 1 })
    if (!due) {
      break
    }
    const now = await moveClock(coupons, due.due_at)
    const outcome = await billOne(container, due.id, now, report)
    if (outcome === "not_due" || outcome === "failed") {
      left_aside.push(due.id)
    }
  }
  await moveClock(coupons, until)
  return report
}

async function readUntil(coupons: CouponModuleService, input: RunRenewalsInput): Promise<Date> {
  const now = await coupons.now()
  const until = input.until ? new Date(input.until) : now
  if (until <= now) {
    return until
  }
  if (!coupons.hasTestClock()) {
    throw invalid("'until' lies in the future. Only a shop with the test clock switched on can bill ahead of time.")
  }
  const limit = new Date(now)
  limit.setUTCFullYear(limit.getUTCFullYear() + MAX_YEARS_AHEAD)
  if (until > limit) {
    throw invalid(`'until' lies more than ${MAX_YEARS_AHEAD} years ahead.`)
  }
  return until
}

/** The test clock goes forward to this moment; the real clock is not asked to move. Answers what time it is. */
async function moveClock(coupons: CouponModuleService, to: Date): Promise<Date> {
  const now = await coupons.now()
  return coupons.hasTestClock() && to > now ? coupons.setTestClock(to) : now
}

async function billOne(
  container: MedusaContainer,
  subscription_id: string,
  now: Date,
  report: RunRenewalsResult,
): Promise<RenewalOutcome | "canceled" | "failed"> {
  try {
    const subscription = await billingOf(container).readSubscription(subscription_id)
    if (subscription.cancel_at_period_end) {
      await cancelSubscription(container, { subscription_id, at_period_end: false, now: now.toISOString() })
      report.canceled++
      return "canceled"
    }
    const instant = now.toISOString()
    const { outcome } = await renewSubscription(container, { subscription_id, now: instant, due_before: instant })
    report.billed += outcome === "paid" ? 1 : 0
    report.declined += outcome === "declined" ? 1 : 0
    return outcome
  } catch (error) {
    const message = messageOf(error)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(`Subscription ${subscription_id} could not be billed: ${message}`)
    report.failed.push({ subscription_id, message })
    return "failed"
  }
}
