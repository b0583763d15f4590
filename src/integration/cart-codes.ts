// Seam 4: our codes through core's own cart routes, and carts that change hands. Both act inside core's workflows, so that
// what was done is undone with the rest when core fails later, and a cart that cannot be made leaves nothing behind.
import { transferCartCustomerWorkflow, updateCartPromotionsWorkflow } from "@medusajs/core-flows"
import { storeCartRoutesMiddlewares } from "@medusajs/medusa/api/store/carts/middlewares"
import { adoptCodes } from "../workflows/cart/adopt-codes"
import { changeCodes, undoChange } from "../workflows/cart/change-codes"
import type { ChangedCodes } from "../workflows/cart/change-codes"
import { takeChange } from "../workflows/cart/code-change"
import type { CoreCart } from "../workflows/cart/core-cart"
import { installHook } from "./hooks"
import type { HookHandler } from "./hooks"
import { reportSeam } from "./seams"

interface PricedCart {
  cart: CoreCart
}

interface TransferredCart {
  input: { id: string; customer_id?: string }
  cart: { customer_id?: string | null }
}

/** Runs each time core prices a cart, under its lock; costs nothing unless the request in hand sent codes. */
const change: HookHandler<PricedCart, ChangedCodes | null> = {
  invoke: async ({ cart }, container) => {
    const asked = takeChange()
    return asked && changeCodes(container, cart, asked)
  },
  compensate: async (done, _input, container) => {
    if (done) await undoChange(container, done)
  },
}

const adopt: HookHandler<TransferredCart, ChangedCodes | null> = {
  invoke: async ({ input: { id, customer_id }, cart }, container) => {
    return customer_id
      ? adoptCodes(container, { cart_id: id, customer_id, owner_id: cart.customer_id ?? null })
      : null
  },
  compensate: async (done, _input, container) => {
    if (done) await undoChange(container, done)
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
    install: () => installHook(transferCartCustomerWorkflow, "validate", adopt),
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
