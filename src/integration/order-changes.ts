// Seam 4: money on orders that change. Every core flow (draft orders, edits, exchanges, claims) shows a change through the
// order module's `previewOrderChange` and makes it real through `confirmOrderChange`; both are wrapped on the live service.
// Before either answers, the change's own actions are made to hold what our discounts take off.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { finishDraft, syncChange } from "../operations/order/sync-change"
import { syncDraftDiscounts } from "../operations/order/finish-draft-claims"
import type { Preview } from "../pricing/core-order"
import { reportSeam } from "./seams"

const SEAM = "order.changes"
const LOSS = "Discounts on draft orders, order edits, exchanges and claims will be wrong until this is mended."
const WRAPPED = Symbol.for("medusa-plugin-coupons.orderChanges")

type ChangeInput = string | { id: string } | (string | { id: string })[]

interface OrderService {
  previewOrderChange?: (order_id: string, ...rest: unknown[]) => Promise<Preview>
  confirmOrderChange?: (changes: ChangeInput, ...rest: unknown[]) => Promise<unknown>
  listOrderChanges?: (filters: object, config: object) => Promise<{ order_id: string }[]>
  [WRAPPED]?: true
}

/** Wraps both methods once; a second call changes nothing. Reports the seam's state. */
export function installOrderChanges(container: MedusaContainer): void {
  const orders = container.resolve(Modules.ORDER) as unknown as OrderService
  const missing = (["previewOrderChange", "confirmOrderChange", "listOrderChanges"] as const).filter(
    (method) => typeof orders[method] !== "function",
  )
  if (missing.length > 0) {
    const detail = `The order module has no method ${missing.join(", ")} any more.`
    reportSeam({ name: SEAM, in_place: false, detail, loss: LOSS })
    return
  }
  if (!orders[WRAPPED]) {
    wrap(container, orders as Required<OrderService>)
  }
  const in_place = orders[WRAPPED] === true
  const detail = in_place ? "wrapped" : "The order module's methods cannot be replaced any more."
  reportSeam({ name: SEAM, in_place, detail, loss: LOSS })
}

function wrap(container: MedusaContainer, orders: Required<OrderService>): void {
  const preview = orders.previewOrderChange.bind(orders)
  const confirm = orders.confirmOrderChange.bind(orders)

  const synced: typeof preview = async (order_id, ...rest) => {
    const shown = await preview(order_id, ...rest)
    if (!shown.order_change || isInTransaction(rest)) {
      return shown
    }
    return (await syncChange(container, shown)) ? preview(order_id, ...rest) : shown
  }

  orders.previewOrderChange = synced
  orders.confirmOrderChange = async (changes, ...rest) => {
    // Core's own bookkeeping (fulfilments, returns) confirms inside a transaction and changes no amount.
    if (isInTransaction(rest)) {
      return confirm(changes, ...rest)
    }
    const order_ids = await ordersOf(orders, changes)
    for (const order_id of order_ids) {
      await synced(order_id)
    }
    const answer = await confirm(changes, ...rest)
    await Promise.all(
      order_ids.map((order_id) => finishDraftQuietly(container, order_id, (change) => confirm(change, ...rest))),
    )
    return answer
  }
  orders[WRAPPED] = true
}

/** Medusa hands a transaction on in the last argument. */
const isInTransaction = (rest: unknown[]): boolean =>
  Boolean((rest.at(-1) as { transactionManager?: unknown } | undefined)?.transactionManager)

async function ordersOf(orders: Required<OrderService>, changes: ChangeInput): Promise<string[]> {
  const ids = (Array.isArray(changes) ? changes : [changes]).map((one) => (typeof one === "string" ? one : one.id))
  const rows = await orders.listOrderChanges({ id: ids }, { select: ["id", "order_id"] })
  return [...new Set(rows.map(({ order_id }) => order_id))]
}

/** The change is confirmed: what is left to do, the draft's next edit does again. */
async function finishDraftQuietly(
  container: MedusaContainer,
  order_id: string,
  confirm: (change_id: string) => Promise<unknown>,
): Promise<void> {
  try {
    await finishDraft(container, order_id, confirm)
    await syncDraftDiscounts(container, order_id, "removed from the draft order")
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`coupons: the discounts of draft order ${order_id} could not be tidied up: ${String(error)}`)
  }
}
