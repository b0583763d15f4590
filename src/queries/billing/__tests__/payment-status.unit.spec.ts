// How far an invoice's money has come, by what core knows of its payments.
import { disputedPart, statusOf } from "../payment-status"

const OPEN = { status: "open", failure_code: null } as const
const PAID = { status: "paid", failure_code: null } as const

describe("rule 57: the payment of an invoice", () => {
  it("is authorised until all of it is captured", () => {
    expect(statusOf(PAID, [{ amount: 30 }])).toBe("authorized")
    expect(statusOf(PAID, [{ amount: 30, captures: [{ amount: 10 }] }])).toBe("authorized")
    expect(statusOf(PAID, [{ amount: 30, captures: [{ amount: 10 }, { amount: 20 }] }])).toBe("captured")
  })

  it("is refunded when nothing of it was kept, and captured while some was", () => {
    const captures = [{ amount: 30 }]
    expect(statusOf(PAID, [{ amount: 30, captures, refunds: [{ amount: 10 }] }])).toBe("captured")
    expect(statusOf({ ...PAID, status: "void" }, [{ amount: 30, captures, refunds: [{ amount: 30 }] }])).toBe(
      "refunded",
    )
  })

  it("is nothing where it was cancelled or declined, and all of it where there was nothing to pay", () => {
    expect(statusOf(OPEN, [{ amount: 30, canceled_at: new Date(0) }])).toBe("not_paid")
    expect(statusOf(OPEN, [])).toBe("not_paid")
    expect(statusOf({ ...OPEN, failure_code: "payment_declined" }, [])).toBe("declined")
    expect(statusOf({ ...OPEN, failure_code: "out_of_stock" }, [])).toBe("not_paid")
    expect(statusOf(PAID, [])).toBe("captured")
  })

  it("rule 59: says whether the customer can do something about it", () => {
    expect(statusOf({ ...OPEN, failure_code: "authentication_required" }, [])).toBe("requires_action")
    expect(statusOf({ ...OPEN, failure_code: "stolen_card" }, [])).toBe("declined")
    expect(statusOf({ ...OPEN, failure_code: "insufficient_funds" }, [])).toBe("declined")
    expect(statusOf({ ...OPEN, failure_code: "no_payment_method" }, [])).toBe("not_paid")
    expect(statusOf({ ...OPEN, failure_code: "authentication_required" }, [{ amount: 30 }])).toBe("authorized")
  })
})

describe("rule 61: what disputes have taken of an invoice", () => {
  const invoice = { total: 30, currency_code: "eur" }

  it("is its share of what they have taken of the order, which may have sold other things", () => {
    expect(disputedPart(invoice, [{ amount: 30 }], 30)).toBe(30)
    expect(disputedPart(invoice, [{ amount: 30 }], 12.5)).toBe(12.5)
    expect(disputedPart(invoice, [{ amount: 90 }], 45)).toBe(15)
    expect(disputedPart(invoice, [{ amount: 70 }, { amount: 20 }], 1)).toBe(0.33)
    expect(disputedPart({ total: 1000, currency_code: "jpy" }, [{ amount: 3000 }], 1000)).toBe(333)
  })

  it("is never more than its total, and nothing where nothing was paid or disputed", () => {
    expect(disputedPart(invoice, [{ amount: 30 }], 31)).toBe(30)
    expect(disputedPart(invoice, [{ amount: 30 }], 0)).toBe(0)
    expect(disputedPart(invoice, [], 30)).toBe(0)
    expect(disputedPart(invoice, [{ amount: 30, canceled_at: new Date(0) }], 30)).toBe(0)
  })
})
