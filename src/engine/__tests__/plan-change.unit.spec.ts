// Which action a change of plan is, and what it does to running discounts (rules 12 and 20).
import {
  afterPlanChange,
  covers,
  createCouponSchema,
  evaluate,
  isLast,
  planChangeAction,
  reachesBilledCycle,
  withUse,
  withinCycle,
} from "../index"
import type { BillingPeriod, Discount, PlanChangePolicy, SubscriptionAction, Terms } from "../index"
import { at, cycle, discount, document, MONTHLY, subscriptionLine, terms, WEEKLY, YEARLY } from "./builders"

const every = (interval_count: number, interval: BillingPeriod["interval"]): BillingPeriod => ({
  interval,
  interval_count,
})

describe("planChangeAction", () => {
  it.each<[string, BillingPeriod, number, BillingPeriod, number, SubscriptionAction | null]>([
    ["the same period, dearer", MONTHLY, 3000, MONTHLY, 5000, "upgrade_same_cycle"],
    ["the same period, cheaper", MONTHLY, 3000, MONTHLY, 2000, "downgrade"],
    ["the same period, the same price", MONTHLY, 3000, MONTHLY, 3000, null],
    ["12 months for a year, dearer", every(12, "month"), 3000, YEARLY, 3001, "upgrade_same_cycle"],
    ["52 weeks for a year, cheaper", every(52, "week"), 3000, YEARLY, 2999, "downgrade"],
    ["month to year", MONTHLY, 3000, YEARLY, 30000, "switch_to_longer"],
    ["month to year, cheaper than a month", MONTHLY, 3000, YEARLY, 1000, "switch_to_longer"],
    ["week to month", WEEKLY, 1000, MONTHLY, 4000, "switch_to_longer"],
    ["4 weeks to a month", every(4, "week"), 3000, MONTHLY, 3000, "switch_to_longer"],
    ["31 days to a month", every(31, "day"), 3000, MONTHLY, 3000, "downgrade"],
    ["year to month", YEARLY, 30000, MONTHLY, 3000, "downgrade"],
    ["year to month, dearer than a year", YEARLY, 1000, MONTHLY, 3000, "downgrade"],
  ])("rule 20: %s", (_name, from, from_minor, to, to_minor, action) => {
    expect(planChangeAction({ ...from, price_minor: from_minor }, { ...to, price_minor: to_minor })).toBe(action)
  })
})

describe("afterPlanChange", () => {
  const yearly_line = [subscriptionLine({ billing_period: YEARLY, plan_id: "bplan_year" })]
  const monthly_only = { scope: { billing_periods: [MONTHLY] } }

  it.each<[PlanChangePolicy | undefined, Partial<Terms>, string]>([
    [undefined, {}, "keep"],
    ["keep_if_eligible", {}, "keep"],
    ["keep_if_eligible", monthly_only, "end"],
    ["restart", {}, "restart"],
    ["restart", monthly_only, "end"],
    ["end", {}, "end"],
  ])("rule 20: on_plan_change %s with %j", (on_plan_change, over, verdict) => {
    expect(afterPlanChange(discount({ terms: { ...over, on_plan_change } }), yearly_line)).toBe(verdict)
  })

  it("rule 20: a coupon keeps what fits unless it says otherwise, and knows three policies", () => {
    const coupon = { name: "Sale", type: "percentage", percentage: 20 }
    expect(createCouponSchema.parse(coupon).on_plan_change).toBe("keep_if_eligible")
    expect(createCouponSchema.parse({ ...coupon, on_plan_change: "restart" }).on_plan_change).toBe("restart")
    expect(createCouponSchema.safeParse({ ...coupon, on_plan_change: "never" }).success).toBe(false)
  })
})

