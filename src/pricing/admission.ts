// Admission, asked in one way whatever is bought: gates with their counts, facts, and the engine's answer.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaError } from "@medusajs/framework/utils"
import { admit, termsOf } from "../engine"
import type { Admission, Candidate, Gate, Refusal, Terms } from "../engine"
import { couponsOf } from "../lib/coupons"
import { refused } from "../tools/errors"
import { toGate } from "../modules/coupon/shared/mapping"
import type { CouponRow, PromoCodeRow, TakenCounts } from "../modules/coupon/types"
import { asGuest, factsOf } from "./facts"
import type { Occasion } from "./facts"
import { customerKeys } from "./person"

/** `code` of every error that refuses a promo code. */
export const PROMO_CODE_REFUSED = "promo_code_refused"

/** A coupon, and the promo code that leads to it where one does. */
export interface Offer {
  coupon: CouponRow
  promo_code: PromoCodeRow | null
}

/** How an offer came to be asked about. */
export interface Entry {
  entered_by: Candidate["entered_by"]
  /** Terms of what was admitted on the document before (rules 24 and 25). */
  others: Terms[]
  /** Leaves out the limits and nothing else (rule 26). */
  override_limits?: boolean
  /** It was entered by somebody who had not logged in. */
  by_guest?: boolean
  /** The terms as they freeze when it is won; default: the coupon's. */
  terms?: Terms
}

/** Several offers on one occasion: counts and facts are gathered once. */
export interface PreparedAdmission {
  admit(offer: Offer, entry: Entry): Admission
}

export interface OffersQuestion extends Occasion {
  offers: Offer[]
  /** Customers enter codes on it (rule 21). */
  are_entered: boolean
  /** Places that are taken under this key are the document's own and do not count against it. */
  own_key?: string | null
}

/** Prepares the admission of these offers. One query where one of them has a limit; those that `factsOf` needs. */
export async function prepareAdmission(
  container: MedusaContainer,
  question: OffersQuestion,
): Promise<PreparedAdmission> {
  const { offers, are_entered } = question
  const taken = await countTaken(container, question)
  const gates = offers.flatMap((offer) => gatesOf(offer, taken))
  const facts = await factsOf(container, question, { gates, are_entered })
  return {
    admit: (offer, { entered_by, others, override_limits, by_guest, terms = termsOf(offer.coupon) }) => {
      const own = gatesOf(offer, taken)
      return admit(
        { terms, gates: override_limits ? own.map(withoutLimits) : own, entered_by },
        { ...facts, customer: by_guest ? asGuest(facts.customer) : facts.customer, other_terms: others },
      )
    },
  }
}

export interface AdmissionQuestion extends Occasion, Entry {
  offer: Offer
  own_key?: string | null
}

/** May this offer be won on this document, by this person, now? Every reason against. */
export async function admitTo(container: MedusaContainer, question: AdmissionQuestion): Promise<Admission> {
  const { offer, entered_by } = question
  const prepared = await prepareAdmission(container, {
    ...question,
    offers: [offer],
    are_entered: entered_by === "customer",
  })
  return prepared.admit(offer, question)
}

/** The coupon's gate first, then the code's; both must pass. */
const gatesOf = ({ coupon, promo_code }: Offer, taken: TakenCounts): Gate[] => [
  toGate("coupon", coupon, taken.coupon[coupon.id]),
  ...(promo_code ? [toGate("promo_code", promo_code, taken.promo_code[promo_code.id])] : []),
]

const withoutLimits = (gate: Gate): Gate => ({ ...gate, max_redemptions: null, max_redemptions_per_customer: null })

type Limited = Pick<CouponRow, "max_redemptions" | "max_redemptions_per_customer">

const isLimited = ({ max_redemptions, max_redemptions_per_customer }: Limited): boolean =>
  max_redemptions !== null || max_redemptions_per_customer !== null

async function countTaken(
  container: MedusaContainer,
  { offers, owner, own_key = null }: OffersQuestion,
): Promise<TakenCounts> {
  const codes = offers.flatMap(({ promo_code }) => (promo_code ? [promo_code] : []))
  const coupons = offers.map(({ coupon }) => coupon)
  if (![...coupons, ...codes].some(isLimited)) {
    return { coupon: {}, promo_code: {} }
  }
  return couponsOf(container).countTaken({
    coupon_ids: [...new Set(coupons.map(({ id }) => id))],
    promo_code_ids: codes.map(({ id }) => id),
    customer_keys: customerKeys(owner),
    except_cart_id: own_key,
  })
}

/** NOT_ALLOWED with every reason in words, and the first one's code. */
export const refusalFor = (reasons: Refusal[]): MedusaError =>
  refused(reasons.map(({ message }) => message).join(" "), reasons[0]?.code)
