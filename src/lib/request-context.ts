// What one request carries past core, which hands nothing on: who is logged in, the promo codes that were sent along to one of
// core's own routes, and why a completion was refused.
import { AsyncLocalStorage } from "node:async_hooks"
import type { Refusal } from "../engine"

/** What a request to one of core's own cart routes asks of our promo codes: core's flows know only codes of its own. */
export interface CodeChange {
  /** `add`: these too; `replace`: these and no others; `remove`: these no more. As core's routes mean it. */
  mode: "add" | "replace" | "remove"
  /** As typed; everything in the request that is not a core promotion's code. */
  codes: string[]
  /** The customer who is logged in; null for a stranger. */
  customer_id: string | null
  /** Set when it was taken up; a request is one change, however often core prices the cart in it. */
  is_done: boolean
  /** Set when it was refused for a code that a stranger may know nothing of (rule 47). */
  is_guess: boolean
  /** Ends the change once the request has done all of it; null where nothing was changed. */
  unfinished_id: string | null
}

/** What was told while one request was answered. */
export interface ToldReasons {
  reasons: Refusal[]
}

interface RequestContext {
  customer_id?: string
  change?: CodeChange
  told?: ToldReasons
}

const requests = new AsyncLocalStorage<RequestContext>()

/** Runs `work`, and all it starts, with this beside what the request carries already. */
function carrying<T>(more: RequestContext, work: () => T): T {
  return requests.run({ ...requests.getStore(), ...more }, work)
}

/** Runs `work`, and everything it starts, for a customer who is logged in. */
export function asSignedIn<T>(customer_id: string, work: () => T): T {
  return carrying({ customer_id }, work)
}

/**
 * The customer who is logged in on the request in hand; null for strangers, webhooks and jobs. An e-mail address on a cart
 * proves nothing: core gives any cart with their e-mail to the customer who has an account with it.
 */
export function signedInCustomer(): string | null {
  return requests.getStore()?.customer_id ?? null
}

/** Runs `work`, and all it starts, as the request that asks for this change. */
export function askForChange(change: CodeChange, work: () => void): void {
  carrying({ change }, work)
}

/** The change that the request in hand still waits for; it is taken by whoever asks first. */
export function takeChange(): CodeChange | null {
  const change = requests.getStore()?.change
  if (!change || change.is_done) {
    return null
  }
  change.is_done = true
  return change
}

/** Runs `work`, and all it starts, as one request: reasons told meanwhile are found in `told`. */
export function hearReasons(told: ToldReasons, work: () => void): void {
  carrying({ told }, work)
}

/** Tells why a code was refused to the request in hand; without one (a webhook, a job) nobody asks. */
export function tellReasons(reasons: Refusal[]): void {
  const told = requests.getStore()?.told
  if (told) {
    told.reasons = reasons
  }
}
