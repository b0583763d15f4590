// Changes the plan of a subscription, at once or when its paid period ends (rules 12, 20 and 40).
import {
  StepResponse,
  WorkflowResponse,
  createStep,
  createWorkflow,
  transform,
} from "@medusajs/framework/workflows-sdk"
import { ContainerRegistrationKeys, OrderWorkflowEvents, generateEntityId } from "@medusajs/framework/utils"
import type { MedusaContainer } from "@medusajs/framework/types"
import { addOrderTransactionStep, emitEventStep } from "@medusajs/medusa/core-flows"
import { isUnderway, undoCharge } from "./charge"
import type { Failure } from "../../modules/billing/invoice-rows"
import type { ChargeResult } from "./charge"
import { gather } from "./gather"
import { managedVariantIds, orderInput } from "./order-of-invoice"
import { isTakenBack, outcomeOf, prepareChange } from "./prepare-change"
import type { ChangeOutcome, ChangePlanInput, PreparedChange } from "./prepare-change"
import { chargeOf, placeOrderStep, takePaymentStep, transactionsOf } from "./renew-subscription"
import type { Attempt, Lease } from "./renew-subscription"
import { ENDED_BY_PLAN_CHANGE, REPLACED, withdrawWon } from "./scheduled-change"
import { billingOf, couponsOf, messageOf, refused } from "./services"
import { settleChange } from "./settle-change"

export const PLAN_CHANGED_EVENT = "billing-subscription.plan-changed"

/** Nobody bills the subscription meanwhile. */
const holdStep = createStep(
  "billing-hold-for-change",
  async ({ subscription_id }: { subscription_id: string }, { container }) => {
    const lease: Lease = { subscription_id, token: generateEntityId(undefined, "lease") }
    await billingOf(container).hold(subscription_id, lease.token)
    return new StepResponse(lease, lease)
  },
  letGo,
)

async function letGo(lease: Lease | undefined, { container }: { container: MedusaContainer }): Promise<void> {
  if (lease) {
    await billingOf(container).releaseLease(lease.subscription_id, lease.token)
  }
}

const letGoStep = createStep("billing-let-go-after-change", async (lease: Lease, context) => {
  await letGo(lease, context)
  return new StepResponse(null)
})

interface Opened {
  outcome: ChangeOutcome
  /** Null where nothing is billed at once: then all is done. */
  attempt: Attempt | null
}

const openStep = createStep(
  "billing-open-change",
  async ({ lease, input }: { lease: Lease; input: ChangePlanInput }, { container }) => {
    const opened = await open(container, lease, input)
    return new StepResponse<Opened, Attempt | null>(opened, opened.attempt)
  },
  // Goes by the ids on the invoice, like the clean-up after a killed process.
  async (attempt, { container }) => {
    if (attempt) {
      await abandon(container, attempt, NOT_FINISHED, await couponsOf(container).now())
    }
  },
)

async function open(container: MedusaContainer, lease: Lease, input: ChangePlanInput): Promise<Opened> {
  const billing = billingOf(container)
  const now = new Date(input.now)
  const subscription = await billing.readSubscription(lease.subscription_id)
  if (isTakenBack(subscription, input)) {
    await withdrawWon(container, subscription.scheduled_change, now, "plan change taken back")
    await billing.scheduleChange(subscription.id, null, lease.token)
    const outcome = { action: "taken_back", at: "now", proration: "none", effective_at: input.now } as const
    return { outcome: { ...outcome, invoice_id: null }, attempt: null }
  }
  const invoice_id = generateEntityId(undefined, "binv")
  const prepared = await prepareChange(container, input, invoice_id)
  const place = prepared.claim ? await couponsOf(container).claim([prepared.claim]) : []
  const claim_id = place[0]?.id ?? null
  try {
    const outcome = outcomeOf(prepared, now, prepared.invoice && invoice_id)
    if (prepared.invoice) {
      return { outcome, attempt: await openInvoice(container, lease, prepared, invoice_id, claim_id, now) }
    }
    await changeWithoutInvoice(container, lease, prepared, claim_id, now)
    return { outcome, attempt: null }
  } catch (error) {
    await couponsOf(container).release(claim_id ? [claim_id] : [], now)
    throw error
  }
}

