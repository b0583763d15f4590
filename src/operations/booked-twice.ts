// A capture that core itself has booked twice: its workflow looks whether there is an entry and makes it then, which two webhooks at
// the same moment, or a webhook and an admin, both do (rule 60). The first entry stays, and the order's sums follow its entries.
import type {
  BigNumberInput,
  IOrderModuleService,
  MedusaContainer,
  OrderTransactionDTO,
} from "@medusajs/framework/types"
import { BigNumber, createRawPropertiesFromBigNumber, MathBN, Modules } from "@medusajs/framework/utils"
import { byId } from "../tools/by-id"

const LOCK_TIMEOUT_S = 5

/** What core keeps of an order's entries; amounts in major units. */
interface Totals {
  paid_total: BigNumberInput
  refunded_total: BigNumberInput
  transaction_total: BigNumberInput
  pending_difference: BigNumberInput
}

interface Summary {
  id: string
  totals: Totals
}

/** Core's module makes these of its model, and names them in no type (contract/facts/orders). */
interface Summaries {
  listOrderSummaries(filters: { order_id: string; version: number }): Promise<Summary[]>
  updateOrderSummaries(summaries: Summary[]): Promise<unknown>
}

/** The entries of captures that have an entry already, whoever looks. */
export function bookedTwice(booked: OrderTransactionDTO[], reference: string): OrderTransactionDTO[] {
  const known = new Set<string>()
  return byId(booked).filter((entry) => {
    const is_known = entry.reference === reference && known.has(entry.reference_id)
    known.add(entry.reference_id)
    return is_known
  })
}

/**
 * Removes them. Harmless to repeat, and where two do it at the same time: whoever comes last makes the sums those of the entries. A
 * process that dies in between leaves an entry too many, or sums that are right. Where core's module does not show its sums any more,
 * all stays as it is.
 */
export async function unbook(
  container: MedusaContainer,
  order_id: string,
  twice: OrderTransactionDTO[],
): Promise<void> {
  const orders: IOrderModuleService & Partial<Summaries> = container.resolve(Modules.ORDER)
  if (!showsSums(orders)) {
    return
  }
  const forget = async () => {
    await sumUp(orders, order_id)
    const left = await orders.listOrderTransactions({ id: twice.map(({ id }) => id) }, { select: ["id"] })
    if (left.length > 0) {
      await orders.deleteOrderTransactions(left.map(({ id }) => id))
      await sumUp(orders, order_id)
    }
  }
  await container.resolve(Modules.LOCKING).execute([order_id], forget, { timeout: LOCK_TIMEOUT_S })
}

const showsSums = (orders: IOrderModuleService & Partial<Summaries>): orders is IOrderModuleService & Summaries =>
  [orders.listOrderSummaries, orders.updateOrderSummaries].every((method) => typeof method === "function")

/** Core adds to the sums what it books, by reading and writing them: of two that book at once one may be missing. */
async function sumUp(orders: IOrderModuleService & Summaries, order_id: string): Promise<void> {
  const { version } = await orders.retrieveOrder(order_id, { select: ["id", "version"] })
  const [summary] = await orders.listOrderSummaries({ order_id, version })
  if (!summary) {
    return
  }
  const amounts = (await orders.listOrderTransactions({ order_id })).map(({ amount }) => amount)
  const total = MathBN.sum(0, ...amounts)
  const change = MathBN.sub(total, summary.totals.transaction_total)
  if (MathBN.eq(change, 0)) {
    return
  }
  const paid = MathBN.sum(0, ...amounts.filter((amount) => MathBN.gt(amount, 0)))
  const kept: Summary = {
    id: summary.id,
    totals: {
      ...summary.totals,
      paid_total: new BigNumber(paid),
      refunded_total: new BigNumber(MathBN.sub(paid, total)),
      transaction_total: new BigNumber(total),
      pending_difference: new BigNumber(MathBN.sub(summary.totals.pending_difference, change)),
    },
  }
  createRawPropertiesFromBigNumber(kept)
  await orders.updateOrderSummaries([kept])
}
