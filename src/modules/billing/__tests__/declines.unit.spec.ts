// Which reasons the customer can do something about, and which nobody can.
import { HOPELESS_CODES, isDecline, remedyOf } from "../declines"

describe("rule 59: the reason of an unpaid invoice", () => {
  it("asks for the customer where their bank wants their word, and is no reason to give up", () => {
    for (const code of ["authentication_required", "requires_action", "payment_intent_authentication_failure"]) {
      expect(remedyOf(code)).toBe("customer")
      expect(HOPELESS_CODES).not.toContain(code)
    }
  })

  it("rule 59: is hopeless where the card is gone, closed or forbidden", () => {
    for (const code of [
      "stolen_card",
      "lost_card",
      "pickup_card",
      "fraudulent",
      "account_closed",
      "incorrect_number",
    ]) {
      expect(remedyOf(code)).toBe("never")
    }
  })

  it("is worth another day otherwise: no money, no reason, a code that nobody knows", () => {
    for (const code of ["insufficient_funds", "do_not_honor", "expired_card", "payment_declined", "constructor", ""]) {
      expect(remedyOf(code)).toBe("later")
    }
  })

  it("is a decline where the provider was asked", () => {
    for (const code of ["payment_declined", "stolen_card", "what_another_provider_says"]) {
      expect(isDecline(code)).toBe(true)
    }
    for (const code of ["out_of_stock", "no_payment_method", "interrupted"]) {
      expect(isDecline(code)).toBe(false)
    }
  })
})
