// What one gate (coupon or promo code) has against a customer: status, dates, limits, restrictions; and how certain that is.
import { refuse } from "./refusals"
import { fieldOf, refuseByRow, restrictionsIn } from "./restrictions"
import type { About, AnyRow } from "./restrictions"
import type { Candidate, Facts, Gate, Refusal } from "./types"

/** One rule of a gate that is not a restriction: status, dates and limits of a coupon or promo code. */
export interface GateRule<Known = Facts> {
  key: string
  about: About
  /** Null if the gate is open. */
  check(gate: Gate, facts: Known): Refusal | null
}

/** Rules 16, 34 and 65, row by row: what needs nothing but the gate and the time, so that it can be asked again later. */
export const STATE_RULES: readonly GateRule<Pick<Facts, "now">>[] = [
  {
    key: "archived",
    about: "coupon",
    check: ({ status, of }) =>
      status === "archived" ? refuse(of === "coupon" ? "coupon_archived" : "code_archived") : null,
  },
  {
    key: "draft",
    about: "coupon",
    check: ({ status }) => (status === "draft" ? refuse("coupon_not_active") : null),
  },
  {
    key: "starts_at",
    about: "time",
    check: ({ starts_at }, { now }) => (starts_at !== null && now < starts_at ? refuse("not_started") : null),
  },
  {
    key: "expires_at",
    about: "coupon",
    check: ({ expires_at }, { now }) => (expires_at !== null && now > expires_at ? refuse("expired") : null),
  },
  {
    key: "paused",
    // It may be resumed any time: what is entered waits for it, as for a first day.
    about: "time",
    check: ({ paused, of }) => (paused ? refuse(of === "coupon" ? "coupon_paused" : "code_paused") : null),
  },
]

/** The first reason why status or dates keep one of the gates shut at `now` (epoch ms); null when all are open. */
export function stateRefusal(gates: Gate[], now: number): Refusal | null {
  for (const rule of STATE_RULES) {
    for (const gate of gates) {
      const refusal = rule.check(gate, { now })
      if (refusal) {
        return refusal
      }
    }
  }
  return null
}

/** Rules 16, 17 and 34, row by row. */
export const GATE_RULES: readonly GateRule[] = [
  ...STATE_RULES,
  {
    key: "max_redemptions",
    about: "coupon",
    check: (gate) => (isFull(gate.max_redemptions, gate.redemptions_taken) ? refuse("redemption_limit_reached") : null),
  },
  {
    key: "max_redemptions_per_customer",
    // Of this coupon: it is used up for whoever asks, by e-mail as by account.
    about: "coupon",
    // Nobody can be counted before anybody is known; completion asks again, and an order has at least an e-mail.
    check: (gate, { customer }) =>
      customer.key !== null && isFull(gate.max_redemptions_per_customer, gate.redemptions_taken_by_customer)
        ? refuse("customer_limit_reached")
        : null,
  },
]

/** A refusal, what it is about, and whether no change of the cart can help. */
export interface Verdict {
  refusal: Refusal
  about: About
  certain: boolean
}

/** Every rule of the gate that fails: status, dates, limits, then restrictions. A restriction without a row refuses. */
export function gateVerdicts(gate: Gate, facts: Facts, candidate: Candidate): Verdict[] {
  const verdicts: Verdict[] = []
  for (const rule of GATE_RULES) {
    const refusal = rule.check(gate, facts)
    if (refusal) {
      verdicts.push({ refusal, about: rule.about, certain: rule.about === "coupon" })
    }
  }
  for (const { key, value, row } of restrictionsIn(gate)) {
    const verdict = row ? rowVerdict(row, value, facts, candidate) : unknownRestriction(key)
    if (verdict) {
      verdicts.push(verdict)
    }
  }
  return verdicts
}

const unknownRestriction = (key: string): Verdict => ({
  refusal: refuse("coupon_not_active", `It has an unknown restriction: ${key}.`),
  about: "coupon",
  certain: true,
})

function rowVerdict(row: AnyRow, value: unknown, facts: Facts, candidate: Candidate): Verdict | null {
  // The row's schema guarded the value when it was stored.
  const failure = row.check(value as never, facts, candidate)
  if (failure === null) {
    return null
  }
  const refusal =
    typeof failure === "string" ? refuseByRow(row, failure) : refuseByRow(row, failure.code, failure.details)
  const about = fieldOf(row.about, value)
  return { refusal, about, certain: refusal.code !== "login_required" && isCertain(about, row, facts) }
}

function isCertain(about: About, { counts_for_guests }: AnyRow, { customer }: Facts): boolean {
  switch (about) {
    case "coupon":
      return true
    case "person":
    case "customer":
      return customer.id !== null || (counts_for_guests === true && customer.key !== null)
    case "time":
    case "place":
    case "cart":
      return false
  }
}

/** True for what can be said of a coupon and a customer before there is a document: time, place and cart may yet be others. */
export const isAboutCouponOrCustomer = ({ about }: Pick<Verdict, "about">): boolean =>
  about !== "place" && about !== "cart"

/**
 * True for what may be told to somebody who asks about a code in general: what holds for everybody now, and what is certain
 * of this customer. That logging in may help is no answer to whether the code can be used.
 */
export const isTrueOfAnyCart = (verdict: Verdict): boolean =>
  isAboutCouponOrCustomer(verdict) && (verdict.certain || verdict.about === "time")

function isFull(limit: number | null, taken: number): boolean {
  return limit !== null && taken >= limit
}
