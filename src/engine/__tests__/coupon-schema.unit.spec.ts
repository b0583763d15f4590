// What the API accepts: defaults, rules between fields, dates, and the shown states.
import {
  couponState,
  createCouponSchema,
  createPromoCodeSchema,
  promoCodeState,
  restrictionsSchema,
  termsOf,
  updateCouponSchema,
} from "../index"
import { at } from "./builders"

const percentage = { name: "Summer sale", type: "percentage", percentage: 20 }
const fixed = { name: "Five off", type: "fixed", amounts: [{ currency_code: "EUR", amount: 5 }] }
const trial = { name: "Two more weeks", type: "trial_extension", trial_days: 14 }
const issues = (result: { success: boolean; error?: { issues: { path: PropertyKey[]; message: string }[] } }) =>
  result.success ? [] : (result.error?.issues ?? []).map(({ path }) => path.join("."))

describe("createCouponSchema", () => {
  it("fills in every default", () => {
    expect(createCouponSchema.parse(percentage)).toEqual({
      ...percentage,
      description: null,
      status: "draft",
      maximum_discount: [],
      amounts: [],
      allocation: "across",
      trial_days: null,
      target: "items",
      applicable_to_credits: true,
      redeemable_for: ["one_time", "subscription"],
      scope: {},
      duration: "once",
      duration_in_months: null,
      duration_in_cycles: null,
      starts_at: null,
      expires_at: null,
      max_redemptions: null,
      max_redemptions_per_customer: null,
      restrictions: {},
      metadata: null,
      stackable: false,
      on_plan_change: "keep_if_eligible",
      included_in_mrr: null,
      release_on_cancel: true,
      release_on_refund: false,
      hold_minutes: null,
    })
  })

  it.each([
    [{ ...percentage, duration: "repeating", duration_in_months: 3 }, { redeemable_for: ["subscription"] }],
    [{ ...percentage, duration: "forever" }, { redeemable_for: ["subscription"] }],
    [
      { ...percentage, duration: "forever", redeemable_for: ["one_time", "subscription"] },
      { redeemable_for: ["one_time", "subscription"] },
    ],
    [trial, { redeemable_for: ["subscription"], trial_days: 14 }],
    [
      { ...percentage, duration: "repeating", duration_in_cycles: 0 },
      { duration: "forever", duration_in_cycles: null, redeemable_for: ["subscription"] },
    ],
    [
      { ...percentage, duration: "repeating", duration_in_months: null, duration_in_cycles: 2 },
      { duration_in_cycles: 2, duration_in_months: null },
    ],
    [fixed, { amounts: [{ currency_code: "eur", amount: 5 }] }],
    [{ ...fixed, allocation: "per_unit" }, { allocation: "per_unit" }],
    [
      {
        ...fixed,
        amounts: [
          { currency_code: "kwd", amount: 0.125 },
          { currency_code: "jpy", amount: 500 },
        ],
      },
      { type: "fixed" },
    ],
    [{ ...percentage, percentage: 33.3333 }, { percentage: 33.3333 }],
    [{ ...percentage, name: "  Sale " }, { name: "Sale" }],
    [
      { ...percentage, scope: { product_ids: ["a", "a"], excluded: { plan_ids: ["p"] } } },
      { scope: { product_ids: ["a"], excluded: { plan_ids: ["p"] } } },
    ],
    [
      { ...percentage, starts_at: "2026-12-31", expires_at: "2026-12-31" },
      { starts_at: "2026-12-31", expires_at: "2026-12-31" },
    ],
  ])("accepts %j", (input, output) => {
    expect(createCouponSchema.parse(input)).toMatchObject(output)
  })

  it.each<[string, unknown, string[]]>([
    ["nothing", {}, ["name", "type"]],
    ["no object", "SUMMER", [""]],
    ["an unknown field", { ...percentage, percent: 20 }, [""]],
    ["an unknown field in the scope", { ...percentage, scope: { excluded: { brands: [] } } }, ["scope.excluded"]],
    ["an unknown restriction", { ...percentage, restrictions: { favourite_colour: "blue" } }, ["restrictions"]],
    ["an empty name", { ...percentage, name: "  " }, ["name"]],
    ["0 %", { ...percentage, percentage: 0 }, ["percentage"]],
    ["more than 100 %", { ...percentage, percentage: 100.5 }, ["percentage"]],
    ["5 decimals", { ...percentage, percentage: 33.33333 }, ["percentage"]],
    ["a percentage as text", { ...percentage, percentage: "20" }, ["percentage"]],
    ["no percentage", { name: "x", type: "percentage" }, ["percentage"]],
    ["amounts of a percentage", { ...percentage, amounts: fixed.amounts }, ["amounts"]],
    ["a fixed coupon without amounts", { ...fixed, amounts: [] }, ["amounts"]],
    ["a fixed coupon with a percentage", { ...fixed, percentage: 5 }, ["percentage"]],
    ["a fixed coupon with a cap", { ...fixed, maximum_discount: fixed.amounts }, ["maximum_discount"]],
    ["a fixed coupon that leaves out credit", { ...fixed, applicable_to_credits: false }, ["applicable_to_credits"]],
    ["an amount of 0", { ...fixed, amounts: [{ currency_code: "eur", amount: 0 }] }, ["amounts.0.amount"]],
    ["a negative amount", { ...fixed, amounts: [{ currency_code: "eur", amount: -5 }] }, ["amounts.0.amount"]],
    [
      "an amount with too many decimals",
      { ...fixed, amounts: [{ currency_code: "jpy", amount: 5.5 }] },
      ["amounts.0.amount"],
    ],
    [
      "fault D10: an amount that no price can have",
      { ...fixed, amounts: [{ currency_code: "eur", amount: 100_000_000_001 }] },
      ["amounts.0.amount"],
    ],
    ["a currency twice", { ...fixed, amounts: [...fixed.amounts, { currency_code: "eur", amount: 6 }] }, ["amounts"]],
    [
      "fault B9: three letters that are no currency, as a cap and a minimum",
      {
        ...percentage,
        maximum_discount: [{ currency_code: "zzz", amount: 5 }],
        restrictions: { minimum_amount: [{ currency_code: "zzz", amount: 5 }] },
      },
      ["maximum_discount.0.currency_code", "restrictions.minimum_amount.0.currency_code"],
    ],
    [
      "the same as an amount",
      { ...fixed, amounts: [{ currency_code: "ZZZ", amount: 5 }] },
      ["amounts.0.currency_code"],
    ],
    ["no currency", { ...fixed, amounts: [{ currency_code: "euro", amount: 6 }] }, ["amounts.0.currency_code"]],
    ["per unit of a percentage", { ...percentage, allocation: "per_unit" }, ["allocation"]],
    ["no trial days", { ...trial, trial_days: null }, ["trial_days"]],
    ["trial days of a percentage", { ...percentage, trial_days: 3 }, ["trial_days"]],
    ["a trial for one-time purchases", { ...trial, redeemable_for: ["one_time"] }, ["redeemable_for"]],
    ["a trial off shipping", { ...trial, target: "shipping" }, ["target"]],
    ["a trial for ever", { ...trial, duration: "forever" }, ["duration"]],
    ["for no purchase", { ...percentage, redeemable_for: [] }, ["redeemable_for"]],
    [
      "for ever, one-time only",
      { ...percentage, duration: "forever", redeemable_for: ["one_time"] },
      ["redeemable_for"],
    ],
    ["repeating without a number", { ...percentage, duration: "repeating" }, ["duration_in_months"]],
    [
      "repeating with two",
      { ...percentage, duration: "repeating", duration_in_months: 1, duration_in_cycles: 1 },
      ["duration_in_months"],
    ],
    ["once with months", { ...percentage, duration_in_months: 3 }, ["duration"]],
    ["half a month", { ...percentage, duration: "repeating", duration_in_months: 1.5 }, ["duration_in_months"]],
    ["a limit below 0", { ...percentage, max_redemptions: -1 }, ["max_redemptions"]],
    ["no date", { ...percentage, expires_at: "soon" }, ["expires_at"]],
    ["a day that does not exist", { ...percentage, expires_at: "2027-02-29" }, ["expires_at"]],
    ["an end before the start", { ...percentage, starts_at: "2027-02-02", expires_at: "2027-02-01" }, ["expires_at"]],
    ["archived from the start", { ...percentage, status: "archived" }, ["status"]],
  ])("refuses %s", (_name, input, paths) => {
    const result = createCouponSchema.safeParse(input)
    expect(result.success).toBe(false)
    expect(issues(result)).toEqual(paths)
  })
})

