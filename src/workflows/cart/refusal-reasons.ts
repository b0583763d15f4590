// Carries the reasons of a refused completion past core's error handler, which knows only type, code and message.
import { AsyncLocalStorage } from "node:async_hooks"
import type { Refusal } from "../../engine"

/** What was told while one request was answered. */
export interface ToldReasons {
  reasons: Refusal[]
}

const requests = new AsyncLocalStorage<ToldReasons>()

/** Runs `work`, and all it starts, as one request: reasons told meanwhile are found in `told`. */
export function hearReasons(told: ToldReasons, work: () => void): void {
  requests.run(told, work)
}

/** Tells why a code was refused to the request in hand; without one (a webhook, a job) nobody asks. */
export function tellReasons(reasons: Refusal[]): void {
  const told = requests.getStore()
  if (told) told.reasons = reasons
}
