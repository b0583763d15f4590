// Admission: each restriction and gate rule row by row, and what a customer is told when several fail.
import type { Candidate, Facts, Gate, GeneralRefusalCode, RefusalCode, Restrictions } from "../index"
import { REFUSALS, admit, allRefusals, refuse, refuseByRow, rowOf } from "../index"
import { NOBODY, at, candidate, document, facts, fixed, gate, line, subscriptionLine, terms } from "./builders"

type FactsOver = Parameters<typeof facts>[0]

const GUEST = { id: null, key: "ann@example.com", group_ids: [] }
const eur = (amount: number) => [{ currency_code: "eur", amount }]
const two_types = document({ lines: [line(), line({ id: "line_2", product_type_id: "ptyp_2" })] })

/** Name, restrictions, facts, refusal, and whether it is certain. */
type RestrictionRow = [string, Restrictions, FactsOver, RefusalCode | null, boolean]

/** Rule 68: hours in the store's zone; 15 January 2027 is a Friday, and noon in UTC is 13:00 in Berlin. */
const EVENING = { days: ["fri"], from: "17:00", to: "19:00" } as const
const NIGHT = { days: ["fri"], from: "22:00", to: "02:00" } as const
const WHOLE_DAY = { days: ["fri"], from: "00:00", to: "00:00" } as const
const atTimes = (
  [
    ["in the evening", EVENING, "2027-01-15T17:00:00Z", "UTC", true],
    ["up to the last minute", EVENING, "2027-01-15T18:59:59Z", "UTC", true],
    ["not at its end", EVENING, "2027-01-15T19:00:00Z", "UTC", false],
    ["not before", EVENING, "2027-01-15T16:59:59Z", "UTC", false],
    ["not on the day after", EVENING, "2027-01-16T17:00:00Z", "UTC", false],
    ["by the store's clock", EVENING, "2027-01-15T16:30:00Z", "Europe/Berlin", true],
    ["by the store's clock in summer", EVENING, "2027-07-16T17:00:00Z", "Europe/Berlin", false],
    ["by the store's day", WHOLE_DAY, "2027-01-14T23:00:00Z", "Europe/Berlin", true],
    ["at night", NIGHT, "2027-01-15T23:00:00Z", "UTC", true],
    ["until the morning after", NIGHT, "2027-01-16T01:59:00Z", "UTC", true],
    ["not the morning before", NIGHT, "2027-01-15T01:00:00Z", "UTC", false],
    ["all day", WHOLE_DAY, "2027-01-15T23:59:59Z", "UTC", true],
    ["all day, not the next", WHOLE_DAY, "2027-01-16T00:00:00Z", "UTC", false],
  ] as const
).map(([name, window, now, time_zone, is_open]): RestrictionRow => [
  name,
  { time_windows: [{ ...window, days: [...window.days] }] },
  { now: at(now), time_zone },
  is_open ? null : "outside_time_window",
  false,
])

