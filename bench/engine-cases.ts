// What the engine is timed on: documents of five lines with three discounts each, one of one-time goods, one of an invoice.
import { evaluate } from "../src/engine"
import type { Cycle, Discount, Document, Evaluation, Line, Terms } from "../src/engine"
import { discount as built, document, line as oneTimeLine, subscriptionLine } from "../src/engine/__tests__/builders"

const CURRENCY = "eur"
const STARTS = Date.parse("2027-03-01T00:00:00Z")
const DISCOUNTS_START = Date.parse("2027-01-01T00:00:00Z")

const discount = (number: number, over: Partial<Terms>): Discount =>
  built({
    id: `disc_${number}`,
    coupon_id: `coup_${number}`,
    promo_code_id: `promo_${number}`,
    name: `Discount ${number}`,
    code: `CODE${number}`,
    terms: { percentage: null, stackable: true, ...over },
    applied_at: DISCOUNTS_START + number,
  })

const line = (number: number, cycle: Cycle | null): Line =>
  (cycle ? subscriptionLine : oneTimeLine)({
    id: `line_${number}`,
    quantity: number,
    amount_minor: 1999 + 731 * number,
    product_id: `prod_${number}`,
    product_type_id: number % 2 === 0 ? "ptyp_even" : "ptyp_odd",
    variant_id: `variant_${number}`,
    collection_id: null,
    cycle,
  })

function documentOf(cycle: Cycle | null): Document {
  const lines = [1, 2, 3, 4, 5].map((number) => line(number, cycle))
  return document({ id: "document_1", currency_code: CURRENCY, lines })
}

const percentage: Partial<Terms> = { percentage: 20 }
const scoped: Partial<Terms> = {
  percentage: 12.5,
  maximum_discount: [{ currency_code: CURRENCY, amount: 15 }],
  scope: { product_type_ids: ["ptyp_even"], excluded: { product_ids: ["prod_4"] } },
}
const fixed: Partial<Terms> = { type: "fixed", amounts: [{ currency_code: CURRENCY, amount: 7.5 }] }

const goods = [discount(1, percentage), discount(2, scoped), discount(3, fixed)]

/** As the third invoice of a subscription meets them: two discounts for months and one for cycles, in full use. */
const running = [
  discount(1, { ...percentage, duration: "repeating", duration_in_months: 3 }),
  discount(2, { ...scoped, duration: "forever" }),
  discount(3, { ...fixed, duration: "repeating", duration_in_cycles: 6 }),
].map((one) => ({
  ...one,
  starts_at: DISCOUNTS_START,
  history: [1, 2].map((number) => ({ document_id: `invoice_${number}`, cycle_key: `bsub_1#${number}` })),
}))

const cycle = { key: "bsub_1#3", starts_at: STARTS, ends_at: Date.parse("2027-04-01T00:00:00Z") }

/** One evaluation each, by name. The answers are returned, so that nothing can be optimised away unseen. */
export const cases: Record<string, () => Evaluation> = {
  "one-time goods": caseOf(documentOf(null), goods, "utc"),
  "an invoice": caseOf(documentOf(cycle), running, "utc"),
  "an invoice, Europe/Berlin": caseOf(documentOf(cycle), running, "Europe/Berlin"),
}

/** Throws when not all three discounts take something off: then the case would be an easier one than it says. */
function caseOf(document: Document, discounts: Discount[], time_zone: string): () => Evaluation {
  const evaluation = evaluate(document, discounts, time_zone)
  if (evaluation.outcomes.some(({ amount_minor }) => amount_minor === 0)) {
    throw new Error(`A discount takes nothing off: ${JSON.stringify(evaluation.outcomes)}`)
  }
  return () => evaluate(document, discounts, time_zone)
}
