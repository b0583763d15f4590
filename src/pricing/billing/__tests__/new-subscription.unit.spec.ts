// What a new subscription becomes, without a shop: one rhythm, one trial, and the row that its preview is priced from.
import type { Document, Line } from "../../../engine"
import { asStarted, itemIds, startedColumns } from "../../../modules/billing/started"
import type { NewSubscription } from "../../../modules/billing/types"
import type { RunningDiscount } from "../../../modules/coupon/types"
import { byId } from "../../../tools/by-id"
import { longerTrial } from "../new-discounts"
import { previewIds, rhythmOf, trialOf } from "../new-subscription"

const plan = (name: string, interval: "day" | "week" | "month" | "year", interval_count = 1, trial_days = 0) => ({
  id: `bplan_${name}`,
  name,
  interval,
  interval_count,
  trial_days,
})

describe("the rhythm of a subscription", () => {
  it("is that of its first item", () => {
    const plans = [plan("Desk", "month"), plan("Locker", "month")]
    expect(rhythmOf(plans)).toBe(plans[0])
  })

  it.each([
    [
      [plan("Desk", "month"), plan("Club", "week")],
      "plan 'Desk' bills every month, plan 'Club' every week. Create a subscription for each.",
    ],
    [
      [plan("Desk", "month"), plan("Room", "month", 3)],
      "plan 'Desk' bills every month, plan 'Room' every 3 months. Create a subscription for each.",
    ],
    // A year is twelve months, and another rhythm all the same: its calendar clamps in other places.
    [
      [plan("Studio", "year"), plan("Desk", "month", 12)],
      "plan 'Studio' bills every year, plan 'Desk' every 12 months. Create a subscription for each.",
    ],
    [[], "'items' must name at least one item."],
  ])("rule 53: is one only (%#)", (plans, sentence) => {
    expect(() => rhythmOf(plans)).toThrow(sentence)
  })
})

describe("the trial of a subscription", () => {
  it.each([
    [[plan("Desk", "month")], 0],
    [[plan("Desk", "month", 1, 14), plan("Locker", "month", 1, 14)], 14],
  ])("is that of its plans (%#)", (plans, days) => {
    expect(trialOf(plans)).toBe(days)
  })

  it("rule 53: is one only", () => {
    expect(() => trialOf([plan("Desk", "month", 1, 14), plan("Locker", "month")])).toThrow(
      "plan 'Desk' has 14 days of trial, plan 'Locker' 0. Say with 'trial_days' how long the trial is.",
    )
  })
})

describe("rule 3: days that discounts add to the trial", () => {
  const lines = (...products: string[]) =>
    products.map((product_id, index): Partial<Line> => ({
      id: `item_${index}`,
      kind: "subscription",
      quantity: 1,
      amount_minor: 1000,
      product_id,
      product_type_id: null,
      collection_id: null,
      category_ids: [],
      variant_id: `variant_${product_id}`,
      plan_id: `bplan_${product_id}`,
      billing_period: { interval: "month", interval_count: 1 },
      cycle: null,
      is_discountable: true,
    }))
  const documentOf = (...products: string[]) =>
    ({ id: "new", currency_code: "eur", lines: lines(...products) }) as Document
  const extension = (trial_days: number, target_id = "new", product_ids: string[] = []) => ({
    running: {
      target_type: target_id === "new" ? "subscription" : "subscription_item",
      target_id,
      terms: {
        type: "trial_extension",
        trial_days,
        redeemable_for: ["subscription"],
        scope: { product_ids },
        target: "items",
      },
    } as unknown as RunningDiscount,
  })

  it.each([
    ["nothing", documentOf("desk"), [], 0],
    ["one code", documentOf("desk"), [extension(14)], 14],
    ["two that stack", documentOf("desk"), [extension(14), extension(7)], 21],
    ["all items", documentOf("desk", "locker"), [extension(14)], 14],
    ["the only item", documentOf("desk"), [extension(14, "item_0")], 14],
    ["each item by its own", documentOf("desk", "locker"), [extension(5, "item_0"), extension(5, "item_1")], 5],
    ["none that it covers", documentOf("desk"), [extension(14, "new", ["locker"])], 0],
  ])("%s", (_name, document, discounts, days) => {
    expect(longerTrial(document, discounts)).toBe(days)
  })

  it.each([
    ["one item of two", [extension(14, "item_1")]],
    ["a scope with one item of two", [extension(14, "new", ["desk"])]],
  ])("never some items only: %s", (_name, discounts) => {
    expect(() => longerTrial(documentOf("desk", "locker"), discounts)).toThrow("has to cover all items")
  })
})

describe("the row of a subscription that starts", () => {
  const wanted = (fields: Partial<NewSubscription> = {}): NewSubscription => ({
    id: "bsub_1",
    customer_id: "cus_1",
    email: null,
    sales_channel_id: null,
    region_id: "reg_1",
    currency_code: "eur",
    plan: { id: "bplan_1", interval: "month", interval_count: 1 },
    trial_days: 0,
    started_at: new Date("2027-01-31T00:00:00.000Z"),
    time_zone: "UTC",
    order_id: null,
    order_line_id: null,
    payment_provider_id: "pp_1",
    payment_data: null,
    items: [],
    ...fields,
  })

  it.each([
    // [trial days, has an invoice] → status, cycle, due at.
    [0, false, "active", -1, "2027-01-31T00:00:00.000Z"],
    [0, true, "active", 0, "2027-02-28T00:00:00.000Z"],
    [14, false, "trialing", 0, "2027-02-14T00:00:00.000Z"],
    [14, true, "trialing", 0, "2027-02-14T00:00:00.000Z"],
  ])("%i days of trial, billed %s", (trial_days, has_invoice, status, cycle_index, due_at) => {
    expect(startedColumns(wanted({ trial_days }), has_invoice)).toMatchObject({
      status,
      cycle_index,
      next_billing_at: new Date(due_at),
    })
  })

  it("is read as it is written", () => {
    const now = new Date("2027-01-01T00:00:00.000Z")
    const items = [
      { id: "item_00", variant_id: "v", title: "Desk", quantity: 2, unit_price: 30, is_tax_inclusive: false },
    ]
    const input = wanted({ is_hidden: true, items: items.map((item) => ({ ...item, requires_shipping: false })) })
    const row = asStarted(input, now)
    expect(row).toMatchObject({ ...startedColumns(input, false), customer_id: "cus_1", created_at: now })
    expect(row).not.toHaveProperty("is_hidden")
    expect(row.items).toEqual([{ ...items[0], requires_shipping: false, subscription_id: "bsub_1" }])
  })

  it("has its items in the order they were given in, also those of a preview, and more than ten", () => {
    const ids = itemIds(50)
    expect(byId([...ids].reverse().map((id) => ({ id }))).map(({ id }) => id)).toEqual(ids)
    const { item_ids } = previewIds({ items: Array.from({ length: 12 }, () => ({ quantity: 1 })) })
    expect(byId([...item_ids].reverse().map((id) => ({ id }))).map(({ id }) => id)).toEqual(item_ids)
    expect(previewIds({}).item_ids).toEqual(["item_00"])
  })
})