describe("updateCouponSchema", () => {
  it("takes some fields and adds none", () => {
    expect(updateCouponSchema.parse({})).toEqual({})
    expect(updateCouponSchema.parse({ max_redemptions: null })).toEqual({ max_redemptions: null })
  })

  it("is as strict as the whole", () => {
    expect(updateCouponSchema.safeParse({ percent: 1 }).success).toBe(false)
    expect(updateCouponSchema.safeParse({ percentage: 101 }).success).toBe(false)
  })
})

describe("createPromoCodeSchema", () => {
  it("keeps the code as typed", () => {
    expect(createPromoCodeSchema.parse({ code: " Summer20 ", channel: "newsletter" })).toEqual({
      code: "Summer20",
      starts_at: null,
      expires_at: null,
      expires_in_days: null,
      max_redemptions: null,
      max_redemptions_per_customer: null,
      restrictions: {},
      metadata: null,
      channel: "newsletter",
    })
  })

  it("rule 69: leaves the code to be made where none is given", () => {
    expect(createPromoCodeSchema.parse({ expires_in_days: 14 })).toMatchObject({ code: null, expires_in_days: 14 })
  })

  it("rule 74: takes a limit of 0 for none", () => {
    const limits = { max_redemptions: 0, max_redemptions_per_customer: 0 }
    expect(createPromoCodeSchema.parse(limits)).toMatchObject({
      max_redemptions: null,
      max_redemptions_per_customer: null,
    })
    expect(updateCouponSchema.parse({ max_redemptions: 0 })).toEqual({ max_redemptions: null })
  })

  it.each([
    [{ code: null }, "code"],
    [{ expires_in_days: 1.5 }, "expires_in_days"],
    [{ expires_at: "2027-01-01", expires_in_days: 14 }, "expires_in_days"],
    [{ code: "" }, "code"],
    [{ code: "A/B" }, "code"],
    [{ code: "A".repeat(65) }, "code"],
    [{ code: "A", max_redemptions: 1.5 }, "max_redemptions"],
    [{ code: "A", starts_at: "2027-01-02", expires_at: "2027-01-01" }, "expires_at"],
    [{ code: "A", percentage: 20 }, ""],
  ])("refuses %j", (input, path) => {
    expect(issues(createPromoCodeSchema.safeParse(input))).toEqual([path])
  })
})

