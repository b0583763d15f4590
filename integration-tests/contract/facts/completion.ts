// What the seams for redemption, for the reasons of a refusal, and for being installed late stand on.
import { readFileSync } from "node:fs"
import { completeCartWorkflow } from "@medusajs/medusa/core-flows"
import { errorHandler } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import { createHook, createWorkflow, StepResponse, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { fact, insideOf } from "../fact"
import { inOrder, registered, stepsOf } from "../workflows"

const VALIDATE = "complete-cart.validate"
const CREATED = "complete-cart.orderCreated"
const REASONS = "complete-cart.reasons"
const HOOKS = "hooks that are taken"
const BOOT = "installed while subscribers load"
const LINKS = "orders and their carts"

type Register = (invoke: () => Promise<unknown>) => void

/** What happens to a second handler of a hook, and whether a handler can be exchanged behind it. */
function secondHandler(): { refused: string; exchangeable: boolean } {
  const name = "contract-hook"
  const workflow = createWorkflow(name, function (input: object) {
    const asked = createHook("asked", input)
    return new WorkflowResponse(input, { hooks: [asked] as never })
  })
  const register = (workflow.hooks as unknown as Record<string, Register>).asked as Register
  const handler = () => Promise.resolve(new StepResponse(undefined))
  register(handler)
  const handlers_ = registered(name)?.handlers_
  const exchangeable = handlers_ instanceof Map && handlers_.has("asked")
  try {
    register(handler)
    return { refused: "", exchangeable }
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error), exchangeable }
  }
}

/** What core's error handler answers with for a refusal of ours. */
interface Answered {
  status?: number
  body?: { code?: string; message?: string }
}

function answered(): Answered {
  const answer: Answered = {}
  const res = {
    status(status: number) {
      answer.status = status
      return res
    },
    json: (body: Answered["body"]) => (answer.body = body),
  }
  const silent = { info: () => undefined, error: () => undefined }
  const req = { scope: { resolve: () => silent }, path: "" }
  const error = new MedusaError(MedusaError.Types.NOT_ALLOWED, "Refused.", "promo_code_refused")
  errorHandler()(error, req as never, res as never, () => undefined)
  return answer
}

/** Where core's loader loads what; later in the text is later in time, each is awaited. */
function loadOrder(): { workflows: number; subscribers: number } {
  const source = readFileSync(insideOf("@medusajs/medusa", "dist/loaders/index.js"), "utf8")
  return {
    workflows: source.indexOf("await workflowLoader.load()"),
    subscribers: source.indexOf("await subscribersLoader(plugins"),
  }
}

async function fieldsOfCompletion(): Promise<string[]> {
  const fields = (await import(insideOf("@medusajs/core-flows", "dist/cart/utils/fields.js"))) as {
    completeCartFields?: string[]
  }
  return fields.completeCartFields ?? []
}

async function orderCartAlias(): Promise<{ names: string[]; keys: string[] }> {
  const { OrderCart } = (await import(insideOf("@medusajs/link-modules", "dist/definitions/order-cart.js"))) as {
    OrderCart?: { alias: { name: string[] }[]; primaryKeys: string[] }
  }
  return { names: OrderCart?.alias[0]?.name ?? [], keys: OrderCart?.primaryKeys ?? [] }
}

const hookNames = () => Object.keys(completeCartWorkflow.hooks)

export const completionFacts = [
  fact({
    seam: VALIDATE,
    says: "`complete-cart` has the hook `validate`, before the order is created",
    moved: "complete-cart has no hook validate before create-orders any more: places would be taken too late.",
    look: () => ({ hooks: hookNames(), steps: stepsOf("complete-cart") }),
    holds: ({ hooks, steps }) => hooks.includes("validate") && inOrder(steps, "validate", "create-orders"),
    doctored: { hooks: ["validate"], steps: ["create-orders", "validate"] },
  }),
  fact({
    seam: VALIDATE,
    says: "its step `cart-query` reads the cart with adjustments and tax lines, before the hook",
    moved: "complete-cart no longer reads the cart with adjustments and tax lines in a step called cart-query.",
    look: async () => ({ fields: await fieldsOfCompletion(), steps: stepsOf("complete-cart") }),
    holds: ({ fields, steps }) =>
      inOrder(steps, "cart-query", "validate") &&
      ["items.adjustments.*", "items.tax_lines.*", "shipping_methods.adjustments.*"].every((field) =>
        fields.includes(field),
      ),
    doctored: { fields: ["items.*"], steps: ["cart-query", "validate"] },
  }),
  fact({
    seam: VALIDATE,
    says: "its step `use-query-graph-step` looks for the cart's order, once and before the hook",
    moved: "complete-cart no longer looks for the cart's order in its one unnamed step use-query-graph-step.",
    look: () => ({ steps: stepsOf("complete-cart") }),
    holds: ({ steps }) =>
      inOrder(steps, "use-query-graph-step", "validate") &&
      steps.filter((step) => step.startsWith("use-query-graph-step")).length === 1,
    doctored: { steps: ["validate", "use-query-graph-step"] },
  }),
  fact({
    seam: CREATED,
    says: "`complete-cart` has the hook `orderCreated`, after the payment is authorised",
    moved: "complete-cart has no hook orderCreated after authorize-payment-session-step any more.",
    look: () => ({ hooks: hookNames(), steps: stepsOf("complete-cart") }),
    holds: ({ hooks, steps }) =>
      hooks.includes("orderCreated") &&
      inOrder(steps, "create-orders", "authorize-payment-session-step", "orderCreated"),
    doctored: { hooks: ["validate"], steps: ["create-orders", "authorize-payment-session-step"] },
  }),
  fact({
    seam: HOOKS,
    says: "a hook takes one handler, refuses the second in known words, and keeps it where it can be chained to",
    moved: "Hooks no longer refuse a second handler with that sentence, or WorkflowManager no longer keeps handlers_.",
    look: secondHandler,
    holds: ({ refused, exchangeable }) => refused.includes("multiple hook handlers") && exchangeable,
    doctored: { refused: "", exchangeable: true },
  }),
  fact({
    seam: REASONS,
    says: "core's error handler answers with `res.json`, code and message",
    moved: "The error handler no longer answers with res.json: refused completions would have no reasons.",
    look: answered,
    holds: ({ status, body }) => status === 400 && body?.code === "promo_code_refused" && body.message === "Refused.",
    doctored: { status: 400 },
  }),
  fact({
    seam: BOOT,
    says: "subscribers load after all workflow files",
    moved:
      "Core no longer loads subscribers after workflow files: our hooks would be taken before others ask for them.",
    look: loadOrder,
    holds: ({ workflows, subscribers }) => workflows !== -1 && subscribers > workflows,
    doctored: { workflows: 20, subscribers: 10 },
  }),
  fact({
    seam: LINKS,
    says: "Query knows the cart of an order as `order_cart`",
    moved: "The link order_cart with order_id and cart_id is gone: nothing finds the order of a cart any more.",
    look: orderCartAlias,
    holds: ({ names, keys }) =>
      names.includes("order_cart") && ["order_id", "cart_id"].every((key) => keys.includes(key)),
    doctored: { names: ["order_carts"], keys: ["id"] },
  }),
]
