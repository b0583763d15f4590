// Exact money: decimals to whole minor units and back, percentages, and sharing an amount without losing a unit.

/** ISO 4217 currencies whose smallest unit is not a hundredth. A table, because what Intl answers differs by runtime. */
const DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "bif clp djf gnf isk jpy kmf krw pyg rwf ugx uyi vnd vuv xaf xof xpf".split(" ").map((code) => [code, 0]),
  ),
  ...Object.fromEntries("bhd iqd jod kwd lyd omr tnd".split(" ").map((code) => [code, 3])),
  clf: 4,
  uyw: 4,
}

/** ISO 4217's currencies, and those that Medusa still knows of countries that have another one by now. */
const CURRENCIES: ReadonlySet<string> = new Set(
  (
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob bov brl bsd btn bwp byn bzd cad cdf che " +
    "chf chw clf clp cny cop cou crc cup cve czk djf dkk dop dzd eek egp ern etb eur fjd fkp gbp gel ghs gip gmd gnf gtq " +
    "gyd hkd hnl hrk htg huf idr ils inr iqd irr irt isk jmd jod jpy kes kgs khr kmf kpw krw kwd kyd kzt lak lbp lkr lrd " +
    "lsl ltl lvl lyd mad mdl mga mkd mmk mnt mop mru mur mvr mwk mxn mxv myr mzn nad ngn nio nok npr nzd omr pab pen pgk " +
    "php pkr pln pyg qar ron rsd rub rwf sar sbd scr sdg sek sgd shp sle sll sos srd ssp std stn svc syp szl thb tjs tmt " +
    "tnd top try ttd twd tzs uah ugx usd usn uyi uyu uyw uzs ved vef ves vnd vuv wst xaf xcd xcg xdr xof xpf xsu xua yer " +
    "zar zmk zmw zwg zwl"
  ).split(" "),
)

/** True for a code that stands for a currency; ignores case. A code of three letters alone, such as zzz, does not. */
export const isCurrency = (currency_code: string): boolean => CURRENCIES.has(currency_code.toLowerCase())

/** Percentages have up to this many decimals (rule 1). */
const PERCENTAGE_DECIMALS = 4
/** 100 %, counted in the smallest step of a percentage. */
export const HUNDRED_PERCENT_STEPS = 100 * 10 ** PERCENTAGE_DECIMALS

/**
 * The largest amount (major units) that comes in anywhere: a price, what a line comes to, a coupon's amount. A hundred
 * billion is exact in every currency, down to ten-thousandths, and so is the sum of nine of them.
 */
export const MAX_AMOUNT = 100_000_000_000

/** The most units of one item. */
export const MAX_QUANTITY = 1_000_000

/** True if so many units at that price (major units) come to an amount that is exact and may come in. */
export const isPayableLine = (unit_price: number, quantity: number): boolean =>
  unit_price >= 0 && quantity >= 0 && quantity <= MAX_QUANTITY && unit_price * quantity <= MAX_AMOUNT

/** What is said of a line that is not: a sentence. */
export const TOO_LARGE_LINE = `'unit_price' times 'quantity' may come to at most ${MAX_AMOUNT}, and 'quantity' to ${MAX_QUANTITY}.`

/** How many decimals the currency's amounts have (ISO 4217): 0 for JPY, 2 for EUR, 3 for KWD. Ignores case. */
export function currencyDigits(currency_code: string): number {
  return DIGITS[currency_code.toLowerCase()] ?? 2
}

/**
 * A decimal amount (major units) in whole minor units, exact, halves away from zero: 10.005 EUR is 1001.
 * Throws RangeError if it is not a finite decimal or too large to be exact.
 */
export function toMinor(amount: number | string, currency_code: string): number {
  const { negative, whole, rest } = split(amount, currency_code)
  const magnitude = whole + (rest >= "5" ? 1n : 0n)
  return safe(negative ? -magnitude : magnitude)
}

/**
 * The largest number of whole minor units that is not more than a decimal amount (major units): what may be taken off.
 * Throws RangeError like `toMinor`.
 */
export function toMinorFloor(amount: number | string, currency_code: string): number {
  const { negative, whole, rest } = split(amount, currency_code)
  return safe(negative ? -(whole + (/[1-9]/.test(rest) ? 1n : 0n)) : whole)
}

/** Whole minor units as the decimal amount (major units) nearest to them: 1050 EUR is 10.5. */
export function fromMinor(amount_minor: number, currency_code: string): number {
  return amount_minor / 10 ** currencyDigits(currency_code)
}

/** True if the amount (major units) has no more decimals than its currency. */
export function fitsCurrency(amount: number, currency_code: string): boolean {
  return Number.isFinite(amount) && !/[1-9]/.test(split(amount, currency_code).rest)
}

/** True if the number has at most `decimals` decimals as it is written. */
export function hasDecimals(value: number, decimals: number): boolean {
  return Number.isFinite(value) && !/[1-9]/.test(splitAt(value, decimals).rest)
}

