// Plans in words and as a form, changes of plan, what can be done with a subscription, and who holds which grant.
import i18next from "i18next"
import translations from "../i18n"
import { namespace, type Translate } from "../i18n/texts"
import type { Subscription } from "../lib/api-types"
import { checkChangePlan, emptyChange, requestOfChangePlan } from "../lib/change-plan-form"
import { holdingsOf, sourceOf } from "../lib/held-grants"
import { requestOfPaymentForm } from "../lib/payment-form"
import { checkPlanForm, emptyPlan, formOfPlan, requestOfPlanForm, type PlanForm } from "../lib/plan-form"
import { planSentences } from "../lib/plan-texts"
import { isCollectable, isHopeless, isVoidable, possibleFor, pricePerPeriod } from "../lib/subscription"
import { subscription } from "./billing-builders"

async function translator(language: "en" | "de"): Promise<Translate> {
  const instance = i18next.createInstance()
  await instance.init({ lng: language, resources: translations, interpolation: { escapeValue: false } })
  const translate = instance.getFixedT(language, namespace)
  return (key, values) => translate(key, values ?? {})
}

describe("plans", () => {
  it("rule 39: say what they mean", async () => {
    const [en, de] = await Promise.all([translator("en"), translator("de")])
    const fortnight = { interval: "week", interval_count: 2, trial_days: 14 } as const
    expect(planSentences(fortnight, en)).toEqual([
      "Customers pay the variant's price every 2 weeks: 26 invoices a year.",
      "The first 14 days are free; the first payment is due after them.",
    ])
    expect(planSentences({ interval: "year", interval_count: 1, trial_days: 0 }, en)).toEqual([
      "Customers pay the variant's price every year.",
    ])
    expect(planSentences({ interval: "month", interval_count: 1, trial_days: 1 }, de)).toEqual([
      "Kunden zahlen den Preis der Variante jeden Monat: 12 Rechnungen im Jahr.",
      "Der erste Tag ist kostenlos.",
    ])
    // 52 weeks hold no whole number of three weeks.
    expect(planSentences({ interval: "week", interval_count: 3, trial_days: 0 }, en)).toEqual([
      "Customers pay the variant's price every 3 weeks.",
    ])
  })

  const typed: PlanForm = { ...emptyPlan("variant_1", true), name: " Monthly " }

  it("become requests, and come back as they were", () => {
    const plan = { variant_id: "variant_1", name: "Monthly", interval: "month", interval_count: 1 } as const
    expect(checkPlanForm(typed)).toEqual({})
    expect(requestOfPlanForm(typed)).toEqual({ ...plan, trial_days: 0, is_default: true })
    const stored = { id: "bplan_1", ...plan, interval_count: 3, trial_days: 14, is_default: false }
    const { id: _id, ...request } = stored
    expect(requestOfPlanForm(formOfPlan(stored))).toEqual(request)
    expect(requestOfPlanForm({ ...typed, trial_days: " " }).trial_days).toBe(0)
  })

  it.each<[Partial<PlanForm>, object]>([
    [{ name: " " }, { name: "required" }],
    [{ variant_id: "" }, { variant_id: "required" }],
    [{ interval_count: "0" }, { interval_count: "intervalCount" }],
    [{ interval_count: "1001" }, { interval_count: "intervalCount" }],
    [{ trial_days: "1.5" }, { trial_days: "trialDays" }],
    [{ trial_days: "4000" }, { trial_days: "trialDays" }],
  ])("are checked: %j", (change, errors) => {
    expect(checkPlanForm({ ...typed, ...change })).toEqual(errors)
  })
})

describe("a change of plan", () => {
  it("sends the wishes that were made, and no proration for the end of a period", () => {
    expect(checkChangePlan(emptyChange, "eur")).toEqual({ plan_id: "plan" })
    expect(checkChangePlan({ ...emptyChange, plan_id: "p", unit_price: "1.234" }, "eur")).toEqual({
      unit_price: "price",
    })
    expect(requestOfChangePlan({ ...emptyChange, plan_id: "p" })).toEqual({ plan_id: "p" })
    const wishes = { plan_id: "p", at: "now", proration: "difference", unit_price: "25,5" } as const
    expect(requestOfChangePlan(wishes)).toEqual({ plan_id: "p", at: "now", proration: "difference", unit_price: 25.5 })
    expect(requestOfChangePlan({ ...wishes, at: "period_end" })).toEqual({
      plan_id: "p",
      at: "period_end",
      unit_price: 25.5,
    })
  })
})

