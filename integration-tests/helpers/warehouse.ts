// The stock behind a variant, over the Admin API: how much there is, how much is reserved, and more of it.
import { first } from "./world"
import type { Caller, World } from "./world"

/** More than any test sells. */
export const PLENTY = 1_000_000

interface Level {
  location_id: string
  stocked_quantity: number
  reserved_quantity: number
}

/** One of the inventory items that a variant consists of. */
export interface InventoryItem {
  id: string
  location_levels: Level[]
}

/** The location that the storefront's sales channel sells from. */
export async function warehouseId(admin: Caller): Promise<string> {
  const { stock_locations } = await admin.ok<{ stock_locations: { id: string; name: string }[] }>(
    "GET",
    "/admin/stock-locations?fields=id,name",
  )
  return stock_locations.find(({ name }) => name === "Warehouse")?.id ?? ""
}

/** An inventory item with so many units at a location. Nothing of it has to be shipped unless `fields` say so. */
export async function addInventoryItem(
  admin: Caller,
  location_id: string,
  stocked_quantity: number,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const body = { requires_shipping: false, location_levels: [{ location_id, stocked_quantity }], ...fields }
  return (await admin.ok<{ inventory_item: { id: string } }>("POST", "/admin/inventory-items", body)).inventory_item.id
}

/** The inventory items of a variant. */
export async function inventoryOf({ admin }: World, variant_id: string): Promise<InventoryItem[]> {
  const fields = "id,inventory_items.inventory.id,*inventory_items.inventory.location_levels"
  const { variants } = await admin.ok<{ variants: { inventory_items: { inventory: InventoryItem }[] | null }[] }>(
    "GET",
    `/admin/product-variants?id=${variant_id}&fields=${fields}`,
  )
  return (first(variants).inventory_items ?? []).map(({ inventory }) => inventory)
}

/** Puts this many units of each of the variant's inventory items into the warehouse, whatever there was. */
export async function setStock(world: World, variant_id: string, stocked_quantity: number): Promise<void> {
  const location_id = await warehouseId(world.admin)
  for (const { id, location_levels } of await inventoryOf(world, variant_id)) {
    const path = `/admin/inventory-items/${id}/location-levels`
    const known = (location_levels ?? []).some((level) => level.location_id === location_id)
    await (known
      ? world.admin.ok("POST", `${path}/${location_id}`, { stocked_quantity })
      : world.admin.ok("POST", path, { location_id, stocked_quantity }))
  }
}

/** Lets go of all that is reserved of a variant, as if it had left the house: core deletes no product before that. */
export async function releaseReserved(world: World, variant_id: string): Promise<void> {
  for (const { id } of await inventoryOf(world, variant_id)) {
    const { reservations } = await world.admin.ok<{ reservations: { id: string }[] }>(
      "GET",
      `/admin/reservations?inventory_item_id[]=${id}&limit=1000`,
    )
    for (const reservation of reservations) {
      await world.admin.ok("DELETE", `/admin/reservations/${reservation.id}`)
    }
  }
}

/** What is reserved of each of the variant's inventory items, over all locations. */
export async function reservedOf(world: World, variant_id: string): Promise<number[]> {
  const items = await inventoryOf(world, variant_id)
  return items.map(({ location_levels }) =>
    (location_levels ?? []).reduce((sum, { reserved_quantity }) => sum + reserved_quantity, 0),
  )
}
