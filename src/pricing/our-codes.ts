// Which adjustments on a cart are ours: those of its codes, of trials, and of granted coupons, running or ended since.
import { isGrantCode, TRIAL_CODE } from "../engine"
import type { CoreCart } from "./core-cart"

/** Every code whose adjustments on this cart are ours. */
export function ourCodesOn(cart: CoreCart, entered: { promo_code: { code: string } }[]): Set<string> {
  return new Set([TRIAL_CODE, ...entered.map(({ promo_code }) => promo_code.code), ...grantCodesOn(cart)])
}

/** The adjustment codes of granted coupons whose savings the stored cart shows. */
export function grantCodesOn(cart: CoreCart): string[] {
  return [...(cart.items ?? []), ...(cart.shipping_methods ?? [])].flatMap((line) =>
    (line.adjustments ?? []).flatMap(({ code }) => (typeof code === "string" && isGrantCode(code) ? [code] : [])),
  )
}
