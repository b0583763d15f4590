// Finding what was entered: a coupon by its id, or by a code that leads to it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { isForNamedPeople, refuse } from "../engine"
import { couponsOf } from "../lib/coupons"
import type { CodeAndCoupon } from "../modules/coupon/types"
import { invalid, missing } from "../tools/errors"
import { refusalFor } from "./admission"
import type { Offer } from "./admission"

/** The coupon that was named by code or by id, or null. Throws INVALID_DATA, NOT_FOUND, and NOT_ALLOWED with a reason. */
export async function findEntered(
  container: MedusaContainer,
  input: { promo_code?: string | null; coupon_id?: string | null },
): Promise<Offer | null> {
  if (input.promo_code && input.coupon_id) {
    throw invalid("Send either 'promo_code' or 'coupon_id'.")
  }
  if (input.promo_code) {
    const found = await couponsOf(container).findCode(input.promo_code)
    if (!found) {
      throw refusalFor([refuse("code_not_found")])
    }
    return found
  }
  if (!input.coupon_id) {
    return null
  }
  const [coupon] = await couponsOf(container).listCoupons({ id: input.coupon_id })
  if (!coupon) {
    throw missing(`Coupon with id '${input.coupon_id}' was not found.`)
  }
  return { coupon, promo_code: null }
}

/** The coupon that was named, by itself or by a code. Throws what `findEntered` throws, and NOT_FOUND where none was named. */
export async function findOffer(
  container: MedusaContainer,
  { coupon_id, code }: { coupon_id: string | null; code?: string | null },
): Promise<Offer> {
  const entered = code ? await findEntered(container, { promo_code: code }) : null
  return entered ?? { coupon: await couponsOf(container).retrieveCoupon(coupon_id ?? ""), promo_code: null }
}

/** Strangers learn nothing about codes that exist but are not for them: unknown, archived and foreign look alike (rule 47). */
export function isSecret({ coupon, promo_code }: CodeAndCoupon): boolean {
  const is_archived = promo_code.status === "archived" || coupon.status !== "active"
  return is_archived || isForNamedPeople([coupon, promo_code])
}
