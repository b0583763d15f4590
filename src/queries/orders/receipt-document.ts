// What stands on the receipt of an order, in words: gathered and formatted, before anything is drawn (rule 62).
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { MathBN, OrderChangeStatus } from "@medusajs/framework/utils"
import { fromMinor, isGrantCode, sumExact, TRIAL_CODE } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import { graph } from "../../lib/graph"
import { orderAdjustmentCodes } from "../../pricing/adjustment-codes"
import { exactOf } from "../../pricing/amounts"
import { CREDIT_CODE } from "../../pricing/billing/plan-change"
import { missing } from "../../tools/errors"
import { dayWriter, discountLabel, moneyWriter, recipientOf, usableLocale } from "../documents/sheet"
import type { PrintedCustomer, PrintedDocument, PrintedOrder } from "../documents/sheet"
import { inUnits, receiptAmounts } from "./receipt-amounts"
import type { ReceiptAdjustment, ReceiptCredit, ReceiptOrder, ReceiptPart, ReceiptTax } from "./receipt-amounts"

interface PrintedItem extends ReceiptPart {
  title: string
  variant_title?: string | null
  quantity: BigNumberInput
  unit_price: BigNumberInput
  detail?: { return_received_quantity?: BigNumberInput; return_dismissed_quantity?: BigNumberInput }
}

interface PrintedShipping extends ReceiptPart {
  name: string
  amount: BigNumberInput
}

/** Money that moved, and when. */
interface Movement {
  amount: BigNumberInput
  created_at: string | Date
}

interface Payment {
  amount: BigNumberInput
  canceled_at?: unknown
  captures?: Movement[]
  refunds?: Movement[]
}

/** An order as its receipt needs it; amounts are core's. */
export interface ReceiptSource extends ReceiptOrder, PrintedOrder {
  id: string
  display_id: number
  custom_display_id?: string | null
  status: string
  is_draft_order: boolean
  locale?: string | null
  created_at: string | Date
  canceled_at?: string | Date | null
  items: PrintedItem[]
  shipping_methods: PrintedShipping[]
  customer?: PrintedCustomer | null
  payment_collections?: ({ payments?: Payment[] } | null)[]
}

/** A change of the order that was confirmed. */
interface Change {
  change_type: string | null
  confirmed_at: string | Date | null
}

/** What a receipt says beside what the order does. */
export interface ReceiptSurroundings {
  seller: string
  /** IANA name. */
  time_zone: string
  changes: Change[]
  /** Names and codes of our discounts by the adjustment codes they stand under. */
  discounts: Map<string, { name: string; code: string | null }>
}

const FIELDS = [
  ...["id", "display_id", "custom_display_id", "status", "is_draft_order", "currency_code", "email", "locale"],
  ...["created_at", "canceled_at", "total", "billing_address.*", "shipping_address.*"],
  ...["items.*", "items.detail.*", "items.adjustments.*", "items.tax_lines.*"],
  ...["shipping_methods.*", "shipping_methods.adjustments.*", "shipping_methods.tax_lines.*", "credit_lines.*"],
  ...["customer.email", "customer.first_name", "customer.last_name", "customer.company_name"],
  ...["payment_collections.payments.amount", "payment_collections.payments.canceled_at"],
  ...["payment_collections.payments.captures.amount", "payment_collections.payments.captures.created_at"],
  ...["payment_collections.payments.refunds.amount", "payment_collections.payments.refunds.created_at"],
]

/** `filters` may narrow whose order it is. Throws NOT_FOUND with a sentence. */
export async function readReceipt(
  container: MedusaContainer,
  order_id: string,
  filters: Record<string, unknown> = {},
): Promise<PrintedDocument> {
  const [order] = await graph<ReceiptSource>(container, "order", FIELDS, { ...filters, id: order_id })
  if (!order) {
    throw missing(`Order with id '${order_id}' was not found.`)
  }
  const coupons = couponsOf(container)
  const [[store], changes, discounts, drafts] = await Promise.all([
    graph<{ name: string }>(container, "store", ["name"], {}),
    graph<Change>(container, "order_change", ["change_type", "confirmed_at"], {
      order_id,
      status: OrderChangeStatus.CONFIRMED,
    }),
    coupons.listOrderDiscounts(order_id),
    coupons.listDraftDiscounts(order_id),
  ])
  return receiptOf(order, {
    seller: store?.name ?? "",
    time_zone: coupons.timeZone(),
    changes,
    discounts: new Map(
      discounts.flatMap((discount) =>
        orderAdjustmentCodes(discount, drafts).map((adjustment_code) => [adjustment_code, discount] as const),
      ),
    ),
  })
}

