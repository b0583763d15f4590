// What was promised in all, shared once: an amount over an order, or a cap, that several subscriptions go on with.
import { allocate, fromMinor, toMinor } from "./money"
import type { MoneyAmount, Terms } from "./types"

/** True if the terms promise one amount for everything together: a fixed amount across, or a percentage with a cap. */
export const promisesInAll = (terms: Terms): boolean =>
  (terms.type === "fixed" && terms.allocation === "across") ||
  (terms.type === "percentage" && terms.maximum_discount.length > 0)

/**
 * The terms with the share of what they promise in all that goes to some of those who share it (rule 53): in proportion to the weights
 * (whole, not negative; equal parts where all are 0), exact to the minor unit, so that the shares of all add up to
 * the promise. Terms that promise nothing in all stay as they are. Throws RangeError like `allocate`.
 */
export function shareOfTerms(terms: Terms, weights: number[], isMine: (index: number) => boolean): Terms {
  const every_one_is_mine = weights.every((_, index) => isMine(index))
  if (every_one_is_mine || !promisesInAll(terms)) {
    return terms
  }
  const heavy = weights.some((weight) => weight > 0) ? weights : weights.map(() => 1)
  const shareOf = ({ currency_code, amount }: MoneyAmount): MoneyAmount => {
    const shares = allocate(toMinor(amount, currency_code), heavy)
    const mine = shares.reduce((sum, share, index) => (isMine(index) ? sum + share : sum), 0)
    return { currency_code, amount: fromMinor(mine, currency_code) }
  }
  return terms.type === "fixed"
    ? { ...terms, amounts: terms.amounts.map(shareOf) }
    : { ...terms, maximum_discount: terms.maximum_discount.map(shareOf) }
}
