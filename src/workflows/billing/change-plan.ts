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
import { emitEventStep } from "@medusajs/medusa/core-flows"
import type { SubscriptionRow } from "../../modules/billing/types"
import { isBooked } from "../../modules/billing/statuses"
import { isUnderway } from "../../pricing/billing/underway"
import { chargeOf, takeBackOwn, takeOver } from "../../operations/billing/attempts"
import type { Attempt } from "../../operations/billing/attempts"
import { undoCharge } from "../../operations/billing/charge"
import { isOrderCanceled } from "../../operations/billing/cancel-invoice-order"
import type { Failure } from "../../modules/billing/invoice-rows"
import type { ChargeResult } from "../../operations/billing/charge"
import { gather } from "../../pricing/billing/gather"
import { requireLease } from "../../operations/billing/lease"
import type { Lease } from "../../operations/billing/lease"
import { managedVariantIds, orderInput } from "../../operations/billing/order-of-invoice"
import { isTakenBack, outcomeOf, prepareChange } from "../../pricing/billing/prepare-change"
import type { ChangeOutcome, ChangePlanInput, PreparedChange } from "../../pricing/billing/prepare-change"
import {
  bookCapturedMeanwhile,
  isCaptured,
  placeOrderStep,
  takePaymentStep,
  bookChargeStep,
} from "./renew-subscription"
import { REPLACED } from "../../operations/billing/scheduled-change"
import { billingOf } from "../../lib/billing"
import { couponsOf } from "../../lib/coupons"
import { messageOf, refused } from "../../tools/errors"
import { bookPlanChange } from "../../operations/billing/book-plan-change"
import { changeUnbilled, finishLeftChange } from "../../operations/billing/unbilled-change"
import type { UnbilledChange } from "../../operations/billing/unbilled-change"
import { endCanceledInvoice, endIfCanceled } from "../../operations/billing/void-canceled"

export const PLAN_CHANGED_EVENT = "billing-subscription.plan-changed"

