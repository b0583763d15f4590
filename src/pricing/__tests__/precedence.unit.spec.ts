// Rule 27 on an invoice with several items: which discount gets which line, and what evaluation then takes off.
import fc from "fast-check"
import { evaluate } from "../../engine"
import type { Terms } from "../../engine"
import { document, subscriptionLine, terms as promised } from "../../engine/__tests__/builders"
import { runningDiscount } from "../../modules/coupon/__tests__/builders"
import type { RunningDiscount } from "../../modules/coupon/types"
import { competing } from "../precedence"

const START = Date.UTC(2027, 0, 1)

const line = (id: string, amount_minor: number) =>
  subscriptionLine({ id, amount_minor, product_id: `prod_${id}`, variant_id: `variant_${id}` })

const invoice = document({ id: "binv_1", lines: [line("item_a", 1000), line("item_b", 3000)] })

const terms = (more: Partial<Terms>): Terms =>
  promised({ percentage: 10, redeemable_for: ["subscription"], duration: "forever", ...more })

const discount = (
  target_type: RunningDiscount["target_type"],
  target_id: string,
  more: Partial<Terms> = {},
): RunningDiscount =>
  runningDiscount({
    id: `disc_${target_type}_${target_id}`,
    terms: terms(more),
    applied_at: START,
    starts_at: START,
    target_type,
    target_id,
    customer_id: "cus_1",
  })

/** What each discount takes off each line, as "discount line" → minor units. */
function taken(discounts: RunningDiscount[], document = invoice): Record<string, number> {
  const { parts } = evaluate(document, competing(document, discounts, "utc"))
  return Object.fromEntries(parts.map((part) => [`${part.discount_id} ${part.line_id}`, part.amount_minor]))
}

const onItem = discount("subscription_item", "item_a", { percentage: 10 })
const onSubscription = discount("subscription", "bsub_1", { percentage: 20 })
const onCustomer = discount("customer", "cus_1", { percentage: 50 })
const onInvoice = discount("invoice", "binv_1", { percentage: 5 })

