// Seam 1: money on carts. Wraps the promotion module's `computeActions`, the one call that every core cart flow makes,
// and appends our actions after core's. Core deletes all coded adjustments on each refresh and re-creates what this returns.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { BigNumber, ComputedActions, Modules } from "@medusajs/framework/utils"
import { isAmong } from "../engine"
import { couponsOf } from "../lib/coupons"
import type { EnteredCode } from "../modules/coupon/types"
import { adjustmentsOf } from "../pricing/adjustments"
import type { OurAdjustment } from "../pricing/adjustments"
import type { CoreCart } from "../pricing/core-cart"
import { fitCredits, totalBeforeCredits } from "../pricing/credits"
import type { CoreReduction } from "../pricing/cart"
import { grantedOn } from "../pricing/granted"
import type { Granted } from "../pricing/granted"
import { syncHolds } from "../operations/cart/holds"
import { priceCart } from "../pricing/price-cart"
import { withoutRemovals } from "./keep-adjustments"
import { reportSeam } from "./seams"
import { planIdOf } from "../pricing/plans"

const SEAM = "promotion.computeActions"
const ADD_TO_LINE: string = ComputedActions.ADD_ITEM_ADJUSTMENT
const ADD_TO_SHIPPING: string = ComputedActions.ADD_SHIPPING_METHOD_ADJUSTMENT
const WRAPPED = Symbol.for("medusa-plugin-coupons.computeActions")

interface CoreAction {
  action: string
  amount?: BigNumberInput
  item_id?: string
  shipping_method_id?: string
  adjustment_id?: string
  is_tax_inclusive?: boolean
  code?: string
}

type ComputeActions = (codes: string[], context: Partial<CoreCart>, ...rest: unknown[]) => Promise<CoreAction[]>
type PromotionService = { computeActions?: ComputeActions & { [WRAPPED]?: true } }

/** Wraps the live service's method once; a second call changes nothing. Reports the seam's state. */
export function installComputeActions(container: MedusaContainer): void {
  const promotions = container.resolve(Modules.PROMOTION) as unknown as PromotionService
  const original = promotions.computeActions
  if (typeof original !== "function") {
    reportSeam({ name: SEAM, in_place: false, detail: "The promotion module has no method computeActions any more." })
    return
  }
  if (!original[WRAPPED]) {
    const core = original.bind(promotions) as ComputeActions
    const wrapped: ComputeActions & { [WRAPPED]?: true } = async (codes, context, ...rest) => {
      const known = await whatIsKnown(container, context)
      const actions = withoutRemovals(await core(withoutOurs(codes, known), context, ...rest), context as object)
      const ours = known ? await ourActions(container, known, actions) : []
      return ours.length > 0 ? [...actions, ...ours] : actions
    }
    wrapped[WRAPPED] = true
    promotions.computeActions = wrapped
  }
  const in_place = promotions.computeActions?.[WRAPPED] === true
  reportSeam({
    name: SEAM,
    in_place,
    detail: in_place ? "wrapped" : "The promotion module's computeActions cannot be replaced any more.",
  })
}

/** A cart with what was entered and what is granted on it. */
interface KnownCart {
  cart: CoreCart
  entered: EnteredCode[]
  granted: Granted
}

/** Null for what is no cart. One indexed query; two at the same time where the cart's customer has an account. */
async function whatIsKnown(container: MedusaContainer, context: Partial<CoreCart>): Promise<KnownCart | null> {
  const cart = asCart(context)
  if (!cart) {
    return null
  }
  const coupons = couponsOf(container)
  const [entered, granted] = await Promise.all([coupons.listEnteredCodes(cart.id), grantedOn(container, cart)])
  return { cart, entered, granted }
}

/**
 * The codes core is to look at. Core hands over the code of every saving on the cart, ours among them: a promotion that was
 * given the same code later must not come into effect by that. What was entered as ours stays ours alone (rule 29).
 */
function withoutOurs(codes: string[], known: KnownCart | null): string[] {
  if (!known || known.entered.length === 0) {
    return codes
  }
  const entered = new Set(known.entered.map(({ promo_code }) => promo_code.code_normalised))
  return codes.filter((code) => !isAmong(entered, code))
}

/** Our actions for a cart; none, without asking further, for one that has no code, no plan and nothing granted. */
async function ourActions(
  container: MedusaContainer,
  { cart, entered, granted }: KnownCart,
  core_actions: CoreAction[],
): Promise<CoreAction[]> {
  const has_candidates = entered.length > 0 || granted.coupons.length > 0
  if (!has_candidates && !(cart.items ?? []).some((item) => planIdOf(item))) {
    return []
  }
  const reductions = reductionsIn(cart, core_actions)
  const pricedCart = await priceCart(container, { cart, reductions, entered, granted })
  await syncHolds(container, cart, pricedCart.codes)
  const adjustments = adjustmentsOf(cart, pricedCart)
  if (pricedCart.credits.lines.length > 0) {
    await fitCredits(container, pricedCart.credits, totalBeforeCredits(cart, reductions, adjustments))
  }
  return adjustments.map(toAction)
}

/** Only carts are priced here; orders and previews keep what they were completed with. */
function asCart(context: Partial<CoreCart>): CoreCart | null {
  const { id, currency_code, items } = context
  return typeof id === "string" && id.startsWith("cart_") && currency_code && items
    ? ({ ...context, id } as CoreCart)
    : null
}

/** What core is about to take off, plus uncoded adjustments that stay on the lines whatever core does. */
function reductionsIn(cart: CoreCart, actions: CoreAction[]): CoreReduction[] {
  const computed = actions.flatMap((action) => {
    const line_id = { [ADD_TO_LINE]: action.item_id, [ADD_TO_SHIPPING]: action.shipping_method_id }[action.action]
    return line_id && action.amount !== undefined
      ? [{ line_id, amount: action.amount, is_tax_inclusive: action.is_tax_inclusive ?? false }]
      : []
  })
  const uncoded = [...(cart.items ?? []), ...(cart.shipping_methods ?? [])].flatMap((line) =>
    (line.adjustments ?? [])
      .filter(({ code }) => typeof code !== "string")
      .map(({ amount, is_tax_inclusive }) => ({
        line_id: line.id,
        amount,
        is_tax_inclusive: is_tax_inclusive ?? false,
      })),
  )
  return [...computed, ...uncoded]
}

function toAction({ on, line_id, code, amount, is_tax_inclusive }: OurAdjustment): CoreAction {
  return on === "shipping"
    ? {
        action: ADD_TO_SHIPPING,
        shipping_method_id: line_id,
        amount: new BigNumber(amount),
        code,
      }
    : {
        action: ADD_TO_LINE,
        item_id: line_id,
        amount: new BigNumber(amount),
        code,
        is_tax_inclusive,
      }
}
