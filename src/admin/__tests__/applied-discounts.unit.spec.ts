// Which discount each item gets, what can be applied where, what a preview says, and why a discount was on an order.
import type { AppliedDiscount, Invoice } from "../lib/api-types"
import {
  asksForDuration,
  checkApplyForm,
  emptyApplyForm,
  isUseful,
  requestOfApplyForm,
  takesCoupons,
  targetsOf as placesOf,
  type ApplyForm,
  type Target,
} from "../lib/apply-form"
import { discountsByItem, effectOf, targetsOf } from "../lib/discounts"
import { previewTable } from "../lib/preview"
import { reasonOf } from "../lib/reasons"
import { discount, invoice, subscription } from "./billing-builders"

const running = (name: string, target_type: AppliedDiscount["target_type"]) =>
  ({ id: `disc_${name}`, target_type }) as AppliedDiscount

describe("discounts of items", () => {
  it("rule 27: says what each item gets on the next invoice, and where it comes from", () => {
    const next = invoice(1, [
      discount("tea", 6, { code: "TEA" }),
      discount("all", 3, {
        lines: [
          { line_id: "line_tea", amount: 1 },
          { line_id: "line_cup", amount: 2 },
        ],
      }),
      discount("core", 1, { discount_id: null, lines: [{ line_id: "line_cup", amount: 1 }] }),
    ])
    const byItem = discountsByItem(next, [running("tea", "subscription_item"), running("all", "customer")])
    expect(byItem.get("item_tea")).toMatchObject([
      { name: "tea", code: "TEA", amount: 6, source: "subscription_item" },
      { name: "all", amount: 1, source: "customer" },
    ])
    expect(byItem.get("item_cup")).toMatchObject([
      { name: "all", amount: 2 },
      { name: "core", amount: 1, source: null },
    ])
    expect(discountsByItem(undefined, []).size).toBe(0)
  })

  it("says when a running discount takes effect", () => {
    const upcoming = [invoice(0, [discount("now", 1)]), invoice(1, [discount("then", 1)])]
    expect(["now", "then", "never"].map((name) => effectOf(`disc_${name}`, upcoming))).toEqual([
      "next",
      "later",
      "none",
    ])
  })

  it("asks for everything that can reach the subscription", () => {
    const own = { subscription_id: "bsub_1", customer_id: "cus_1", subscription_item_id: "item_tea,item_cup" }
    expect(targetsOf(subscription, [])).toEqual(own)
    expect(targetsOf(subscription, ["binv_1"])).toEqual({ ...own, invoice_id: "binv_1" })
  })
})

