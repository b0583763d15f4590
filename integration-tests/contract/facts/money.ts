// What the seams for money on carts and on orders of renewals stand on.
import * as flows from "@medusajs/medusa/core-flows"
import { Modules } from "@medusajs/framework/utils"
import PromotionModule from "@medusajs/promotion"
import { fact, insideOf } from "../fact"
import { runStep, stepsOf } from "../workflows"

const CART = "promotion.computeActions"
const ORDERS = "orders of renewals"
const STEP = "get-actions-to-compute-from-promotions"

interface Asked {
  codes: unknown
  context: object | undefined
}

/** What the promotion module is asked when core computes the actions for a cart. */
async function askedOfPromotions(): Promise<Asked[]> {
  const asked: Asked[] = []
  const promotions = {
    computeActions: (codes: unknown, context: object) => {
      asked.push({ codes, context })
      return Promise.resolve([])
    },
  }
  const input = { computeActionContext: { id: "cart_1" }, promotionCodesToApply: ["A"] }
  await runStep(flows.getActionsToComputeFromPromotionsStep, input, { [Modules.PROMOTION]: promotions })
  return asked
}

const ACTIONS = [
  { action: "addItemAdjustment", item_id: "item_1", amount: 3, code: "OURS", is_tax_inclusive: true },
  { action: "addShippingMethodAdjustment", shipping_method_id: "ship_1", amount: 2, code: "OURS" },
  { action: "removeItemAdjustment", adjustment_id: "adj_1" },
  { action: "removeShippingMethodAdjustment", adjustment_id: "adj_2" },
]

interface Prepared {
  lineItemAdjustmentsToCreate?: Record<string, unknown>[]
  shippingMethodAdjustmentsToCreate?: Record<string, unknown>[]
  lineItemAdjustmentIdsToRemove?: unknown[]
  shippingMethodAdjustmentIdsToRemove?: unknown[]
}

/** What core makes of actions under a code that it does not know. */
async function prepared(): Promise<Prepared> {
  const nothing = { graph: () => Promise.resolve({ data: [] }) }
  const made = await runStep(flows.prepareAdjustmentsFromPromotionActionsStep, { actions: ACTIONS }, { query: nothing })
  return made as Prepared
}

function promotionMethods(): string[] {
  const { prototype } = PromotionModule.service as unknown as { prototype: object }
  return Object.getOwnPropertyNames(prototype)
}

function isPart(found: Record<string, unknown> | undefined, wanted: Record<string, unknown>): boolean {
  return Object.entries(wanted).every(([name, value]) => found?.[name] === value)
}

/** Columns of core's models, by file. */
async function columns(...files: string[]): Promise<Record<string, string[]>> {
  const found = files.map(async (file) => {
    const models = (await import(insideOf("@medusajs/order", `dist/models/${file}.js`))) as Record<string, unknown>
    const model = Object.values(models).find((value) => typeof (value as { schema?: object })?.schema === "object")
    return [file, Object.keys((model as { schema?: object } | undefined)?.schema ?? {})] as const
  })
  return Object.fromEntries(await Promise.all(found))
}

export const moneyFacts = [
  fact({
    seam: CART,
    says: "the promotion module has a method `computeActions`",
    moved: "The promotion module has no method computeActions any more: there is nothing to wrap.",
    look: promotionMethods,
    holds: (methods) => methods.includes("computeActions"),
    doctored: ["constructor", "computeAdjustments"],
  }),
  fact({
    seam: CART,
    says: "core's step that computes actions hands codes and cart to `computeActions`",
    moved: "Core's cart refresh no longer calls promotionModule.computeActions with the codes and the cart.",
    look: askedOfPromotions,
    holds: ([first]) => Array.isArray(first?.codes) && (first.context as { id?: string } | undefined)?.id === "cart_1",
    doctored: [],
  }),
  fact({
    seam: CART,
    says: "cart refresh, promotions route, draft orders and previews all run that step",
    moved: "A core flow that prices carts or orders no longer goes through the step that calls computeActions.",
    look: (): Record<string, string[]> => ({
      refresh: stepsOf("refresh-cart-items").filter((step) => step.startsWith("update-cart-promotions")),
      ...Object.fromEntries(
        ["update-cart-promotions", "refresh-draft-order-adjustments", "compute-draft-order-adjustments"].map((flow) => [
          flow,
          stepsOf(flow).filter((step) => step === STEP),
        ]),
      ),
    }),
    holds: (found) => Object.values(found).every((steps) => steps.length === 1),
    doctored: { refresh: [], "update-cart-promotions": [STEP] },
  }),
  fact({
    seam: CART,
    says: "an action under a code that core does not know becomes an adjustment under that code",
    moved: "Core no longer makes coded adjustments, on lines and on shipping, of what computeActions answers.",
    look: prepared,
    holds: ({ lineItemAdjustmentsToCreate: lines, shippingMethodAdjustmentsToCreate: methods }) =>
      isPart(lines?.[0], { item_id: "item_1", code: "OURS", amount: 3, is_tax_inclusive: true }) &&
      isPart(methods?.[0], { shipping_method_id: "ship_1", code: "OURS", amount: 2 }),
    doctored: { lineItemAdjustmentsToCreate: [{ item_id: "item_1", amount: 3 }] },
  }),
  fact({
    seam: ORDERS,
    says: "core removes adjustments by the `adjustment_id` of a removal",
    moved: "Core's removals no longer name the adjustment by adjustment_id: ours on orders cannot be kept.",
    look: prepared,
    holds: ({ lineItemAdjustmentIdsToRemove: lines, shippingMethodAdjustmentIdsToRemove: methods }) =>
      lines?.[0] === "adj_1" && methods?.[0] === "adj_2",
    doctored: { lineItemAdjustmentIdsToRemove: [undefined], shippingMethodAdjustmentIdsToRemove: [] },
  }),
  fact({
    seam: ORDERS,
    says: "creating an order refreshes its adjustments through `computeActions`",
    moved: "Creating an order no longer refreshes adjustments where our removals are left out.",
    look: () => stepsOf("create-orders"),
    holds: (steps) => steps.includes("refresh-draft-order-adjustments-as-step"),
    doctored: ["create-orders"],
  }),
  fact({
    seam: ORDERS,
    says: "adjustments of orders have `code` and `provider_id`",
    moved: "order_line_item_adjustment or its twin for shipping lost code or provider_id: ours cannot be told apart.",
    look: () => columns("line-item-adjustment", "shipping-method-adjustment"),
    holds: (tables) =>
      Object.values(tables).length === 2 &&
      Object.values(tables).every((names) => ["code", "provider_id", "amount"].every((name) => names.includes(name))),
    doctored: { "line-item-adjustment": ["code", "amount"], "shipping-method-adjustment": ["code", "provider_id"] },
  }),
]
