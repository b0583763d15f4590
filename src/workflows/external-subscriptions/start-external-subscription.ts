// Lets the discounts that an order won go on with a subscription that somebody else bills (rules 13 and 44).
import { StepResponse, WorkflowResponse, createStep, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { MedusaContainer } from "@medusajs/framework/types"
import { couponsOf } from "../../lib/coupons"
import { invalid, missing } from "../../tools/errors"
import { graph } from "../../lib/graph"
import { redeemOrder } from "../../operations/checkout/redeem-order"
import { cataloguedProducts } from "../../pricing/external/gather"
import { readStart } from "../../pricing/external/input"
import type { StartExternalSubscriptionInput } from "../../pricing/external/input"
import { recurringPlans } from "../../pricing/plans"

interface OrderRow {
  id: string
  items: {
    id: string
    product_id: string | null
    variant_id: string | null
    metadata: Record<string, unknown> | null
  }[]
}

const startStep = createStep(
  "coupons-start-external-subscription",
  async (input: StartExternalSubscriptionInput, { container }) => {
    const start = readStart(input)
    const order = await readOrder(container, start.order_id)
    const recurring = [...recurringPlans(order.items).keys()]
    const line_ids = linesOf(order, start.line_ids ?? recurring)
    // A shop that marks no lines may call for any of them: what was promised in all is never exceeded.
    const shared_by = line_ids.every((id) => recurring.includes(id)) ? recurring : order.items.map(({ id }) => id)
    await redeem(container, order.id)
    const { subscription_id, starts_at } = start
    const discount_ids = await couponsOf(container).continueDiscounts({
      order_id: order.id,
      subscription_id,
      line_ids,
      shared_by,
      starts_at,
      products: await cataloguedProducts(
        container,
        order.items.filter(({ id }) => line_ids.includes(id)),
      ),
    })
    return new StepResponse({ discount_ids }, discount_ids)
  },
  async (discount_ids, { container }) => {
    if (discount_ids?.length) {
      await couponsOf(container).deleteCouponDiscounts(discount_ids)
    }
  },
)

async function readOrder(container: MedusaContainer, id: string): Promise<OrderRow> {
  const [order] = await graph<OrderRow>(container, "order", ["id", "items.*"], { id })
  if (!order) {
    throw missing(`Order with id '${id}' was not found.`)
  }
  return order
}

function linesOf(order: OrderRow, line_ids: string[]): string[] {
  const known = new Set(order.items.map(({ id }) => id))
  const stranger = line_ids.find((id) => !known.has(id))
  if (stranger !== undefined) {
    throw invalid(`Order '${order.id}' has no line '${stranger}'.`)
  }
  return line_ids
}

/** Usually done when the cart completed. Where that failed, its codes are turned into discounts now. */
async function redeem(container: MedusaContainer, order_id: string): Promise<void> {
  const [link] = await graph<{ cart_id: string }>(container, "order_cart", ["cart_id"], { order_id })
  if (link) {
    await redeemOrder(container, { order_id, cart_id: link.cart_id })
  }
}

/**
 * Call it when a paid order has started a subscription of yours: each discount that took something off the subscription's
 * lines goes on with it, under the terms of the order, the order being its first cycle. Idempotent by order and
 * subscription. Answers the discounts made now. Throws NOT_FOUND and INVALID_DATA with a sentence.
 */
export const startExternalSubscriptionWorkflow = createWorkflow(
  "coupons-start-external-subscription",
  function (input: StartExternalSubscriptionInput) {
    return new WorkflowResponse(startStep(input))
  },
)
