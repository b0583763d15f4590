// Seam 4: our codes through core's own cart routes, and carts that change hands. Both act inside core's workflows, so that
// what was done is undone with the rest when core fails later, and a cart that cannot be made leaves nothing behind.
import { transferCartCustomerWorkflow, updateCartPromotionsWorkflow } from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { storeCartRoutesMiddlewares } from "@medusajs/medusa/api/store/carts/middlewares"
import { transferCodes } from "../operations/cart/transfer-codes"
import { changeCodes, undoChange } from "../operations/cart/change-codes"
import type { ChangedCodes } from "../operations/cart/change-codes"
import { takeChange } from "../lib/request-context"
import { readCart } from "../pricing/core-cart"
import type { CoreCart } from "../pricing/core-cart"
import { installHook } from "./hooks"
import type { HookHandler, StepResults } from "./hooks"
import { reportSeam } from "./seams"

interface PricingInput {
  cart_id?: string
  cart?: CoreCart
}

interface TransferInput {
  id: string
  customer_id?: string
}

/** Runs each time core prices a cart, under its lock; costs nothing unless the request in hand sent codes. */
const change: HookHandler<PricingInput, ChangedCodes | null> = {
  invoke: async (input, container, results) => {
    const asked = takeChange()
    return asked && changeCodes(container, await cartOf(input, container, results), asked)
  },
  compensate: async (done, _input, container) => {
    if (done) {
      await undoChange(container, done)
    }
  },
}

/** The cart as core read it a moment ago; read by ourselves where core reads it in another way by now. */
async function cartOf(
  { cart_id, cart }: PricingInput,
  container: MedusaContainer,
  results: StepResults,
): Promise<CoreCart> {
  const { data } = (results("fetch-cart") ?? {}) as { data?: CoreCart }
  const known = cart ?? data
  const is_whole = known?.items?.every(({ adjustments, tax_lines }) => adjustments && tax_lines)
  return known && is_whole && known.shipping_methods ? known : readCart(container, cart_id ?? known?.id ?? "")
}

const transfer: HookHandler<TransferInput, ChangedCodes | null> = {
  invoke: async ({ id, customer_id }, container) => {
    return customer_id ? transferCodes(container, id, customer_id) : null
  },
  compensate: async (done, _input, container) => {
    if (done) {
      await undoChange(container, done)
    }
  },
}

const HOOKS = [
  {
    name: "update-cart-promotions.validate",
    install: () => installHook(updateCartPromotionsWorkflow, "validate", change),
    loss: "Promo codes that a storefront sends to Medusa's own cart routes are not entered until this is mended.",
  },
  {
    name: "transfer-cart-customer.validate",
    install: () => installHook(transferCartCustomerWorkflow, "validate", transfer),
    loss: "Codes that were typed before logging in must be typed again until this is mended.",
  },
]

/** Core's routes that take promotion codes: our middleware must find their checked bodies. */
const ROUTES = [
  ["POST", "/store/carts"],
  ["POST", "/store/carts/:id"],
  ["POST", "/store/carts/:id/promotions"],
  ["DELETE", "/store/carts/:id/promotions"],
] as const

const ROUTES_SEAM = "store.carts.promo_codes"

/** Installs both hooks once, looks for core's routes, and reports each as a seam; never throws. */
export function installCartCodes(): void {
  for (const { name, install, loss } of HOOKS) {
    try {
      reportSeam({ name, in_place: true, detail: install(), loss })
    } catch (error) {
      reportSeam({ name, in_place: false, detail: error instanceof Error ? error.message : String(error), loss })
    }
  }
  const gone = ROUTES.filter(([method, matcher]) => !isChecked(method, matcher)).map((route) => route.join(" "))
  reportRoutes(gone.length === 0 ? null : `Medusa does not check the bodies of ${gone.join(", ")} any more.`)
}

function isChecked(method: string, matcher: string): boolean {
  return storeCartRoutesMiddlewares.some(
    (route) => route.matcher === matcher && (route.method as string[] | undefined)?.includes(method),
  )
}

/** Reports what is wrong with core's routes, a sentence; null when nothing is. */
export function reportRoutes(problem: string | null): void {
  const loss = "Promo codes that a storefront sends to this route are not entered until this is mended."
  reportSeam({ name: ROUTES_SEAM, in_place: problem === null, detail: problem ?? "codes of ours are taken out", loss })
}
