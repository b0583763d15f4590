// Reads promo codes with how often each was redeemed, and "now".
import type { MedusaContainer } from "@medusajs/framework/types"
import { normaliseCode, type PromoCodeState, normalisedCodesFor } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { Filters } from "../../lib/coupons"
import type CouponModuleService from "../../modules/coupon/service"
import type { PromoCodeRow } from "../../modules/coupon/types"
import { archivedLast, containing, orderOf } from "../search"
import { promoCodeStateFilter } from "./state-filters"

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

function textFilter(q: string): Filters {
  const pattern = containing(q)
  const anywhere: Filters[] = [{ code: { $ilike: pattern } }, { channel: { $ilike: pattern } }, { id: q }]
  const code = normaliseCode(q)
  if (code) {
    anywhere.push({ code_normalised: { $ilike: containing(code) } })
  }
  return { $or: anywhere }
}

/** One page of promo codes, of one coupon or of all. Two queries. */
export async function listPromoCodes(
  container: MedusaContainer,
  question: PromoCodesQuestion,
): Promise<{ promo_codes: PromoCodeView[]; count: number; now: Date }> {
  const service = couponsOf(container)
  const now = await service.now()
  const filters: Filters[] = []
  for (const field of ["id", "coupon_id", "code_batch_id", "channel", "status"] as const) {
    const values = question[field]
    if (values) {
      filters.push({ [field]: { $in: values } })
    }
  }
  if (question.code) {
    filters.push({ code_normalised: { $in: question.code.flatMap(normalisedCodesFor) } })
  }
  if (question.state) {
    filters.push({ $or: question.state.map((state) => promoCodeStateFilter(state, now)) })
  }
  const q = question.q?.trim()
  if (q) {
    filters.push(textFilter(q))
  }
  const [rows, count] = await service.listAndCountPromoCodes(filters.length > 0 ? { $and: filters } : {}, {
    take: question.limit,
    skip: question.offset,
    order: question.order === undefined ? archivedLast() : orderOf(question.order),
  })
  return { promo_codes: await withCounts(service, rows), count, now }
}

/** One promo code; throws NOT_FOUND. */
export async function readPromoCode(container: MedusaContainer, id: string): Promise<PromoCodeView & { now: Date }> {
  const service = couponsOf(container)
  const promo_code = await service.retrievePromoCode(id)
  const [view] = await withCounts(service, [promo_code])
  return { promo_code, times_redeemed: view?.times_redeemed ?? 0, now: await service.now() }
}
