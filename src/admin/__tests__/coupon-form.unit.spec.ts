// The create form: what it accepts, what it says is wrong, and the request it becomes.
import {
  checkForm,
  emptyForm,
  readCount,
  readDecimal,
  requestOfForm,
  termsOfForm,
  type CouponForm,
} from "../lib/coupon-form"

const typed = (change: Partial<CouponForm>): CouponForm => ({
  ...emptyForm,
  name: "Summer",
  percentage: "20",
  ...change,
})

describe("reading what was typed", () => {
  it.each([
    ["20", 4, 20],
    [" 12,5 ", 4, 12.5],
    ["0.0001", 4, 0.0001],
    ["0.00001", 4, null],
    ["5.00", 2, 5],
    ["500.5", 0, null],
    ["-1", 2, null],
    ["1e3", 2, null],
    ["", 2, null],
  ])("reads %j with %i decimals as %p", (text, decimals, expected) => {
    expect(readDecimal(text, decimals)).toBe(expected)
  })

  it.each([
    ["1", 1],
    ["0", null],
    ["1.5", null],
    ["9007199254740993", null],
  ])("counts %j as %p", (text, expected) => {
    expect(readCount(text)).toBe(expected)
  })
})

describe("what is wrong", () => {
  it.each<[string, Partial<CouponForm>, object]>([
    ["nothing", {}, {}],
    ["no name", { name: "  " }, { name: "required" }],
    ["no percentage", { percentage: "" }, { percentage: "percentage" }],
    ["nothing off", { percentage: "0" }, { percentage: "percentage" }],
    ["more than everything", { percentage: "100.1" }, { percentage: "percentage" }],
    ["no amount", { type: "fixed", amounts: { eur: "" } }, { amounts: "amounts" }],
    ["half a yen", { type: "fixed", amounts: { jpy: "0.5" } }, { amounts: "amount" }],
    ["a zero amount", { type: "fixed", amounts: { eur: "0" } }, { amounts: "amount" }],
    ["three decimals of a dinar", { type: "fixed", amounts: { kwd: "1.125" } }, {}],
    ["no months", { duration: "repeating", duration_count: "0" }, { duration_count: "count" }],
    ["a limit of nothing", { max_redemptions: "0" }, { max_redemptions: "count" }],
    [
      "more for each than for all",
      { max_redemptions: "2", max_redemptions_per_customer: "3" },
      { max_redemptions_per_customer: "perCustomer" },
    ],
    ["ends before it starts", { starts_at: "2027-02-01", expires_at: "2027-01-31" }, { expires_at: "order" }],
    ["one day", { starts_at: "2027-02-01", expires_at: "2027-02-01" }, {}],
    ["a code with a slash", { code: "A/B" }, { code: "code" }],
    ["a code in any script", { code: "夏20-ÄÖ_x.1" }, {}],
  ])("%s", (_, change, expected) => {
    expect(checkForm(typed(change))).toEqual(expected)
  })
})

describe("the request", () => {
  it("says only what was chosen", () => {
    const form = typed({ name: " Summer ", duration: "repeating", duration_count: "3", expires_at: "2027-12-31" })
    expect(requestOfForm(form)).toEqual({
      name: "Summer",
      status: "draft",
      type: "percentage",
      percentage: 20,
      allocation: "across",
      target: "items",
      redeemable_for: ["subscription"],
      duration: "repeating",
      duration_in_months: 3,
      expires_at: "2027-12-31",
    })
  })

  it("leaves out currencies without an amount", () => {
    const form = typed({ type: "fixed", amounts: { eur: "5,50", usd: "", jpy: "600" }, allocation: "per_unit" })
    expect(requestOfForm(form)).toMatchObject({
      type: "fixed",
      allocation: "per_unit",
      amounts: [
        { currency_code: "eur", amount: 5.5 },
        { currency_code: "jpy", amount: 600 },
      ],
    })
  })

  it("counts cycles instead of months when asked", () => {
    const terms = termsOfForm(typed({ duration: "repeating", duration_count: "6", duration_unit: "cycles" }))
    expect(terms).toMatchObject({ duration_in_months: null, duration_in_cycles: 6 })
  })

  it("has no terms before there is a value", () => {
    expect(termsOfForm(typed({ percentage: "" }))).toBeNull()
  })
})
