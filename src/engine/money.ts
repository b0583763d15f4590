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
/** What is below the smallest unit is kept in billionths of it: finer than any price. */
export const NANO = 1_000_000_000
const NANO_DIGITS = 9
const BIG_NANO = BigInt(NANO)

/**
 * Money that need not be whole: `amount_minor` units and `below_nano` billionths of one; absent is none. Prices may have
 * more decimals than their currency, and core's percentages leave them: 12.7415 EUR is 1274 and 150,000,000.
 */
export interface ExactAmount {
  amount_minor: number
  below_nano?: number
}

/**
 * An amount that cannot be told to the last unit: no price of a real thing. Its message is for people, and it carries what
 * errors of bad input carry, so that whoever calls the engine refuses the input by letting it through.
 */
export class InexactAmount extends RangeError {
  override name = "InexactAmount"
  readonly type = "invalid_data"
  readonly code = "amount_too_large"

  constructor(amount_minor: number | bigint) {
    super(
      `An amount of ${amount_minor} in the smallest unit of its currency is too large to be counted exactly. ` +
        `Please choose a smaller quantity or price.`,
    )
  }
}

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

/** A decimal amount (major units) with all its decimals, to a billionth of the minor unit. Throws like `toMinor`. */
export function toExact(amount: number | string, currency_code: string): Required<ExactAmount> {
  const { negative, whole, rest } = splitAt(amount, currencyDigits(currency_code) + NANO_DIGITS)
  const nano = whole + (rest >= "5" ? 1n : 0n)
  return ofNano(negative ? -nano : nano)
}

/** An exact amount as the decimal (major units) nearest to it: 1274 and 150,000,000 are 12.7415 EUR. */
export function fromExact(amount: ExactAmount, currency_code: string): number {
  return amount.below_nano
    ? Number(`${nanoOf(amount)}e-${currencyDigits(currency_code) + NANO_DIGITS}`)
    : fromMinor(amount.amount_minor, currency_code)
}

/** True if there is something, be it less than a unit. */
export const isSomething = ({ amount_minor, below_nano = 0 }: ExactAmount): boolean =>
  amount_minor > 0 || (amount_minor === 0 && below_nano > 0)

/** Their sum, with nothing rounded on the way. Throws InexactAmount. */
export function sumExact(amounts: ExactAmount[]): Required<ExactAmount> {
  let units = 0
  let nano = 0
  for (const { amount_minor, below_nano = 0 } of amounts) {
    units += amount_minor
    nano += below_nano
  }
  const below_nano = ((nano % NANO) + NANO) % NANO
  units += (nano - below_nano) / NANO
  return { amount_minor: assertSafe(units), below_nano }
}

/** What is left of one amount without another, whatever their signs. Throws InexactAmount. */
export function lessExact(amount: ExactAmount, off: ExactAmount): Required<ExactAmount> {
  return sumExact([amount, { amount_minor: -off.amount_minor, below_nano: -(off.below_nano ?? 0) }])
}

/** Less than 0, 0 or more than 0, as the first is less than, as much as or more than the second. */
export function compareExact(a: ExactAmount, b: ExactAmount): number {
  const { amount_minor, below_nano } = lessExact(a, b)
  return amount_minor || below_nano
}

/**
 * The exact amount in whole units, halves up, shared over its parts: each is its own rounded down, the units left over go
 * to the largest rests, ties to the earlier. What is booked adds up, and is nowhere a whole unit off. Throws InexactAmount.
 */
export function wholeShares(amounts: ExactAmount[]): number[] {
  if (amounts.every(({ below_nano }) => !below_nano)) {
    return amounts.map(({ amount_minor }) => amount_minor)
  }
  const normal = amounts.map((amount) => sumExact([amount]))
  const rests = normal.map(({ below_nano }) => below_nano)
  const left = Math.floor(addUp(rests) / NANO + 0.5)
  return handOut(
    normal.map(({ amount_minor }) => amount_minor),
    rests,
    left,
  )
}

/**
 * Shares an exact amount over what there is: all of everything where there is no more than that, else whole units in
 * proportion as `allocate` does, and what is not whole to the first that have room. No share is more than there is.
 * Throws InexactAmount.
 */
export function shareOut(total: ExactAmount, amounts: ExactAmount[]): ExactAmount[] {
  const all = sumExact(amounts)
  if (compareExact(total, all) >= 0) {
    return amounts
  }
  const wholes = amounts.map(({ amount_minor }) => amount_minor)
  const units = Math.min(total.amount_minor, addUp(wholes))
  const shares: ExactAmount[] = allocate(units, wholes).map((amount_minor) => ({ amount_minor }))
  let rest = lessExact(total, { amount_minor: units })
  return shares.map((share, index) => {
    if (!isSomething(rest)) {
      return share
    }
    const room = lessExact(amounts[index] ?? share, share)
    const more = compareExact(rest, room) < 0 ? rest : room
    rest = lessExact(rest, more)
    return sumExact([share, more])
  })
}

/** amount × numerator / denominator of amounts that are not negative, rounded up to a billionth. Throws InexactAmount. */
export function partOf(amount: ExactAmount, numerator: ExactAmount, denominator: ExactAmount): Required<ExactAmount> {
  const by = nanoOf(denominator)
  return ofNano((nanoOf(amount) * nanoOf(numerator) + by - 1n) / by)
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

/** That percentage of an exact amount: whole units, halves up, but all of it at 100 and never more than it holds whole. */
export function percentOfExact(amount: ExactAmount, percentage: number): ExactAmount {
  const steps = percentageSteps(percentage)
  if (steps === HUNDRED_PERCENT_STEPS) {
    return amount
  }
  if (!amount.below_nano) {
    return { amount_minor: percentOf(amount.amount_minor, percentage) }
  }
  const share = quotient(nanoOf(amount) * BigInt(steps), BigInt(HUNDRED_PERCENT_STEPS) * BIG_NANO)
  return { amount_minor: Math.min(share, amount.amount_minor) }
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
  /** Magnitude in the units that were asked for, rounded towards zero. */
  whole: bigint
  /** The decimals beyond that unit; "" when there are none. */
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
    throw new InexactAmount(value)
  }
  return Number(value)
}

function assertSafe(value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new InexactAmount(value)
  }
  return value
}

/** The sum of whole numbers. Throws InexactAmount. */
export function addUp(numbers: number[]): number {
  let total = 0
  for (const number of numbers) {
    total += number
  }
  return assertSafe(total)
}

const nanoOf = ({ amount_minor, below_nano = 0 }: ExactAmount): bigint =>
  BigInt(amount_minor) * BIG_NANO + BigInt(below_nano)

function ofNano(nano: bigint): Required<ExactAmount> {
  const below = ((nano % BIG_NANO) + BIG_NANO) % BIG_NANO
  return { amount_minor: safe((nano - below) / BIG_NANO), below_nano: Number(below) }
}

function assertCount(value: number, name: string): void {
  if (value > Number.MAX_SAFE_INTEGER) {
    assertSafe(value)
  }
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a whole number, not negative and at most 2^53 - 1: ${value}`)
  }
}
