// The admission of a granted coupon: what only a typed code must pass, and that a typed code takes its place (rules 21 and 24).
import { admit } from "../index"
import { candidate, document, facts, gate, line, subscriptionLine, terms } from "./builders"

const holder = { active_subscription_count: 2, paid_subscription_invoice_count: 3 }
const sign_up = facts({
  customer: holder,
  subscription_action: "sign_up",
  document: document({ lines: [subscriptionLine()] }),
})
const granted = candidate({ entered_by: "grant", terms: terms({ stackable: true }) })
const codes = (answer: { refusals: { code: string }[] }) => answer.refusals.map(({ code }) => code)

describe("a granted coupon", () => {
  it("rule 21: is won by who holds an active subscription, where a typed code is not", () => {
    expect(admit(granted, sign_up)).toEqual({ admitted: true, certain: false, refusals: [], verdicts: [] })
    expect(codes(admit({ ...granted, entered_by: "customer" }, sign_up))).toEqual(["active_subscription_exists"])
  })

  it("rule 24: stands alone", () => {
    expect(admit(granted, facts({ customer: holder })).admitted).toBe(true)
  })

  it.each([
    ["neither stacks", false, false],
    ["only the grant stacks", true, false],
    ["only the code stacks", false, true],
    ["both stack", true, true],
  ])("rule 24: gives way to an entered code: %s", (_name, grant_stacks, code_stacks) => {
    const grant = candidate({ entered_by: "grant", terms: terms({ stackable: grant_stacks }) })
    const answer = admit(grant, facts({ customer: holder, other_terms: [terms({ stackable: code_stacks })] }))
    expect(codes(answer)).toEqual(["not_stackable"])
    // The code may be taken off again: then the grant has its turn.
    expect(answer.certain).toBe(false)
  })

  it("rule 24: does not keep two stackable codes apart", () => {
    const typed = candidate({ terms: terms({ stackable: true }) })
    expect(admit(typed, facts({ other_terms: [terms({ stackable: true })] })).admitted).toBe(true)
  })

  it("rule 36: ends at once with its coupon, and passes every other rule of its gates", () => {
    const gates = [gate({ status: "archived", restrictions: { minimum_quantity: 2 } })]
    const answer = admit({ ...granted, gates }, facts({ document: document({ lines: [line()] }) }))
    expect(codes(answer)).toEqual(["coupon_archived", "minimum_quantity_not_reached"])
  })
})
