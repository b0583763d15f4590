// Bills whatever is due, here and now: in order of due time, customers who are due at one moment side by side.
// The admin route and tests come through here; the job shares its work with other processes (share-renewals).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import type BillingModuleService from "../../modules/billing/service"
import type CouponModuleService from "../../modules/coupon/service"
import { inParallel } from "../../lib/in-parallel"
import { finishPlanChanges } from "./change-plan"
import { billDue, noRenewals } from "./bill-due"
import type { RenewalCounts } from "./bill-due"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { invalid } from "../../tools/errors"

export interface RunRenewalsInput {
  /** ISO instant; later than now only with the test clock, which it then moves along. Default: now. */
  until?: string | null
}

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
