// Why a discount was on an order, as far as the ledger and the discount say it.
import type { AppliedDiscount, LedgerRow } from "./api-types"

/**
 * `code`: typed in the cart. `granted`: a grant gave it there. `running`: won before and still running on the
 * subscription (`item`: on one of its items; `customer`: on the customer). `admin`: put there by hand.
 */
export type Reason = "code" | "codeBefore" | "granted" | "running" | "item" | "customer" | "invoice" | "admin"

export function reasonOf(
  { code, subscription_id }: Pick<LedgerRow, "code" | "subscription_id">,
  discount: Pick<AppliedDiscount, "target_type"> | undefined,
): Reason {
  switch (discount?.target_type) {
    case "customer":
      return "customer"
    case "invoice":
      return "invoice"
    case "draft_order":
      return code ? "code" : "admin"
    case "subscription_item":
      return code ? "codeBefore" : "item"
    case "subscription":
      return code ? "codeBefore" : "running"
    case "order":
    case undefined:
      if (code) return "code"
      return subscription_id ? "running" : "granted"
  }
}
