// The forms of promo codes, batches and imports: what they accept, the room of a pattern, and the requests they become.
import { createCodeBatchSchema, importCodeBatchSchema } from "../../engine/code-batch"
import { createPromoCodeSchema } from "../../engine/coupon-schema"
import {
  checkBatchForm,
  checkGateForm,
  emptyBatchForm,
  emptyGateForm,
  requestOfBatchForm,
  requestOfGateForm,
  roomOf,
  type BatchForm,
} from "../lib/batch-form"
import {
  checkPromoCodeForm,
  emptyPromoCodeForm,
  requestOfPromoCodeForm,
  type PromoCodeForm,
} from "../lib/promo-code-form"
import { restrictionsTyped } from "./restrictions-typed"

const batch = (change: Partial<BatchForm>): BatchForm => ({ ...emptyBatchForm, ...change })
const rules = restrictionsTyped({ minimum_quantity: "2", audience: "new_subscribers" })

describe("a batch", () => {
  it.each<[string, Partial<BatchForm>, object]>([
    ["as it opens", {}, {}],
    ["of no codes", { quantity: "0" }, { quantity: "quantity" }],
    ["of too many", { quantity: "1000001" }, { quantity: "quantity" }],
    ["with words that can be guessed", { quantity: "1000", length: "3" }, { length: "room" }],
    ["of no length", { length: "0" }, { length: "length" }],
    ["of one letter", { alphabet: "aA" }, { alphabet: "alphabet" }],
    ["of signs", { alphabet: "ab-" }, { alphabet: "alphabet" }],
    ["with a slash in front", { prefix: "VIP/" }, { prefix: "prefix" }],
    ["with words that are too long", { prefix: "V".repeat(60) }, { prefix: "prefix" }],
    ["on no day", { expiry: "day" }, { expires_at: "required" }],
    ["after no number of days", { expiry: "days", expires_in_days: "x" }, { expires_in_days: "expiryDays" }],
    ["that ends first", { expiry: "day", starts_at: "2027-02-02", expires_at: "2027-02-01" }, { expires_at: "order" }],
    ["whose last day was taken back", { starts_at: "2027-02-02", expires_at: "2027-02-01" }, {}],
  ])("%s", (_, change, expected) => {
    expect(checkBatchForm(batch(change))).toEqual(expected)
  })

  it("rule 37: becomes a request that the API takes, with every field", () => {
    const form = batch({
      quantity: "5000",
      prefix: "VIP-",
      length: "12",
      alphabet: "abc123",
      max_redemptions: "",
      max_redemptions_per_customer: "1",
      starts_at: "2027-01-01",
      expiry: "days",
      expires_in_days: "0",
      channel: " print ",
      restrictions: rules,
    })
    const request = requestOfBatchForm(form)
    expect(request).toEqual({
      quantity: 5000,
      prefix: "VIP-",
      length: 12,
      alphabet: "abc123",
      max_redemptions: null,
      max_redemptions_per_customer: 1,
      starts_at: "2027-01-01",
      expires_in_days: 0,
      channel: "print",
      restrictions: { minimum_quantity: 2, audience: "new_subscribers" },
    })
    expect(createCodeBatchSchema.safeParse(request).success).toBe(true)
  })

  it("tells its room as the API will", () => {
    const first = () => 0
    expect(roomOf(batch({ quantity: "100", prefix: "VIP-" }), first)).toMatchObject({
      isEnough: true,
      sample: "VIP-AAAAAAAAAA",
    })
    const small = batch({ quantity: "1000", length: "3" })
    expect(roomOf(small, first)).toEqual({ capacity: 29_791, isEnough: false, smallest: 5, sample: "AAA" })
    expect(createCodeBatchSchema.safeParse(requestOfBatchForm(small)).success).toBe(false)
    expect(createCodeBatchSchema.safeParse(requestOfBatchForm({ ...small, length: "5" })).success).toBe(true)
    expect(roomOf(batch({ quantity: "" }), first)).toBeNull()
    expect(roomOf(batch({ alphabet: "a" }), first)).toBeNull()
  })
})

it("an import asks for what all its codes share", () => {
  const form = { ...emptyGateForm, expiry: "day" as const, expires_at: "2027-12-31" }
  expect(checkGateForm(form)).toEqual({})
  expect(requestOfGateForm(form)).toEqual({ max_redemptions: 1, expires_at: "2027-12-31" })
  expect(importCodeBatchSchema.safeParse(requestOfGateForm(form)).success).toBe(true)
})

describe("a promo code", () => {
  const code = (change: Partial<PromoCodeForm>): PromoCodeForm => ({ ...emptyPromoCodeForm, code: "SUMMER", ...change })

  it.each<[string, Partial<PromoCodeForm>, object]>([
    ["one word", {}, {}],
    ["no word: one is made", { code: " " }, {}],
    ["a word with a slash", { code: "A/B" }, { code: "code" }],
    ["a limit of nothing", { max_redemptions: "0" }, { max_redemptions: "count" }],
    ["a long channel", { channel: "x".repeat(101) }, { channel: "long" }],
  ])("%s", (_, change, expected) => {
    expect(checkPromoCodeForm(code(change))).toEqual(expected)
  })

  it("becomes a request that the API takes, with restrictions of its own", () => {
    const request = requestOfPromoCodeForm(
      code({
        max_redemptions: "50",
        max_redemptions_per_customer: "1",
        starts_at: "2027-01-01",
        expires_at: "2027-01-31",
        channel: "newsletter",
        restrictions: rules,
      }),
    )
    expect(request).toEqual({
      code: "SUMMER",
      max_redemptions: 50,
      max_redemptions_per_customer: 1,
      starts_at: "2027-01-01",
      expires_at: "2027-01-31",
      channel: "newsletter",
      restrictions: { minimum_quantity: 2, audience: "new_subscribers" },
    })
    expect(createPromoCodeSchema.safeParse(request).success).toBe(true)
    expect(requestOfPromoCodeForm(code({}))).toEqual({ code: "SUMMER" })
  })
})
