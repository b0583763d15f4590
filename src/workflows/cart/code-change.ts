// What a request to one of core's own cart routes asks of our promo codes, carried to where core reads the cart under its
// lock: core's flows know only codes of its own.
import { AsyncLocalStorage } from "node:async_hooks"

export interface CodeChange {
  /** `add`: these too; `replace`: these and no others; `remove`: these no more. As core's routes mean it. */
  mode: "add" | "replace" | "remove"
  /** As typed; everything in the request that is not a core promotion's code. */
  words: string[]
  /** The customer who is logged in; null for a stranger. */
  customer_id: string | null
  /** Set when it was taken up; a request is one change, however often core prices the cart in it. */
  is_done: boolean
  /** Set when it was refused for a code that a stranger may know nothing of (rule 47). */
  is_guess: boolean
  /** Ends the change once the request has done all of it; null where nothing was changed. */
  unfinished_id: string | null
}

const requests = new AsyncLocalStorage<CodeChange>()

/** Runs `work`, and all it starts, as the request that asks for this change. */
export function askForChange(change: CodeChange, work: () => void): void {
  requests.run(change, work)
}

/** The change that the request in hand still waits for; it is taken by whoever asks first. */
export function takeChange(): CodeChange | null {
  const change = requests.getStore()
  if (!change || change.is_done) return null
  change.is_done = true
  return change
}
