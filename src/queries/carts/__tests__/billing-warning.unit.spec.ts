// What is said of a cart whose subscriptions will have nothing to charge.
import { warningOf } from "../billing-warning"

const paying = (provider_id: string, more: object = {}) => ({
  total: 30,
  customer: { has_account: true },
  payment_collection: { payment_sessions: [{ provider_id }] },
  ...more,
})

describe("rule 58: a sign-up that leaves nothing to charge", () => {
  it.each([
    ["a guest, whatever they pay with", paying("pp_stripe_stripe", { customer: { has_account: false } }), "guest"],
    ["nobody at all", paying("pp_stripe_stripe", { customer: null }), "guest"],
    ["nothing due today", paying("pp_stripe_stripe", { total: 0, payment_collection: null }), "nothing_due"],
    ["a method that is used once", paying("pp_stripe-ideal_stripe"), "provider"],
  ])("is told: %s", (_who, cart, code) => {
    expect(warningOf(cart)).toBe(code)
  })

  it("is not told where a card is kept, where nothing was chosen yet, or of providers that nobody here knows", () => {
    expect(warningOf(paying("pp_adyen_adyen"))).toBeNull()
    expect(warningOf(paying("pp_stripe_stripe"))).toBeNull()
    expect(warningOf(paying("pp_stripe_stripe", { payment_collection: null }))).toBeNull()
  })

  it("is not told of core's manual provider, which is never asked for money: not even to a guest", () => {
    expect(warningOf(paying("pp_system_default"))).toBeNull()
    expect(warningOf(paying("pp_system_default", { customer: null }))).toBeNull()
    expect(warningOf(paying("pp_system_default", { total: 0, payment_collection: null }))).toBe("nothing_due")
  })
})
