// The coupon form: what it accepts, what it says is wrong, the request it becomes, and the form of a stored coupon.
import { createCouponSchema } from "../../engine/coupon-schema"
import type { Coupon } from "../lib/api-types"
import { checkForm, firstStepWith, stepOfField } from "../lib/coupon-check"
import { emptyForm, type CouponForm } from "../lib/coupon-fields"
import { restrictionsTyped } from "./restrictions-typed"
import { changesOf, formOfCoupon, kindsOf, requestOfForm, termsOfForm } from "../lib/coupon-form"

const typed = (change: Partial<CouponForm>): CouponForm => ({
  ...emptyForm,
  name: "Summer",
  percentage: "20",
  ...change,
})

describe("what is wrong", () => {
  it.each<[string, Partial<CouponForm>, object]>([
    ["nothing", {}, {}],
    ["no name", { name: "  " }, { name: "required" }],
    ["a name that is too long", { name: "x".repeat(201) }, { name: "long" }],
    ["no percentage", { percentage: "" }, { percentage: "percentage" }],
    ["nothing off", { percentage: "0" }, { percentage: "percentage" }],
    ["more than everything", { percentage: "100.1" }, { percentage: "percentage" }],
    ["a cap of nothing", { maximum_discount: { eur: "0" } }, { maximum_discount: "amount" }],
    ["no amount", { type: "fixed", amounts: { eur: "" } }, { amounts: "amounts" }],
    ["half a yen", { type: "fixed", amounts: { jpy: "0.5" } }, { amounts: "amount" }],
    ["a zero amount", { type: "fixed", amounts: { eur: "0" } }, { amounts: "amount" }],
    ["three decimals of a dinar", { type: "fixed", amounts: { kwd: "1.125" } }, {}],
    ["no trial days", { type: "trial_extension" }, { trial_days: "days" }],
    ["ten years of trial and a day", { type: "trial_extension", trial_days: "3651" }, { trial_days: "days" }],
    ["no kind", { redeemable_for: [] }, { redeemable_for: "kinds" }],
    [
      "forever without subscriptions",
      { duration: "forever", redeemable_for: ["one_time"] },
      { redeemable_for: "kinds" },
    ],
    ["no months", { duration: "repeating", duration_count: "0" }, { duration_count: "count" }],
    ["more months than there are", { duration: "repeating", duration_count: "1201" }, { duration_count: "count" }],
    ["a limit of nothing", { max_redemptions: "0" }, { max_redemptions: "count" }],
    [
      "more for each than for all",
      { max_redemptions: "2", max_redemptions_per_customer: "3" },
      { max_redemptions_per_customer: "perCustomer" },
    ],
    ["ends before it starts", { starts_at: "2027-02-01", expires_at: "2027-01-31" }, { expires_at: "order" }],
    ["one day", { starts_at: "2027-02-01", expires_at: "2027-02-01" }, {}],
    ["a hold of eight days", { hold_minutes: "11520" }, { hold_minutes: "minutes" }],
    ["a code with a slash", { code: "A/B" }, { code: "code" }],
    ["a code in any script", { code: "夏20-ÄÖ_x.1%" }, {}],
    [
      "a minimum that is no amount",
      { restrictions: restrictionsTyped({ minimum_amount: { eur: "1.001" }, minimum_quantity: "1.5" }) },
      { "restrictions.minimum_amount": "amount", "restrictions.minimum_quantity": "count" },
    ],
  ])("%s", (_, change, expected) => {
    expect(checkForm(typed(change))).toEqual(expected)
  })

  it("knows the first step that has an error", () => {
    expect(firstStepWith(checkForm(typed({ name: "", max_redemptions: "0" })))).toBe("value")
    expect(firstStepWith({ code: "code", "restrictions.minimum_quantity": "count" })).toBe("limits")
    expect(firstStepWith(checkForm(typed({})))).toBeNull()
    expect(stepOfField("code")).toBe("summary")
  })
})

describe("rule 7: what it is redeemable for", () => {
  it.each<[Partial<CouponForm>, string[]]>([
    [{}, ["one_time", "subscription"]],
    [{ duration: "forever" }, ["subscription"]],
    [{ duration: "forever", redeemable_for: ["one_time", "subscription"] }, ["one_time", "subscription"]],
    [{ type: "trial_extension", redeemable_for: ["one_time"] }, ["subscription"]],
  ])("%j", (change, kinds) => {
    expect(kindsOf(typed(change))).toEqual(kinds)
  })
})

describe("the request", () => {
  it("leaves out currencies without an amount, and settings of another type", () => {
    const form = typed({
      type: "fixed",
      amounts: { usd: "", jpy: "600", eur: "5,50" },
      allocation: "per_unit",
      applicable_to_credits: false,
      trial_days: "7",
    })
    expect(requestOfForm(form)).toMatchObject({
      percentage: null,
      trial_days: null,
      applicable_to_credits: true,
      allocation: "per_unit",
      amounts: [
        { currency_code: "eur", amount: 5.5 },
        { currency_code: "jpy", amount: 600 },
      ],
    })
  })

  it("lets a trial extension happen once", () => {
    const form = typed({ type: "trial_extension", trial_days: "14", duration: "forever", target: "shipping" })
    expect(requestOfForm(form)).toMatchObject({ trial_days: 14, duration: "once", target: "items" })
  })

  it("has no terms before there is a value, and refuses to make a request of them", () => {
    expect(termsOfForm(typed({ percentage: "" }))).toBeNull()
    expect(() => requestOfForm(typed({ percentage: "" }))).toThrow("must be checked")
  })
})

