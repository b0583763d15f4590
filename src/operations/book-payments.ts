// Money that moved is booked on its order, as core does right after the payment or the refund: a process that dies in
// between leaves an order that says it is owed what was paid, or keeps what was given back.
import type { BigNumberInput, MedusaContainer, OrderTransactionDTO } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { graph } from "../lib/graph"

interface Moved {
  id: string
  amount: BigNumberInput
}

interface Payment {
  id: string
  captures?: Moved[]
  refunds?: Moved[]
}

interface PaidOrder {
  id: string
  currency_code: string
  payment_collections?: { payments?: Payment[] }[]
}

const CAPTURE = "capture"
const REFUND = "refund"

/** Books the captures and refunds of an order that are not booked yet; harmless to repeat. Two queries where all are. */
export async function bookPayments(container: MedusaContainer, order_id: string): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const [[order], booked] = await Promise.all([
    graph<PaidOrder>(
      container,
      "order",
      [
        "id",
        "currency_code",
        "payment_collections.payments.id",
        "payment_collections.payments.captures.id",
        "payment_collections.payments.captures.amount",
        "payment_collections.payments.refunds.id",
        "payment_collections.payments.refunds.amount",
      ],
      { id: order_id },
    ),
    orders.listOrderTransactions({ order_id, reference: [CAPTURE, REFUND] }),
  ])
  const payments = (order?.payment_collections ?? []).flatMap(({ payments }) => payments ?? [])
  const missing = payments.flatMap((payment) => [...capturesOf(payment, booked), ...refundOf(payment, booked)])
  if (order && missing.length > 0) {
    await orders.addOrderTransactions(
      missing.map((transaction) => ({ ...transaction, order_id, currency_code: order.currency_code })),
    )
  }
}

function capturesOf({ captures = [] }: Payment, booked: OrderTransactionDTO[]) {
  const known = new Set(booked.map(({ reference_id }) => reference_id))
  return captures
    .filter(({ id }) => !known.has(id))
    .map(({ id, amount }) => ({ amount, reference: CAPTURE, reference_id: id }))
}

/** Core names a refund by its payment, of which there may be several: what is missing in all is booked. */
function refundOf({ id, refunds = [] }: Payment, booked: OrderTransactionDTO[]) {
  const names = new Set([id, ...refunds.map((refund) => refund.id)])
  const is_of_it = ({ reference, reference_id }: OrderTransactionDTO) => reference === REFUND && names.has(reference_id)
  const refunded = MathBN.sum(0, ...refunds.map(({ amount }) => amount))
  const missing = MathBN.add(refunded, MathBN.sum(0, ...booked.filter(is_of_it).map(({ amount }) => amount)))
  return MathBN.gt(missing, 0) ? [{ amount: MathBN.mult(missing, -1), reference: REFUND, reference_id: id }] : []
}