describe("rule 27", () => {
  it("leaves a line to the most specific discount, and the others to the next", () => {
    const expected = { "disc_subscription_item_item_a item_a": 100, "disc_subscription_bsub_1 item_b": 600 }
    expect(taken([onCustomer, onSubscription, onItem])).toEqual(expected)
    expect(taken([onItem, onSubscription, onCustomer])).toEqual(expected)
  })

  it("keeps a discount on one item off all other items", () => {
    expect(taken([onItem])).toEqual({ "disc_subscription_item_item_a item_a": 100 })
  })

  it("puts the invoice before everything", () => {
    expect(taken([onItem, onSubscription, onInvoice])).toEqual({
      "disc_invoice_binv_1 item_a": 50,
      "disc_invoice_binv_1 item_b": 150,
    })
  })

  it("adds up what is stackable", () => {
    const stacked = discount("customer", "cus_1", { percentage: 50, stackable: true })
    expect(taken([stacked, onItem])).toEqual({
      "disc_customer_cus_1 item_a": 500,
      "disc_subscription_item_item_a item_a": 50,
      "disc_customer_cus_1 item_b": 1500,
    })
  })

  it("shares a fixed amount over the lines it keeps, once", () => {
    const fixed = discount("subscription", "bsub_1", {
      type: "fixed",
      percentage: null,
      amounts: [{ currency_code: "eur", amount: 5 }],
    })
    expect(taken([fixed, onItem])).toEqual({
      "disc_subscription_item_item_a item_a": 100,
      "disc_subscription_bsub_1 item_b": 500,
    })
  })

  it("rule 27: a discount on shipping and one on the items do not stand in each other's way", () => {
    const shipped = { ...invoice, shipping: [{ id: "ship_1", amount_minor: 500 }] }
    const free_shipping = discount("subscription", "bsub_1", { percentage: 100, target: "shipping" })
    expect(taken([onCustomer, free_shipping], shipped)).toEqual({
      "disc_customer_cus_1 item_a": 500,
      "disc_customer_cus_1 item_b": 1500,
      "disc_subscription_bsub_1 ship_1": 500,
    })
  })

  it("lets no discount that cannot take anything off stand in the way", () => {
    const yen = { type: "fixed" as const, percentage: null, amounts: [{ currency_code: "jpy", amount: 500 }] }
    const ended = { ...onItem, ended_at: START }
    const used_up = {
      ...discount("invoice", "binv_1", { duration: "once" }),
      history: [{ document_id: "binv_0", cycle_key: "bsub_1#9" }],
    }
    expect(taken([discount("subscription_item", "item_a", yen), ended, used_up, onSubscription])).toEqual({
      "disc_subscription_bsub_1 item_a": 200,
      "disc_subscription_bsub_1 item_b": 600,
    })
  })

  it("fault A11: a stackable discount of the item keeps a less specific one away that is not", () => {
    const stacking = discount("subscription_item", "item_b", { percentage: 10, stackable: true })
    const plain = discount("subscription", "bsub_1", { percentage: 20 })
    expect(taken([stacking, plain])).toEqual({
      "disc_subscription_item_item_b item_b": 300,
      "disc_subscription_bsub_1 item_a": 200,
    })
    // The other way round they add up: the less specific one stacks.
    expect(
      taken([
        discount("subscription_item", "item_b", { percentage: 10 }),
        discount("subscription", "bsub_1", { percentage: 20, stackable: true }),
      ]),
    ).toEqual({
      "disc_subscription_item_item_b item_b": 240,
      "disc_subscription_bsub_1 item_a": 200,
      "disc_subscription_bsub_1 item_b": 600,
    })
  })

  it("fault A11: on every line, of any levels, the most specific one is kept and below it only what stacks", () => {
    const levels = ["invoice", "subscription_item", "subscription", "customer"] as const
    const targets = { invoice: "binv_1", subscription_item: "item_b", subscription: "bsub_1", customer: "cus_1" }
    const level = fc.record({
      of: fc.constantFrom(...levels),
      stackable: fc.boolean(),
      percentage: fc.integer({ min: 1, max: 60 }),
      applied_at: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.uniqueArray(level, { selector: ({ of }) => of, maxLength: 4 }), (chosen) => {
        const discounts = chosen.map(({ of, applied_at, ...terms }) => ({
          ...discount(of, targets[of], terms),
          applied_at,
        }))
        const byRank = [...chosen].sort((a, b) => levels.indexOf(a.of) - levels.indexOf(b.of))
        const kept = byRank.filter(({ stackable }, rank) => rank === 0 || stackable)
        const lines = competing(invoice, discounts, "utc").filter(({ line_ids }) => line_ids?.includes("item_b"))
        expect(lines.map(({ id }) => id).sort()).toEqual(kept.map(({ of }) => `disc_${of}_${targets[of]}`).sort())
        const { outcomes } = evaluate(invoice, competing(invoice, discounts, "utc"))
        expect(outcomes.every(({ amount_minor }) => amount_minor > 0)).toBe(true)
      }),
    )
  })

  it("fault A11: shipping, which gives to one discount only, is left to the most specific one, whatever line it follows", () => {
    const shipped = { ...invoice, shipping: [{ id: "ship_1", amount_minor: 500 }] }
    const amounts = [{ currency_code: "eur", amount: 2 }]
    const on_item = discount("subscription_item", "item_b", {
      type: "fixed",
      percentage: null,
      amounts,
      target: "shipping",
    })
    const free = discount("customer", "cus_1", { percentage: 100, target: "shipping", stackable: true })
    expect(taken([free, on_item], shipped)).toEqual({ "disc_subscription_item_item_b ship_1": 200 })
  })

  it("fault A9: a discount on one invoice touches no other", () => {
    expect(taken([onInvoice], { ...invoice, id: "binv_2" })).toEqual({})
  })
})
