// Rule 41 over random lives: what the schedule shows is what is billed afterwards, whatever plan, discounts and changes.
import fc from "fast-check"
import { periodAt, toCycle } from "../../../modules/billing/calendar"
import { asOfNextPeriod } from "../../../modules/billing/plan-change"
import type { InvoiceFigures, InvoiceRow, PlanChange, SubscriptionRow } from "../../../modules/billing/types"
import type { RunningDiscount } from "../../../modules/coupon/types"
import type { MoneyAmount, Terms } from "../../../engine"
import type { BillingFacts, VariantFacts } from "../gather"
import { discountsAfterChange } from "../plan-change"
import { priceInvoice, priceSchedule } from "../price-invoice"
import { redemptionsOf } from "../renew-subscription"

const AHEAD = 4

const variant = (id: string): VariantFacts => ({
  id,
  title: id,
  sku: null,
  barcode: null,
  manage_inventory: false,
  product: {
    id: `prod_${id}`,
    title: id,
    subtitle: null,
    description: null,
    thumbnail: null,
    handle: null,
    discountable: id !== "never",
    is_giftcard: false,
    type_id: `ptyp_${id}`,
    collection_id: null,
  },
})

const VARIANTS = new Map(["desk", "studio", "never"].map((id) => [id, variant(id)]))

const intervals = fc.constantFrom("day", "week", "month", "year") as fc.Arbitrary<SubscriptionRow["interval"]>
const price = (currency: string) =>
  fc.integer({ min: 0, max: 90_000 }).map((minor) => (currency === "jpy" ? minor : minor / 100))
const item = (currency: string, id: string) =>
  fc
    .record({
      variant_id: fc.constantFrom("desk", "studio", "never"),
      quantity: fc.integer({ min: 1, max: 4 }),
      unit_price: price(currency),
    })
    .map((fields) => ({
      id,
      subscription_id: "bsub",
      title: id,
      is_tax_inclusive: false,
      requires_shipping: true,
      ...fields,
    }))

const start = fc
  .tuple(
    fc.integer({ min: 2026, max: 2028 }),
    fc.integer({ min: 0, max: 11 }),
    fc.integer({ min: 26, max: 31 }),
    fc.integer({ min: 0, max: 23 }),
  )
  .map(([year, month, date, hour]) => new Date(Date.UTC(year, month, date, hour, 30)))

/** A subscription that has billed nothing yet, or whose trial is running. */
const subscriptions: fc.Arbitrary<SubscriptionRow> = fc.constantFrom("eur", "jpy").chain(
  (currency_code) =>
    fc
      .record({
        interval: intervals,
        interval_count: fc.integer({ min: 1, max: 3 }),
        anchor: start,
        is_trial: fc.boolean(),
        time_zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
        items: fc.tuple(item(currency_code, "item_a"), fc.option(item(currency_code, "item_b"), { nil: null })),
      })
      .map(({ is_trial, items, anchor, ...fields }) => ({
        ...fields,
        id: "bsub",
        customer_id: "cus",
        currency_code,
        plan_id: "bplan",
        anchor,
        anchor_index: is_trial ? 1 : 0,
        cycle_index: is_trial ? 0 : -1,
        started_at: is_trial ? new Date(anchor.getTime() - 14 * 86_400_000) : anchor,
        cancel_at_period_end: false,
        scheduled_change: null,
        items: items.filter((one) => one !== null),
      })) as unknown as fc.Arbitrary<SubscriptionRow>,
)

const values: fc.Arbitrary<Partial<Terms>> = fc.oneof(
  fc.record({
    type: fc.constant("percentage" as const),
    percentage: fc.integer({ min: 1, max: 1_000_000 }).map((steps) => steps / 10_000),
    maximum_discount: fc.constantFrom<MoneyAmount[]>(
      [],
      [
        { currency_code: "eur", amount: 7.77 },
        { currency_code: "jpy", amount: 77 },
      ],
    ),
  }),
  fc.record({
    type: fc.constant("fixed" as const),
    percentage: fc.constant(null),
    amounts: fc.constantFrom<MoneyAmount[]>(
      [{ currency_code: "eur", amount: 4.99 }],
      [
        { currency_code: "eur", amount: 50 },
        { currency_code: "jpy", amount: 500 },
      ],
    ),
    allocation: fc.constantFrom("across" as const, "per_unit" as const),
  }),
)

const durations: fc.Arbitrary<Partial<Terms>> = fc.oneof(
  fc.constantFrom({ duration: "once" as const }, { duration: "forever" as const }),
  fc.integer({ min: 1, max: 5 }).map((n) => ({ duration: "repeating" as const, duration_in_months: n })),
  fc.integer({ min: 1, max: 5 }).map((n) => ({ duration: "repeating" as const, duration_in_cycles: n })),
)

const discounts: fc.Arbitrary<RunningDiscount[]> = fc
  .array(
    fc
      .record({
        value: values,
        length: durations,
        stackable: fc.boolean(),
        target: fc.constantFrom(["subscription", "bsub"], ["subscription_item", "item_a"], ["customer", "cus"]),
        is_shipping: fc.integer({ min: 0, max: 5 }),
        scope: fc.constantFrom(
          {},
          { variant_ids: ["desk"] },
          { billing_periods: [{ interval: "month" as const, interval_count: 1 }] },
        ),
        on_plan_change: fc.constantFrom("keep_if_eligible" as const, "end" as const, "restart" as const),
      })
      .map(({ value, length, target, is_shipping, ...terms }) => ({ value, length, target, terms, is_shipping })),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ value, length, target, terms, is_shipping }, index) => ({
      id: `disc_${index}`,
      coupon_id: `coup_${index}`,
      promo_code_id: null,
      name: `Discount ${index}`,
      code: null,
      terms: {
        maximum_discount: [],
        amounts: [],
        allocation: "across",
        trial_days: null,
        target: is_shipping === 0 ? "shipping" : "items",
        applicable_to_credits: true,
        redeemable_for: ["subscription"],
        duration_in_months: null,
        duration_in_cycles: null,
        ...value,
        ...length,
        ...terms,
      } as Terms,
      applied_at: index % 2,
      starts_at: null,
      ended_at: null,
      history: [],
      target_type: target[0],
      target_id: target[1] ?? "",
      customer_id: "cus",
      included_in_mrr: null,
    })),
  )

