// Promo codes as texts: what counts as the same code, what may be one, and making new ones.

/** Under this adjustment code a free first period is shown on carts and orders. It is no promo code: nobody can create or enter it. */
export const TRIAL_CODE = "FREE-TRIAL"

/** What granted coupons take off is shown under this prefix and the coupon's id. No promo code has a colon in it. */
const GRANT_PREFIX = "GRANTED:"

/** The adjustment code under which a granted coupon's saving stands on carts and orders (rule 24); the same for every customer. */
export const grantCode = (coupon_id: string): string => GRANT_PREFIX + coupon_id

/** True for an adjustment code that `grantCode` makes. */
export const isGrantCode = (code: string): boolean => code.startsWith(GRANT_PREFIX)

/** The coupon behind an adjustment code that `grantCode` made; null for any other code. */
export const grantedCouponId = (code: string): string | null =>
  isGrantCode(code) ? code.slice(GRANT_PREFIX.length) : null

const MAX_LENGTH = 64
/** White space, control characters, and everything Unicode says is not seen (joiners, soft hyphens, marks of order). */
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+/gu
/** Letters, their marks, digits, and signs that are safe in a URL, a CSV file and on paper. */
const CODE_PATTERN = /^[\p{L}\p{M}\p{N}\-_.+%!]+$/u
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u

/** No I, L, O, 0 and 1, which are mistaken for each other on paper (rule 37). */
export const DEFAULT_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

/** Everything that looks like a hyphen: Unicode's dashes, and the minus signs, bullets and marks beside them. */
const DASHES = /[\p{Pd}\u02d7\u2043\u2212\u2796]/gu
/** The dot that Turkish writes on its capital I, wherever it stands among the letter's marks. */
const DOT_OF_I = /(?<=I[\u0300-\u036f]*)\u0307/g

/**
 * What is stored as `code_normalised` and compared: case, spaces, invisible characters, Unicode width, the dot of a Turkish
 * I and the kind of dash do not count (rule 23), and the machine's locale has no say. Normalising twice changes nothing.
 * " ｓｕｍｍｅｒ 20 " is "SUMMER20", "İndirim–5" is "INDIRIM-5".
 */
export function normaliseCode(input: string): string {
  const folded = caseFolded(input).replace(DASHES, "-")
  return /[\u0130\u0307]/.test(folded) ? folded.normalize("NFD").replace(DOT_OF_I, "").normalize("NFKC") : folded
}

/** Case, spaces and width: all that `normaliseCode` did at first. */
function caseFolded(input: string): string {
  // Lower case first, because some capitals (ẞ) have no way up but have one down. The last NFKC composes what upper case took apart.
  const folded = input.normalize("NFKC").replace(UNSEEN, "").toLowerCase().toUpperCase()
  return folded.normalize("NFKC").replace(UNSEEN, "")
}

/**
 * The normalised codes that a typed text may be stored under. Usually one. Codes that were two when the Turkish dot counted, and
 * would be one today, keep the dot in what is stored: typed exactly so, each is still found, the first of these first.
 */
export function normalisedCodesFor(typed: string): string[] {
  return [...new Set([caseFolded(typed), normaliseCode(typed)])]
}

/** True if a typed text may mean one of these stored codes. */
export const isAmong = (codes: ReadonlySet<string>, typed: string): boolean =>
  normalisedCodesFor(typed).some((code) => codes.has(code))

/** True if a normalised text may be a promo code: 1 to 64 letters, digits and `- _ . + % !`, at least one letter or digit. */
export function isValidCode(normalised: string): boolean {
  return normalised.length <= MAX_LENGTH && CODE_PATTERN.test(normalised) && LETTER_OR_DIGIT.test(normalised)
}

/**
 * How many different codes `length` characters of the alphabet can make, capped at 2^53 - 1. Characters that normalise to
 * the same one count once.
 */
export function capacity(length: number, alphabet = DEFAULT_ALPHABET): number {
  return Math.min(characters(alphabet).length ** length, Number.MAX_SAFE_INTEGER)
}

/**
 * A new code: prefix and `length` characters of the alphabet. `randomBelow(n)` must give a whole number from 0 to n - 1,
 * each as likely as the other; the engine has no randomness of its own. Throws RangeError for an empty alphabet, a length
 * that is not at least 1, or a result that is no valid code.
 */
export function generateCode(
  options: { length: number; prefix?: string; alphabet?: string },
  randomBelow: (n: number) => number,
): string {
  const { length, prefix = "", alphabet = DEFAULT_ALPHABET } = options
  const set = characters(alphabet)
  if (set.length === 0 || !Number.isSafeInteger(length) || length < 1) {
    throw new RangeError("A generated code needs an alphabet and at least one character")
  }
  const code = prefix + Array.from({ length }, () => set[randomBelow(set.length)] ?? "").join("")
  if (!isValidCode(normaliseCode(code))) {
    throw new RangeError(`Not a valid code: ${code}`)
  }
  return code
}

function characters(alphabet: string): string[] {
  return [...new Set(normaliseCode(alphabet))]
}
