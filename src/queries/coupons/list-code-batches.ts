// Reads code batches, and the codes of one, page by page.
import type { MedusaContainer } from "@medusajs/framework/types"
import { promoCodeState, type PromoCodeState } from "../../engine"
import { couponsOf } from "../../lib/coupons"
import type { Filters } from "../../lib/coupons"
import type { BatchCode, CodeBatchRow } from "../../modules/coupon/types"
import { orderOf } from "../search"

export interface CodeBatchesQuestion {
  id?: string[]
  coupon_id?: string[]
  status?: string[]
  source?: string[]
  channel?: string[]
  limit: number
  offset: number
  order: string
}

/** One page of code batches, of one coupon or of all. */
export async function listCodeBatches(
  container: MedusaContainer,
  question: CodeBatchesQuestion,
): Promise<{ code_batches: CodeBatchRow[]; count: number }> {
  const filters: Filters = {}
  for (const field of ["id", "coupon_id", "status", "source", "channel"] as const) {
    const values = question[field]
    if (values) {
      filters[field] = { $in: values }
    }
  }
  const [code_batches, count] = await couponsOf(container).listAndCountCodeBatches(filters, {
    take: question.limit,
    skip: question.offset,
    order: orderOf(question.order),
  })
  return { code_batches, count }
}

/** One code batch; throws NOT_FOUND. */
export async function readCodeBatch(container: MedusaContainer, id: string): Promise<CodeBatchRow> {
  return couponsOf(container).retrieveCodeBatch(id)
}

/** Codes read at once: a download holds no more than two such pages in memory. */
const PAGE_SIZE = 5000

export interface BatchCodeView extends BatchCode {
  state: PromoCodeState
}

/** All codes of a batch, in the order in which they were made, with their states at one moment. */
export async function* codesOfBatch(container: MedusaContainer, id: string): AsyncGenerator<BatchCodeView> {
  const service = couponsOf(container)
  const now = (await service.now()).getTime()
  for (let after = ""; ;) {
    const codes = await service.listBatchCodes(id, after, PAGE_SIZE)
    for (const code of codes) {
      yield { ...code, state: stateOf(code, now) }
    }
    const last = codes.at(-1)
    if (!last || codes.length < PAGE_SIZE) {
      return
    }
    after = last.id
  }
}

function stateOf(code: BatchCode, now: number): PromoCodeState {
  const facts = {
    status: code.status,
    paused: code.paused_at !== null,
    starts_at: code.starts_at?.getTime() ?? null,
    expires_at: code.expires_at?.getTime() ?? null,
    max_redemptions: code.max_redemptions,
    taken: code.times_redeemed,
  }
  return promoCodeState(facts, now)
}
