// Seam 2: redemption. Claims places before the order exists (hook `validate`) and redeems them when it is paid
// (hook `orderCreated`), inside core's complete-cart workflow: reached by the store route and by payment webhooks alike.
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { couponsOf } from "../lib/coupons"
import { claimCodes, orderIdOf } from "../operations/checkout/claim-codes"
import type { CoreCart } from "../pricing/core-cart"
import { finishCartClaims } from "../operations/checkout/finish-cart-claims"
import { redeemOrder } from "../operations/checkout/redeem-order"
import type { PaidOrder } from "../operations/checkout/redeem-order"
import { findConsumers } from "./consumers"
import { installHook } from "./hooks"
import type { HookHandler, StepResults } from "./hooks"
import { listSeams, reportSeam } from "./seams"

interface CompleteCartInput {
  id: string
}

/** Refuses before an order exists, so that a refusal leaves nothing behind: no order, no payment, no place taken. */
const claim: HookHandler<CompleteCartInput, string[]> = {
  invoke: ({ id }, container, results) =>
    claimCodes(container, id, { cart: cartIn(results), order_id: orderIdIn(results) }),
  compensate: (claim_ids, { id }, container) => releaseClaims(container, id, claim_ids),
}

/**
 * Redeems once the payment is authorised. It must not throw: the customer has paid and core would refund. What fails
 * here stays reserved, and the clean-up job redeems or releases it.
 */
const redeem: HookHandler<CompleteCartInput, void> = {
  invoke: async ({ id }, container, results) => {
    try {
      const order = orderIn(results)
      const order_id = order?.id ?? (await orderIdOf(container, id))
      if (order_id) {
        await redeemOrder(container, { order_id, cart_id: id, order })
      }
    } catch (error) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.error(
        `coupons: cart ${id} is paid but not redeemed yet, the clean-up job will try again: ${String(error)}`,
      )
    }
  },
}

/** The cart as core read it under its lock, and makes the order from; null where core reads it in another way by now. */
function cartIn(results: StepResults): CoreCart | null {
  const { data } = (results("cart-query") ?? {}) as { data?: CoreCart }
  const is_whole = data?.items?.every(({ adjustments, tax_lines }) => adjustments && tax_lines)
  return data && is_whole && data.shipping_methods ? data : null
}

/** The order that core found for the cart, null where it found none and makes one; undefined where core reads it otherwise. */
function orderIdIn(results: StepResults): string | null | undefined {
  const read = results("use-query-graph-step") as { data?: { order_id?: string } | null } | undefined
  return read && (read.data?.order_id ?? null)
}

/** The order as core made it, with what it took over from the cart; null likewise. */
function orderIn(results: StepResults): PaidOrder | null {
  const [order] = (results("create-orders") ?? []) as PaidOrder[]
  const is_whole = order?.items?.every(({ adjustments }) => adjustments)
  return order && is_whole && order.shipping_methods ? order : null
}

/** Gives back the places this attempt took. An order that core's own compensation left behind is taken back first. */
async function releaseClaims(container: MedusaContainer, cart_id: string, claim_ids: string[]): Promise<void> {
  if (claim_ids.length === 0) {
    return
  }
  if (await orderIdOf(container, cart_id)) {
    await finishCartClaims(container, cart_id)
    return
  }
  const coupons = couponsOf(container)
  await coupons.release(claim_ids, await coupons.now())
}

const HOOKS: { hook: string; handler: HookHandler<CompleteCartInput, never> }[] = [
  { hook: "validate", handler: claim as HookHandler<CompleteCartInput, never> },
  { hook: "orderCreated", handler: redeem as HookHandler<CompleteCartInput, never> },
]

const isInPlace = (seam: string) => listSeams().some(({ name, in_place }) => name === seam && in_place)

/** Installs both hooks once and reports each as a seam; never throws. */
export function installCompleteCart(): void {
  for (const { hook, handler } of HOOKS) {
    const name = `complete-cart.${hook}`
    try {
      const detail = installHook(completeCartWorkflow, hook, handler)
      if (detail === "already installed" && isInPlace(name)) {
        continue
      }
      reportSeam({
        name,
        in_place: true,
        detail,
        ...(detail === "chained" ? { chained_to: findConsumers("complete-cart", hook) } : {}),
      })
    } catch (error) {
      reportSeam({ name, in_place: false, detail: error instanceof Error ? error.message : String(error) })
    }
  }
}
