// The form that creates a subscription: what it asks for, where its discounts can go, and the request it becomes.
import { emptyApplyForm, isUseful, takesCodes } from "../lib/apply-form"
import type { ApplyForm } from "../lib/apply-form"
import {
  checkNewSubscription,
  emptyAddress,
  emptyDiscount,
  emptyItem,
  emptyNewSubscription,
  isComplete,
  nextKey,
  requestOfNewSubscription,
  targetOf,
  targetsOfNew,
} from "../lib/new-subscription-form"
import type { NewSubscriptionForm } from "../lib/new-subscription-form"

const form = (change: Partial<NewSubscriptionForm> = {}): NewSubscriptionForm => ({
  ...emptyNewSubscription({ customer_id: "cus_1", plan_id: "bplan_desk" }),
  region_id: "reg_1",
  ...change,
})
const discount = (key: string, change: Partial<ApplyForm>) => ({
  key,
  form: { ...emptyApplyForm("subscription", "eur"), ...change },
})
const two = [emptyItem("item-1", "bplan_desk"), { ...emptyItem("item-2", "bplan_bag"), quantity: "2" }]
const nameOf = (plan_id: string) => ({ bplan_desk: "Desk", bplan_bag: "Bag" })[plan_id] ?? ""

describe("creating a subscription", () => {
  it("begins with what it was opened from", () => {
    expect(emptyNewSubscription({})).toMatchObject({ customer_id: "", items: [{ plan_id: "", quantity: "1" }] })
    expect(emptyNewSubscription({ plan_id: "bplan_desk" }).items).toEqual([emptyItem("item-1", "bplan_desk")])
  })

  it("asks for customer, region and a plan of each item, and says which is missing", () => {
    const empty = emptyNewSubscription({})
    const wrong = checkNewSubscription({
      ...empty,
      items: [...empty.items, { ...emptyItem("item-2", "p"), quantity: "0" }],
    })
    expect(wrong).toEqual({
      customer_id: "customer",
      region_id: "region",
      items: { "item-1": { plan_id: "plan" }, "item-2": { quantity: "quantity" } },
      discounts: {},
    })
    expect(isComplete(wrong)).toBe(false)
    expect(isComplete(checkNewSubscription(form()))).toBe(true)
    const chosen = (payment_provider_id: string, providers: string[]) =>
      checkNewSubscription(form({ payment_provider_id }), providers).payment_provider_id
    expect([chosen("", ["a"]), chosen("a", ["a", "b"]), chosen("a", [])]).toEqual([undefined, undefined, undefined])
    expect([chosen("", ["a", "b"]), chosen("c", ["a", "b"])]).toEqual(["provider", "provider"])
    expect(isComplete(checkNewSubscription(form({ address: emptyAddress })))).toBe(false)
    expect(isComplete(checkNewSubscription(form({ discounts: [emptyDiscount("discount-1", "eur")] })))).toBe(false)
  })

  it("sends what was chosen and nothing else", () => {
    expect(requestOfNewSubscription(form())).toEqual({
      customer_id: "cus_1",
      region_id: "reg_1",
      items: [{ plan_id: "bplan_desk", quantity: 1 }],
    })
    const everything = form({
      sales_channel_id: "sc_1",
      starts_at: "2027-02-01",
      shipping_option_id: "so_1",
      address: { ...emptyAddress, city: " Wien ", country_code: "at" },
      payment_provider_id: "pp_1",
      payment_method: " pm_1 ",
    })
    expect(requestOfNewSubscription(everything)).toEqual({
      customer_id: "cus_1",
      region_id: "reg_1",
      sales_channel_id: "sc_1",
      items: [{ plan_id: "bplan_desk", quantity: 1 }],
      starts_at: "2027-02-01",
      shipping_option_id: "so_1",
      shipping_address: { city: "Wien", country_code: "at" },
      payment_provider_id: "pp_1",
      payment_data: { payment_method: "pm_1" },
    })
  })

  it("rule 49: sends discounts of the subscription and of single items, by coupon, code or terms", () => {
    const discounts = [
      discount("discount-1", { source: "code", code: " WELCOME ", override_limits: true }),
      discount("discount-2", { coupon_id: "coup_1", target: "item-2" }),
      discount("discount-3", { source: "custom", percentage: "50", target: "item-1" }),
    ]
    expect(requestOfNewSubscription(form({ items: two, discounts })).discounts).toEqual([
      { code: "WELCOME", override_limits: true },
      { coupon_id: "coup_1", item: 1 },
      { custom: { type: "percentage", percentage: 50, duration: "once" }, item: 0 },
    ])
    // An item that was removed takes no discount with it: it is seen in the form, on all of the subscription.
    const alone = requestOfNewSubscription(form({ discounts })).discounts ?? []
    expect(alone.map(({ item }) => item)).toEqual([undefined, undefined, undefined])
  })

  it("offers the subscription and each of several items, where codes and longer trials can be entered", () => {
    const targets = targetsOfNew({ items: [...two, emptyItem("item-3")] }, nameOf)
    expect(targets.map(({ key, name }) => [key, name])).toEqual([
      ["subscription", ""],
      ["item-1", "Desk"],
      ["item-2", "Bag"],
      ["item-3", "3"],
    ])
    expect(targets.every(takesCodes)).toBe(true)
    expect(targetsOfNew({ items: two.slice(0, 1) }, nameOf).map(({ key }) => key)).toEqual(["subscription"])
    expect(targetOf(discount("discount-1", { target: "item-9" }), targets).key).toBe("subscription")
    const longer = { type: "trial_extension", redeemable_for: ["subscription"] } as Parameters<typeof isUseful>[0]
    expect(isUseful(longer, targetOf(discount("discount-1", {}), targets))).toBe(true)
  })

  it.each([
    [["item-1"], "item-2"],
    [["item-1", "item-3"], "item-4"],
    [[], "item-1"],
  ])("names what is added: %j", (keys, key) => {
    expect(nextKey("item", keys)).toBe(key)
  })
})
