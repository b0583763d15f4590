// What a coupon would do to a draft order, before anybody confirms it: the evaluation of the draft itself, nothing written.
import type { MedusaContainer } from "@medusajs/framework/types"
import { decorateCartTotals, MathBN } from "@medusajs/framework/utils"
import { fromMinor, PREVIEW } from "../../engine"
import type { OurAdjustment } from "../../pricing/adjustments"
import { pendingChange, readAsChanged, readDraft } from "../../pricing/core-order"
import type { Amount, CoreOrder } from "../../pricing/core-order"
import { priceWith, refuseUnfitForDraft } from "../../pricing/orders/draft-admission"
import type { DraftCandidate } from "../../pricing/orders/draft-admission"
import { readDraftState } from "../../pricing/orders/draft-state"
import { isOurs, draftAdjustmentCode } from "../../pricing/adjustment-codes"

/** Totals of a draft order in major units, as core adds them up. */
export interface DraftTotals {
  item_total: number
  shipping_total: number
  discount_total: number
  tax_total: number
  total: number
}

export interface DraftPreview {
  draft_order_id: string
  currency_code: string
  /** What the coupon would take off, in the tax basis of the prices. */
  amount: number
  lines: { line_id: string; title: string; amount: number }[]
  before: DraftTotals
  after: DraftTotals
}

/** Throws what applying it would throw. */
export async function previewOnDraft(
  container: MedusaContainer,
  draft_order_id: string,
  candidate: DraftCandidate,
): Promise<DraftPreview> {
  const stored = await readDraft(container, draft_order_id)
  const change = await pendingChange(container, draft_order_id)
  const [draft, state] = await Promise.all([
    readAsChanged(container, stored),
    readDraftState(container, draft_order_id, change?.id ?? null),
  ])
  await refuseUnfitForDraft(container, candidate, { draft, state })
  const { adjustments, evaluation } = await priceWith(container, candidate.coupon, { draft, state })
  const mine = evaluation.parts.filter(({ discount_id }) => discount_id === PREVIEW)
  const decimal = (amount_minor: number) => fromMinor(amount_minor, draft.currency_code)
  const adjustmentCodes = new Set(state.all.map(draftAdjustmentCode))
  return {
    draft_order_id,
    currency_code: draft.currency_code,
    amount: decimal(mine.reduce((sum, { amount_minor }) => sum + amount_minor, 0)),
    lines: mine.map(({ line_id, amount_minor }) => ({
      line_id,
      title: titleOf(draft, line_id),
      amount: decimal(amount_minor),
    })),
    before: totalsOf(draft),
    after: totalsOf(withOurs(draft, adjustmentCodes, adjustments)),
  }
}

function titleOf({ items, shipping_methods }: CoreOrder, line_id: string): string {
  const item = items.find(({ id }) => id === line_id)
  return item?.title ?? shipping_methods.find(({ id }) => id === line_id)?.name ?? ""
}

function withOurs(draft: CoreOrder, adjustmentCodes: ReadonlySet<string>, ours: OurAdjustment[]): CoreOrder {
  const on = <T extends CoreOrder["items"][number] | CoreOrder["shipping_methods"][number]>(line: T): T => ({
    ...line,
    adjustments: [
      ...(line.adjustments ?? []).filter((adjustment) => !isOurs(adjustment, adjustmentCodes)),
      ...ours.filter(({ line_id }) => line_id === line.id).map((adjustment) => ({ ...adjustment, id: "" })),
    ],
  })
  return { ...draft, items: draft.items.map(on), shipping_methods: draft.shipping_methods.map(on) }
}

function totalsOf({ currency_code, items, shipping_methods }: CoreOrder): DraftTotals {
  // Core's totals write into what they are given.
  const copied = JSON.parse(
    JSON.stringify({
      currency_code,
      items: items.map(({ id, unit_price, quantity, is_tax_inclusive, tax_lines, adjustments }) => {
        return { id, unit_price, quantity, is_tax_inclusive, tax_lines, adjustments }
      }),
      shipping_methods: shipping_methods.map(({ id, amount, is_tax_inclusive, tax_lines, adjustments }) => {
        return { id, amount, is_tax_inclusive, tax_lines, adjustments }
      }),
    }),
  ) as Parameters<typeof decorateCartTotals>[0]
  const totals = decorateCartTotals(copied) as unknown as Record<keyof DraftTotals, Amount>
  const number = (field: keyof DraftTotals) => MathBN.convert(totals[field] ?? 0).toNumber()
  return {
    item_total: number("item_total"),
    shipping_total: number("shipping_total"),
    discount_total: number("discount_total"),
    tax_total: number("tax_total"),
    total: number("total"),
  }
}