describe("a subscription", () => {
  const possible = (status: Subscription["status"], cancel_at_period_end = false) =>
    Object.entries(possibleFor({ status, cancel_at_period_end })).flatMap(([name, can]) => (can ? [name] : []))

  it("rule 40: can be paused, resumed, changed and cancelled when that makes sense", () => {
    const always = ["cancelNow", "paymentMethod", "applyDiscount"]
    expect(possible("active").sort()).toEqual([...always, "changePlan", "pause", "cancelAtEnd"].sort())
    expect(possible("active", true).sort()).toEqual([...always, "resume"].sort())
    expect(possible("past_due").sort()).toEqual([...always, "cancelAtEnd"].sort())
    expect(possible("paused").sort()).toEqual([...always, "resume"].sort())
    expect(possible("unpaid").sort()).toEqual([...always].sort())
    expect([...possible("canceled"), ...possible("ended")]).toEqual([])
  })

  it("costs what its items cost, exactly", () => {
    const items = [{ ...subscription.items[0]!, quantity: 3, unit_price: 0.1 }]
    expect(pricePerPeriod({ items, currency_code: "eur" })).toBe(0.3)
  })

  it("has invoices that can be collected again, or taken back", () => {
    const renewal = { kind: "renewal", status: "open", authorized_at: null } as const
    expect(isCollectable(renewal)).toBe(true)
    expect(isCollectable({ ...renewal, status: "uncollectible" })).toBe(true)
    expect(isCollectable({ ...renewal, kind: "change" })).toBe(false)
    expect(isCollectable({ ...renewal, status: "paid" })).toBe(false)
    expect(isCollectable({ ...renewal, authorized_at: "2027-01-01T00:00:00.000Z" })).toBe(false)
    const voidable = (status: "paid" | "void", disputed_amount: number) => isVoidable({ status, disputed_amount })
    expect([voidable("paid", 0), voidable("void", 0), voidable("paid", 12)]).toEqual([true, false, false])
  })

  it("rule 59: is not asked for money again by what never pays, before there is something else", () => {
    const stolen = { failure_code: "stolen_card", next_attempt_at: null }
    expect(isHopeless(stolen)).toBe(true)
    expect(isHopeless({ ...stolen, next_attempt_at: "2027-02-20T00:00:00.000Z" })).toBe(false)
    expect(isHopeless({ ...stolen, failure_code: "insufficient_funds" })).toBe(false)
    expect(isHopeless({ failure_code: null, next_attempt_at: null })).toBe(false)
  })

  it("is charged by a provider, with a reference where it needs one", () => {
    expect(requestOfPaymentForm({ payment_provider_id: "pp_a", payment_method: " pm_1 " })).toEqual({
      payment_provider_id: "pp_a",
      payment_data: { payment_method: "pm_1" },
    })
    expect(requestOfPaymentForm({ payment_provider_id: "pp_a", payment_method: " " }).payment_data).toBeNull()
  })
})

describe("rule 24: grants", () => {
  it("are held by running subscriptions and their plans", () => {
    const of = (id: string, plan_id: string, status: Subscription["status"]) => ({ id, plan_id, status })
    expect(
      holdingsOf([of("a", "p", "active"), of("b", "p", "past_due"), of("c", "q", "paused"), of("d", "r", "canceled")]),
    ).toEqual({ plan_ids: ["p"], subscription_ids: ["a", "b"] })
    expect([
      sourceOf({ plan_id: "p", subscription_id: null }),
      sourceOf({ plan_id: null, subscription_id: "s" }),
      sourceOf({ plan_id: null, subscription_id: null }),
    ]).toEqual(["plan", "subscription", "customer"])
  })
})
