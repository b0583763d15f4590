// What the list, the export and the statistics of redemptions may be asked, and what that means in the ledger (rule 46).
import type { ICustomerModuleService, IOrderModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { normaliseCode, normaliseEmail } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { LedgerFilter, LedgerSearch } from "../../modules/coupon/ledger/filter"
import { storeInstant } from "../../lib/instant"
import { containing, likeExactly } from "../search"

export interface LedgerQuestion extends Omit<LedgerFilter, "from" | "to" | "search"> {
  /** Coupon name, code, an id, an order's number (`1042` or `#1042`), or a customer's e-mail address in full. */
  q?: string
  /** A plain date or an ISO instant, inclusive; plain dates are days of the store's time zone. */
  from?: string
  to?: string
}

/** More customers or orders than this do not answer to one e-mail address or number. */
const MAX_FOUND = 1000
const MAX_ORDER_NUMBER = 2_147_483_647

/** The question as the ledger's filter. Throws INVALID_DATA for a date outside the calendar. */
export async function ledgerFilter(
  container: MedusaContainer,
  { q, from, to, ...filter }: LedgerQuestion,
): Promise<LedgerFilter> {
  const time_zone = couponsOf(container).timeZone()
  const text = q?.trim()
  return {
    ...filter,
    ...(from === undefined ? {} : { from: storeInstant(from, "start", time_zone) }),
    ...(to === undefined ? {} : { to: storeInstant(to, "end", time_zone) }),
    ...(text ? { search: await searchFor(container, text) } : {}),
  }
}

async function searchFor(container: MedusaContainer, text: string): Promise<LedgerSearch> {
  const pattern = containing(text)
  const [booked, customer_ids, order_ids] = await Promise.all([
    couponsOf(container).findBooked({ name: pattern, code: normaliseCode(text) || null }),
    customersOf(container, text),
    ordersOf(container, text),
  ])
  return { pattern, booked, exactly: text, email: normaliseEmail(text), customer_ids, order_ids }
}

async function customersOf(container: MedusaContainer, text: string): Promise<string[]> {
  if (!text.includes("@")) {
    return []
  }
  const customers = await container
    .resolve<ICustomerModuleService>(Modules.CUSTOMER)
    .listCustomers({ email: { $ilike: likeExactly(text) } }, { select: ["id"], take: MAX_FOUND })
  return customers.map(({ id }) => id)
}

async function ordersOf(container: MedusaContainer, text: string): Promise<string[]> {
  const display_id = Number(/^#?(\d{1,10})$/.exec(text)?.[1] ?? 0)
  if (display_id === 0 || display_id > MAX_ORDER_NUMBER) {
    return []
  }
  const orders = await container
    .resolve<IOrderModuleService>(Modules.ORDER)
    .listOrders({ display_id } as never, { select: ["id"], take: MAX_FOUND })
  return orders.map(({ id }) => id)
}