describe("restrictions", () => {
  it.each<RestrictionRow>([
    ["minimum amount, reached exactly", { minimum_amount: eur(10) }, {}, null, false],
    ["minimum amount, a cent short", { minimum_amount: eur(10.01) }, {}, "minimum_amount_not_reached", false],
    [
      "fault B1: minimum amount of 49.995 and 50.005, added up before anything is rounded",
      { minimum_amount: eur(100) },
      {
        document: document({
          lines: [
            line({ amount_minor: 4999, below_nano: 500_000_000 }),
            line({ id: "line_2", amount_minor: 5000, below_nano: 500_000_000 }),
          ],
        }),
      },
      null,
      false,
    ],
    [
      "minimum amount in another currency",
      { minimum_amount: eur(10) },
      { document: document({ currency_code: "usd" }) },
      "currency_mismatch",
      false,
    ],
    [
      "minimum amount, none at all",
      { minimum_amount: [] },
      { document: document({ currency_code: "usd" }) },
      null,
      false,
    ],
    [
      "minimum quantity, reached",
      { minimum_quantity: 2 },
      { document: document({ lines: [line({ quantity: 2 })] }) },
      null,
      false,
    ],
    ["minimum quantity, missed", { minimum_quantity: 2 }, {}, "minimum_quantity_not_reached", false],
    ["minimum quantity, none", { minimum_quantity: null }, {}, null, false],
    ["first purchase, first", { first_purchase: "any" }, {}, null, false],
    [
      "first purchase, second",
      { first_purchase: "any" },
      { customer: { paid_order_count: 1 } },
      "first_purchase_only",
      true,
    ],
    [
      "first purchase of a type, other types bought",
      { first_purchase: "product_type" },
      { customer: { paid_order_count: 3, purchased_product_type_ids: ["ptyp_9"] } },
      null,
      false,
    ],
    [
      "first purchase of a type, bought",
      { first_purchase: "product_type" },
      { customer: { purchased_product_type_ids: ["ptyp_1"] } },
      "first_purchase_only",
      false,
    ],
    [
      "first purchase of a type, one of two bought",
      { first_purchase: "product_type" },
      { document: two_types, customer: { purchased_product_type_ids: ["ptyp_2"] } },
      "first_purchase_only",
      false,
    ],
    ["audience all", { audience: "all" }, { customer: { paid_subscription_invoice_count: 4 } }, null, false],
    ["new subscribers, new", { audience: "new_subscribers" }, { customer: { paid_order_count: 4 } }, null, false],
    [
      "new subscribers, has paid one",
      { audience: "new_subscribers" },
      { customer: { paid_subscription_invoice_count: 1 } },
      "new_subscribers_only",
      true,
    ],
    [
      "new subscribers, a guest with the e-mail of one who has paid",
      { audience: "new_subscribers" },
      { customer: { ...GUEST, paid_subscription_invoice_count: 1 } },
      "new_subscribers_only",
      false,
    ],
    [
      "existing subscribers, a guest with the e-mail of one who has paid",
      { audience: "existing_subscribers" },
      { customer: { ...GUEST, paid_subscription_invoice_count: 1 } },
      "existing_subscribers_only",
      false,
    ],
    [
      "existing subscribers, has paid one",
      { audience: "existing_subscribers" },
      { customer: { paid_subscription_invoice_count: 1 } },
      null,
      false,
    ],
    ["existing subscribers, new", { audience: "existing_subscribers" }, {}, "existing_subscribers_only", true],
    [
      "existing subscribers, a guest who may log in",
      { audience: "existing_subscribers" },
      { customer: GUEST },
      "existing_subscribers_only",
      false,
    ],
    ["named customer", { customer_ids: ["cus_1"] }, {}, null, false],
    ["another customer", { customer_ids: ["cus_2"] }, {}, "customer_not_eligible", true],
    ["named customer, nobody known", { customer_ids: ["cus_2"] }, { customer: NOBODY }, "login_required", false],
    ["named customer, a guest", { customer_ids: ["cus_2"] }, { customer: GUEST }, "login_required", false],
    ["no customer named", { customer_ids: [] }, { customer: NOBODY }, null, false],
    ["group", { customer_group_ids: ["cusgroup_0", "cusgroup_1"] }, {}, null, false],
    ["another group", { customer_group_ids: ["cusgroup_0"] }, {}, "customer_not_eligible", true],
    ["group, a guest", { customer_group_ids: ["cusgroup_0"] }, { customer: GUEST }, "login_required", false],
    ["region", { region_ids: ["reg_1"] }, {}, null, false],
    ["another region", { region_ids: ["reg_2"] }, {}, "region_not_eligible", false],
    ["no region yet", { region_ids: ["reg_2"] }, { region_id: null }, "region_not_eligible", false],
    ["e-mail", { customer_emails: ["bob@example.com", "ann@example.com"] }, {}, null, false],
    [
      "e-mail, as somebody else writes it",
      { customer_emails: ["ann@example.com"] },
      { customer: { email: " ANN@Example.com" } },
      null,
      false,
    ],
    ["domain", { customer_emails: ["*@example.com"] }, {}, null, false],
    ["another domain", { customer_emails: ["*@ample.com"] }, {}, "email_not_eligible", true],
    [
      "e-mail, none known yet",
      { customer_emails: ["*@example.com"] },
      { customer: NOBODY },
      "email_not_eligible",
      false,
    ],
    ["domain, a guest", { customer_emails: ["*@example.com"] }, { customer: GUEST }, null, false],
    [
      "another domain, a guest, who may type another",
      { customer_emails: ["*@acme.com"] },
      { customer: GUEST },
      "email_not_eligible",
      false,
    ],
    [
      "domain, a guest, on a subscription",
      { customer_emails: ["*@example.com"] },
      { customer: GUEST, subscription_action: "sign_up" },
      "login_required",
      false,
    ],
    ["sales channel", { sales_channel_ids: ["sc_1"] }, {}, null, false],
    ["another sales channel", { sales_channel_ids: ["sc_2"] }, {}, "location_not_eligible", false],
    ["action", { subscription_actions: ["sign_up"] }, { subscription_action: "sign_up" }, null, false],
    [
      "another action",
      { subscription_actions: ["renewal"] },
      { subscription_action: "downgrade" },
      "action_not_eligible",
      false,
    ],
    ["no action", { subscription_actions: ["renewal"] }, {}, "action_not_eligible", false],
    ...atTimes,
  ])("%s", (_name, restrictions, over, code, certain) => {
    for (const gate_of of ["coupon", "promo_code"] as const) {
      const answer = admit(candidate({ gates: [gate(), gate({ of: gate_of, restrictions })] }), facts(over))
      expect(answer.refusals.map((refusal) => refusal.code)).toEqual(code === null ? [] : [code])
      expect(answer).toMatchObject({ admitted: code === null, certain })
    }
  })

  it("minimums count only lines the coupon covers", () => {
    const shop = facts({
      document: document({ lines: [line(), line({ id: "line_2", product_id: "prod_2", quantity: 5 })] }),
    })
    const only_first = terms({ scope: { product_ids: ["prod_1"] } })
    const restrictions = { minimum_amount: eur(15), minimum_quantity: 2 }
    expect(admit(candidate({ gates: [gate({ restrictions })] }), shop).admitted).toBe(true)
    const answer = admit(candidate({ terms: only_first, gates: [gate({ restrictions })] }), shop)
    expect(answer.refusals).toEqual([
      refuseByRow(rowOf("minimum_amount")!, "minimum_amount_not_reached", "It is 15 EUR."),
      refuseByRow(rowOf("minimum_quantity")!, "minimum_quantity_not_reached", "At least 2 are needed."),
    ])
  })

  it("without a row refuse, even when their name is one that every object has", () => {
    for (const key of ["favourite_colour", "constructor"]) {
      const restrictions = { [key]: "blue" } as Restrictions
      const answer = admit(candidate({ gates: [gate({ restrictions })] }), facts())
      expect(answer).toMatchObject({ admitted: false, certain: true })
      expect(answer.refusals[0]?.message).toContain(key)
    }
  })
})

