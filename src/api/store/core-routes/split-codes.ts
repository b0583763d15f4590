// Tells our promo codes from core's in a list that a storefront sends to one of core's own routes (rule 29).
import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { isAmong, normaliseCode } from "../../../engine"
import { couponsOf } from "../../../lib/coupons"
import { missing } from "../../../tools/errors"
import type { EnteredCode } from "../../../modules/coupon/types"

export interface SplitCodes {
  /** Codes of core's promotions, spelled exactly as core spells them. */
  core: string[]
  /** Everything else, as typed: codes of ours, on the cart or not, and codes nobody knows. Each code once. */
  ours: string[]
  /** Those of `ours` that are not on the cart: what the customer tries. */
  tried: string[]
  /** What is on the cart. */
  entered: EnteredCode[]
}

/**
 * A code of ours that is on the cart stays ours; one that a core promotion spells exactly so is core's; the rest
 * is left to us to accept or refuse. `cart_id` is null for a cart that is yet to be. Three indexed queries at once. Throws
 * NOT_FOUND with a sentence for a cart that does not exist.
 */
export async function splitCodes(
  container: MedusaContainer,
  cart_id: string | null,
  codes: string[],
): Promise<SplitCodes> {
  const coupons = couponsOf(container)
  const [entered, known] = await Promise.all([
    cart_id === null ? [] : coupons.listEnteredCodes(cart_id),
    coreCodes(container, codes),
    cart_id === null ? null : requireCart(container, cart_id),
  ])
  const on_cart = new Set(entered.map(({ promo_code }) => promo_code.code_normalised))
  const is_core = (code: string) => known.has(code) && !isAmong(on_cart, code)
  const ours = [...new Map(codes.filter((code) => !is_core(code)).map((code) => [normaliseCode(code), code])).values()]
  return {
    core: [...new Set(codes.filter(is_core))],
    ours,
    tried: ours.filter((code) => !isAmong(on_cart, code)),
    entered,
  }
}

async function requireCart(container: MedusaContainer, id: string): Promise<void> {
  const [cart] = await container.resolve(Modules.CART).listCarts({ id }, { select: ["id"], take: 1 })
  if (!cart) {
    throw missing(`Cart with id '${id}' not found`)
  }
}

async function coreCodes(container: MedusaContainer, codes: string[]): Promise<Set<string>> {
  if (codes.length === 0) {
    return new Set()
  }
  const promotions = await container
    .resolve(Modules.PROMOTION)
    .listPromotions({ code: codes }, { select: ["id", "code"], take: codes.length })
  return new Set(promotions.flatMap(({ code }) => (code ? [code] : [])))
}