/** A coupon in which nothing is as in a new one. */
const full: Coupon = {
  id: "coup_1",
  name: "Everything",
  description: "For the team",
  status: "draft",
  state: "draft",
  origin: "standard",
  times_redeemed: 0,
  type: "percentage",
  percentage: 12.5,
  maximum_discount: [{ currency_code: "eur", amount: 50.25 }],
  amounts: [],
  allocation: "across",
  trial_days: null,
  target: "shipping",
  applicable_to_credits: false,
  redeemable_for: ["one_time", "subscription"],
  scope: {
    product_ids: ["prod_1"],
    variant_ids: ["variant_1"],
    product_type_ids: ["ptyp_1"],
    collection_ids: ["pcol_1"],
    category_ids: ["pcat_1"],
    plan_ids: ["bplan_1"],
    billing_periods: [{ interval: "month", interval_count: 3 }],
    excluded: {
      product_ids: ["prod_2"],
      variant_ids: ["variant_2"],
      product_type_ids: ["ptyp_2"],
      collection_ids: ["pcol_2"],
      category_ids: ["pcat_2"],
      plan_ids: ["bplan_2"],
      billing_periods: [{ interval: "week", interval_count: 1 }],
    },
  },
  duration: "repeating",
  duration_in_months: null,
  duration_in_cycles: 6,
  starts_at: "2027-01-31T23:00:00.000Z",
  expires_at: "2027-12-31T22:59:59.999Z",
  max_redemptions: 100,
  max_redemptions_per_customer: 2,
  restrictions: {
    minimum_amount: [
      { currency_code: "eur", amount: 30 },
      { currency_code: "jpy", amount: 4000 },
    ],
    minimum_quantity: 2,
    first_purchase: "product_type",
    audience: "existing_subscribers",
    customer_ids: ["cus_1"],
    customer_group_ids: ["cusgroup_1"],
    region_ids: ["reg_1"],
    sales_channel_ids: ["sc_1"],
    subscription_actions: ["sign_up", "downgrade"],
    customer_emails: ["ada@example.com", "*@acme.com"],
    time_windows: [{ days: ["mon", "fri"], from: "17:00", to: "19:00" }],
  },
  stackable: true,
  on_plan_change: "restart",
  included_in_mrr: false,
  release_on_cancel: false,
  release_on_refund: true,
  hold_minutes: 15,
  metadata: { campaign: "summer", score: 3, tags: ["a"] },
}

const written = { starts_at: "2027-02-01", expires_at: "2027-12-31" }

describe("form → request → form", () => {
  const { id, status, state, origin, times_redeemed, ...fields } = full

  it.each<[string, Partial<Coupon>]>([
    ["everything", {}],
    [
      "a fixed amount",
      {
        type: "fixed",
        percentage: null,
        maximum_discount: [],
        applicable_to_credits: true,
        amounts: [{ currency_code: "eur", amount: 5 }],
        allocation: "per_unit",
        duration_in_cycles: null,
        duration_in_months: 3,
      },
    ],
    [
      "a longer trial",
      {
        type: "trial_extension",
        percentage: null,
        maximum_discount: [],
        applicable_to_credits: true,
        target: "items",
        trial_days: 14,
        redeemable_for: ["subscription"],
        duration: "once",
        duration_in_cycles: null,
      },
    ],
    [
      "nothing optional",
      {
        scope: {},
        restrictions: {},
        description: null,
        metadata: {},
        included_in_mrr: null,
        hold_minutes: null,
        max_redemptions: null,
        max_redemptions_per_customer: null,
      },
    ],
  ])("keeps every field of %s", (_, change) => {
    const request = requestOfForm(formOfCoupon({ ...full, ...change }, "Europe/Berlin"))
    expect(request).toEqual({ ...fields, ...change, ...written })
    expect(createCouponSchema.safeParse(request).error).toBeUndefined()
    const stored: Coupon = { ...request, id, status, state, origin, times_redeemed }
    expect(requestOfForm(formOfCoupon(stored, "Europe/Berlin"))).toEqual(request)
  })

  it("sends every field that the API takes", () => {
    const accepted = createCouponSchema.parse(requestOfForm(typed({})))
    const { status: _status, ...sendable } = accepted
    expect(Object.keys(requestOfForm(typed({}))).sort()).toEqual(Object.keys(sendable).sort())
  })
})

describe("rule 34: editing", () => {
  const before = formOfCoupon(full, "Europe/Berlin")

  it("sends only what was changed", () => {
    expect(changesOf(before, before)).toEqual({})
    expect(changesOf(before, { ...before, name: "Other", max_redemptions: "" })).toEqual({
      name: "Other",
      max_redemptions: null,
    })
  })

  it("does not round a stored instant that nobody touched to its day", () => {
    const noon = formOfCoupon({ ...full, expires_at: "2027-12-31T12:00:00.000Z" }, "Europe/Berlin")
    expect(noon.expires_at).toBe("2027-12-31")
    expect(changesOf(noon, { ...noon, description: "" })).toEqual({ description: null })
  })
})
