// Whether an order was paid, as core's completion sees it: one answer for all who redeem for orders.

/** What the answer looks at; `total` in major units. */
export interface PaidFacts {
  total: number
  payment_collections?: { status: string; payment_sessions?: { status: string }[] }[]
}

const TAKEN = ["authorized", "partially_authorized", "completed"]
const SESSION_TAKEN = ["authorized", "captured", "pending_authorization"]

/** Nothing to pay, authorised or captured, or a provider that settles later by itself. */
export function isPaid({ total, payment_collections = [] }: PaidFacts): boolean {
  return (
    total <= 0 ||
    payment_collections.some(
      ({ status, payment_sessions }) =>
        TAKEN.includes(status) || (payment_sessions ?? []).some((session) => SESSION_TAKEN.includes(session.status)),
    )
  )
}