const changes: fc.Arbitrary<PlanChange | null> = fc.option(
  fc.record({
    plan_id: fc.constant("bplan_other"),
    interval: intervals,
    interval_count: fc.integer({ min: 1, max: 2 }),
    items: fc
      .record({ variant_id: fc.constantFrom("desk", "studio"), unit_price: fc.integer({ min: 1, max: 900 }) })
      .map((fields) => [{ id: "item_a", title: "changed", is_tax_inclusive: false, ...fields }]),
    won_discount_id: fc.constant(null),
  }),
  { nil: null },
)

/** What happens when a period is due: it is paid, declined first, or paid and voided afterwards. */
type Fate = "paid" | "declined first" | "voided"
const fates = fc.array(fc.constantFrom<Fate>("paid", "paid", "paid", "declined first", "voided"), {
  minLength: 5,
  maxLength: 8,
})

const factsOf = (subscription: SubscriptionRow): BillingFacts => ({
  subscription,
  variants: VARIANTS,
  customer: null,
  email: null,
  locale: null,
  shipping_address: null,
  billing_address: null,
  shipping_methods: [
    { id: "ship", name: "Post", amount: 5, is_tax_inclusive: false, shipping_option_id: null, data: null },
  ],
  tax_lines: new Map(),
  payment: null,
})

interface World {
  subscription: SubscriptionRow
  discounts: RunningDiscount[]
}

/** As upcoming invoices are shown. */
function forecast({ subscription, discounts: known }: World): InvoiceFigures[] {
  const facts = factsOf(asOfNextPeriod(subscription))
  const next = subscription.scheduled_change ? discountsAfterChange(facts, known, null).discounts : known
  return priceSchedule(facts, next, AHEAD).map(({ figures }) => figures)
}

/** As a renewal does it: the waiting change takes effect, the invoice is priced, and paying it writes the ledger. */
function bill(world: World, number: number): { world: World; figures: InvoiceFigures; undo: World } {
  const entered = enter(world)
  const { subscription } = entered
  const period = periodAt(subscription, subscription.cycle_index + 1)
  const id = `binv_${number}`
  const { figures } = priceInvoice(factsOf(subscription), entered.discounts, period, id)
  const invoice = { ...figures, id, currency_code: subscription.currency_code, cycle_key: period.key } as InvoiceRow
  const booked = new Set(
    redemptionsOf(invoice)
      .filter(({ amount_minor }) => amount_minor > 0)
      .map(({ discount_id }) => discount_id),
  )
  const moved = { ...subscription, cycle_index: period.index }
  const redeemed = entered.discounts.map((discount) =>
    booked.has(discount.id)
      ? {
          ...discount,
          starts_at: discount.starts_at ?? toCycle(period).starts_at,
          history: [...discount.history, { document_id: id, cycle_key: period.key }],
        }
      : discount,
  )
  // Voiding gives the cycle back and leaves the effective start as it was set.
  const reversed = redeemed.map((discount) => ({
    ...discount,
    history: discount.history.filter(({ document_id }) => document_id !== id),
  }))
  return {
    figures,
    world: { subscription: moved, discounts: redeemed },
    undo: { subscription: moved, discounts: reversed },
  }
}

function enter(world: World): World {
  if (!world.subscription.scheduled_change) {
    return world
  }
  const subscription = asOfNextPeriod(world.subscription)
  return { subscription, discounts: discountsAfterChange(factsOf(subscription), world.discounts, null).discounts }
}

/** What people see of an invoice. `is_last` too; the names of lines do not matter. */
const seen = ({ subtotal, discount_total, total, discounts: listed }: InvoiceFigures) => ({
  subtotal,
  discount_total,
  total,
  discounts: listed.map(({ discount_id, amount, is_last }) => [discount_id, amount, is_last]),
})

it("rule 41: the schedule is what is billed, over random plans, discounts, changes, failures and month ends", () => {
  fc.assert(
    fc.property(
      subscriptions,
      discounts,
      changes,
      fc.integer({ min: 0, max: 5 }),
      fates,
      (subscription, known, change, change_at, fate) => {
        let world: World = { subscription, discounts: known }
        let shown: InvoiceFigures[] = forecast(world)
        for (const [number, happens] of fate.entries()) {
          if (number === change_at && change) {
            world = { ...world, subscription: { ...world.subscription, scheduled_change: change } }
            shown = forecast(world)
          }
          if (happens === "declined first") {
            // Nothing was written; the change has taken effect, and the retry prices the invoice anew.
            bill(world, number)
            world = enter(world)
          }
          const billed = bill(world, number)
          expect(seen(billed.figures)).toEqual(seen(shown[0] as InvoiceFigures))
          world = happens === "voided" ? billed.undo : billed.world
          const later = forecast(world)
          if (happens !== "voided") {
            // What was shown stays true: the schedule only moves on.
            expect(later.slice(0, AHEAD - 1).map(seen)).toEqual(shown.slice(1).map(seen))
          }
          shown = later
        }
      },
    ),
    { numRuns: 80 },
  )
})
