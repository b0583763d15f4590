// The saving on shipping at sign-up is divided among the subscriptions that will ship again, to the last minor unit.
import type { Terms } from "../../engine"
import { subscriptionLine, terms as promised } from "../../engine/__tests__/builders"
import { splitShipping } from "../split-shipping"
import type { SubscribedLine } from "../split-shipping"

const terms = (more: Partial<Terms> = {}): Terms =>
  promised({ percentage: 100, target: "shipping", redeemable_for: ["subscription"], duration: "forever", ...more })

const subscribed = (id: string, more: Partial<SubscribedLine> = {}): SubscribedLine => ({
  line: subscriptionLine({
    id,
    amount_minor: 0,
    product_id: `prod_${id}`,
    variant_id: `variant_${id}`,
    cycle: { key: `${id}#0`, starts_at: 0, ends_at: 1 },
  }),
  requires_shipping: true,
  ...more,
})

const saved = [{ line_id: "ship_1", product_id: null, variant_id: null, title: "Standard", amount_minor: 500 }]

const amounts = (covered: ReturnType<typeof splitShipping>) =>
  Object.fromEntries([...covered].map(([id, lines]) => [id, lines.map(({ amount_minor }) => amount_minor)]))

describe("rule 10: who shares a saving on shipping", () => {
  it("are the subscriptions that are shipped and covered, in equal parts", () => {
    const lines = [subscribed("a"), subscribed("b"), subscribed("c"), subscribed("d", { requires_shipping: false })]
    expect(amounts(splitShipping(terms(), lines, saved))).toEqual({ a: [167], b: [167], c: [166] })
    const only_b = terms({ scope: { product_ids: ["prod_b"] } })
    expect(amounts(splitShipping(only_b, lines, saved))).toEqual({ b: [500] })
  })

  it("are none for a code for items, without a saving, or where nothing is shipped again", () => {
    expect(splitShipping(terms({ target: "items" }), [subscribed("a")], saved).size).toBe(0)
    expect(splitShipping(terms(), [subscribed("a")], []).size).toBe(0)
    expect(splitShipping(terms(), [subscribed("a", { requires_shipping: false })], saved).size).toBe(0)
    expect(splitShipping(terms(), [], saved).size).toBe(0)
  })
})
