// New codes and ids in bulk, from the operating system's random source, each character as likely as every other.
import { randomFillSync } from "node:crypto"
import { normaliseCode } from "../../../../engine"
import type { CodePattern } from "../../../../engine"

const POOL_BYTES = 64 * 1024
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const TIME_CHARACTERS = 10
const RANDOM_CHARACTERS = 16

/** Answers random numbers from 0 to n - 1 (n up to 256), without the bias of a remainder. */
function randomSource(): (n: number) => number {
  const pool = new Uint8Array(POOL_BYTES)
  let used = POOL_BYTES
  const byte = () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool)
      used = 0
    }
    return pool[used++] as number
  }
  return (n) => {
    const fair = 256 - (256 % n)
    let value = byte()
    while (value >= fair) {
      value = byte()
    }
    return value % n
  }
}

/** One new code: as it is shown, and as it is compared. */
export interface NewCode {
  code: string
  code_normalised: string
}

/**
 * Answers a maker of random codes of a pattern that `createCodeBatchSchema` accepted: there, no character merges with its
 * neighbour, so that the normalised code is the normalised parts in a row.
 */
export function codeMaker({ prefix, length, alphabet }: CodePattern): () => NewCode {
  const below = randomSource()
  const characters = [...alphabet]
  const normalisedPrefix = normaliseCode(prefix)
  return () => {
    let random = ""
    for (let count = 0; count < length; count += 1) {
      random += characters[below(characters.length)]
    }
    return { code: prefix + random, code_normalised: normalisedPrefix + random }
  }
}

/**
 * Answers a maker of promo code ids made at `now`: ULIDs as everywhere else (48 bits of time, 80 random bits), but from one
 * pool of random bytes. The library asks the system for each character, which takes longer than writing the row.
 */
export function promoIdMaker(now: Date): () => string {
  const below = randomSource()
  let time = ""
  for (let rest = now.getTime(); time.length < TIME_CHARACTERS; rest = Math.floor(rest / 32)) {
    time = CROCKFORD.charAt(rest % 32) + time
  }
  return () => {
    let random = ""
    for (let count = 0; count < RANDOM_CHARACTERS; count += 1) {
      random += CROCKFORD[below(32)]
    }
    return `promo_${time}${random}`
  }
}
