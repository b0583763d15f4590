// Writes what our discounts take off into a pending order change, as core's own promotions are: as replaced adjustments of
// its lines and shipping methods. The preview, the confirmed order and its summary then follow by themselves.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MathBN } from "@medusajs/framework/utils"
import { isSameAmount } from "../../pricing/amounts"
import type { OurAdjustment } from "../../pricing/adjustments"
import { orderChanges, pendingChange, readOrder } from "../../pricing/core-order"
import type { OrderAdjustment, PendingChange, Preview } from "../../pricing/core-order"
import { readDraftState } from "../../pricing/orders/draft-state"
import type { DraftState } from "../../pricing/orders/draft-state"
import { expectedOnChange, expectedOnDraft } from "../../pricing/orders/expected-adjustments"
import type { ExpectedAdjustments } from "../../pricing/orders/expected-adjustments"
import { isOurs } from "../../pricing/adjustment-codes"

const REPLACE = { line: "ITEM_ADJUSTMENTS_REPLACE", shipping: "SHIPPING_ADJUSTMENTS_REPLACE" } as const
/** In an action's details: which of core's replacements are ours and may be replaced again. */
const BY_US = "coupons"

type On = keyof typeof REPLACE

/**
 * Brings a pending change up to date with our discounts. True when something was written: the preview in hand is stale
 * then. Harmless to repeat; an order without discounts of ours costs one indexed query.
 */
export async function syncChange(container: MedusaContainer, preview: Preview): Promise<boolean> {
  const change = preview.order_change
  const expected = change ? await expectedOnChange(container, preview) : null
  if (!change || !expected) {
    return false
  }
  const actions = replacements(expected)
  if (actions.length > 0) {
    await writeInto(container, change, actions)
  }
  return actions.length > 0
}

/**
 * Core cannot confirm a change that both adds a shipping method and gives it an adjustment (it stores the action in the
 * place of the method's id), so a method that an edit adds to a draft gets its saving by an edit of its own, at once.
 * `confirm` is core's; nothing is done for a draft without a discount of shipping.
 */
export async function finishDraft(
  container: MedusaContainer,
  order_id: string,
  confirm: (change_id: string) => Promise<unknown>,
): Promise<void> {
  const { in_force } = await readDraftState(container, order_id, null)
  if (!in_force.some(({ terms }) => terms.target === "shipping")) {
    return
  }
  const draft = await readOrder(container, order_id)
  const expected = draft.is_draft_order
    ? await expectedOnDraft(container, { before: draft, after: draft, change_id: null })
    : null
  await writeAtOnce(container, order_id, expected ? replacements(expected) : [], confirm)
}

async function writeAtOnce(
  container: MedusaContainer,
  order_id: string,
  actions: Replacement[],
  confirm: (change_id: string) => Promise<unknown>,
): Promise<void> {
  if (actions.length > 0) {
    const change = await orderChanges(container).createOrderChange({ order_id, change_type: "edit" })
    await writeInto(container, change, actions)
    await confirm(change.id)
  }
}

/**
 * Prices a stored draft's savings again after core has taxed it outside an edit: those on shipping are stored net, and what
 * core's own discounts leave of a price with tax in it depends on the tax. A pending edit is left alone: it is priced when
 * it is shown, and the draft when it ends. Harmless to repeat; one indexed query for a draft without discounts.
 */
export async function priceDraftAgain(container: MedusaContainer, order_id: string): Promise<void> {
  const state = await readDraftState(container, order_id, null)
  if (state.in_force.length === 0 || (await pendingChange(container, order_id))) {
    return
  }
  const orders = orderChanges(container)
  const actions = await outdatedOn(container, order_id, state)
  await writeAtOnce(container, order_id, actions, (change_id) => orders.confirmOrderChange(change_id))
}

/** True if the draft's stored savings are not what its taxes make them. */
export const isDraftOutdated = async (container: MedusaContainer, order_id: string): Promise<boolean> =>
  (await outdatedOn(container, order_id, await readDraftState(container, order_id, null))).length > 0

async function outdatedOn(container: MedusaContainer, order_id: string, state: DraftState): Promise<Replacement[]> {
  const draft = await readOrder(container, order_id)
  const expected = draft.is_draft_order
    ? await expectedOnDraft(container, { before: draft, after: draft, change_id: null, state })
    : null
  return expected && hasSamePlaces(expected) ? replacements(expected) : []
}

