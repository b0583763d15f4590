// Who is logged in while a store request is answered. Core's cart flows do not pass it on, and an e-mail address on a cart
// proves nothing: core gives any cart with their e-mail to the customer who has an account with it.
import { AsyncLocalStorage } from "node:async_hooks"

const request = new AsyncLocalStorage<{ customer_id: string }>()

/** Runs `work`, and everything it starts, for a customer who is logged in. */
export function asSignedIn<T>(customer_id: string, work: () => T): T {
  return request.run({ customer_id }, work)
}

/** The customer who is logged in on the request in hand; null for strangers, webhooks and jobs. */
export function signedInCustomer(): string | null {
  return request.getStore()?.customer_id ?? null
}