async function openInvoice(
  container: MedusaContainer,
  lease: Lease,
  { before, decision, discounts, invoice }: PreparedChange,
  invoice_id: string,
  claim_id: string | null,
  now: Date,
): Promise<Attempt> {
  const { facts, period, priced, cycle_starts_at, paid_unit_price } = invoice as NonNullable<typeof invoice>
  const order_id = generateEntityId(undefined, "order")
  const row = await billingOf(container).openInvoice({
    id: invoice_id,
    ...priced.figures,
    subscription_id: before.id,
    customer_id: before.customer_id,
    currency_code: before.currency_code,
    period,
    order_id,
    payment_collection_id: generateEntityId(undefined, "pay_col"),
    issued_at: now,
    plan_change: {
      ...decision.change,
      anchor: decision.anchor?.toISOString() ?? null,
      cycle_starts_at: cycle_starts_at.toISOString(),
      ended_discount_ids: discounts.ended_ids,
      restarted_discount_ids: discounts.restarted_ids,
      withdrawn_discount_ids: discounts.withdrawn_ids,
      paid_unit_price,
      claim_id,
    },
  })
  return {
    ...lease,
    invoice_id,
    order: orderInput(facts, priced, row, order_id),
    managed_variant_ids: managedVariantIds(facts),
    charge: chargeOf(facts, row),
  }
}

/** Nothing to pay now: the plan changes, or is going to. A coupon is won all the same, and starts with the next invoice. */
async function changeWithoutInvoice(
  container: MedusaContainer,
  { token }: Lease,
  { before, decision, discounts }: PreparedChange,
  claim_id: string | null,
  now: Date,
): Promise<void> {
  const coupons = couponsOf(container)
  const target = { target_type: "subscription", target_id: before.id, starts_at: null, redemption: null } as const
  const made = claim_id
    ? await coupons.redeem({ order_id: null, claim_ids: [claim_id], discounts: [{ claim_id, ...target }], now })
    : []
  const change = { ...decision.change, won_discount_id: made[0]?.id ?? null }
  await coupons.withdrawDiscounts(discounts.withdrawn_ids, now, REPLACED)
  if (decision.at === "period_end") {
    await billingOf(container).scheduleChange(before.id, change, token)
    return
  }
  await coupons.endDiscounts({ ids: discounts.ended_ids }, now, ENDED_BY_PLAN_CHANGE)
  await coupons.restartDiscounts(discounts.restarted_ids, null)
  await billingOf(container).applyChange(before.id, change, token)
}

const NOT_FINISHED = { code: "interrupted", message: "The change of plan was not finished." } as const

/** Takes back an attempt that was not paid; the plan stays. False if the payment may have been made: then it stays open. */
async function abandon(
  container: MedusaContainer,
  attempt: Attempt,
  failure: Pick<Failure, "code" | "message">,
  now: Date,
): Promise<boolean> {
  const billing = billingOf(container)
  const invoice = await billing.readInvoice(attempt.invoice_id)
  if (invoice.status !== "open") {
    return true
  }
  const is_ours = await billing.extendLease(attempt.subscription_id, attempt.token)
  if (!is_ours || !(await undoCharge(container, invoice))) {
    return false
  }
  await billing.abandonChange({ invoice_id: invoice.id, now, ...failure })
  const claim_id = invoice.plan_change?.claim_id
  await couponsOf(container).release(claim_id ? [claim_id] : [], now)
  return true
}

interface Closing {
  attempt: Attempt | null
  charged: ChargeResult | null
  now: string
}

const closeStep = createStep("billing-close-change", async (input: Closing, { container }) => {
  const { attempt, charged } = input
  const now = new Date(input.now)
  if (!attempt || !charged) {
    return new StepResponse<string | null>(null)
  }
  if (charged.declined !== null) {
    const code = charged.failure_code ?? "payment_declined"
    const is_undone = await abandon(container, attempt, { code, message: charged.declined }, now)
    throw refused(
      is_undone
        ? `The plan stays as it is${code === "out_of_stock" ? "" : ", because its payment was declined"}: ${charged.declined}`
        : `The payment of the plan change is not certain: ${charged.declined} It is looked at again by the next renewal run.`,
    )
  }
  await settleChange(container, await billingOf(container).readInvoice(attempt.invoice_id), now)
  return new StepResponse<string | null>(attempt.charge.order_id)
})

