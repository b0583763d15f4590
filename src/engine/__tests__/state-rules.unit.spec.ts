// Status and dates of a gate, asked alone: the database's side asks them again when it takes a place.
import { admit, stateRefusal } from "../index"
import type { Gate } from "../index"
import { at, candidate, facts, gate } from "./builders"

const NOW = at("2027-01-15")
const coupon = (over: Partial<Gate> = {}) => gate({ of: "coupon", ...over })
const code = (over: Partial<Gate> = {}) => gate({ of: "promo_code", ...over })

describe("stateRefusal", () => {
  it.each<[string, Gate[], string | null]>([
    ["open gates", [code(), coupon()], null],
    ["an archived code", [code({ status: "archived" }), coupon()], "code_archived"],
    ["an archived coupon", [code(), coupon({ status: "archived" })], "coupon_archived"],
    ["a draft", [code(), coupon({ status: "draft" })], "coupon_not_active"],
    ["a coupon that starts later", [code(), coupon({ starts_at: NOW + 1 })], "not_started"],
    ["a code at its first millisecond", [code({ starts_at: NOW }), coupon()], null],
    ["a code at its last millisecond", [code({ expires_at: NOW }), coupon()], null],
    ["a code a millisecond later", [code({ expires_at: NOW - 1 }), coupon()], "expired"],
    [
      "both archived: the code is named",
      [code({ status: "archived" }), coupon({ status: "archived" })],
      "code_archived",
    ],
    [
      "expired and archived: what lasts is named",
      [code({ expires_at: 1 }), coupon({ status: "archived" })],
      "coupon_archived",
    ],
    ["a paused code", [code({ paused: true }), coupon()], "code_paused"],
    ["a paused coupon", [code(), coupon({ paused: true })], "coupon_paused"],
    ["expired and paused: what lasts is named", [code({ paused: true }), coupon({ expires_at: 1 })], "expired"],
    ["a full limit, which is not its business", [code({ max_redemptions: 1, redemptions_taken: 1 })], null],
  ])("rules 16, 34 and 65: %s", (_name, gates, refusal) => {
    expect(stateRefusal(gates, NOW)?.code ?? null).toBe(refusal)
  })

  it("says what admission says, in the same words", () => {
    const gates = [coupon({ expires_at: NOW - 1 })]
    expect(admit(candidate({ gates }), facts({ now: NOW })).refusals).toContainEqual(stateRefusal(gates, NOW))
  })
})