describe("withinCycle", () => {
  const upgrade = document({ lines: [subscriptionLine({ amount_minor: 2000, quantity: 2 })] })
  const forever: Partial<Terms> = { duration: "forever", redeemable_for: ["subscription"] }
  const eur = (amount: number) => [{ currency_code: "eur", amount }]
  const off = (over: Partial<Terms>, taken_minor: number) =>
    evaluate(upgrade, [withinCycle(discount({ terms: { ...forever, ...over } }), taken_minor, upgrade)]).total_minor

  it.each<[string, Partial<Terms>, number, number]>([
    ["a percentage goes on", { percentage: 20 }, 600, 400],
    ["a fixed amount was taken already", { type: "fixed", percentage: null, amounts: eur(5) }, 500, 0],
    ["a fixed amount was taken in part", { type: "fixed", percentage: null, amounts: eur(50) }, 3000, 2000],
    [
      "per unit, taken in part",
      { type: "fixed", percentage: null, amounts: eur(9), allocation: "per_unit" },
      1000,
      800,
    ],
    ["a cap was reached", { percentage: 50, maximum_discount: eur(10) }, 1000, 0],
    ["a cap was reached in part", { percentage: 50, maximum_discount: eur(10) }, 700, 300],
    ["nothing was taken yet", { type: "fixed", percentage: null, amounts: eur(5) }, 0, 500],
  ])("rule 12: %s", (_name, over, taken_minor, expected) => {
    expect(off(over, taken_minor)).toBe(expected)
  })

  it("rule 12: leaves the frozen terms as they are", () => {
    const frozen = terms({ type: "fixed", percentage: null, amounts: eur(5), ...forever })
    withinCycle(discount({ terms: frozen }), 500, upgrade)
    expect(frozen.amounts).toEqual(eur(5))
  })
})

describe("a cycle that was billed already", () => {
  const january = cycle("bsub_1#1", "2027-01-01", "2027-02-01")
  const february = cycle("bsub_1#2", "2027-02-01", "2027-03-01")
  const used = [{ document_id: "binv_1", cycle_key: january.key }]

  it.each<[string, string, Discount["history"], boolean]>([
    ["put on while it runs", "2027-01-10", [], false],
    [
      "put on while it runs, begun on another subscription",
      "2027-01-10",
      [{ ...used[0]!, cycle_key: "bsub_2#7" }],
      false,
    ],
    ["put on before it began, and nothing to discount so far", "2026-12-10", [], true],
    ["of the sign-up itself", "2027-01-01", used, true],
    ["won in its middle, and begun with it", "2027-01-16", used, true],
  ])("fault A6: takes no discount that begins with the next renewal: %s", (_name, applied, history, reaches) => {
    expect(reachesBilledCycle(discount({ applied_at: at(applied), history }), january)).toBe(reaches)
  })

  it.each<[string, Partial<Terms>, boolean]>([
    ["one month", { duration: "repeating", duration_in_months: 1 }, true],
    ["one cycle", { duration: "repeating", duration_in_cycles: 1 }, false],
    ["once", { duration: "once" }, false],
    ["for ever", { duration: "forever" }, true],
  ])("fault A7: counts %s from the day it is won in it", (_name, over, covers_february) => {
    const rest = { ...january, billed_from: at("2027-01-31") }
    const won = withUse(discount({ terms: over }), "binv_change", rest)
    expect(won.starts_at).toBe(rest.billed_from)
    expect(isLast(discount({ terms: over }), { document_id: "binv_change", cycle: rest }, february)).toBe(
      !covers_february,
    )
    expect(covers(won, rest, "binv_change")).toBeNull()
    expect(covers(won, february, "binv_2") === null).toBe(covers_february)
    // A second upgrade in the same cycle is discounted as the first was; what was billed before it was won is not.
    const later = covers(won, { ...rest, billed_from: at("2027-01-31T12:00:00Z") }, "binv_second")
    expect(later?.code).toBe(over.duration === "once" ? "duration_used_up" : undefined)
    expect(covers(won, january, "binv_1")?.code).toBe("not_yet_started")
  })
})