/** The texts of a receipt; days in the store's time zone, amounts with the decimals of their currency. */
export function receiptOf(order: ReceiptSource, surroundings: ReceiptSurroundings): PrintedDocument {
  const { currency_code } = order
  const locale = usableLocale(order.locale)
  const day = dayWriter(locale, surroundings.time_zone)
  const write = moneyWriter(locale, currency_code)
  const money = (amount_minor: number) => write(fromMinor(amount_minor, currency_code))
  const amounts = receiptAmounts(order, {
    discount: (adjustment) => labelOf(adjustment, surroundings.discounts),
    credit: creditLabel,
  })
  const paid = movementsOf(order)
  const number = order.custom_display_id ?? String(order.display_id)
  const printed = [...order.items.map(itemTexts), ...order.shipping_methods.map(shippingTexts)]
  return {
    kind: "Receipt",
    seller: surroundings.seller,
    number,
    facts: [
      ["Order number", number],
      ["Date of order", day(order.created_at)],
      ["Status", statusOf(order, amounts.total, paid, day)],
      ...changesOf(surroundings.changes, day),
    ],
    recipient: recipientOf(order, order.customer ?? null),
    lines: printed.flatMap(({ title, quantity, unit_price }, index) =>
      title === null
        ? []
        : [{ title, quantity, unit_price: write(Number(unit_price)), amount: money(amounts.lines[index] ?? 0) }],
    ),
    sums: [
      ["Subtotal", money(amounts.subtotal)],
      ...amounts.discounts.map(({ label, amount_minor }): [string, string] => [label, money(0 - amount_minor)]),
      ...amounts.added_taxes.map((tax): [string, string] => [taxLabel(tax, locale), money(tax.amount_minor)]),
      ...amounts.credits.map(({ label, amount_minor }): [string, string] => [label, money(0 - amount_minor)]),
      ...(amounts.other === 0 ? [] : [["Other", money(amounts.other)] as [string, string]]),
      ["Total", money(amounts.total)],
    ],
    below_total: [
      ...amounts.contained_taxes.map((tax): [string, string] => [
        `${taxLabel(tax, locale)}, contained`,
        money(tax.amount_minor),
      ]),
      ...paid.movements.map(({ label, created_at, amount_minor }): [string, string] => [
        `${label}, ${day(created_at)}`,
        money(amount_minor),
      ]),
      ...(paid.movements.some(({ label }) => label === "Refunded")
        ? [["Paid, less refunds", money(paid.kept)] as [string, string]]
        : []),
    ],
    issued_at: new Date(order.created_at),
  }
}

interface LineTexts {
  /** Null: not printed; an order change took the line away, and it comes to nothing. */
  title: string | null
  quantity: string
  unit_price: BigNumberInput
}

/** What is returned is no longer part of core's totals, nor of the quantity. */
function itemTexts({ title, variant_title, quantity, unit_price, detail }: PrintedItem): LineTexts {
  const returned = MathBN.sum(detail?.return_received_quantity ?? 0, detail?.return_dismissed_quantity ?? 0)
  const name = variant_title && variant_title !== title ? `${title}, ${variant_title}` : title
  return {
    title: MathBN.eq(quantity, 0) ? null : name + (MathBN.gt(returned, 0) ? ` (${returned.toFixed()} returned)` : ""),
    quantity: MathBN.sub(quantity, returned).toFixed(),
    unit_price,
  }
}

const shippingTexts = ({ name, amount }: PrintedShipping): LineTexts => ({
  title: `Shipping: ${name}`,
  quantity: "1",
  unit_price: amount,
})

