// Shares out what is due among all processes of the shop: one event per handful of customers, taken by whoever is free.
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { Limiter } from "../../lib/in-parallel"
import { finishPlanChanges } from "./change-plan"
import { billDue, noRenewals, PARALLEL_RENEWALS, runRenewalsWorkflow } from "./run-renewals"
import type { RenewalCounts, Turn } from "./run-renewals"
import { billingOf, findBilling } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"

/** Asks for the subscriptions of a handful of customers to be billed. On Redis' event bus any worker may take it. */
export const RENEWALS_DUE = "billing.renewals_due"

/** What the event carries. */
export interface RenewalsDue {
  customer_ids: string[]
}

/** Small enough that several workers share even a short list, and that little waits for one that was killed. */
const SHARE = 5

/** As many customers as one run asks for; who is left is still due at the next, a few minutes later. */
const MAX_SHARED = 5000

const shareStep = createStep("billing-share-renewals", async (_input: void, { container }) => {
  return new StepResponse({ shared: await shareRenewals(container) })
})

async function shareRenewals(container: MedusaContainer): Promise<number> {
  const now = await couponsOf(container).now()
  await finishPlanChanges(container, now)
  const due = await billingOf(container).listDueCustomers(now, MAX_SHARED)
  await askForRenewals(container, due)
  return due.length
}

/** Asks for these customers to be billed as far as they are due, a handful at a time, by whichever process is free. */
export async function askForRenewals(container: MedusaContainer, customer_ids: string[]): Promise<void> {
  const events: { name: string; data: RenewalsDue }[] = []
  for (let from = 0; from < customer_ids.length; from += SHARE) {
    events.push({ name: RENEWALS_DUE, data: { customer_ids: customer_ids.slice(from, from + SHARE) } })
  }
  if (events.length > 0) {
    // Internal ones let a shop's other events pass.
    await container.resolve(Modules.EVENT_BUS).emit(events, { internal: true })
  }
}

/** Asks for everything that is due to be billed; answers for how many customers. It waits for none of them. */
export const shareRenewalsWorkflow = createWorkflow("billing-share-renewals", function () {
  return new WorkflowResponse(shareStep())
})

/**
 * What the job does. A shop with a test clock bills in this process, one moment after the other: sharing would ask for
 * a clock that stands still.
 */
export async function bringRenewalsUpToDate(container: MedusaContainer): Promise<void> {
  if (!findBilling(container)) {
    return
  }
  if (couponsOf(container).hasTestClock()) {
    await runRenewalsWorkflow(container).run({ input: {} })
  } else {
    await shareRenewalsWorkflow(container).run()
  }
}

/** One gate per process: however many events arrive, only so many renewals run here. */
const limiter = new Limiter(PARALLEL_RENEWALS)

/** Customers who wait or are billed in this process: asked for twice, they get one turn. */
const renewing = new Set<string>()

const billShareStep = createStep("billing-bill-share", async (input: RenewalsDue, { container }) => {
  return new StepResponse(await billShare(container, input.customer_ids))
})

async function billShare(container: MedusaContainer, customer_ids: string[]): Promise<RenewalCounts> {
  const counts = noRenewals()
  const mine = [...new Set(customer_ids)].filter((id) => !renewing.has(id))
  mine.forEach((id) => renewing.add(id))
  await Promise.all(
    mine.map(async (id) => {
      try {
        await limiter.run(() => billCustomer(container, id, counts))
      } finally {
        renewing.delete(id)
      }
    }),
  )
  return counts
}

/** After these a subscription may have another missed period. */
const GOES_ON: Turn[] = ["paid", "skipped"]

/** All periods of all their subscriptions that are due, the oldest first, each a workflow run of its own. */
async function billCustomer(container: MedusaContainer, customer_id: string, counts: RenewalCounts): Promise<void> {
  const now = await couponsOf(container).now()
  const passedOver: string[] = []
  for (;;) {
    const [due] = await billingOf(container).listDue({ until: now, except: passedOver, limit: 1, customer_id })
    if (!due) {
      break
    }
    if (!GOES_ON.includes(await billDue(container, due.id, now, counts))) {
      passedOver.push(due.id)
    }
  }
}

/** Bills these customers as far as they are due; harmless for those who are not, or whom another process bills. */
export const billShareWorkflow = createWorkflow("billing-bill-share", function (input: RenewalsDue) {
  return new WorkflowResponse(billShareStep(input))
})