/**
 * Changes a plan. Crash-safe as renewals are: order, payment and the change itself are on the invoice before anything is
 * charged, and the plan changes in the transaction that books the invoice as paid. A declined payment changes nothing.
 * Throws INVALID_DATA, NOT_FOUND and NOT_ALLOWED with a sentence.
 */
export const changePlanWorkflow = createWorkflow("billing-change-plan", function (input: ChangePlanInput) {
  const lease = holdStep(input)
  const opened = openStep({ lease, input })
  const attempt = transform({ opened }, ({ opened }) => opened.attempt)
  const shortage = placeOrderStep(attempt)
  const charged = takePaymentStep({ attempt, shortage })
  addOrderTransactionStep(transform({ attempt, charged }, transactionsOf))
  const order_id = closeStep({ attempt, charged, now: input.now })
  letGoStep(lease)
  emitEventStep({
    eventName: OrderWorkflowEvents.PLACED,
    data: transform({ order_id }, ({ order_id }) => (order_id ? [{ id: order_id }] : [])),
  }).config({ name: "order-placed-by-plan-change" })
  emitEventStep({ eventName: PLAN_CHANGED_EVENT, data: transform({ input }, ({ input }) => eventOf(input)) }).config({
    name: "plan-changed",
  })
  return new WorkflowResponse(transform({ opened }, ({ opened }) => opened.outcome))
})

const eventOf = ({ subscription_id, plan_id }: ChangePlanInput) => ({ id: subscription_id, plan_id })

const resumeStep = createStep(
  "billing-resume-change",
  async ({ lease, invoice_id }: { lease: Lease; invoice_id: string }, { container }) => {
    return new StepResponse(await resume(container, lease, invoice_id))
  },
)

/** The attempt as it was: only its payment is asked for again. Null if it had not come that far and was taken back. */
async function resume(container: MedusaContainer, lease: Lease, invoice_id: string): Promise<Attempt | null> {
  const invoice = await billingOf(container).readInvoice(invoice_id)
  if (invoice.status !== "open" || !invoice.plan_change) {
    return null
  }
  const facts = await gather(container, await billingOf(container).readSubscription(lease.subscription_id))
  const attempt = { ...lease, invoice_id, order: null, managed_variant_ids: [], charge: chargeOf(facts, invoice) }
  if (invoice.payment_collection_id && (await isUnderway(container, invoice.payment_collection_id))) {
    return attempt
  }
  await abandon(container, attempt, NOT_FINISHED, await couponsOf(container).now())
  return null
}

interface FinishChangeInput {
  subscription_id: string
  invoice_id: string
  /** ISO instant. */
  now: string
}

/** Finishes what a killed process left of a change: paid for, it is made; not paid for, it is taken back. */
export const finishChangeWorkflow = createWorkflow("billing-finish-change", function (input: FinishChangeInput) {
  const lease = holdStep(input)
  const attempt = resumeStep({ lease, invoice_id: input.invoice_id })
  const charged = takePaymentStep({ attempt, shortage: null })
  addOrderTransactionStep(transform({ attempt, charged }, transactionsOf))
  const order_id = closeStep({ attempt, charged, now: input.now })
  letGoStep(lease)
  return new WorkflowResponse(order_id)
})

/** Goes through the changes that were left unfinished. Answers how many it looked at; failures are the next run's. */
export async function finishPlanChanges(container: MedusaContainer, now: Date): Promise<number> {
  const unfinished = await billingOf(container).listUnfinishedChanges(100)
  for (const { invoice_id, subscription_id } of unfinished) {
    try {
      await finishChangeWorkflow(container).run({ input: { invoice_id, subscription_id, now: now.toISOString() } })
    } catch (error) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(`billing: plan change ${invoice_id} is not finished: ${messageOf(error)}`)
    }
  }
  return unfinished.length
}
