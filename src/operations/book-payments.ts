// Money that moved is booked on its order, as core does right after the payment or the refund: a process that dies in
// between leaves an order that says it is owed what was paid, or keeps what was given back. An entry's id is made of what it
// books, so that the database refuses the second of two processes that looked at the same time.
import type { BigNumberInput, MedusaContainer, OrderTransactionDTO } from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"
import { graph } from "../lib/graph"
import { byId } from "../tools/by-id"
import { bookedTwice, unbook } from "./booked-twice"

/** A capture or a refund of core's. Amount in major units. */
interface Moved {
  id: string
  amount: BigNumberInput
}

interface Payment {
  id: string
  captures?: Moved[]
  refunds?: Moved[]
}

/** What an order has of its entries' currency. */
interface BookedOrder {
  id: string
  currency_code: string
}

interface PaidOrder extends BookedOrder {
  payment_collections?: { payments?: Payment[] }[]
}

const CAPTURE = "capture"
const REFUND = "refund"

/** An entry of core's that is to be made. */
interface Entry {
  id: string
  amount: BigNumberInput
  reference: typeof CAPTURE | typeof REFUND
  reference_id: string
}

const entryId = ({ id }: Moved): string => `ordtrx_${id}`

/** Books the captures and refunds of an order that are not booked yet, once each; harmless to repeat. Two queries where all are. */
export async function bookPayments(container: MedusaContainer, order_id: string): Promise<void> {
  const [order] = await graph<PaidOrder>(
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
  )
  const payments = (order?.payment_collections ?? []).flatMap(({ payments }) => payments ?? [])
  if (order && payments.length > 0) {
    await book(container, order, (booked) =>
      payments.flatMap((payment) => [...capturesOf(payment, booked), ...refundsOf(payment, booked)]),
    )
  }
}

/** Books these captures of an order's payment, but for those that are booked already. One query where all are. */
export async function bookCaptures(container: MedusaContainer, order: BookedOrder, captures: Moved[]): Promise<void> {
  if (captures.length > 0) {
    await book(container, order, (booked) => capturesOf({ id: "", captures }, booked))
  }
}

/**
 * Makes the entries that are missing, by what is booked. Core's module makes all or none of them: where another process has made
 * one of them meanwhile, it is looked at again, until nothing has changed since.
 */
async function book(
  container: MedusaContainer,
  { id: order_id, currency_code }: BookedOrder,
  missingIn: (booked: OrderTransactionDTO[]) => Entry[],
): Promise<void> {
  const orders = container.resolve(Modules.ORDER)
  const look = async () => {
    const booked = await orders.listOrderTransactions({ order_id, reference: [CAPTURE, REFUND] })
    const twice = bookedTwice(booked, CAPTURE)
    if (twice.length > 0) {
      await unbook(container, order_id, twice)
    }
    return missingIn(booked)
  }
  for (let missing = await look(); missing.length > 0;) {
    try {
      await orders.addOrderTransactions(missing.map((entry) => ({ ...entry, order_id, currency_code })))
      return
    } catch (error) {
      const left = await look()
      if (left.length === missing.length) {
        throw error
      }
      missing = left
    }
  }
}

function capturesOf({ captures = [] }: Payment, booked: OrderTransactionDTO[]): Entry[] {
  const known = new Set(booked.map(({ reference_id }) => reference_id))
  return captures
    .filter(({ id }) => !known.has(id))
    .map((capture) => ({ id: entryId(capture), amount: capture.amount, reference: CAPTURE, reference_id: capture.id }))
}

/**
 * What is missing in all, refund by refund: core names a refund by its payment, of which there may be several, or by its id, then
 * with the amount of a later one. So entries of core's say how much is booked, and not of which refund. Everybody goes by the ids'
 * order, so that two who see the same book the same.
 */
function refundsOf({ id, refunds = [] }: Payment, booked: OrderTransactionDTO[]): Entry[] {
  const names = new Set([id, ...refunds.map((refund) => refund.id)])
  const entries = booked.filter(({ reference, reference_id }) => reference === REFUND && names.has(reference_id))
  const ours = new Set(entries.map((entry) => entry.id))
  let left = MathBN.sum(0, ...refunds.map(({ amount }) => amount), ...entries.map(({ amount }) => amount))
  const missing: Entry[] = []
  const others = refunds.filter((refund) => !ours.has(entryId(refund)))
  for (const refund of byId(others)) {
    const amount = MathBN.min(left, refund.amount)
    if (MathBN.gt(amount, 0)) {
      missing.push({ id: entryId(refund), amount: MathBN.mult(amount, -1), reference: REFUND, reference_id: id })
      left = MathBN.sub(left, amount)
    }
  }
  return missing
}
