// Gift cards and store credit on a cart (core's credit lines): how much of it they can pay, and that they never pay more.
import type { BigNumberInput, MedusaContainer } from "@medusajs/framework/types"
import { decorateCartTotals, MathBN, Modules } from "@medusajs/framework/utils"
import { fromExact } from "../engine"
import { graph } from "../lib/graph"
import { exactOf } from "./amounts"
import type { OurAdjustment } from "./adjustments"
import type { CoreCart } from "./core-cart"
import type { CoreReduction } from "./cart"

/** One credit line as core stores it; `amount` in major units, tax included. */
export interface CreditLine {
  id: string
  amount: BigNumberInput
  reference?: string | null
}

/** What pays a cart beside money. */
export interface Credits {
  lines: CreditLine[]
  /** What the credit could pay of a cart without end (major units): the balance of gift cards, other lines as they are. */
  available: BigNumberInput
  /** True when lines are or will be there: whoever changes the total has the cart refreshed as a whole. */
  are_used: boolean
}

export const NO_CREDITS: Credits = { lines: [], available: 0, are_used: false }

/** The official loyalty plugin's module, and its word for lines that it writes anew on each refresh of a cart. */
const LOYALTY_MODULE = "loyalty"
const GIFT_CARD = "gift-card"

interface CreditLineService {
  listCreditLines(filters: { cart_id: string }): Promise<CreditLine[]>
  updateCreditLines(lines: { id: string; amount: number }[]): Promise<unknown>
  deleteCreditLines(ids: string[]): Promise<void>
}

interface GiftCard {
  currency_code: string
  expires_at: string | Date | null
  store_credit_account?: { balance: BigNumberInput } | null
}

const serviceOf = (container: MedusaContainer) => container.resolve(Modules.CART) as unknown as CreditLineService

/** The credits of a stored cart: one indexed query, and the gift cards' balances where the loyalty plugin is installed. */
export async function readCredits(container: MedusaContainer, cart: CoreCart): Promise<Credits> {
  const has_loyalty = Boolean(container.resolve(LOYALTY_MODULE, { allowUnregistered: true }))
  const [lines, cards] = await Promise.all([
    serviceOf(container).listCreditLines({ cart_id: cart.id }),
    has_loyalty ? giftCardsOf(container, cart.id) : [],
  ])
  // A gift card's line holds no more than the cart cost when it was written; the card may hold more.
  const own = has_loyalty ? lines.filter(({ reference }) => reference !== GIFT_CARD) : lines
  const balances = cards
    .filter(({ currency_code }) => currency_code === cart.currency_code)
    .map(({ store_credit_account }) => store_credit_account?.balance ?? 0)
  return {
    lines,
    available: MathBN.sum(0, ...own.map(({ amount }) => amount), ...balances),
    are_used: lines.length > 0 || cards.length > 0,
  }
}

async function giftCardsOf(container: MedusaContainer, cart_id: string): Promise<GiftCard[]> {
  const fields = ["gift_cards.currency_code", "gift_cards.expires_at", "gift_cards.store_credit_account.balance"]
  const [cart] = await graph<{ gift_cards?: (GiftCard | null)[] }>(container, "cart", fields, { id: cart_id })
  // Expiry is the plugin's rule and asks the real clock, as the plugin does.
  return (cart?.gift_cards ?? []).filter(
    (card): card is GiftCard => card !== null && (!card.expires_at || new Date(card.expires_at).getTime() > Date.now()),
  )
}

/** What a cart comes to with these adjustments and no credit: tax and shipping included, major units, as core adds it up. */
export function totalBeforeCredits(cart: CoreCart, reductions: CoreReduction[], ours: OurAdjustment[]): BigNumberInput {
  const off = [...reductions, ...ours]
  const with_adjustments = <T extends { id: string; tax_lines?: object[] }>(line: T) => ({
    ...line,
    tax_lines: (line.tax_lines ?? []).map((tax) => ({ ...tax })),
    adjustments: off
      .filter(({ line_id }) => line_id === line.id)
      .map(({ amount, is_tax_inclusive }) => ({ amount, is_tax_inclusive })),
  })
  // Core's totals write into what they are given.
  const { total } = decorateCartTotals({
    currency_code: cart.currency_code,
    items: (cart.items ?? []).map(with_adjustments),
    shipping_methods: (cart.shipping_methods ?? []).map(with_adjustments),
  }) as unknown as { total: BigNumberInput }
  return MathBN.lt(total, 0) ? 0 : fromExact(exactOf(total, cart.currency_code), cart.currency_code)
}

/**
 * Makes credit lines smaller that pay more than the cart costs, so that no total is below zero (rule 4) and no credit is
 * lost at completion. Gift cards give way first, then the newest line; what pays nothing goes.
 */
export async function fitCredits(
  container: MedusaContainer,
  { lines }: Credits,
  total_before_credits: BigNumberInput,
): Promise<void> {
  let excess = MathBN.sub(MathBN.sum(0, ...lines.map(({ amount }) => amount)), total_before_credits)
  const smaller: { id: string; amount: number }[] = []
  const gone: string[] = []
  for (const { id, amount } of [...lines].sort(givesWayFirst)) {
    if (MathBN.lte(excess, 0)) {
      break
    }
    const left = MathBN.sub(amount, excess)
    if (MathBN.lte(left, 0)) {
      gone.push(id)
    } else {
      smaller.push({ id, amount: left.toNumber() })
    }
    excess = MathBN.sub(excess, amount)
  }
  if (smaller.length > 0) {
    await serviceOf(container).updateCreditLines(smaller)
  }
  if (gone.length > 0) {
    await serviceOf(container).deleteCreditLines(gone)
  }
}

function givesWayFirst(a: CreditLine, b: CreditLine): number {
  const rank = ({ reference }: CreditLine) => (reference === GIFT_CARD ? 0 : 1)
  return rank(a) - rank(b) || (a.id < b.id ? 1 : -1)
}
