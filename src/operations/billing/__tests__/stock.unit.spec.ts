// Where the stock of an order comes from: kits, several locations, backorders, channels without a location (fault A1).
import { planStock } from "../stock"
import type { StockedVariant } from "../stock"

const WEBSHOP = "sc_webshop"

/** Levels by location: stocked, and reserved where that is not nothing. A location sells in the webshop unless it is "far". */
type Levels = Record<string, number | [stocked: number, reserved: number]>

const part = (inventory_item_id: string, required_quantity: number, levels: Levels) => ({
  inventory_item_id,
  required_quantity,
  inventory: {
    location_levels: Object.entries(levels).map(([location_id, level]) => {
      const [stocked_quantity, reserved_quantity] = typeof level === "number" ? [level, 0] : level
      const sales_channels = [{ id: location_id === "far" ? "sc_other" : WEBSHOP }]
      return { location_id, stocked_quantity, reserved_quantity, stock_locations: [{ sales_channels }] }
    }),
  },
})

const variant = (parts: StockedVariant["inventory_items"], fields: Partial<StockedVariant> = {}): StockedVariant => ({
  id: "box",
  manage_inventory: true,
  allow_backorder: false,
  inventory_items: parts,
  ...fields,
})

function plan(quantity: number, one: StockedVariant, channel: string | null = WEBSHOP) {
  const line = { id: "line", variant_id: "box", title: "Box", quantity }
  const { reservations, shortage } = planStock([line], [one], channel)
  return { taken: reservations.map((row) => [row.inventory_item_id, row.location_id, row.quantity]), shortage }
}

describe("fault A1: where the stock of an order comes from", () => {
  // prettier-ignore
  it.each<[string, number, StockedVariant, [string, string, number][]]>([
    ["what is there", 2, variant([part("beans", 1, { here: 2 })]), [["beans", "here", 2]]],
    ["a kit's parts, each as often as it is needed", 3, variant([part("cup", 2, { here: 6 }), part("lid", 1, { here: 3 })]), [["cup", "here", 6], ["lid", "here", 3]]],
    ["the location that has enough", 2, variant([part("beans", 1, { here: 1, there: 2 })]), [["beans", "there", 2]]],
    ["what is not reserved for others", 1, variant([part("beans", 1, { here: [5, 5], there: 1 })]), [["beans", "there", 1]]],
    ["one location for the whole kit, where there is one", 1, variant([part("cup", 1, { there: 1 }), part("lid", 1, { here: 1, there: 1 })]), [["cup", "there", 1], ["lid", "there", 1]]],
    ["no location of another sales channel", 1, variant([part("beans", 1, { far: 9, here: 1 })]), [["beans", "here", 1]]],
    ["what may be ordered back", 4, variant([part("beans", 1, { here: [1, 3] })], { allow_backorder: true }), [["beans", "here", 4]]],
    ["nothing where back-ordered goods have no location", 4, variant([part("beans", 1, {})], { allow_backorder: true }), []],
    ["nothing of what is not managed", 4, variant([part("beans", 1, { here: 0 })], { manage_inventory: false }), []],
    ["fractions exactly", 3, variant([part("metres", 0.1, { here: 0.3 })]), [["metres", "here", 0.3]]],
  ])("takes %s", (_what, quantity, one, taken) => {
    expect(plan(quantity, one)).toEqual({ taken, shortage: null })
  })

  // prettier-ignore
  it.each<[string, StockedVariant, RegExp]>([
    ["too little", variant([part("beans", 1, { here: 1 })]), /^"Box" is out of stock: 2 needed, 1 available\.$/],
    ["too little in one place", variant([part("beans", 1, { here: 1, there: 1 })]), /2 needed, 1 available at one location/],
    ["less than nothing", variant([part("beans", 1, { here: [0, 3] })]), /2 needed, 0 available/],
    ["one part of a kit", variant([part("cup", 1, { here: 9 }), part("lid", 3, { here: 5 })]), /6 needed, 5 available/],
    ["no location in this channel", variant([part("beans", 1, { far: 9 })]), /not stocked at any location/],
    ["an inventory item that was deleted", variant([{ inventory_item_id: "gone", required_quantity: 1, inventory: null }]), /not stocked at any location/],
    ["no inventory item", variant(null), /has no inventory item/],
  ])("says that there is %s, and takes nothing", (_what, one, sentence) => {
    expect(plan(2, one).shortage).toMatch(sentence)
  })

  it("any location will do for a subscription without a sales channel", () => {
    expect(plan(2, variant([part("beans", 1, { far: 2 })]), null)).toEqual({
      taken: [["beans", "far", 2]],
      shortage: null,
    })
  })

  it("lines that share an inventory item share its stock", () => {
    const single = variant([part("beans", 1, { here: 3 })])
    const kit = variant([part("beans", 2, { here: 3 })], { id: "kit" })
    const lines = (quantity: number) => [
      { id: "a", variant_id: "box", title: "Box", quantity },
      { id: "b", variant_id: "kit", title: "Kit", quantity: 1 },
    ]
    expect(planStock(lines(1), [single, kit], WEBSHOP)).toMatchObject({ shortage: null, reservations: [{}, {}] })
    expect(planStock(lines(2), [single, kit], WEBSHOP).shortage).toMatch(/"Kit" is out of stock: 2 needed, 1 available/)
  })
})
