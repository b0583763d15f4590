// Reads the ledger: who redeemed what, on which document, when, how much (rule 46).
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import type { LedgerPage } from "../../modules/coupon/ledger/reports"
import { ledgerFilter, type LedgerQuestion } from "./ledger-question"
import { type RedemptionView, viewRedemptions } from "./redemption-views"

export type RedemptionsQuestion = LedgerQuestion & LedgerPage

/** One page of the ledger, with its customers and numbers. Throws INVALID_DATA for a date outside the calendar. */
export async function listRedemptions(
  container: MedusaContainer,
  { limit, offset, order, ...question }: RedemptionsQuestion,
): Promise<{ redemptions: RedemptionView[]; count: number }> {
  const filter = await ledgerFilter(container, question)
  const [rows, count] = await couponsOf(container).listLedger(filter, { limit, offset, order })
  return { redemptions: await viewRedemptions(container, rows), count }
}
