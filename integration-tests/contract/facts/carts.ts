// What the seams for our codes on core's own cart routes, and for carts that change hands, stand on.
import { transferCartCustomerWorkflow, updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import { storeCartRoutesMiddlewares } from "@medusajs/medusa/api/store/carts/middlewares"
import { fact } from "../fact"
import { inOrder, registered, stepsOf } from "../workflows"

const PRICING = "update-cart-promotions.validate"
const TRANSFER = "transfer-cart-customer.validate"
const ROUTES = "store.carts.promo_codes"

interface Hooked {
  hooks: string[]
  steps: string[]
  /** Steps whose doing core undoes when a later one fails. */
  compensated: string[]
}

function hooked(workflow: { hooks: object; getName(): string }): Hooked {
  const handlers = registered(workflow.getName())?.handlers_ as Map<string, { compensate?: unknown } | undefined>
  return {
    hooks: Object.keys(workflow.hooks),
    steps: stepsOf(workflow.getName()),
    compensated: [...handlers].flatMap(([step, handler]) => (handler?.compensate ? [step] : [])),
  }
}

/** Core's routes with `promo_codes`, each with whether core checks its body. */
function checkedRoutes(): string[] {
  return storeCartRoutesMiddlewares.flatMap(({ matcher, method, middlewares }) =>
    [method ?? []].flat().flatMap((verb) => ((middlewares?.length ?? 0) > 0 ? [`${verb} ${String(matcher)}`] : [])),
  )
}

const WITH_CODES = [
  "POST /store/carts",
  "POST /store/carts/:id",
  "POST /store/carts/:id/promotions",
  "DELETE /store/carts/:id/promotions",
]

export const cartFacts = [
  fact({
    seam: PRICING,
    says: "`update-cart-promotions` calls the compensated hook `validate` under the cart's lock, before it looks codes up",
    moved: "update-cart-promotions no longer calls a hook validate between its lock and its look-up of codes.",
    look: () => hooked(updateCartPromotionsWorkflow),
    holds: ({ hooks, steps, compensated }) =>
      hooks.includes("validate") &&
      compensated.includes("validate") &&
      inOrder(steps, "acquire-lock-step", "validate", "get-promotion-codes-to-apply"),
    doctored: {
      hooks: ["validate"],
      steps: ["validate", "acquire-lock-step", "get-promotion-codes-to-apply"],
      compensated: ["validate"],
    },
  }),
  fact({
    seam: PRICING,
    says: "every core flow that takes codes from a request runs `update-cart-promotions`",
    moved: "A core flow that takes promo_codes no longer prices the cart through update-cart-promotions.",
    look: (): Record<string, string[]> =>
      Object.fromEntries(["refresh-cart-items", "create-cart"].map((flow) => [flow, stepsOf(flow)])),
    holds: (flows) =>
      Object.values(flows).every((steps) => steps.some((step) => step.startsWith("update-cart-promotions"))),
    doctored: { "refresh-cart-items": ["update-cart-promotions-as-step"], "create-cart": ["create-carts"] },
  }),
  fact({
    seam: TRANSFER,
    says: "`transfer-cart-customer` calls the hook `validate` before the cart has its new customer",
    moved: "transfer-cart-customer has no hook validate before update-carts: a guest's codes stay behind at log-in.",
    look: () => hooked(transferCartCustomerWorkflow),
    holds: ({ hooks, steps }) => hooks.includes("validate") && inOrder(steps, "validate", "update-carts"),
    doctored: { hooks: [], steps: ["get-cart", "update-carts"], compensated: [] },
  }),
  fact({
    seam: ROUTES,
    says: "core checks the bodies of its four routes with `promo_codes` in middlewares of its own",
    moved: "Core no longer checks the body of a route with promo_codes before plugins see it.",
    look: checkedRoutes,
    holds: (routes) => WITH_CODES.every((route) => routes.includes(route)),
    doctored: WITH_CODES.slice(1),
  }),
]
