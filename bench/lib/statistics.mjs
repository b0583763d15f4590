// Medians, spread and ratios of times measured in alternating rounds.

const BLOCKS = 5

/** The value below which the share `part` (0 to 1) of the values lies, interpolated. Values in any order, at least one. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below)
}

export const median = (values) => quantile(values, 0.5)

/** Consecutive fifths of the rounds: how far a ratio moves between them says how far to trust it. */
function blocks(values) {
  const count = Math.min(BLOCKS, values.length)
  return Array.from({ length: count }, (_, index) =>
    values.slice(Math.floor((index * values.length) / count), Math.floor(((index + 1) * values.length) / count)),
  )
}

/** The ratio of the medians of two sides timed in the same rounds, with the lowest and highest of five blocks of rounds. */
export function ratio(ours, theirs) {
  const theirBlocks = blocks(theirs)
  const each = blocks(ours).map((block, index) => median(block) / median(theirBlocks[index]))
  return { value: median(ours) / median(theirs), lowest: Math.min(...each), highest: Math.max(...each) }
}

const ms = (value) => value.toFixed(1)

/** "41.2 ms (38.0 to 55.1)": the median and the 5th to 95th percentile. */
export const showTimes = (times) =>
  `${ms(median(times))} ms (${ms(quantile(times, 0.05))} to ${ms(quantile(times, 0.95))})`

/** "0.45 (0.43 to 0.48), goal at most 0.5: reached" */
export function showRatio(ours, theirs, goal) {
  const { value, lowest, highest } = ratio(ours, theirs)
  const spread = `${value.toFixed(3)} (${lowest.toFixed(3)} to ${highest.toFixed(3)})`
  if (goal === undefined) {
    return spread
  }
  return `${spread}, goal at most ${goal}: ${value <= goal ? "reached" : "NOT reached"}`
}
