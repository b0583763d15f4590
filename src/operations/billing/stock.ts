// Which stock an order takes, and at which location: as core's checkout would reserve it, or a sentence why it cannot be.
import type { InventoryTypes, MedusaContainer } from "@medusajs/framework/types"
import { MathBN, MedusaError, Modules } from "@medusajs/framework/utils"
import { graph } from "../../lib/graph"
import { messageOf } from "../../tools/errors"

/** A line of an order that takes stock. `id` is the line's own, `quantity` counts units of the variant. */
export interface StockLine {
  id: string
  variant_id: string
  title: string
  quantity: number
}

export interface StockLevel {
  location_id: string
  stocked_quantity: number
  reserved_quantity: number
  stock_locations: { sales_channels: { id: string }[] | null }[] | null
}

/** A variant with the inventory items it consists of: more than one, or several of one, make a kit. */
export interface StockedVariant {
  id: string
  manage_inventory: boolean
  allow_backorder: boolean
  inventory_items:
    | {
        inventory_item_id: string
        required_quantity: number
        inventory: { location_levels: StockLevel[] | null } | null
      }[]
    | null
}

export interface StockPlan {
  reservations: InventoryTypes.CreateReservationItemInput[]
  /** What is missing, in sentences for the merchant; null when there is enough of everything. */
  shortage: string | null
}

/** What `StockedVariant` is read from. */
const STOCK_FIELDS = [
  "id",
  "manage_inventory",
  "allow_backorder",
  "inventory_items.inventory_item_id",
  "inventory_items.required_quantity",
  "inventory_items.inventory.location_levels.location_id",
  "inventory_items.inventory.location_levels.stocked_quantity",
  "inventory_items.inventory.location_levels.reserved_quantity",
  "inventory_items.inventory.location_levels.stock_locations.sales_channels.id",
]

/**
 * Decides from where each line takes its stock. As at core's checkout, each inventory item of a line comes from one
 * location of the sales channel that has enough of it (a parcel is not split), for preference from one that the order
 * takes from anyway; what may be ordered back is reserved whether it is there or not. Lines that share an inventory
 * item share its stock. `sales_channel_id` null: any location will do.
 */
export function planStock(lines: StockLine[], variants: StockedVariant[], sales_channel_id: string | null): StockPlan {
  const managed = new Map(variants.filter((one) => one.manage_inventory).map((variant) => [variant.id, variant]))
  const taken = new Map<string, number>()
  const locations = new Set<string>()
  const reservations: InventoryTypes.CreateReservationItemInput[] = []
  const missing: string[] = []
  for (const line of lines) {
    const variant = managed.get(line.variant_id)
    if (!variant) {
      continue
    }
    const parts = variant.inventory_items ?? []
    if (parts.length === 0) {
      missing.push(`"${line.title}" has no inventory item, so there is no stock to take it from.`)
    }
    for (const { inventory_item_id, required_quantity, inventory } of parts) {
      const needed = Number(MathBN.mult(required_quantity, line.quantity))
      const levels = (inventory?.location_levels ?? [])
        .filter((level) => sellsIn(level, sales_channel_id))
        .map(({ location_id, stocked_quantity, reserved_quantity }) => {
          const gone = MathBN.add(reserved_quantity, taken.get(keyOf(inventory_item_id, location_id)) ?? 0)
          return { location_id, available: Number(MathBN.sub(stocked_quantity, gone)) }
        })
      const enough = levels.filter(({ available }) => available >= needed)
      const best = enough.find(({ location_id }) => locations.has(location_id)) ?? enough[0]
      const chosen = best ?? (variant.allow_backorder ? levels[0] : undefined)
      if (chosen) {
        const key = keyOf(inventory_item_id, chosen.location_id)
        taken.set(key, Number(MathBN.add(taken.get(key) ?? 0, needed)))
        locations.add(chosen.location_id)
        reservations.push({
          line_item_id: line.id,
          inventory_item_id,
          quantity: needed,
          allow_backorder: variant.allow_backorder,
          location_id: chosen.location_id,
        })
      } else if (!variant.allow_backorder) {
        missing.push(sentence(line.title, needed, levels))
      }
    }
  }
  return { reservations, shortage: missing.length > 0 ? missing.join(" ") : null }
}

const keyOf = (inventory_item_id: string, location_id: string): string => `${inventory_item_id}@${location_id}`

const sellsIn = ({ stock_locations }: StockLevel, sales_channel_id: string | null): boolean =>
  sales_channel_id === null ||
  (stock_locations ?? []).some(({ sales_channels }) => (sales_channels ?? []).some(({ id }) => id === sales_channel_id))

function sentence(title: string, needed: number, levels: { available: number }[]): string {
  if (levels.length === 0) {
    return `"${title}" is not stocked at any location of the subscription's sales channel.`
  }
  const most = Math.max(0, ...levels.map(({ available }) => available))
  return `"${title}" is out of stock: ${needed} needed, ${most} available${levels.length > 1 ? " at one location" : ""}.`
}

const readVariants = (container: MedusaContainer, variant_ids: string[]): Promise<StockedVariant[]> =>
  graph<StockedVariant>(container, "product_variant", STOCK_FIELDS, { id: [...new Set(variant_ids)] })

/** What is missing for these lines right now, in sentences; null when there is enough. Reserves nothing. */
export async function findShortage(
  container: MedusaContainer,
  lines: StockLine[],
  sales_channel_id: string | null,
): Promise<string | null> {
  const variants = await readVariants(
    container,
    lines.map(({ variant_id }) => variant_id),
  )
  return planStock(lines, variants, sales_channel_id).shortage
}

/**
 * Reserves the stock of the lines that have none reserved yet, all or nothing. Answers what is missing, in sentences;
 * null when everything is reserved.
 */
export async function reserveStock(
  container: MedusaContainer,
  lines: StockLine[],
  sales_channel_id: string | null,
): Promise<string | null> {
  const inventory = container.resolve(Modules.INVENTORY)
  const already = await inventory.listReservationItems(
    { line_item_id: lines.map(({ id }) => id) },
    { select: ["line_item_id"] },
  )
  const done = new Set(already.map(({ line_item_id }) => line_item_id))
  const open = lines.filter(({ id }) => !done.has(id))
  const variant_ids = open.map(({ variant_id }) => variant_id)
  const items = (await readVariants(container, variant_ids)).flatMap(({ inventory_items }) => inventory_items ?? [])
  const keys = [...new Set(items.map(({ inventory_item_id }) => inventory_item_id))].sort()
  if (keys.length === 0) {
    return findShortage(container, open, sales_channel_id)
  }
  // Core's own lock of an inventory item, and read again behind it: whoever comes second sees what the first one took.
  return container.resolve(Modules.LOCKING).execute(keys, async () => {
    const plan = planStock(open, await readVariants(container, variant_ids), sales_channel_id)
    if (plan.shortage === null && plan.reservations.length > 0) {
      return reserve(inventory, plan.reservations)
    }
    return plan.shortage
  })
}

/** Servers that share no lock may take the last unit in between; core then refuses to reserve it. */
async function reserve(
  inventory: InventoryTypes.IInventoryService,
  reservations: InventoryTypes.CreateReservationItemInput[],
): Promise<string | null> {
  try {
    await inventory.createReservationItems(reservations)
    return null
  } catch (error) {
    if ((error as { type?: unknown }).type === MedusaError.Types.NOT_ALLOWED) {
      return `The last of the stock was taken a moment ago: ${messageOf(error)}.`
    }
    throw error
  }
}
