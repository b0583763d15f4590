// What the seams for draft orders and for orders that change stand on.
import { previewOrderChangeStep } from "@medusajs/medusa/core-flows"
import { ChangeActionType, Modules } from "@medusajs/framework/utils"
import OrderModule from "@medusajs/order"
import { fact, insideOf } from "../fact"
import { runStep, stepIn, stepsOf } from "../workflows"

const CHANGES = "order.changes"
const TWICE = "captures booked twice"
const SUMS = ["listOrderSummaries", "updateOrderSummaries"]

/** Core flows in which an order's change is shown, and those in which it is made real. */
const SHOWING = [
  "order-edit-update-item-quantity",
  "update-draft-order-item",
  "exchange-add-new-item",
  "claim-add-new-item",
]
const CONFIRMING = [
  "confirm-draft-order-edit",
  "confirm-order-edit-request",
  "confirm-exchange-request",
  "confirm-claim-request",
]

function methods(): string[] {
  const { prototype } = OrderModule.service as unknown as { prototype: object }
  return [prototype, Object.getPrototypeOf(prototype) as object].flatMap((level) => Object.getOwnPropertyNames(level))
}

/** Which methods of the order module core's two steps call. */
async function called(): Promise<string[]> {
  const calls: string[] = []
  const answering = (name: string) => () => {
    calls.push(name)
    return Promise.resolve([])
  }
  const orders = {
    previewOrderChange: answering("previewOrderChange"),
    confirmOrderChange: answering("confirmOrderChange"),
  }
  // Core keeps this step to itself.
  const { confirmOrderChanges } = (await import(
    insideOf("@medusajs/core-flows", "dist/order/steps/confirm-order-changes.js")
  )) as { confirmOrderChanges: unknown }
  await runStep(previewOrderChangeStep, "order_1" as never, { [Modules.ORDER]: orders })
  await runStep(confirmOrderChanges, { orderId: "order_1", changes: [{ id: "ordch_1" }] }, { [Modules.ORDER]: orders })
  return calls
}

const DRAFTS = [
  { workflow: "convert-draft-order", step: "convert-draft-order", undone: true },
  { workflow: "cancel-draft-order-edit", step: "delete-order-change", undone: false },
  { workflow: "delete-draft-order", step: "delete-draft-orders", undone: false },
]

export const orderFacts = [
  fact({
    seam: CHANGES,
    says: "the order module shows a change by `previewOrderChange` and makes it real by `confirmOrderChange`",
    moved: "The order module lost previewOrderChange, confirmOrderChange or listOrderChanges: nothing to wrap.",
    look: methods,
    holds: (names) =>
      ["previewOrderChange", "confirmOrderChange", "listOrderChanges"].every((name) => names.includes(name)),
    doctored: ["previewOrderChange", "confirmOrderChange"],
  }),
  fact({
    seam: CHANGES,
    says: "core's steps that show and confirm changes call those two methods",
    moved: "Core's steps no longer call previewOrderChange and confirmOrderChange of the order module.",
    look: called,
    holds: (calls) => calls.join() === "previewOrderChange,confirmOrderChange",
    doctored: ["previewOrderChange"],
  }),
  fact({
    seam: CHANGES,
    says: "edits, exchanges, claims and draft orders are shown and confirmed by those steps",
    moved: "A core flow that changes orders no longer goes through the steps that preview and confirm changes.",
    look: () => ({
      shown: SHOWING.filter((flow) => stepsOf(flow).includes("preview-order-change")),
      confirmed: CONFIRMING.filter((flow) => stepsOf(flow).includes("confirm-order-changes")),
    }),
    holds: ({ shown, confirmed }) => shown.length === SHOWING.length && confirmed.length === CONFIRMING.length,
    doctored: { shown: SHOWING.slice(1), confirmed: CONFIRMING },
  }),
  fact({
    seam: CHANGES,
    says: "a change replaces a line's adjustments by the actions ITEM_ and SHIPPING_ADJUSTMENTS_REPLACE",
    moved: "Order changes no longer know the actions that replace adjustments: our amounts have no way in.",
    look: () => Object.values(ChangeActionType) as string[],
    holds: (types) =>
      ["ITEM_ADJUSTMENTS_REPLACE", "SHIPPING_ADJUSTMENTS_REPLACE"].every((type) => types.includes(type)),
    doctored: ["ITEM_ADD", "SHIPPING_ADD"],
  }),
  fact({
    seam: TWICE,
    says: "the order module shows its sums by `listOrderSummaries`, and keeps them by `updateOrderSummaries`",
    moved:
      "The order module lost listOrderSummaries or updateOrderSummaries: what core books twice stays so (operations/booked-twice).",
    look: () => {
      const orders = new OrderModule.service({} as never, {}) as unknown as Record<string, unknown>
      return SUMS.filter((name) => typeof orders[name] === "function")
    },
    holds: (names) => names.length === SUMS.length,
    doctored: SUMS.slice(1),
  }),
  ...DRAFTS.map(({ workflow, step, undone }) =>
    fact({
      seam: workflow,
      says: `\`${workflow}\` has the${undone ? " compensated" : ""} step \`${step}\``,
      moved: `${workflow} has no${undone ? " compensated" : ""} step ${step} any more to guard.`,
      look: () => stepIn(workflow, step),
      holds: ({ exists, compensated }) => exists && (compensated || !undone),
      doctored: { exists: false, compensated: false },
    }),
  ),
]
