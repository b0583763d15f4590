// Reading what people type, and the forms that are made of it: metadata, server sentences.
import { metadataOfRows, rowsOfMetadata } from "../lib/metadata-form"
import { fieldOf, withoutPreamble } from "../lib/server-errors"
import { dayIn, isCode, readAmounts, readCount, readDecimal } from "../lib/typed"

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
  ["1000000001", null],
])("counts %j as %p", (text, expected) => {
  expect(readCount(text)).toBe(expected)
})

it("reads amounts in a steady order, and none when one of them is wrong", () => {
  expect(readAmounts({ usd: "6", eur: "5,5", jpy: "" })).toEqual([
    { currency_code: "eur", amount: 5.5 },
    { currency_code: "usd", amount: 6 },
  ])
  expect(readAmounts({ usd: "6", jpy: "1.5" })).toBeNull()
})

it("takes for a code what the engine takes", () => {
  expect([
    isCode(""),
    isCode(" summer 20 "),
    isCode("50%+!"),
    isCode("---"),
    isCode("a/b"),
    isCode("x".repeat(65)),
  ]).toEqual([true, true, true, false, false, false])
})

it("rule 16: finds the day of an instant in the store's time zone", () => {
  expect(dayIn("Europe/Berlin", "2027-01-31T23:00:00.000Z")).toBe("2027-02-01")
  expect(dayIn("UTC", "2027-01-31T23:00:00.000Z")).toBe("2027-01-31")
  expect(dayIn("UTC", null)).toBe("")
})

it("keeps metadata that is no text until it is typed over", () => {
  const metadata = { note: "a", score: 3, nested: { on: true }, zero: "0" }
  const rows = rowsOfMetadata(metadata)
  expect(metadataOfRows(rows)).toEqual(metadata)
  const changed = rows.map((row) => (row.key === "score" ? { ...row, value: "4" } : row))
  expect(metadataOfRows([...changed, { key: " ", value: "lost" }])).toEqual({ ...metadata, score: "4" })
})

it.each([
  ["'max_redemptions' cannot be 5: the coupon has been redeemed 9 times.", "max_redemptions"],
  ["'max_redemptions_per_customer' cannot be 1: one customer has redeemed it 3 times.", "max_redemptions_per_customer"],
  ["Value for field 'restrictions, minimum_amount, 0, amount' too small", "restrictions.minimum_amount"],
  ["Another live promo code has this code.", "code"],
  ["The database is away.", null],
])("finds the field of %j", (sentence, field) => {
  const fields = [
    "max_redemptions",
    "max_redemptions_per_customer",
    "restrictions.minimum_amount",
    "amounts",
    "code",
  ] as const
  expect(fieldOf(sentence, fields)).toBe(field)
})

it("drops what only a programmer needs", () => {
  expect(withoutPreamble("Invalid request: A percentage must be more than 0.")).toBe(
    "A percentage must be more than 0.",
  )
})
