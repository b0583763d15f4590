// What our discounts should take off an order as its pending change leaves it (rule 30).
import type { MedusaContainer } from "@medusajs/framework/types"
import type { OrderDiscount } from "../../modules/coupon/ledger/corrections"
import type { DraftDiscount } from "../../modules/coupon/discounts/drafts"
import { couponsOf } from "../../lib/coupons"
import type { OurAdjustment } from "../adjustments"
import { asChanged, readOrder } from "../core-order"
import type { CoreOrder, Preview } from "../core-order"
import { readDraftState } from "./draft-state"
import type { DraftState } from "./draft-state"
import { keepUnits } from "./keep-units"
import { priceOrder, reductionsOnOrder } from "../order"
import type { WithAdjustmentCode } from "../order"
import { draftAdjustmentCode, isOurs, orderAdjustmentCodes } from "../adjustment-codes"

export interface ExpectedAdjustments {
  /** The order as the change leaves it, with what core makes of its adjustments. */
  after: CoreOrder
  /** Shipping methods that were there before the change. */
  methods: ReadonlySet<string>
  /** Our adjustment codes on this order. */
  adjustment_codes: ReadonlySet<string>
  ours: OurAdjustment[]
  /** Shown names by adjustment code. */
  names: ReadonlyMap<string, string>
}

/** Null, after one indexed query, for an order whose change has nothing to do with our discounts. */
export async function expectedOnChange(
  container: MedusaContainer,
  preview: Preview,
): Promise<ExpectedAdjustments | null> {
  const change = preview.order_change
  if (!change) {
    return null
  }
  const drafts = await couponsOf(container).listDraftDiscounts(preview.id)
  if (drafts.length === 0 && !change.carry_over_promotions && !mayHaveOurs(preview)) {
    return null
  }
  const before = await readOrder(container, preview.id)
  const after = asChanged(before, preview)
  return before.is_draft_order
    ? expectedOnDraft(container, { before, after, change_id: change.id })
    : expectedOnOrder(container, { before, after, drafts, carries_over: change.carry_over_promotions === true })
}

const methodsOf = ({ shipping_methods }: CoreOrder) => new Set(shipping_methods.map(({ id }) => id))

/** Core's own discounts name their promotion. */
const mayHaveOurs = ({ items, shipping_methods = [] }: Preview): boolean =>
  [...items, ...shipping_methods].some(({ adjustments }) =>
    (adjustments ?? []).some(({ code, promotion_id }) => typeof code === "string" && !promotion_id),
  )

interface DraftInChange {
  before: CoreOrder
  after: CoreOrder
  /** The pending edit; null for none. */
  change_id: string | null
  /** The draft's discounts, where they are known. */
  state?: DraftState
}

/** A draft is priced anew whenever it changes. */
export async function expectedOnDraft(
  container: MedusaContainer,
  { before, after, change_id, state }: DraftInChange,
): Promise<ExpectedAdjustments | null> {
  const { all, effective } = state ?? (await readDraftState(container, after.id, change_id))
  if (all.length === 0) {
    return null
  }
  const adjustment_codes = new Set(all.map(draftAdjustmentCode))
  const discounts = effective.map((discount) => ({ discount, adjustment_code: draftAdjustmentCode(discount) }))
  const { adjustments } = await priceOrder(container, after, reductionsOnOrder(after, adjustment_codes), discounts)
  return {
    after,
    methods: methodsOf(before),
    adjustment_codes,
    ours: adjustments,
    names: new Map(all.map((discount) => [draftAdjustmentCode(discount), discount.name])),
  }
}

interface OrderInChange {
  before: CoreOrder
  after: CoreOrder
  drafts: DraftDiscount[]
  carries_over: boolean
}

/** Without carry-over what was bought keeps its discount; with it the whole order is priced anew by the same terms. */
async function expectedOnOrder(container: MedusaContainer, change: OrderInChange): Promise<ExpectedAdjustments | null> {
  const { before, after, drafts, carries_over } = change
  const won = await couponsOf(container).listOrderDiscounts(before.id)
  const adjustment_codes = new Set(won.flatMap((discount) => orderAdjustmentCodes(discount, drafts)))
  const shown = new Set(
    [...before.items, ...before.shipping_methods].flatMap(({ adjustments }) =>
      (adjustments ?? []).flatMap((adjustment) =>
        isOurs(adjustment, adjustment_codes) ? [adjustment.code ?? ""] : [],
      ),
    ),
  )
  if (shown.size === 0 && won.length === 0) {
    return null
  }
  const names = new Map(
    won.flatMap((discount) =>
      orderAdjustmentCodes(discount, drafts).map((adjustment_code) => [adjustment_code, discount.name]),
    ),
  )
  if (!carries_over) {
    return {
      after,
      methods: methodsOf(before),
      adjustment_codes,
      names,
      ours: keepUnits({ before, after, adjustment_codes }),
    }
  }
  const promises = withAdjustmentCodes(won, drafts, shown)
  const priced = new Set(promises.map(({ adjustment_code }) => adjustment_code))
  // A trial, or what a subscription's renewal was given, is no promise of this order that could grow.
  const rest = keepUnits({ before, after, adjustment_codes }).filter(({ code }) => !priced.has(code))
  const reductions = [...reductionsOnOrder(after, adjustment_codes), ...rest]
  const { adjustments } = await priceOrder(container, after, reductions, promises)
  return { after, methods: methodsOf(before), adjustment_codes, names, ours: [...rest, ...adjustments] }
}

/** Each promise won here once, under its code on the order: one code may have several discounts, one per subscription. */
function withAdjustmentCodes(
  won: OrderDiscount[],
  drafts: DraftDiscount[],
  shown: ReadonlySet<string>,
): WithAdjustmentCode[] {
  const byCode = new Map<string, WithAdjustmentCode>()
  for (const discount of won.filter((one) => one.is_won_here && one.claim_status === "redeemed")) {
    const adjustment_codes = orderAdjustmentCodes(discount, drafts)
    const adjustment_code =
      adjustment_codes.find((candidate) => shown.has(candidate)) ?? adjustment_codes[0] ?? discount.name
    if (!byCode.has(adjustment_code)) {
      byCode.set(adjustment_code, { discount, adjustment_code })
    }
  }
  return [...byCode.values()]
}