/**
 * True if the savings stand where they stood. Otherwise it is the catalogue that has changed, not the tax: what the draft
 * shows was promised (rule 15) and stays until somebody edits it.
 */
function hasSamePlaces({ after, adjustment_codes, ours }: ExpectedAdjustments): boolean {
  const place = (line_id: string, code: string | null | undefined) => `${line_id} ${code}`
  const present = [...after.items, ...after.shipping_methods].flatMap(({ id, adjustments = [] }) =>
    adjustments.filter((adjustment) => isOurs(adjustment, adjustment_codes)).map(({ code }) => place(id, code)),
  )
  const expected = ours.map(({ line_id, code }) => place(line_id, code))
  return present.sort().join() === expected.sort().join()
}

type Replacement = ReturnType<typeof replacement>[number]

function replacements(expected: ExpectedAdjustments): Replacement[] {
  const { after, methods } = expected
  return [
    ...after.items.flatMap(({ id, adjustments }) => replacement("line", id, adjustments, expected)),
    ...after.shipping_methods
      .filter(({ id }) => methods.has(id))
      .flatMap(({ id, adjustments }) => replacement("shipping", id, adjustments, expected)),
  ]
}

async function writeInto(container: MedusaContainer, change: PendingChange, actions: Replacement[]): Promise<void> {
  await forgetReplacements(
    container,
    change,
    actions.map(({ details }) => details.reference_id),
  )
  const { order_id, version, exchange_id, claim_id, return_id } = change
  await orderChanges(container).addOrderAction(
    actions.map((action) => ({
      ...action,
      order_id,
      version,
      order_change_id: change.id,
      exchange_id: exchange_id ?? undefined,
      claim_id: claim_id ?? undefined,
      return_id: return_id ?? undefined,
    })),
  )
}

/** The action that gives one line its adjustments; none where ours are as they should be. */
function replacement(
  on: On,
  id: string,
  adjustments: OrderAdjustment[] | undefined,
  expectedThere: ExpectedAdjustments,
) {
  const { after, adjustment_codes, ours, names } = expectedThere
  const present = (adjustments ?? []).filter((adjustment) => isOurs(adjustment, adjustment_codes))
  const expected = ours.filter((adjustment) => adjustment.on === on && adjustment.line_id === id)
  if (areSame(present, expected, after.currency_code)) {
    return []
  }
  const others = (adjustments ?? []).filter((adjustment) => !isOurs(adjustment, adjustment_codes)).map(kept)
  const details = {
    reference_id: id,
    by: BY_US,
    adjustments: [...others, ...expected.map((adjustment) => written(adjustment, names))],
  }
  return [{ action: REPLACE[on], details }]
}

function areSame(present: OrderAdjustment[], expected: OurAdjustment[], currency_code: string): boolean {
  const left = [...present]
  const is_all_there = expected.every(({ code, amount }) => {
    const index = left.findIndex((one) => one.code === code && isSameAmount(one.amount, amount, currency_code))
    return index !== -1 && left.splice(index, 1).length === 1
  })
  return is_all_there && left.length === 0
}

const kept = ({ code, amount, description, promotion_id, is_tax_inclusive }: OrderAdjustment) => ({
  code,
  amount: MathBN.convert(amount).toNumber(),
  description,
  promotion_id,
  is_tax_inclusive: is_tax_inclusive ?? false,
})

const written = ({ code, amount, is_tax_inclusive }: OurAdjustment, names: ExpectedAdjustments["names"]) => ({
  code,
  amount,
  description: names.get(code),
  is_tax_inclusive,
})

/** Earlier replacements of ours on these lines: the last one counts, and a list of them would only grow. */
async function forgetReplacements(container: MedusaContainer, change: PendingChange, ids: string[]): Promise<void> {
  const orders = orderChanges(container)
  const lines = new Set(ids)
  const actions = await orders.listOrderChangeActions({ order_change_id: change.id, action: Object.values(REPLACE) })
  const stale = actions.filter(({ details }) => details?.by === BY_US && lines.has(String(details.reference_id)))
  if (stale.length > 0) {
    await orders.softDeleteOrderChangeActions(stale.map(({ id }) => id))
  }
}
