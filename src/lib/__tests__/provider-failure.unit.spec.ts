// What is read from sessions as Stripe's provider and others leave them.
import { failureIn } from "../provider-failure"

const declined = (last_payment_error: unknown) => failureIn({ status: "error", data: { last_payment_error } })

describe("rule 59: why a session was not authorised", () => {
  it("is the decline code, else the code of Stripe's error, with its sentence", () => {
    const lost = { code: "card_declined", decline_code: "lost_card", message: "Your card was declined." }
    expect(declined(lost)).toEqual({ code: "lost_card", message: "Your card was declined." })
    const expired = { code: "expired_card", message: "Your card has expired." }
    expect(declined(expired)).toEqual({ code: "expired_card", message: "Your card has expired." })
  })

  it("is the customer's turn where core says that more is required, whatever went wrong before", () => {
    const data = { last_payment_error: { code: "expired_card", message: "Your card has expired." } }
    expect(failureIn({ status: "requires_more", data })).toMatchObject({ code: "requires_action" })
  })

  it("is nothing where the provider gave no reason, or none that can be a code", () => {
    const nothing = { code: null, message: null }
    expect(failureIn({ status: "error", data: null })).toEqual(nothing)
    expect(failureIn({ status: "error", data: { reason: "no" } })).toEqual(nothing)
    expect(declined("no")).toEqual(nothing)
    expect(declined({ code: 51, decline_code: "<b>no</b>", message: null })).toEqual(nothing)
  })
})