function labelOf(adjustment: ReceiptAdjustment, discounts: ReceiptSurroundings["discounts"]): string {
  const { code, description, promotion_id } = adjustment
  if (promotion_id) {
    return code ?? description ?? "Discount"
  }
  const ours = code ? discounts.get(code) : undefined
  if (ours) {
    return discountLabel(ours.name, ours.code)
  }
  if (code === TRIAL_CODE) {
    return "Free trial"
  }
  // Codes that no customer has typed say nothing to one.
  const is_internal = !code || code === CREDIT_CODE || isGrantCode(code)
  return discountLabel(description ?? (is_internal ? "Discount" : code), is_internal ? null : code)
}

/** Gift cards and store credit as Medusa's loyalty plugin calls them; core credits the order when it gives money back. */
const CREDITS: Record<string, string> = {
  "gift-card": "Gift card",
  "store-credit": "Store credit",
  payment_collection: "Credited for a refund",
}

const creditLabel = ({ reference }: ReceiptCredit): string =>
  reference ? (CREDITS[reference] ?? `Credit (${reference})`) : "Credit"

function taxLabel({ rate, description }: ReceiptTax, locale: string): string {
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(rate)
  return `Tax ${percent}\u00a0%${description ? ` (${description})` : ""}`
}

interface Movements {
  /** By time. Whole minor units, refunds negative; they come to `kept`. */
  movements: { label: "Paid" | "Refunded"; created_at: string | Date; amount_minor: number }[]
  kept: number
  /** A provider holds money that the shop has yet to capture. */
  is_authorized: boolean
}

function movementsOf({ currency_code, payment_collections = [] }: ReceiptSource): Movements {
  const payments = payment_collections.flatMap((collection) => collection?.payments ?? [])
  const moved = payments
    .flatMap(({ captures = [], refunds = [] }) => [
      ...captures.map((movement) => ({ ...movement, label: "Paid" as const })),
      ...refunds.map((movement) => ({ ...movement, label: "Refunded" as const })),
    ])
    .sort((a, b) => new Date(a.created_at).getTime() - new Date(b.created_at).getTime())
  const exact = moved.map(({ label, amount }) =>
    exactOf(label === "Paid" ? amount : MathBN.mult(amount, -1), currency_code),
  )
  const kept = sumExact(exact)
  const units = inUnits(exact, kept)
  return {
    movements: moved.map(({ label, created_at }, index) => ({ label, created_at, amount_minor: units[index] ?? 0 })),
    kept: units.reduce((sum, unit) => sum + unit, 0),
    is_authorized: payments.some(({ canceled_at, captures = [] }) => !canceled_at && captures.length === 0),
  }
}

function statusOf(
  { status, canceled_at, is_draft_order }: ReceiptSource,
  total: number,
  { movements, kept, is_authorized }: Movements,
  day: (date: Date | string) => string,
): string {
  if (status === "canceled") {
    return canceled_at ? `Canceled, ${day(canceled_at)}` : "Canceled"
  }
  if (is_draft_order) {
    return "Draft"
  }
  if (movements.some(({ amount_minor }) => amount_minor < 0)) {
    return kept > 0 ? "Partly refunded" : "Refunded"
  }
  if (movements.length > 0) {
    return kept < total ? "Partly paid" : "Paid"
  }
  if (is_authorized) {
    return "Payment authorized"
  }
  return total > 0 ? "Not paid yet" : "Nothing to pay"
}

/** What changed the lines of an order after it was placed. */
const CHANGES: Record<string, string> = {
  edit: "edited",
  exchange: "exchange",
  claim: "claim",
  return_receive: "return received",
}

function changesOf(changes: Change[], day: (date: Date | string) => string): [string, string][] {
  return changes
    .flatMap(({ change_type, confirmed_at }) => {
      const what = CHANGES[change_type ?? ""]
      return what && confirmed_at ? [{ what, at: new Date(confirmed_at) }] : []
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ what, at }) => ["Changed", `${day(at)}, ${what}`])
}
