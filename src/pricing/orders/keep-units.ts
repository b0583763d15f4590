// An order change without carry-over: each unit keeps the discount it was bought with, no other gets one (rule 30).
import { MathBN } from "@medusajs/framework/utils"
import { fromMinor, toMinor } from "../../engine"
import { isSameAmount, netOfShipping, taxRate } from "../amounts"
import type { OurAdjustment } from "../adjustments"
import { lessReductions } from "../cart"
import type { Amount, CoreOrder, OrderAdjustment } from "../core-order"
import { isOurs } from "../adjustment-codes"

interface Changed {
  /** The order before the change. */
  before: CoreOrder
  /** The order as the change leaves it. */
  after: CoreOrder
  /** Our adjustment codes on this order. */
  adjustment_codes: ReadonlySet<string>
}

/**
 * Our adjustments on the changed order: of a line that lost units the share of those that are left, exact to the minor
 * unit; of one that gained some the amount it had; nothing on new lines. Never more than core's promotions leave of a line,
 * so that no line is below zero; who is to have all that is left has it, to the last decimal.
 */
export function keepUnits({ before, after, adjustment_codes }: Changed): OurAdjustment[] {
  const { currency_code } = after
  const items = new Map(before.items.map((item) => [item.id, item]))
  const methods = new Map(before.shipping_methods.map((method) => [method.id, method]))
  const onLines = after.items.flatMap((item) => {
    const was = items.get(item.id)
    const ours = was ? (was.adjustments ?? []).filter((adjustment) => isOurs(adjustment, adjustment_codes)) : []
    if (!was || ours.length === 0) {
      return []
    }
    const price = MathBN.mult(item.unit_price, item.quantity)
    const others = othersOn(item.adjustments, adjustment_codes)
    const left = lessReductions(price, others, item.is_tax_inclusive ?? false, taxRate(item.tax_lines))
    return taken(ours, left, currency_code, (amount) =>
      shareOf(amount, item.quantity, was.quantity, currency_code),
    ).map((adjustment) => ({ ...adjustment, on: "line" as const, line_id: item.id }))
  })
  const onShipping = after.shipping_methods.flatMap((method) => {
    const ours = (methods.get(method.id)?.adjustments ?? []).filter((adjustment) =>
      isOurs(adjustment, adjustment_codes),
    )
    const left = lessReductions(
      netOfShipping(method.amount, method),
      othersOn(method.adjustments, adjustment_codes),
      false,
      0,
    )
    return taken(ours, left, currency_code, (amount) => amount).map((adjustment) => ({
      ...adjustment,
      is_tax_inclusive: false,
      on: "shipping" as const,
      line_id: method.id,
    }))
  })
  return [...onLines, ...onShipping]
}

const othersOn = (adjustments: OrderAdjustment[] | undefined, adjustment_codes: ReadonlySet<string>) =>
  (adjustments ?? [])
    .filter((adjustment) => !isOurs(adjustment, adjustment_codes))
    .map(({ amount, is_tax_inclusive }) => ({ amount, is_tax_inclusive: is_tax_inclusive ?? false }))

function shareOf(amount: Amount, now: Amount, before: Amount, currency_code: string): Amount {
  if (MathBN.gte(now, before)) {
    return amount
  }
  const share = MathBN.div(MathBN.mult(amount, now), before)
  return fromMinor(toMinor(share.toString(), currency_code), currency_code)
}

/** One after the other, each takes what it is to have of what is left. */
function taken(
  ours: OrderAdjustment[],
  left: Amount,
  currency_code: string,
  shareOf: (amount: Amount) => Amount,
): Pick<OurAdjustment, "code" | "amount" | "is_tax_inclusive">[] {
  let rest = left
  return ours.flatMap(({ code, amount, is_tax_inclusive }) => {
    const share = shareOf(amount)
    const takes_all = MathBN.gt(share, rest) || isSameAmount(share, rest, currency_code)
    const take = MathBN.convert(takes_all ? rest : share).toNumber()
    rest = takes_all ? 0 : MathBN.sub(rest, take)
    return take > 0 ? [{ code: code ?? "", amount: take, is_tax_inclusive: is_tax_inclusive ?? false }] : []
  })
}
