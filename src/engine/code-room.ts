// How much room a pattern of generated codes needs (rule 37). Without the API's schemas, so that the Admin can ask it too.
import { capacity, DEFAULT_ALPHABET } from "./codes"

/** Codes in one batch, top-ups included. */
export const MAX_BATCH_CODES = 1_000_000

/** Characters of the longest code. */
export const MAX_CODE_LENGTH = 64

/** A pattern must be able to make so many combinations for each code that is made: a guess then hits once in a thousand at best. */
const COMBINATIONS_PER_CODE = 1_000
const USUAL_LENGTH = 10

/** How generated codes look. `alphabet` is normalised: each character once. */
export interface CodePattern {
  prefix: string
  length: number
  alphabet: string
}

/** The smallest length of random part that gives `quantity` codes of the alphabet (2 characters or more) enough room. */
export function smallestLength(quantity: number, alphabet = DEFAULT_ALPHABET): number {
  let length = 1
  while (capacity(length, alphabet) < quantity * COMBINATIONS_PER_CODE) {
    length += 1
  }
  return length
}

/** The length of random part that is taken where none is asked for: the smallest sufficient one, at least 10. */
export function usualLength(quantity: number, alphabet = DEFAULT_ALPHABET): number {
  return Math.max(USUAL_LENGTH, smallestLength(quantity, alphabet))
}

/** True if the pattern has room for `quantity` codes in all. */
export function hasRoom(quantity: number, { length, alphabet }: Omit<CodePattern, "prefix">): boolean {
  return capacity(length, alphabet) >= quantity * COMBINATIONS_PER_CODE
}

/** Why `quantity` codes in all are too many for a pattern, as a sentence with the smallest length that will do; or null. */
export function capacityProblem(quantity: number, pattern: Omit<CodePattern, "prefix">): string | null {
  if (hasRoom(quantity, pattern)) {
    return null
  }
  const { length, alphabet } = pattern
  return (
    `${length} characters of this alphabet make ${capacity(length, alphabet)} different codes, too few for ${quantity}: ` +
    `there must be ${COMBINATIONS_PER_CODE} times as many, so that codes cannot be guessed. ` +
    `The smallest sufficient length is ${smallestLength(quantity, alphabet)}.`
  )
}
