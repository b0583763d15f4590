// One attempt to bill an invoice among several: who may go on with it, and who takes back what it made. Its order and payment
// have ids that were chosen beforehand and stand on the invoice, until another attempt takes their place there.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, generateEntityId } from "@medusajs/framework/utils"
import type { Period } from "../../engine"
import type { InvoiceRow } from "../../modules/billing/types"
import type { Unfinished } from "../../modules/coupon/types"
import { freeGoods } from "../take-back-order"
import { begin, end } from "../unfinished"
import { undoCharge } from "./charge"
import type { Charge } from "./charge"
import type { Lease } from "./lease"
import { managedVariantIds, orderInput } from "./order-of-invoice"
import type { OrderInput } from "./order-of-invoice"
import type { BillingFacts } from "../../pricing/billing/gather"
import { discountsOf, priceInvoice } from "../../pricing/billing/price-invoice"
import { billingOf } from "../../lib/billing"

/** One attempt to bill an invoice. The ids were written to the invoice before any of it was made. */
export interface Attempt extends Lease {
  invoice_id: string
  order: OrderInput | null
  managed_variant_ids: string[]
  charge: Charge
}

/** What an attempt is opened for. */
export interface Opening {
  lease: Lease
  facts: BillingFacts
  period: Period
  /** The invoice of that period, where there is one. */
  known: InvoiceRow | null
  now: Date
}

/** Where the customer is going to pay: by when, and the ids of their payment. */
export interface CustomerPays {
  customer_pays_until: Date
  order_id: string
  payment_collection_id: string
}

/** Prices the invoice and writes it with the ids of an attempt of its own, before anything of that attempt is made. */
export async function openAnew(
  container: MedusaContainer,
  { lease, facts, period, known, now }: Opening,
  customer_pays?: CustomerPays,
): Promise<Attempt> {
  const { subscription } = facts
  const id = known?.id ?? generateEntityId(undefined, "binv")
  const priced = priceInvoice(facts, await discountsOf(container, facts, id, period.starts_at), period, id)
  const ids = customer_pays ?? {
    order_id: generateEntityId(undefined, "order"),
    payment_collection_id: generateEntityId(undefined, "pay_col"),
  }
  const invoice = await billingOf(container).openInvoice({
    id,
    ...priced.figures,
    subscription_id: subscription.id,
    customer_id: subscription.customer_id,
    currency_code: subscription.currency_code,
    period,
    ...ids,
    issued_at: known?.issued_at ?? now,
    token: lease.token,
  })
  const order = orderInput(facts, priced, invoice, ids.order_id)
  return {
    ...lease,
    invoice_id: id,
    order,
    managed_variant_ids: managedVariantIds(facts),
    charge: chargeOf(facts, invoice),
  }
}

/** What an invoice charges, and how. */
export function chargeOf(facts: BillingFacts, invoice: InvoiceRow): Charge {
  return {
    order_id: invoice.order_id ?? "",
    payment_collection_id: invoice.payment_collection_id ?? "",
    currency_code: invoice.currency_code,
    amount: invoice.total,
    customer: facts.customer && (JSON.parse(JSON.stringify(facts.customer)) as BillingFacts["customer"]),
    payment: facts.payment,
  }
}

/** What an attempt makes, by ids that only it uses. */
interface Made extends Lease {
  invoice_id: string
  charge: { order_id: string; payment_collection_id: string }
}

/**
 * What an attempt does that has lost its lease: it takes back what it made itself, by its own ids. Where the invoice still
 * names them, whoever took over goes on with exactly this attempt, and it is theirs.
 */
export async function takeBackOwn(container: MedusaContainer, { invoice_id, charge }: Made): Promise<void> {
  const invoice = await billingOf(container).readInvoice(invoice_id)
  if (invoice.order_id !== charge.order_id) {
    await undoCharge(container, charge)
  }
}

type Attempted = Pick<InvoiceRow, "id" | "order_id" | "payment_collection_id">

/**
 * Takes back an attempt that somebody else began and did not finish. They may be alive, and make what is taken back a moment
 * later: so it is noted, and the job looks again. The caller has the lease. Answers whether it was undone; if not, the ids
 * must be kept.
 */
export async function takeOver(container: MedusaContainer, invoice: Attempted): Promise<boolean> {
  const { id: invoice_id, order_id, payment_collection_id } = invoice
  if (order_id) {
    await begin(container, {
      kind: "renewal_attempt",
      subject_id: order_id,
      input: { invoice_id, payment_collection_id, line_ids: await linesOf(container, order_id) },
    })
  }
  return undoCharge(container, invoice)
}

/** Nobody knows them any more once the order is deleted. */
async function linesOf(container: MedusaContainer, order_id: string): Promise<string[]> {
  const [order] = await container.resolve(Modules.ORDER).listOrders({ id: order_id }, { relations: ["items"] })
  return (order?.items ?? []).map(({ id }) => id)
}

/** Longer than any process stands still and goes on afterwards. */
const WATCHED_MS = 24 * 60 * 60 * 1000

/** The job's part of `takeOver`: takes back what has appeared since. Answers false while it may still appear. */
export async function finishAttempt(container: MedusaContainer, attempt: Unfinished): Promise<boolean> {
  const { id, subject_id: order_id, begun_at } = attempt
  const {
    invoice_id,
    payment_collection_id,
    line_ids = [],
  } = attempt.input as { invoice_id: string; payment_collection_id: string | null; line_ids?: string[] }
  const [invoice] = await billingOf(container).readInvoices({ id: invoice_id })
  // Named by its invoice it was not left: whoever noted it died before another attempt took its place.
  const is_named = invoice?.order_id === order_id
  if (!is_named && (await undoCharge(container, { order_id, payment_collection_id }))) {
    await freeGoods(container, line_ids)
  } else if (!is_named) {
    container
      .resolve(ContainerRegistrationKeys.LOGGER)
      .error(`Invoice ${invoice?.number} may have been charged twice: see payment collection ${payment_collection_id}.`)
  }
  const is_over = Date.now() - new Date(begun_at).getTime() > WATCHED_MS
  if (is_over || is_named) {
    await end(container, id)
    return true
  }
  return false
}
