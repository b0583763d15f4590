// A stored coupon as input again: what an older version took, and today's checks do not, stays as it is.
import { createCouponSchema } from "../../../engine"
import type { CouponRow } from "../../../modules/coupon/types"
import { changedColumns, couponData, couponInputOf, mergedInput, untouchedColumns } from "../coupon-row"

const amounts = [
  { currency_code: "eur", amount: 5 },
  { currency_code: "zzz", amount: 5 },
]
const row = {
  ...couponData(createCouponSchema.parse({ name: "Old", type: "fixed", amounts: amounts.slice(0, 1) }), "utc"),
  amounts,
  expires_at: new Date("9999-12-31T23:59:59.999Z"),
  restrictions: { minimum_amount: amounts },
} as unknown as CouponRow

/** The columns that an edit writes. */
function edited(change: Record<string, unknown>) {
  const merged = mergedInput(couponInputOf(row), change)
  const input = createCouponSchema.parse(merged)
  return changedColumns(row, { ...couponData(input, "utc"), ...untouchedColumns(row, change, merged) })
}

describe("an edit of a coupon with a date or a currency that is not taken any more", () => {
  it("changes what it names and nothing else", () => {
    expect(edited({ name: "New" })).toEqual({ name: "New" })
    expect(edited({ starts_at: "2027-01-01" })).toEqual({ starts_at: new Date("2027-01-01T00:00:00.000Z") })
  })

  it("puts right what it names", () => {
    expect(edited({ expires_at: null, amounts: amounts.slice(0, 1), restrictions: {} })).toEqual({
      expires_at: null,
      amounts: amounts.slice(0, 1),
      restrictions: {},
    })
  })

  it("a change of type drops the amounts of the old one", () => {
    expect(edited({ type: "percentage", percentage: 5 })).toMatchObject({ type: "percentage", amounts: [] })
  })
})
