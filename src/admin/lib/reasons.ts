// Why a discount was on an order, as the ledger and the discount say it.
import type { AppliedDiscount, LedgerRow } from "./api-types"

/** Where the money came off: this order alone, or something that is billed again and again. */
type Place = "order" | "subscription" | "item" | "customer" | "invoice"

/** The text of `widgets.reasons` for a place and how the discount came about. */
export type Reason = `${"code" | "grant" | "admin"}.${Place}`

const places: Record<AppliedDiscount["target_type"], Place> = {
  order: "order",
  draft_order: "order",
  subscription: "subscription",
  subscription_item: "item",
  customer: "customer",
  invoice: "invoice",
}

/** `discount` is undefined while it is read, and where it is gone: the code alone tells something then. */
export function reasonOf(
  { code }: Pick<LedgerRow, "code">,
  discount: Pick<AppliedDiscount, "target_type" | "origin"> | undefined,
): Reason {
  if (!discount) {
    return code ? "code.order" : "admin.order"
  }
  return `${discount.origin}.${places[discount.target_type]}`
}