/** A percentage in steps of 0.0001 (20 is 200000). Throws RangeError outside 0..100 or beyond 4 decimals (rule 1). */
export function percentageSteps(percentage: number): number {
  const steps = Math.round(percentage * 10 ** PERCENTAGE_DECIMALS)
  if (!(percentage >= 0 && percentage <= 100) || steps / 10 ** PERCENTAGE_DECIMALS !== percentage) {
    throw new RangeError(`Not a percentage from 0 to 100 with at most 4 decimals: ${percentage}`)
  }
  return steps
}

/** That percentage (0..100, up to 4 decimals) of an amount, in minor units, exact, halves up (rule 1). */
export function percentOf(amount_minor: number, percentage: number): number {
  return mulDiv(amount_minor, percentageSteps(percentage), HUNDRED_PERCENT_STEPS)
}

/** value × numerator / denominator of whole numbers that are not negative, exact, halves up. Throws RangeError. */
export function mulDiv(value: number, numerator: number, denominator: number): number {
  const product = value * numerator
  if (product <= Number.MAX_SAFE_INTEGER && product >= 0 && denominator > 0) {
    const rest = product % denominator
    return (product - rest) / denominator + (rest >= denominator - rest ? 1 : 0)
  }
  assertCount(value, "value")
  assertCount(numerator, "numerator")
  assertCount(denominator, "denominator")
  return quotient(BigInt(value) * BigInt(numerator), BigInt(denominator))
}

/** numerator / denominator of whole numbers that are not negative, exact at any size, halves up. Throws RangeError. */
export function quotient(numerator: bigint, denominator: bigint): number {
  return safe((2n * numerator + denominator) / (2n * denominator))
}

/**
 * Shares `total_minor` in proportion to the weights: every share is the exact one rounded down, the units left over go
 * to the largest remainders, ties to the earlier weight (rule 2). Shares add up to the total; a weight of 0 gets 0; while
 * the total is at most the sum of the weights, no share is more than its weight. Exact at any size.
 * Throws RangeError for negative or unsafe numbers, and for a total without any weight.
 */
export function allocate(total_minor: number, weights: number[]): number[] {
  assertCount(total_minor, "total_minor")
  let sum = 0
  for (const weight of weights) {
    assertCount(weight, "weight")
    sum += weight
  }
  if (total_minor === 0) {
    return weights.map(() => 0)
  }
  if (sum === 0) {
    throw new RangeError("Cannot share an amount when every weight is 0")
  }
  if (total_minor === sum) {
    return [...weights]
  }
  if (total_minor * sum <= Number.MAX_SAFE_INTEGER) {
    return allocateSmall(total_minor, weights, sum)
  }
  return allocateBig(total_minor, weights)
}

function allocateSmall(total: number, weights: number[], sum: number): number[] {
  const shares: number[] = []
  const remainders: number[] = []
  let left = total
  for (const weight of weights) {
    const product = total * weight
    const remainder = product % sum
    const share = (product - remainder) / sum
    shares.push(share)
    remainders.push(remainder)
    left -= share
  }
  return handOut(shares, remainders, left)
}

function allocateBig(total: number, weights: number[]): number[] {
  const sum = weights.reduce((so_far, weight) => so_far + BigInt(weight), 0n)
  const products = weights.map((weight) => BigInt(total) * BigInt(weight))
  const shares = products.map((product) => safe(product / sum))
  const left = BigInt(total) - shares.reduce((so_far, share) => so_far + BigInt(share), 0n)
  return handOut(
    shares,
    products.map((product) => product % sum),
    Number(left),
  )
}

/** Fewer units are left than there are shares with a remainder, so each gets at most one. */
function handOut(shares: number[], remainders: (number | bigint)[], left: number): number[] {
  if (left === 0) {
    return shares
  }
  const order = remainders.map((_, index) => index)
  order.sort((a, b) => compare(remainders[b] ?? 0, remainders[a] ?? 0) || a - b)
  for (let rank = 0; rank < left; rank++) {
    const index = order[rank] ?? 0
    shares[index] = (shares[index] ?? 0) + 1
  }
  return shares
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

interface Decimal {
  negative: boolean
  /** Magnitude in minor units, rounded towards zero. */
  whole: bigint
  /** The decimals beyond the minor unit; "" when there are none. */
  rest: string
}

function split(amount: number | string, currency_code: string): Decimal {
  return splitAt(amount, currencyDigits(currency_code))
}

function splitAt(amount: number | string, digits: number): Decimal {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(String(amount).trim())
  const whole = match?.[2] ?? ""
  const fraction = match?.[3] ?? ""
  if (!match || whole + fraction === "") {
    throw new RangeError(`Not a decimal amount: ${amount}`)
  }
  // Moves the decimal point to where the minor unit ends; zeros on both sides keep it inside the digits.
  const point = whole.length + Number(match[4] ?? 0) + digits
  const all = whole + fraction
  const padded = point < 0 ? "0".repeat(-point) + all : all.padEnd(point, "0")
  const cut = Math.max(point, 0)
  return { negative: match[1] === "-", whole: BigInt(padded.slice(0, cut) || "0"), rest: padded.slice(cut) }
}

function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`Amount is too large to be exact: ${value} minor units`)
  }
  return Number(value)
}

function assertCount(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a whole number, not negative and at most 2^53 - 1: ${value}`)
  }
}
