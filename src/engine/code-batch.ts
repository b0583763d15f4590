// Code batches: what the API accepts, and when relative expiry falls (rule 37).
import { z } from "@medusajs/framework/zod"
import { DateTime } from "luxon"
import { capacityProblem, MAX_BATCH_CODES, MAX_CODE_LENGTH, usualLength } from "./code-room"
import { DEFAULT_ALPHABET, isValidCode, normaliseCode } from "./codes"
import { channelSchema, codeGateShape, gateDefaults, refuseDates } from "./coupon-schema"
import { isUsableInstant, LAST_YEAR } from "./dates"

const MAX_ALPHABET = 256

/** The last millisecond of the day that lies `days` after `now` (epoch ms), in `time_zone` (an IANA name). */
export function endOfDayAfter(now: number, days: number, time_zone: string): number {
  return DateTime.fromMillis(now, { zone: time_zone }).plus({ days }).endOf("day").toMillis()
}

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]$/u

/** Why these characters cannot make codes, as a sentence; or null. Pairs that Unicode composes would be other codes. */
function alphabetProblem(characters: string[]): string | null {
  if (characters.some((character) => !LETTER_OR_DIGIT.test(character))) {
    return "An alphabet is made of letters and digits."
  }
  if (characters.length < 2 || characters.length > MAX_ALPHABET) {
    return `An alphabet has 2 to ${MAX_ALPHABET} different characters; case and Unicode width make no difference.`
  }
  const melts = characters.some((a) => characters.some((b) => normaliseCode(a + b) !== a + b))
  return melts ? "Some characters of this alphabet merge with their neighbours. Use others." : null
}

const alphabetSchema = z
  .string()
  .max(1000)
  .transform((text) => [...new Set(normaliseCode(text))])
  .superRefine((characters, context) => {
    const message = alphabetProblem(characters)
    if (message) {
      context.addIssue({ code: "custom", message })
    }
  })
  .transform((characters) => characters.join(""))

const prefixSchema = z
  .string()
  .trim()
  .max(MAX_CODE_LENGTH)
  // With a letter behind it, because a prefix may be signs only.
  .refine((prefix) => isValidCode(normaliseCode(`${prefix}A`)), "A prefix has only letters, digits or - _ . + % !")

const batchShape = {
  ...codeGateShape,
  channel: channelSchema,
}

type BatchGate = z.output<z.ZodObject<typeof batchShape>>

const batchDefaults = (gate: BatchGate) => ({
  ...gateDefaults(gate),
  // Each code once, unless null or another number is asked for.
  max_redemptions: gate.max_redemptions === undefined ? 1 : gate.max_redemptions,
  expires_in_days: gate.expires_in_days ?? null,
  channel: gate.channel ?? null,
})

const quantitySchema = z.number().int().min(1).max(MAX_BATCH_CODES)

/**
 * A new batch of generated codes, with its defaults: no look-alikes in the alphabet, the smallest sufficient length but
 * at least 10, each code once. Refuses a pattern without room for the quantity, or with codes that are too long.
 */
export const createCodeBatchSchema = z
  .strictObject({
    quantity: quantitySchema,
    prefix: prefixSchema.optional(),
    length: z.number().int().min(1).max(MAX_CODE_LENGTH).optional(),
    alphabet: alphabetSchema.optional(),
    ...batchShape,
  })
  .superRefine(refuseDates)
  .transform((input) => {
    const alphabet = input.alphabet ?? [...new Set(DEFAULT_ALPHABET)].join("")
    const length = input.length ?? usualLength(input.quantity, alphabet)
    return { ...batchDefaults(input), quantity: input.quantity, prefix: input.prefix ?? "", length, alphabet }
  })
  .superRefine((input, context) => {
    const add = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message })
    const problem = capacityProblem(input.quantity, input)
    if (problem) {
      add("length", problem)
    }
    const longest = normaliseCode(input.prefix).length + input.length * widthOf(input.alphabet)
    if (longest > MAX_CODE_LENGTH) {
      add("prefix", `Prefix and length make codes of ${longest} characters; ${MAX_CODE_LENGTH} is the most.`)
    }
    const [first = ""] = input.alphabet
    if (normaliseCode(input.prefix + first) !== normaliseCode(input.prefix) + first) {
      add("prefix", "The prefix merges with the first character behind it. Use another one.")
    }
  })

/** UTF-16 units of the widest character, because the length of a code is counted in them. */
const widthOf = (alphabet: string) => Math.max(...[...alphabet].map((character) => character.length))

/** What an import of own codes decides for all of them; the codes come beside it. */
export const importCodeBatchSchema = z.strictObject(batchShape).superRefine(refuseDates).transform(batchDefaults)

/** How many codes to add to a batch, or how many it shall have in all, which may be asked for again without harm. */
export const topUpCodeBatchSchema = z
  .strictObject({ quantity: quantitySchema.optional(), total: quantitySchema.optional() })
  .refine(({ quantity, total }) => (quantity === undefined) !== (total === undefined), {
    error: "Give either 'quantity', so many more codes, or 'total', so many in all.",
    path: ["quantity"],
  })

export type TopUpCodeBatchRequest = z.output<typeof topUpCodeBatchSchema>
export type CodeBatchInput = z.output<typeof createCodeBatchSchema>
export type ImportCodeBatchInput = z.output<typeof importCodeBatchSchema>

/** What all codes of a batch share. */
export type CodeBatchGate = ImportCodeBatchInput

/** `expires_at` of a batch made at `now` (epoch ms); null never. Throws RangeError beyond the calendar. */
export function relativeExpiry(expires_in_days: number | null, now: number, time_zone: string): number | null {
  if (expires_in_days === null) {
    return null
  }
  const instant = endOfDayAfter(now, expires_in_days, time_zone)
  if (!isUsableInstant(instant)) {
    throw new RangeError(`'expires_in_days' leads beyond the year ${LAST_YEAR}.`)
  }
  return instant
}
