// Job: finishes what nobody finished in time. Claims of killed processes are redeemed, undone or released; lapsed holds are
// given back; orders whose end went unheard are ended, invoices whose capture went unheard are paid, and the ledger follows orders
// that were changed.
import type { MedusaContainer } from "@medusajs/framework/types"
import { bookMissedCaptures } from "../operations/billing/book-captured"
import { endMissedOrders } from "../operations/clean-up/end-missed-orders"
import { freeLapsedHolds } from "../operations/clean-up/free-lapsed-holds"
import { finishStaleClaims } from "../operations/clean-up/finish-stale-claims"
import { correctMissedLedgers } from "../operations/order/correct-ledger"

export default async function cleanUp(container: MedusaContainer) {
  await finishStaleClaims(container)
  await freeLapsedHolds(container)
  await endMissedOrders(container)
  await bookMissedCaptures(container)
  await correctMissedLedgers(container)
}

export const config = { name: "coupons-settle-claims", schedule: "*/5 * * * *" }
