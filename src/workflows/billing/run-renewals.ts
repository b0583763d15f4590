// Bills whatever is due, here and now: in order of due time, customers who are due at one moment side by side.
// The admin route and tests come through here; the job shares its work with other processes (share-renewals).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type BillingModuleService from "../../modules/billing/service"
import type CouponModuleService from "../../modules/coupon/service"
import { inParallel } from "../../lib/in-parallel"
import { cancelSubscription } from "./cancel-subscription"
import { finishPlanChanges } from "./change-plan"
import { renewSubscription } from "./renew-subscription"
import type { RenewalOutcome } from "./renew-subscription"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { invalid, messageOf } from "../../tools/errors"

export interface RunRenewalsInput {
  /** ISO instant; later than now only with the test clock, which it then moves along. Default: now. */
  until?: string | null
}

/** What a run of renewals did. */
export interface RenewalCounts {
  /** Invoices paid and attempts declined in this run. */
  billed: number
  declined: number
  /** Attempts that found too little stock: nobody was charged, and the invoice waits. */
  out_of_stock: number
  /** Subscriptions that ended because they were to be cancelled at the end of their period. */
  canceled: number
  /** Subscriptions that could not be billed for a reason other than payment; the next run tries again. */
  failed: { subscription_id: string; message: string }[]
}

export const noRenewals = (): RenewalCounts => ({ billed: 0, declined: 0, out_of_stock: 0, canceled: 0, failed: [] })

/** What became of a subscription's turn. */
export type Turn = RenewalOutcome | "canceled" | "failed"

export interface RunRenewalsResult extends RenewalCounts {
  until: string
}

/** How far ahead one run may go; a daily plan billed to the year 9999 would keep a server busy for days. */
const MAX_YEARS_AHEAD = 10

/** How many due subscriptions are looked at together. */
const PAGE = 100

/** Workflow runs at a time: a renewal mostly waits for the database and the payment provider. */
export const PARALLEL_RENEWALS = 4

const runRenewalsStep = createStep("billing-run-renewals", async (input: RunRenewalsInput, { container }) => {
  return new StepResponse(await runRenewals(container, input))
})

/** Several may run at once, on several servers: a lease lets one of them bill a subscription. */
export const runRenewalsWorkflow = createWorkflow("billing-run-renewals", function (input: RunRenewalsInput) {
  return new WorkflowResponse(runRenewalsStep(input))
})

async function runRenewals(container: MedusaContainer, input: RunRenewalsInput): Promise<RunRenewalsResult> {
  const billing = billingOf(container)
  const coupons = couponsOf(container)
  const until = await readUntil(coupons, input)
  const report: RunRenewalsResult = { ...noRenewals(), until: until.toISOString() }
  await finishPlanChanges(container, await coupons.now())
  const passedOver: string[] = []
  for (;;) {
    const page = await billing.listDue({ until, except: passedOver, limit: PAGE })
    const [first] = page
    if (!first) {
      break
    }
    const now = await moveClock(coupons, first.due_at)
    // Each subscription is in the page once, with its oldest period: its missed periods follow one another in order.
    const due = page.filter(({ due_at }) => due_at <= now)
    await inParallel(byCustomer(due), PARALLEL_RENEWALS, async (ids) => {
      for (const id of ids) {
        const turn = await billDue(container, id, now, report)
        if (turn === "not_due" || turn === "failed") {
          passedOver.push(id)
        }
      }
    })
  }
  await moveClock(coupons, until)
  return report
}

/** Bills the next period if it is due at `now`, or ends the subscription that was to end there. Never throws. */
export async function billDue(
  container: MedusaContainer,
  subscription_id: string,
  now: Date,
  counts: RenewalCounts,
): Promise<Turn> {
  try {
    const subscription = await billingOf(container).readSubscription(subscription_id)
    if (subscription.cancel_at_period_end) {
      await cancelSubscription(container, { subscription_id, at_period_end: false, now: now.toISOString() })
      counts.canceled++
      return "canceled"
    }
    const instant = now.toISOString()
    const { outcome } = await renewSubscription(container, { subscription_id, now: instant, due_before: instant })
    counts.billed += outcome === "paid" ? 1 : 0
    counts.declined += outcome === "declined" ? 1 : 0
    counts.out_of_stock += outcome === "out_of_stock" ? 1 : 0
    return outcome
  } catch (error) {
    const message = messageOf(error)
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(`Subscription ${subscription_id} could not be billed: ${message}`)
    counts.failed.push({ subscription_id, message })
    return "failed"
  }
}

type Due = Awaited<ReturnType<BillingModuleService["listDue"]>>[number]

/**
 * One customer's subscriptions are billed one after the other: a discount of the customer begins with the earliest of
 * their invoices, and its last cycle is given once. What is due later than a customer's first waits for the next page,
 * where a period that the first one missed may come before it.
 */
export function byCustomer(due: Due[]): string[][] {
  const groups = new Map<string, Due[]>()
  for (const one of due) {
    const group = groups.get(one.customer_id) ?? []
    if (group.every(({ due_at }) => due_at.getTime() === one.due_at.getTime())) {
      groups.set(one.customer_id, [...group, one])
    }
  }
  return [...groups.values()].map((group) => group.map(({ id }) => id))
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
