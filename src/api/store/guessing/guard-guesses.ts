// Slows down those who guess promo codes (rule 47): failed attempts are limited per cart, customer and address.
import { createHash } from "node:crypto"
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../../lib/coupons"
import { addressOf } from "./address"
import type { Origin } from "./address"
import type { GuessWatch } from "./watch"
import { watchesFor } from "./watches"
import type { Watches } from "./watches"

/** Who tries a code. */
export interface Guesser extends Origin {
  /** The customer who is logged in; null for a stranger. */
  customer_id: string | null
  /** Null where no cart is named. */
  cart_id: string | null
}

/** What came of one attempt. */
export interface Attempt {
  /** True when it found nothing that a stranger may know of: an unknown, archived or foreign code. */
  is_guess: boolean
}

/** Either the attempt, or the whole seconds to wait before another one is made. */
export type Guarded<T> = { retry_after: null; attempt: T } | { retry_after: number; attempt: null }

/**
 * Makes the attempt unless too many have failed; says then how long to wait, and does not look at the code at all, so that
 * the answer says nothing about it. Only guesses count: neither codes that work, nor errors. Every code that is tried on a
 * customer's behalf goes through here.
 */
export async function guardGuesses<T extends Attempt>(
  container: MedusaContainer,
  guesser: Guesser,
  attempt: () => Promise<T>,
): Promise<Guarded<T>> {
  const limits = couponsOf(container).guessingLimits()
  if (limits === false) {
    return { retry_after: null, attempt: await attempt() }
  }
  const watches = await watchesFor(container, limits)
  return passWatches(watchedNames(watches, guesser, limits.addressHeader), attempt)
}

interface Watched {
  watch: GuessWatch
  name: string
}

/** In one order for everybody, so that no two can wait for each other in a circle. */
export function watchedNames(watches: Watches, guesser: Guesser, address_header: string | null): Watched[] {
  const names = { customer: guesser.customer_id, cart: guesser.cart_id, address: addressOf(guesser, address_header) }
  return (["customer", "cart", "address"] as const).flatMap((kind) => {
    const name = names[kind]
    return name === null ? [] : [{ watch: watches[kind], name: digest(name) }]
  })
}

/** Short, of one length, and no address of a person in anybody's Redis. */
const digest = (name: string) => createHash("sha256").update(name).digest("base64url").slice(0, 22)

/** Goes past every watch, or none. */
export async function passWatches<T extends Attempt>(
  watched: Watched[],
  attempt: () => Promise<T>,
): Promise<Guarded<T>> {
  const entered: Watched[] = []
  try {
    for (const { watch, name } of watched) {
      const wait_ms = await watch.enter(name)
      if (wait_ms !== null) {
        return { retry_after: Math.ceil(wait_ms / 1000), attempt: null }
      }
      entered.push({ watch, name })
    }
    const made = await attempt()
    if (made.is_guess) {
      await Promise.all(entered.map(({ watch, name }) => watch.fail(name)))
    }
    return { retry_after: null, attempt: made }
  } finally {
    for (const { watch, name } of entered) {
      watch.leave(name)
    }
  }
}
