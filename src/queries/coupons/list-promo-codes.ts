// Reads promo codes with how often each was redeemed, and "now".
import type { MedusaContainer } from "@medusajs/framework/types"
import { normaliseCode, type PromoCodeState, normalisedCodesFor } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { PromoCodeSearch } from "../../modules/coupon/lists/promo-codes"
import type CouponModuleService from "../../modules/coupon/service"
import type { PromoCodeRow } from "../../modules/coupon/types"
import type { ListCount } from "../../tools/paging"
import { containing } from "../search"

export interface PromoCodeView {
  promo_code: PromoCodeRow
  /** Transactions that took a place: reserved ones (a checkout under way) count. */
  times_redeemed: number
}

export interface PromoCodesQuestion {
  q?: string
  id?: string[]
  code?: string[]
  coupon_id?: string[]
  code_batch_id?: string[]
  channel?: string[]
  status?: string[]
  state?: PromoCodeState[]
  limit: number
  offset: number
  /** Absent: the newest first, archived ones last. */
  order?: string
}

async function withCounts(service: CouponModuleService, codes: PromoCodeRow[]): Promise<PromoCodeView[]> {
  if (codes.length === 0) {
    return []
  }
  const promo_code_ids = codes.map((code) => code.id)
  const redeemed = await service.countRedeemed({ coupon_ids: [], promo_code_ids })
  return codes.map((promo_code) => ({ promo_code, times_redeemed: redeemed.promo_code[promo_code.id] ?? 0 }))
}

function searchFor(q: string): PromoCodeSearch {
  return { channel: containing(q), code: normaliseCode(q) || null, exactly: q }
}

/** One page of promo codes, of one coupon or of all, and how many there are. Three queries. */
export async function listPromoCodes(
  container: MedusaContainer,
  { q, code, limit, offset, order, ...filter }: PromoCodesQuestion,
): Promise<{ promo_codes: PromoCodeView[]; now: Date } & ListCount> {
  const service = couponsOf(container)
  const now = await service.now()
  const text = q?.trim()
  const { promo_codes, ...counted } = await service.listPromoCodePage(
    {
      ...filter,
      ...(code ? { code_normalised: code.flatMap(normalisedCodesFor) } : {}),
      ...(text ? { search: searchFor(text) } : {}),
      now,
    },
    { limit, offset, order },
  )
  return { promo_codes: await withCounts(service, promo_codes), ...counted, now }
}

/** One promo code; throws NOT_FOUND. */
export async function readPromoCode(container: MedusaContainer, id: string): Promise<PromoCodeView & { now: Date }> {
  const service = couponsOf(container)
  const promo_code = await service.retrievePromoCode(id)
  const [view] = await withCounts(service, [promo_code])
  return { promo_code, times_redeemed: view?.times_redeemed ?? 0, now: await service.now() }
}