describe("applying a discount", () => {
  const declined = { id: "binv_1", number: "INV-000001" } as Invoice
  const place = (key: string, open: Invoice | null = null): Target => {
    const found = placesOf(subscription, open).find((target) => target.key === key)
    if (!found) {
      throw new Error(`There is no place ${key}.`)
    }
    return found
  }
  const form = (change: Partial<ApplyForm>): ApplyForm => ({ ...emptyApplyForm("subscription", "eur"), ...change })

  it("rule 26: offers customer, subscription, each item, and the invoice that is collected next", () => {
    const fields = (open: Invoice | null) =>
      placesOf(subscription, open).map(({ kind, field, id }) => [kind, field, id])
    const next = ["next_invoice", "subscription_id", "bsub_1"]
    const before = [
      ["subscription", "subscription_id", "bsub_1"],
      ["item", "subscription_item_id", "item_tea"],
      ["item", "subscription_item_id", "item_cup"],
    ]
    const customer = ["customer", "customer_id", "cus_1"]
    expect(fields(null)).toEqual([...before, next, customer])
    expect(fields(declined)).toEqual([...before, ["invoice", "invoice_id", "binv_1"], customer])
  })

  it("sends a coupon, and the override only when it was ticked", () => {
    expect(checkApplyForm(form({}), place("subscription"))).toEqual({ coupon_id: "coupon" })
    const chosen = form({ coupon_id: "coup_1" })
    expect(checkApplyForm(chosen, place("item_tea"))).toEqual({})
    expect(requestOfApplyForm(chosen, place("item_tea"))).toEqual({
      coupon_id: "coup_1",
      subscription_item_id: "item_tea",
    })
    expect(requestOfApplyForm({ ...chosen, override_limits: true }, place("customer"))).toEqual({
      coupon_id: "coup_1",
      customer_id: "cus_1",
      override_limits: true,
    })
  })

  it("sends a one-off discount with its duration", () => {
    const custom = form({ source: "custom", name: " Sorry ", percentage: "12,5", override_limits: true })
    expect(requestOfApplyForm(custom, place("subscription"))).toEqual({
      custom: { name: "Sorry", type: "percentage", percentage: 12.5, duration: "once" },
      subscription_id: "bsub_1",
    })
    const months = { ...custom, name: "", value: "fixed", amount: "5", duration: "repeating" } as const
    expect(requestOfApplyForm(months, place("customer"))).toEqual({
      custom: {
        type: "fixed",
        amounts: [{ currency_code: "eur", amount: 5 }],
        duration: "repeating",
        duration_in_months: 3,
      },
      customer_id: "cus_1",
    })
    expect(requestOfApplyForm({ ...months, duration_unit: "cycles" }, place("customer")).custom).toMatchObject({
      duration_in_cycles: 3,
    })
  })

  it("ends with the invoice where one invoice is meant, whatever was chosen before", () => {
    const forever = form({ source: "coupon", coupon_id: "coup_1", percentage: "10", duration: "forever" })
    expect(takesCoupons(place("next_invoice"))).toBe(false)
    expect(asksForDuration(place("invoice", declined))).toBe(false)
    expect(requestOfApplyForm(forever, place("next_invoice"))).toEqual({
      custom: { type: "percentage", percentage: 10, duration: "once" },
      subscription_id: "bsub_1",
    })
  })

  it.each<[Partial<ApplyForm>, object]>([
    [{ percentage: "0" }, { percentage: "percentage" }],
    [{ percentage: "100.5" }, { percentage: "percentage" }],
    [{ value: "fixed", amount: "5.001" }, { amount: "amount" }],
    [{ value: "fixed", amount: "" }, { amount: "amount" }],
    [{ value: "fixed", amount: "5.5", currency_code: "jpy" }, { amount: "amount" }],
    [{ percentage: "5", duration: "repeating", duration_count: "0" }, { duration_count: "count" }],
    [{ percentage: "5" }, {}],
  ])("checks what was typed: %j", (change, errors) => {
    expect(checkApplyForm(form({ source: "custom", ...change }), place("subscription"))).toEqual(errors)
  })

  it("offers the coupons that can take something off there", () => {
    const both = { type: "percentage", redeemable_for: ["one_time", "subscription"] } as const
    const goods = { type: "fixed", redeemable_for: ["one_time"] } as const
    const draft: Target = { key: "draft", kind: "draft_order", field: "draft_order_id", id: "order_1", name: "" }
    const useful = (coupon: Parameters<typeof isUseful>[0]) =>
      [place("subscription"), draft].map((target) => isUseful(coupon, target))
    expect(useful({ ...both, redeemable_for: [...both.redeemable_for] })).toEqual([true, true])
    expect(useful({ ...goods, redeemable_for: [...goods.redeemable_for] })).toEqual([false, true])
    expect(useful({ type: "trial_extension", redeemable_for: ["subscription"] })).toEqual([false, false])
  })
})

describe("the preview", () => {
  it("rule 41: shows each invoice before and after, and what is saved", () => {
    const preview = {
      subscription_id: "bsub_1",
      currency_code: "eur",
      before: [invoice(0), invoice(1), invoice(2, [discount("old", 1)])],
      after: [invoice(0, [discount("new", 8)]), invoice(1, [discount("new", 8)]), invoice(2, [discount("old", 1)])],
    }
    const table = previewTable(preview)
    expect(table).toMatchObject({ changed: 2, saved: 16 })
    expect(table.rows.map(({ before, after }) => [before, after])).toEqual([
      [40, 32],
      [40, 32],
      [39, 39],
    ])
    expect(previewTable({ ...preview, before: preview.after, after: preview.before }).saved).toBe(-16)
    expect(previewTable({ ...preview, before: [], after: [] })).toEqual({ rows: [], changed: 0, saved: 0 })
  })
})

describe("why a discount was on an order", () => {
  it("says how it came about, and what it is on", () => {
    const on = (target_type: AppliedDiscount["target_type"], origin: AppliedDiscount["origin"]) =>
      reasonOf({ code: null }, { target_type, origin })
    expect(on("order", "code")).toBe("code.order")
    expect(on("draft_order", "admin")).toBe("admin.order")
    expect(on("subscription_item", "grant")).toBe("grant.item")
    expect(on("customer", "admin")).toBe("admin.customer")
  })

  it("goes by the code where the discount is not known", () => {
    expect([reasonOf({ code: "SUMMER" }, undefined), reasonOf({ code: null }, undefined)]).toEqual([
      "code.order",
      "admin.order",
    ])
  })
})
