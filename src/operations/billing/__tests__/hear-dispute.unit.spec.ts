// What a dispute has taken of a payment, in the shop's own unit (rule 61).
import { withdrawnOf } from "../hear-dispute"

const payment = (amount: number, amount_minor: number, currency_code = "eur") => ({
  amount,
  amount_minor,
  currency_code,
})
const dispute = (withdrawn_minor: number, currency_code = "eur", amount_minor = withdrawn_minor) => ({
  amount_minor,
  withdrawn_minor,
  currency_code,
})

describe("rule 61: what a dispute has taken", () => {
  it.each([
    ["all of it", dispute(2400), payment(24, 2400), 24],
    ["a part", dispute(1234), payment(24, 2400), 12.34],
    ["nothing any more", dispute(0, "eur", 2400), payment(24, 2400), 0],
    ["never more than was paid", dispute(2500), payment(24, 2400), 24],
    ["a currency without decimals", dispute(500, "jpy"), payment(1000, 1000, "jpy"), 500],
    ["a currency with three", dispute(1230, "kwd"), payment(12.34, 12340, "kwd"), 1.23],
    ["another currency than was paid in: the whole payment", dispute(2600, "usd"), payment(24, 2400), 24],
    ["of that, the part that did not come back", dispute(1300, "usd", 2600), payment(24, 2400), 12],
    ["a payment that Stripe shows no amount of", dispute(1), payment(24, 0), 24],
  ])("%s", (_name, disputed, paid, amount) => {
    expect(withdrawnOf(disputed, paid)).toBe(amount)
  })
})