/** Nobody bills the subscription meanwhile. */
const holdStep = createStep(
  "billing-hold-for-change",
  async ({ subscription_id }: { subscription_id: string }, { container }) => {
    const lease: Lease = { subscription_id, token: generateEntityId(undefined, "lease") }
    await billingOf(container).takeLease(subscription_id, lease.token)
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
  const left = (await finishedBefore(container, lease, input)) ?? (await resumed(container, lease, input))
  if (left) {
    return left
  }
  const now = new Date(input.now)
  const subscription = await billingOf(container).readSubscription(lease.subscription_id)
  if (isTakenBack(subscription, input)) {
    const change = takenBack(subscription, input)
    await changeUnbilled(container, lease, change)
    return { outcome: change.outcome, attempt: null }
  }
  const invoice_id = generateEntityId(undefined, "binv")
  const prepared = await prepareChange(container, input, invoice_id)
  const place = prepared.claim ? await couponsOf(container).claim([prepared.claim]) : []
  const claim_id = place[0]?.id ?? null
  const outcome = outcomeOf(prepared, now, prepared.invoice && invoice_id)
  if (!prepared.invoice) {
    await changeUnbilled(container, lease, unbilled(input, prepared, outcome, claim_id))
    return { outcome, attempt: null }
  }
  try {
    return { outcome, attempt: await openInvoice(container, lease, { prepared, invoice_id, outcome, claim_id, now }) }
  } catch (error) {
    await couponsOf(container).release(claim_id ? [claim_id] : [], now)
    throw error
  }
}

/** The same change, which a killed process had begun and billed nothing for: it is made by now. Null: there was none. */
async function finishedBefore(
  container: MedusaContainer,
  lease: Lease,
  { plan_id }: ChangePlanInput,
): Promise<Opened | null> {
  const left = await finishLeftChange(container, lease)
  return left?.plan_id === plan_id ? { outcome: left.outcome, attempt: null } : null
}

/**
 * The same change, whose payment a killed process had begun: exactly that attempt goes on, so that nobody pays twice. One
 * that had not come that far is taken back. Null: there is nothing to go on with. Throws NOT_ALLOWED for another change.
 */
async function resumed(container: MedusaContainer, lease: Lease, { plan_id }: ChangePlanInput): Promise<Opened | null> {
  const { subscription_id } = lease
  const filters = { subscription_id, kind: "change", status: "open", authorized_at: null }
  const [left] = await billingOf(container).readInvoices(filters)
  const attempt = left ? await resume(container, lease, left.id) : null
  if (!left || !attempt) {
    return null
  }
  const { plan_change } = left
  if (plan_change?.plan_id !== plan_id || !plan_change.outcome) {
    throw refused(
      `Another change of plan of subscription '${subscription_id}' is being paid. Try again in some minutes.`,
    )
  }
  return { outcome: { ...plan_change.outcome, invoice_id: left.id }, attempt }
}

interface Opening {
  prepared: PreparedChange
  invoice_id: string
  outcome: ChangeOutcome
  claim_id: string | null
  now: Date
}

async function openInvoice(
  container: MedusaContainer,
  lease: Lease,
  { prepared, invoice_id, outcome, claim_id, now }: Opening,
): Promise<Attempt> {
  const { before, decision, discounts, invoice } = prepared
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
    token: lease.token,
    plan_change: {
      ...decision.change,
      anchor: decision.anchor?.toISOString() ?? null,
      cycle_starts_at: cycle_starts_at.toISOString(),
      ended_discount_ids: discounts.ended_ids,
      restarted_discount_ids: discounts.restarted_ids,
      withdrawn_discount_ids: discounts.withdrawn_ids,
      paid_unit_price,
      claim_id,
      outcome: {
        action: decision.action,
        at: outcome.at,
        proration: outcome.proration,
        effective_at: outcome.effective_at,
      },
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

/** What a change without an invoice comes to, so that whoever finishes it needs to ask nothing. */
function unbilled(
  input: ChangePlanInput,
  { decision, discounts }: PreparedChange,
  outcome: ChangeOutcome,
  claim_id: string | null,
): UnbilledChange {
  const begins_now = decision.at === "now"
  return {
    outcome,
    plan_id: input.plan_id,
    change: decision.change,
    claim_id,
    withdrawn_ids: discounts.withdrawn_ids,
    withdrawn_because: REPLACED,
    ended_ids: begins_now ? discounts.ended_ids : [],
    restarted_ids: begins_now ? discounts.restarted_ids : [],
    now: input.now,
  }
}

/** The wish to stay on the plan there is: the change that waited is taken back, with what it had won. */
function takenBack({ scheduled_change }: SubscriptionRow, { plan_id, now }: ChangePlanInput): UnbilledChange {
  const won = scheduled_change?.won_discount_id
  return {
    outcome: { action: "taken_back", at: "now", proration: "none", effective_at: now, invoice_id: null },
    plan_id,
    change: null,
    claim_id: null,
    withdrawn_ids: won ? [won] : [],
    withdrawn_because: "plan change taken back",
    ended_ids: [],
    restarted_ids: [],
    now,
  }
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
  const is_ours = await billing.extendLease(attempt.subscription_id, attempt.token)
  const is_over = invoice.status !== "open" || isBooked(invoice)
  if (!is_ours || is_over) {
    await takeBackOwn(container, attempt)
    return is_over
  }
  // Without an order to make, it is the attempt of a process that is thought dead.
  if (!(await (attempt.order ? undoCharge : takeOver)(container, invoice))) {
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

const ORDER_CANCELED =
  "The plan stays as it is, because the order of the change was cancelled: nothing of its payment is kept."
const NOT_CERTAIN =
  "The order of the plan change was cancelled, and its payment could not be given back yet. It is looked at again by the next renewal run."

const closeStep = createStep("billing-close-change", async (input: Closing, { container }) => {
  const { attempt, charged } = input
  const now = new Date(input.now)
  if (!attempt || !charged) {
    return new StepResponse<string | null>(null)
  }
  if (await isOrderCanceled(container, attempt.charge.order_id)) {
    await requireLease(container, attempt)
    const is_void = await endCanceledInvoice(
      container,
      await billingOf(container).readInvoice(attempt.invoice_id),
      attempt,
    )
    if (is_void || charged.declined === null) {
      throw refused(is_void ? ORDER_CANCELED : NOT_CERTAIN)
    }
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
  await requireLease(container, attempt)
  const invoice = await billingOf(container).readInvoice(attempt.invoice_id)
  await bookPlanChange(container, invoice, now, isCaptured(attempt, charged))
  await bookCapturedMeanwhile(container, attempt, charged)
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
  bookChargeStep({ attempt, charged })
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
  if (invoice.status !== "open" || isBooked(invoice) || !invoice.plan_change) {
    return null
  }
  const ended = await endIfCanceled(container, invoice, lease)
  if (ended === "void") {
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
  bookChargeStep({ attempt, charged })
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
