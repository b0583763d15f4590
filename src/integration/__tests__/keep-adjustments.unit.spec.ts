// Our adjustments on a new order stay; core's own and those on carts go as core wants.
import { withoutRemovals } from "../keep-adjustments"

const actions = [
  { action: "removeItemAdjustment", adjustment_id: "ours" },
  { action: "removeItemAdjustment", adjustment_id: "cores" },
  { action: "removeShippingMethodAdjustment", adjustment_id: "shipping" },
]
const lines = {
  items: [
    {
      adjustments: [
        { id: "ours", provider_id: "coupons" },
        { id: "cores", provider_id: null },
      ],
    },
  ],
  shipping_methods: [{ adjustments: [{ id: "shipping", provider_id: "coupons" }] }, {}],
}

it("rule 44: leaves out the removal of our adjustments on an order", () => {
  expect(withoutRemovals(actions, { id: "order_1", ...lines })).toEqual([
    { action: "removeItemAdjustment", adjustment_id: "cores" },
  ])
})

it("changes nothing on a cart, or on an order without an adjustment of ours", () => {
  expect(withoutRemovals(actions, { id: "cart_1", ...lines })).toBe(actions)
  expect(withoutRemovals(actions, { id: "order_1", items: [{}] })).toBe(actions)
})
