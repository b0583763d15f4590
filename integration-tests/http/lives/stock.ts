// Lives: members whose goods come from stock, which is what Medusa makes of every product by default.
import { addProduct } from "../../helpers/catalogue"
import { Life } from "../../helpers/life"
import { addInventoryItem, reservedOf } from "../../helpers/warehouse"
import type { AddedProduct } from "../../helpers/catalogue"
import type { Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"

export function stock(shop: Shop): void {
  const life = new Life(shop)
  beforeEach(() => life.begin(NEW_YEAR))

  /** A product with managed stock, at a price per month. */
  async function stocked(units: number, price: number): Promise<AddedProduct> {
    return addProduct(shop.world, {
      variants: [
        {
          title: "One",
          manage_inventory: true,
          inventory_items: [{ inventory_item_id: await addInventoryItem(shop.world, units), required_quantity: 1 }],
          options: { Kind: "One" },
          prices: [{ currency_code: "eur", amount: price }],
        },
      ],
    })
  }

  async function member({ title }: AddedProduct, quantity = 1): Promise<string> {
    const plan_id = await life.plan(title)
    return (await life.signUp([{ product: title, plan_id, quantity }])).subscription_id
  }

  it("fault A1: a product with managed stock is billed every month, and each order reserves what it sold", async () => {
    const box = await stocked(100, 35)
    const id = await member(box)
    expect(await life.until("2027-04-01T00:00:00.000Z")).toMatchObject({ billed: 3, declined: 0 })
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 35],
      ["2027-02-01", 35],
      ["2027-03-01", 35],
      ["2027-04-01", 35],
    ])
    expect(life.charges()).toEqual([35, 35, 35, 35])
    expect(await reservedOf(shop.world, box.variant_id)).toEqual([4])
  })
}