describe("gates", () => {
  const now = at("2027-01-15")

  it.each<[string, Partial<Gate>, RefusalCode | null, boolean]>([
    ["open", {}, null, false],
    ["archived coupon", { status: "archived" }, "coupon_archived", true],
    ["archived code", { of: "promo_code", status: "archived" }, "code_archived", true],
    ["draft", { status: "draft" }, "coupon_not_active", true],
    ["starts now", { starts_at: now }, null, false],
    ["starts in a millisecond", { starts_at: now + 1 }, "not_started", false],
    ["last millisecond", { expires_at: now }, null, false],
    ["expired a millisecond ago", { expires_at: now - 1 }, "expired", true],
    ["paused coupon", { paused: true }, "coupon_paused", false],
    ["paused code", { of: "promo_code", paused: true }, "code_paused", false],
    ["one place left", { max_redemptions: 10, redemptions_taken: 9 }, null, false],
    ["used up", { max_redemptions: 10, redemptions_taken: 10 }, "redemption_limit_reached", true],
    [
      "one place left for this customer",
      { max_redemptions_per_customer: 2, redemptions_taken_by_customer: 1 },
      null,
      false,
    ],
    [
      "used up by this customer",
      { max_redemptions_per_customer: 1, redemptions_taken_by_customer: 1 },
      "customer_limit_reached",
      true,
    ],
  ])("%s", (_name, over, code, certain) => {
    const answer = admit(candidate({ gates: [gate(over)] }), facts({ now }))
    expect(answer.refusals.map((refusal) => refusal.code)).toEqual(code === null ? [] : [code])
    expect(answer).toMatchObject({ admitted: code === null, certain })
  })

  it("do not count per customer before anybody is known", () => {
    const full = gate({ max_redemptions_per_customer: 1, redemptions_taken_by_customer: 1 })
    expect(admit(candidate({ gates: [full] }), facts({ customer: NOBODY })).admitted).toBe(true)
  })
})