describe("restrictionsSchema", () => {
  it("accepts every row of the table", () => {
    const all = {
      minimum_amount: [{ currency_code: "eur", amount: 30 }],
      minimum_quantity: 2,
      first_purchase: "product_type",
      audience: "new_subscribers",
      customer_ids: ["cus_1"],
      customer_group_ids: ["cusgroup_1"],
      region_ids: ["reg_1"],
      sales_channel_ids: ["sc_1"],
      subscription_actions: ["sign_up"],
    }
    expect(restrictionsSchema.parse(all)).toEqual(all)
  })

  it.each([
    { minimum_amount: [{ currency_code: "eur", amount: 0 }] },
    { minimum_quantity: 0 },
    { first_purchase: "second" },
    { audience: "everybody" },
    { customer_ids: [1] },
    { region_ids: "reg_1" },
    { subscription_actions: ["pause"] },
  ])("refuses %j", (restrictions) => {
    expect(restrictionsSchema.safeParse(restrictions).success).toBe(false)
  })
})

describe("termsOf", () => {
  it("copies what was promised, and later changes do not reach it", () => {
    const coupon = createCouponSchema.parse({ ...fixed, scope: { product_ids: ["prod_1"] }, max_redemptions: 5 })
    const frozen = termsOf(coupon)
    coupon.scope.product_ids?.push("prod_2")
    expect(frozen).toEqual({
      type: "fixed",
      percentage: null,
      maximum_discount: [],
      amounts: [{ currency_code: "eur", amount: 5 }],
      allocation: "across",
      trial_days: null,
      target: "items",
      applicable_to_credits: true,
      redeemable_for: ["one_time", "subscription"],
      scope: { product_ids: ["prod_1"] },
      duration: "once",
      duration_in_months: null,
      duration_in_cycles: null,
      stackable: false,
      on_plan_change: "keep_if_eligible",
    })
  })
})

describe("states", () => {
  const now = at("2027-01-15")
  const base = {
    status: "active",
    paused: false,
    starts_at: null,
    expires_at: null,
    max_redemptions: null,
    taken: 0,
  } as const

  it.each([
    [{ ...base }, "active"],
    [{ ...base, starts_at: now }, "active"],
    [{ ...base, starts_at: now + 1 }, "scheduled"],
    [{ ...base, expires_at: now }, "active"],
    [{ ...base, expires_at: now - 1 }, "expired"],
    [{ ...base, max_redemptions: 2, taken: 1 }, "active"],
    [{ ...base, max_redemptions: 2, taken: 2 }, "depleted"],
    [{ ...base, max_redemptions: 2, taken: 2, expires_at: now - 1 }, "expired"],
    [{ ...base, paused: true }, "paused"],
    [{ ...base, paused: true, starts_at: now + 1 }, "paused"],
    [{ ...base, paused: true, max_redemptions: 2, taken: 2 }, "depleted"],
    [{ ...base, paused: true, expires_at: now - 1 }, "expired"],
    [{ ...base, status: "archived", expires_at: now - 1 } as const, "archived"],
  ])("%j is %s", (one, state) => {
    expect(couponState(one, now)).toBe(state)
    expect(promoCodeState(one, now)).toBe(state)
  })

  it("a draft stays a draft", () => {
    expect(couponState({ ...base, status: "draft", expires_at: now - 1 }, now)).toBe("draft")
  })
})
