// How a text that is searched for finds promo codes.
import { allOf, anyOf, condition } from "../../../tools/paging"
import type { Condition } from "../../../tools/paging"

/** Wildcards of the text are meant literally. */
const escaped = (text: string) => text.replace(/[\\%_]/g, "\\$&")

/**
 * Codes (`coupon_promo_code p`) by a normalised text. Those that people made are found by any part of them; random ones of batches by
 * their beginning, which needs no index beside the one that finds a code (decision 47).
 */
export const codeMatches = (code: string): Condition =>
  anyOf([
    allOf([condition("p.code_batch_id IS NULL"), condition("p.code_normalised LIKE ?", `%${escaped(code)}%`)]),
    condition("p.code_normalised LIKE ?", `${escaped(code)}%`),
  ])