describe("terms at admission", () => {
  const sign_up = (over: FactsOver = {}) =>
    facts({ subscription_action: "sign_up", document: document({ lines: [subscriptionLine()] }), ...over })
  const holder = { active_subscription_count: 1 }

  it.each<[string, Partial<Candidate>, Facts, RefusalCode[], boolean]>([
    ["fits", {}, facts(), [], false],
    [
      "fixed amount, no currency",
      { terms: fixed(5) },
      facts({ document: document({ currency_code: "usd" }) }),
      ["currency_mismatch"],
      false,
    ],
    ["empty cart", {}, facts({ document: document({ lines: [] }) }), ["item_not_eligible"], false],
    [
      "one line of two is enough",
      { terms: terms({ scope: { product_type_ids: ["ptyp_2"] } }) },
      facts({ document: two_types }),
      [],
      false,
    ],
    [
      "another product type",
      { terms: terms({ scope: { product_type_ids: ["ptyp_9"] } }) },
      facts({ document: two_types }),
      ["product_type_not_eligible"],
      false,
    ],
    [
      "subscriptions only",
      { terms: terms({ redeemable_for: ["subscription"] }) },
      facts(),
      ["not_redeemable_for_one_time"],
      false,
    ],
    [
      "one-time only",
      { terms: terms({ redeemable_for: ["one_time"] }) },
      sign_up(),
      ["not_redeemable_for_subscription"],
      false,
    ],
    [
      "a trial that costs nothing yet",
      {},
      sign_up({ document: document({ lines: [subscriptionLine({ amount_minor: 0 })] }) }),
      [],
      false,
    ],
    [
      "not stackable beside another",
      {},
      facts({ other_terms: [terms({ stackable: true })] }),
      ["not_stackable"],
      false,
    ],
    [
      "stackable beside one that is not",
      { terms: terms({ stackable: true }) },
      facts({ other_terms: [terms()] }),
      ["not_stackable"],
      false,
    ],
    [
      "all stackable",
      { terms: terms({ stackable: true }) },
      facts({ other_terms: [terms({ stackable: true })] }),
      [],
      false,
    ],
    ["sign-up with an active subscription", {}, sign_up({ customer: holder }), ["active_subscription_exists"], false],
    [
      "the same, for subscriptions only",
      { terms: terms({ redeemable_for: ["subscription"] }) },
      sign_up({ customer: holder }),
      ["active_subscription_exists"],
      true,
    ],
    [
      "the same, by a guest with the holder's e-mail",
      { terms: terms({ redeemable_for: ["subscription"] }) },
      sign_up({ customer: { ...GUEST, ...holder } }),
      ["active_subscription_exists"],
      false,
    ],
    ["the same, by an admin", { entered_by: "admin" }, sign_up({ customer: holder }), [], false],
    ["the same, as a grant", { entered_by: "grant" }, sign_up({ customer: holder }), [], false],
    ["the same, option off", {}, sign_up({ customer: holder, refuse_code_with_active_subscription: false }), [], false],
    [
      "an upgrade with an active subscription",
      {},
      sign_up({ customer: holder, subscription_action: "upgrade_same_cycle" }),
      [],
      false,
    ],
    [
      "a code for the other items beside a sign-up",
      { terms: terms({ redeemable_for: ["one_time"] }) },
      sign_up({ customer: holder, document: document({ lines: [line(), subscriptionLine({ id: "line_2" })] }) }),
      [],
      false,
    ],
  ])("%s", (_name, over, asked, codes, certain) => {
    const answer = admit(candidate(over), asked)
    expect(answer.refusals.map((refusal) => refusal.code)).toEqual(codes)
    expect(answer).toMatchObject({ admitted: codes.length === 0, certain })
  })

  it("rules 16 to 25: names every failed rule of coupon, code and terms, each once", () => {
    const expired = { expires_at: at("2027-01-01"), restrictions: { region_ids: ["reg_2"], minimum_amount: eur(50) } }
    const answer = admit(
      candidate({
        terms: fixed(5, { amounts: [{ currency_code: "usd", amount: 5 }], redeemable_for: ["subscription"] }),
        gates: [gate(expired), gate({ ...expired, of: "promo_code", max_redemptions: 1, redemptions_taken: 1 })],
      }),
      facts(),
    )
    expect(answer.certain).toBe(true)
    expect(answer.refusals.map((refusal) => refusal.code)).toEqual([
      "expired",
      "region_not_eligible",
      "minimum_amount_not_reached",
      "redemption_limit_reached",
      "currency_mismatch",
      "not_redeemable_for_one_time",
    ])
  })
})

describe("refusals", () => {
  it("are a code and a sentence, with details after it", () => {
    for (const [code, sentence] of Object.entries(allRefusals())) {
      expect([code, sentence]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)])
    }
    for (const code of Object.keys(REFUSALS) as GeneralRefusalCode[]) {
      expect(refuse(code)).toEqual({ code, message: REFUSALS[code] })
    }
    expect(refuse("expired", "It ended in May.").message).toBe(`${REFUSALS.expired} It ended in May.`)
  })
})
