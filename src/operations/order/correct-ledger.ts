// After an order edit, exchange or claim the ledger says what our discounts take off the order by now (rule 30, law 5).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { graph } from "../../lib/graph"
import type { Correction, OrderDiscount } from "../../modules/coupon/ledger/corrections"
import type { DraftDiscount } from "../../modules/coupon/discounts/drafts"
import { couponsOf } from "../../lib/coupons"
import { bookedOn } from "../../pricing/amounts"
import { readOrder } from "../../pricing/core-order"
import type { CoreOrder } from "../../pricing/core-order"
import { orderAdjustmentCodes } from "../../pricing/adjustment-codes"

/**
 * Books the difference as a reversal and a new row. Places stay taken, for the transaction took place; invoices are not
 * touched, for they say what they were billed at. Cancelled orders have no rows to correct. Harmless to repeat.
 */
export async function correctLedger(container: MedusaContainer, order_id: string): Promise<void> {
  const coupons = couponsOf(container)
  const discounts = await coupons.listOrderDiscounts(order_id)
  const due = discounts.filter((one) => one.document_type === "order" && one.claim_status === "redeemed")
  if (due.length === 0) {
    return
  }
  const [order, drafts] = await Promise.all([readOrder(container, order_id), coupons.listDraftDiscounts(order_id)])
  if (order.status === "canceled") {
    return
  }
  const booked = bookedOn(order, new Set(discounts.flatMap((discount) => orderAdjustmentCodes(discount, drafts))))
  await coupons.correctOrder({
    order_id,
    currency_code: order.currency_code,
    corrections: due.map((discount) => correctionOf(discount, { all: discounts, drafts, order, booked })),
    reason: "order edited",
    now: await coupons.now(),
  })
}

interface OrderAsItIs {
  all: OrderDiscount[]
  drafts: DraftDiscount[]
  order: CoreOrder
  booked: ReturnType<typeof bookedOn>
}

/** What the discount takes off the lines that no invoice has booked. */
function correctionOf(discount: OrderDiscount, { all, drafts, order, booked }: OrderAsItIs): Correction {
  const adjustment_codes = [...new Set(orderAdjustmentCodes(discount, drafts))]
  const on_invoices = new Set(
    all.flatMap(({ document_type, booked_line_ids }) => (document_type === "invoice" ? booked_line_ids : [])),
  )
  const taken = (line_id: string) =>
    adjustment_codes.reduce((sum, adjustment_code) => sum + booked(adjustment_code, line_id), 0)
  const items = order.items.map(({ id, title, product_id, variant_id }) => ({
    line_id: id,
    product_id: product_id ?? null,
    variant_id: variant_id ?? null,
    title,
    amount_minor: taken(id),
  }))
  const shipping = order.shipping_methods.map(({ id, name }) => ({
    line_id: id,
    product_id: null,
    variant_id: null,
    title: name,
    amount_minor: taken(id),
  }))
  const lines = [...items, ...shipping].filter((line) => line.amount_minor > 0 && !on_invoices.has(line.line_id))
  return { discount_id: discount.id, lines, amount_minor: lines.reduce((sum, line) => sum + line.amount_minor, 0) }
}

/** How far back the job looks for changes whose announcement was lost. */
const WINDOW_MS = 24 * 60 * 60 * 1000
const PAGE = 500

/** Corrects the ledger of orders that were changed lately; for the clean-up job. Answers how many it looked at. */
export async function correctMissedLedgers(container: MedusaContainer): Promise<number> {
  const seen = new Set<string>()
  for (let skip = 0; ; skip += PAGE) {
    const rows = await graph<{ order_id: string }>(
      container,
      "order_change",
      ["id", "order_id"],
      {
        change_type: ["edit", "exchange", "claim"],
        confirmed_at: { $gte: new Date(Date.now() - WINDOW_MS) },
      },
      { page: { skip, take: PAGE, order: { confirmed_at: "ASC", id: "ASC" } } },
    )
    for (const { order_id } of rows.filter((row) => !seen.has(row.order_id))) {
      seen.add(order_id)
      await correctQuietly(container, order_id)
    }
    if (rows.length < PAGE) {
      return seen.size
    }
  }
}

/** One order that cannot be corrected must not keep the others waiting. */
async function correctQuietly(container: MedusaContainer, order_id: string): Promise<void> {
  try {
    await correctLedger(container, order_id)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`coupons: the ledger of order ${order_id} could not be corrected: ${String(error)}`)
  }
}
