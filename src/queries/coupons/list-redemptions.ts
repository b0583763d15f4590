// Reads the ledger: who redeemed what, on which document, when, how much (rule 46).
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import type { LedgerPage } from "../../modules/coupon/ledger/reports"
import type { ListCount } from "../../tools/paging"
import { ledgerFilter, type LedgerQuestion } from "./ledger-question"
import { type RedemptionView, viewRedemptions } from "./redemption-views"

export type RedemptionsQuestion = LedgerQuestion & LedgerPage

/** One page of the ledger, with its customers and numbers. Throws INVALID_DATA for a date outside the calendar. */
export async function listRedemptions(
  container: MedusaContainer,
  { limit, offset, order, ...question }: RedemptionsQuestion,
): Promise<{ redemptions: RedemptionView[] } & ListCount> {
  const filter = await ledgerFilter(container, question)
  const [rows, count, count_is_estimate] = await couponsOf(container).listLedger(filter, { limit, offset, order })
  return { redemptions: await viewRedemptions(container, rows), count, count_is_estimate }
}
