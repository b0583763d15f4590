// Rule 41 over random lives of a customer: what the schedule shows is what is billed afterwards, whatever subscriptions,
// levels of discounts, changes that wait, moved products, failures and ends there are.
import fc from "fast-check"
import { periodAt, toCycle } from "../../../engine"
import { terms as promised } from "../../../engine/__tests__/builders"
import { asOfNextPeriod } from "../../../modules/billing/plan-change"
import type { InvoiceFigures, InvoiceRow, PlanChange, SubscriptionRow } from "../../../modules/billing/types"
import { runningDiscount } from "../../../modules/coupon/__tests__/builders"
import type { RunningDiscount } from "../../../modules/coupon/types"
import { freezeScope } from "../../../engine"
import type { MoneyAmount, Terms } from "../../../engine"
import type { BillingFacts } from "../gather"
import { discountsAfterChange } from "../plan-change"
import { priceInvoice } from "../price-invoice"
import { redemptionsOf } from "../redemptions"
import { byDue, hasWaitedInVain, nextBill, priceSchedules } from "../schedule"
import type { OpenedInvoice } from "../schedule"
import { catalogueOf } from "../../products"
import type { VariantFacts } from "../../products"

const AHEAD = 3
const DAY = 86_400_000

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

type Catalogue = Map<string, VariantFacts>

/** The catalogue after a product has moved to another's type, or vanished without a trace. */
function afterMove(catalogue: Catalogue, { of, to }: { of: string; to: string | null }): Catalogue {
  const product = catalogue.get(of)?.product
  const moved = to === null || !product ? null : { ...product, type_id: `ptyp_${to}` }
  return new Map(catalogue).set(of, { ...variant(of), product: moved })
}

/** Every variant as it is catalogued now, for terms that freeze. */
const catalogued = (catalogue: Catalogue) =>
  [...catalogue.values()].flatMap((one) => {
    const facts = catalogueOf(one)
    return facts ? [{ ...facts, variant_id: one.id }] : []
  })

/** Periods of much the same length, so that no schedule has to look through years of another's. */
const rhythms = fc.constantFrom<Pick<SubscriptionRow, "interval" | "interval_count">>(
  { interval: "month", interval_count: 1 },
  { interval: "month", interval_count: 2 },
  { interval: "week", interval_count: 2 },
  { interval: "day", interval_count: 10 },
)
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
      catalogue: catalogueOf(VARIANTS.get(fields.variant_id)),
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

/** A subscription that has billed nothing yet, or whose trial is running; its two items are named after it. */
const subscriptionOf = (id: string, currency_code: string): fc.Arbitrary<SubscriptionRow> =>
  fc
    .record({
      rhythm: rhythms,
      anchor: start,
      is_trial: fc.boolean(),
      time_zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
      items: fc.tuple(item(currency_code, `${id}_x`), fc.option(item(currency_code, `${id}_y`), { nil: null })),
    })
    .map(
      ({ is_trial, items, anchor, rhythm, ...fields }) =>
        ({
          ...fields,
          ...rhythm,
          id,
          customer_id: "cus",
          currency_code,
          plan_id: "bplan",
          anchor,
          anchor_index: is_trial ? 1 : 0,
          cycle_index: is_trial ? 0 : -1,
          started_at: is_trial ? new Date(anchor.getTime() - 14 * DAY) : anchor,
          next_billing_at: anchor,
          cancel_at_period_end: false,
          scheduled_change: null,
          items: items.filter((one) => one !== null),
        }) as unknown as SubscriptionRow,
    )

const IDS = ["bsub_a", "bsub_b", "bsub_c"]

const customers: fc.Arbitrary<SubscriptionRow[]> = fc
  .tuple(fc.constantFrom("eur", "jpy"), fc.integer({ min: 1, max: 3 }))
  .chain(([currency, count]) => fc.tuple(...IDS.slice(0, count).map((id) => subscriptionOf(id, currency))))

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

/** A discount of one of the levels; `invoice`: of the invoice that is open when it is put on. */
const discount = fc
  .record({
    value: values,
    length: durations,
    stackable: fc.boolean(),
    level: fc.constantFrom("subscription", "subscription_item", "customer", "customer", "invoice" as const),
    of: fc.constantFrom(...IDS),
    is_shipping: fc.integer({ min: 0, max: 5 }),
    scope: fc.constantFrom(
      {},
      { variant_ids: ["desk"] },
      { product_type_ids: ["ptyp_desk"] },
      { product_ids: ["prod_studio"] },
      { excluded: { product_type_ids: ["ptyp_studio"] } },
      { billing_periods: [{ interval: "month" as const, interval_count: 1 }] },
    ),
    on_plan_change: fc.constantFrom("keep_if_eligible" as const, "end" as const, "restart" as const),
  })
  .map(({ value, length, level, of, is_shipping, ...terms }) => ({
    level,
    of,
    terms: promised({
      target: is_shipping === 0 ? "shipping" : "items",
      redeemable_for: ["subscription"],
      ...value,
      ...length,
      ...terms,
    } as Partial<Terms>),
  }))

type Won = typeof discount extends fc.Arbitrary<infer T> ? T : never

/** Put on a target, now; null where there is no such target. */
function putOn({ level, of, terms }: Won, world: World, number: number): RunningDiscount | null {
  const open = world.opened.get(of)
  const targets: Record<string, string | undefined> = {
    subscription: of,
    subscription_item: `${of}_x`,
    customer: "cus",
    invoice: open?.id,
  }
  const target_id = targets[level]
  return target_id === undefined
    ? null
    : runningDiscount({
        id: `disc_${number}`,
        coupon_id: `coup_${number}`,
        name: `Discount ${number}`,
        terms: freezeScope(terms, catalogued(world.catalogue)),
        applied_at: number % 2,
        target_type: level as RunningDiscount["target_type"],
        target_id,
        customer_id: "cus",
      })
}

const change = fc.record({
  plan_id: fc.constant("bplan_other"),
  rhythm: rhythms,
  variant_id: fc.constantFrom("desk", "studio"),
  unit_price: fc.integer({ min: 1, max: 900 }),
})

/** What happens before the next invoice is billed, and what becomes of that one. */
const events = fc.array(
  fc.record({
    put_on: fc.option(discount, { nil: null, freq: 2 }),
    ended: fc.option(fc.nat(6), { nil: null, freq: 5 }),
    moves: fc.option(
      fc.record({ of: fc.constantFrom("desk", "studio"), to: fc.constantFrom("desk", "studio", null) }),
      { nil: null, freq: 3 },
    ),
    changes: fc.option(fc.record({ of: fc.constantFrom(...IDS), change, code: fc.option(discount, { nil: null }) }), {
      nil: null,
      freq: 5,
    }),
    fate: fc.constantFrom("paid", "paid", "paid", "declined", "voided", "refunded" as const),
  }),
  { minLength: 5, maxLength: 8 },
)

const factsOf = (subscription: SubscriptionRow, variants: Catalogue): BillingFacts => ({
  subscription,
  variants,
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
  subscriptions: SubscriptionRow[]
  discounts: RunningDiscount[]
  /** Invoices that were declined and wait for their retry, by subscription. */
  opened: Map<string, InvoiceRow>
  /** As the shop's products are catalogued now. */
  catalogue: Catalogue
}

/** As coming invoices are shown, by subscription. */
function forecast({ subscriptions, discounts, opened, catalogue }: World): Map<string, InvoiceFigures[]> {
  const bills = subscriptions.map((one) => {
    const invoice = opened.get(one.id)
    const known: OpenedInvoice[] = invoice ? [{ invoice, is_underway: false, is_over: false }] : []
    return nextBill(one, factsOf(asOfNextPeriod(one), catalogue), known)
  })
  const schedules = priceSchedules(bills, discounts, new Set(subscriptions.map(({ id }) => id)), AHEAD)
  return new Map([...schedules].map(([id, { coming }]) => [id, coming.map(({ figures }) => figures)]))
}

/** Whose turn it is: the earliest due. */
const nextOf = ({ subscriptions }: World): SubscriptionRow =>
  subscriptions.reduce((a, b) => (byDue(dueOf(a), dueOf(b)) <= 0 ? a : b))

const dueOf = ({ id, next_billing_at }: SubscriptionRow) => ({ id, due_at: next_billing_at?.getTime() ?? 0 })

const withSubscription = (world: World, changed: SubscriptionRow): World => ({
  ...world,
  subscriptions: world.subscriptions.map((one) => (one.id === changed.id ? changed : one)),
})

/** The discounts that a renewal of this subscription reads. */
const listed = ({ discounts, opened }: World, { id, items }: SubscriptionRow): RunningDiscount[] =>
  discounts.filter(({ target_type, target_id }) => {
    const targets = [id, "cus", opened.get(id)?.id, ...items.map((one) => one.id)]
    return target_type !== "order" && targets.includes(target_id)
  })

/** A change that waited takes effect before its period is priced, in the rows themselves. */
function enter(world: World, before: SubscriptionRow): World {
  if (!before.scheduled_change) {
    return world
  }
  const subscription = asOfNextPeriod(before)
  const { starts_at } = periodAt(subscription, subscription.cycle_index + 1)
  const running = listed(world, before).filter(({ ended_at }) => ended_at === null)
  const after = discountsAfterChange(
    factsOf(subscription, world.catalogue),
    running,
    before.scheduled_change.won_discount_id,
  )
  return withSubscription(
    {
      ...world,
      discounts: world.discounts.map((one) => {
        if (after.ended_ids.includes(one.id)) {
          return { ...one, ended_at: starts_at.getTime() }
        }
        return after.discounts.find(({ id }) => id === one.id) ?? one
      }),
    },
    subscription,
  )
}

/** Stands for `release_on_refund` of a discount's coupon. */
const isGivenBack = ({ id }: RunningDiscount): boolean => Number(id.slice("disc_".length)) % 2 === 0

/** As a renewal does it; paying it writes the ledger. `undo` is the world after the paid invoice has been voided. */
function bill(before: World, of: SubscriptionRow, number: number) {
  const world = enter(before, of)
  const subscription = world.subscriptions.find(({ id }) => id === of.id) as SubscriptionRow
  const period = periodAt(subscription, subscription.cycle_index + 1)
  const id = world.opened.get(of.id)?.id ?? `binv_${number}`
  const { figures } = priceInvoice(factsOf(subscription, world.catalogue), listed(world, subscription), period, id)
  const invoice = {
    ...figures,
    id,
    status: "open",
    period_start: period.starts_at,
    currency_code: subscription.currency_code,
    cycle_key: period.key,
    payment_collection_id: null,
  } as unknown as InvoiceRow
  const booked = new Set(
    redemptionsOf(invoice)
      .filter(({ amount_minor }) => amount_minor > 0)
      .map(({ discount_id }) => discount_id),
  )
  const redeemed = world.discounts.map((one) =>
    booked.has(one.id)
      ? {
          ...one,
          starts_at: one.starts_at ?? toCycle(period).starts_at,
          history: [...one.history, { document_id: id, cycle_key: period.key }],
        }
      : one,
  )
  // Voiding gives the cycle back and leaves the effective start as it was set.
  const reversed = redeemed.map((one) => ({
    ...one,
    history: one.history.filter(({ document_id }) => document_id !== id),
  }))
  // A full refund in core gives a cycle back to the discounts whose coupons say so, and leaves the invoice paid.
  const refunded = redeemed.map((one, index) => (isGivenBack(one) ? (reversed[index] ?? one) : one))
  const moved = { ...subscription, cycle_index: period.index, next_billing_at: period.ends_at }
  const closed = withSubscription({ ...world, opened: new Map(world.opened) }, moved)
  closed.opened.delete(of.id)
  const retried = { ...subscription, next_billing_at: new Date((of.next_billing_at?.getTime() ?? 0) + DAY) }
  return {
    figures,
    paid: { ...closed, discounts: redeemed },
    voided: { ...closed, discounts: reversed },
    refunded: { ...closed, discounts: refunded },
    declined: withSubscription({ ...world, opened: new Map(world.opened).set(of.id, invoice) }, retried),
  }
}

/** What people see of an invoice. `is_last` too; the names of lines do not matter. */
const seen = ({ subtotal, discount_total, total, discounts: all }: InvoiceFigures) => ({
  subtotal,
  discount_total,
  total,
  discounts: all.map(({ discount_id, amount, is_last }) => [discount_id, amount, is_last]),
})

const seenOf = (schedules: Map<string, InvoiceFigures[]>) => [...schedules].map(([id, all]) => [id, all.map(seen)])

type Happening = typeof events extends fc.Arbitrary<(infer T)[]> ? T : never

/** What people do between two invoices; true if it changes what is to come. */
function happen(world: World, { put_on, ended, changes }: Happening, number: number): [World, boolean] {
  let now = world
  const made = put_on && putOn(put_on, now, number)
  if (made) {
    now = { ...now, discounts: [...now.discounts, made] }
  }
  const last = ended === null ? undefined : now.discounts[ended]
  if (last?.ended_at === null) {
    const at = nextOf(now).next_billing_at?.getTime() ?? 0
    now = { ...now, discounts: now.discounts.map((one) => (one === last ? { ...one, ended_at: at } : one)) }
  }
  const changing = changes && now.subscriptions.find(({ id }) => id === changes.of)
  // A plan is not changed while an invoice is unpaid, or another change waits.
  if (changes && changing && !now.opened.has(changing.id) && !changing.scheduled_change) {
    const { variant_id, unit_price, plan_id, rhythm } = changes.change
    const code = changes.code && putOn({ ...changes.code, level: "subscription", of: changing.id }, now, number + 100)
    const catalogue = catalogueOf(now.catalogue.get(variant_id))
    const scheduled_change: PlanChange = {
      plan_id,
      ...rhythm,
      items: [{ id: `${changing.id}_x`, title: "changed", is_tax_inclusive: false, variant_id, unit_price, catalogue }],
      won_discount_id: code?.id ?? null,
    }
    now = withSubscription(
      { ...now, discounts: code ? [...now.discounts, code] : now.discounts },
      { ...changing, scheduled_change },
    )
  }
  return [now, now !== world]
}

it("rule 41: the schedule is what is billed, for all subscriptions of a customer, whatever happens (faults A8, A9, A10, A13, A17)", () => {
  fc.assert(
    fc.property(customers, fc.array(discount, { maxLength: 4 }), events, (subscriptions, first, happenings) => {
      let world: World = { subscriptions, discounts: [], opened: new Map(), catalogue: VARIANTS }
      for (const [number, one] of first.entries()) {
        // A sign-up's: what it covers is frozen on the items that were sold with it, and not on its terms.
        const won = putOn(one, world, number + 200)
        const made = won && { ...won, terms: one.terms }
        world = { ...world, discounts: made ? [...world.discounts, made] : world.discounts }
      }
      let shown = forecast(world)
      for (const [number, happening] of happenings.entries()) {
        const [now, is_new] = happen(world, happening, number)
        world = now
        shown = is_new ? forecast(world) : shown
        if (happening.moves) {
          // What was in scope when it was won stays in scope, and nothing else comes into it.
          world = { ...world, catalogue: afterMove(world.catalogue, happening.moves) }
          expect(seenOf(forecast(world))).toEqual(seenOf(shown))
        }
        const turn = nextOf(world)
        const billed = bill(world, turn, number)
        expect(seen(billed.figures)).toEqual(seen(shown.get(turn.id)?.[0] as InvoiceFigures))
        world = billed[happening.fate]
        const later = forecast(world)
        if (happening.fate === "paid") {
          // What was shown stays true, for every subscription: the schedules only move on.
          for (const { id } of world.subscriptions) {
            const before = (shown.get(id) ?? []).slice(id === turn.id ? 1 : 0)
            expect((later.get(id) ?? []).slice(0, before.length).map(seen)).toEqual(before.map(seen))
          }
        }
        shown = later
      }
    }),
    { numRuns: 40 },
  )
})

it("faults A1 and A9: a period that waited for stock in vain is none to come, and an attempt that is under way is shown as it stands", () => {
  const january = new Date("2027-01-01T00:00:00.000Z")
  const subscription = {
    id: "bsub_a",
    customer_id: "cus",
    currency_code: "eur",
    plan_id: "bplan",
    interval: "month",
    interval_count: 1,
    time_zone: "UTC",
    anchor: january,
    anchor_index: 0,
    cycle_index: -1,
    started_at: january,
    next_billing_at: january,
    cancel_at_period_end: false,
    scheduled_change: null,
    items: [
      { id: "bsub_a_x", variant_id: "desk", title: "Desk", quantity: 1, unit_price: 10, is_tax_inclusive: false },
    ],
  } as unknown as SubscriptionRow
  const invoice = { id: "binv_1", period_start: january, total: 7, discounts: [], lines: [] } as unknown as InvoiceRow
  const first = (opened: OpenedInvoice) => {
    const bill = nextBill(subscription, factsOf(subscription, VARIANTS), [opened])
    const [coming] = priceSchedules([bill], [], new Set(["bsub_a"]), 1).get("bsub_a")?.coming ?? []
    return [coming?.period.starts_at.toISOString().slice(0, 10), coming?.figures.total]
  }
  expect(first({ invoice, is_underway: false, is_over: false })).toEqual(["2027-01-01", 15])
  expect(first({ invoice, is_underway: true, is_over: false })).toEqual(["2027-01-01", 7])
  expect(first({ invoice, is_underway: false, is_over: true })).toEqual(["2027-02-01", 15])
  const waiting = { failure_code: "out_of_stock", period_end: january } as unknown as InvoiceRow
  expect(hasWaitedInVain(waiting, january)).toBe(true)
  expect(hasWaitedInVain({ ...waiting, failure_code: null }, january)).toBe(false)
  expect(hasWaitedInVain(waiting, new Date(january.getTime() - 1))).toBe(false)
})

it("fault A13: a discount is judged by the catalogue of the day it was put on, before and after another move", () => {
  const sold = catalogueOf(variant("desk"))
  const moved = afterMove(VARIANTS, { of: "desk", to: "studio" })
  const subscription = {
    id: "bsub_a",
    customer_id: "cus",
    currency_code: "eur",
    plan_id: "bplan",
    interval: "month",
    interval_count: 1,
    time_zone: "UTC",
    anchor: new Date("2027-01-01T00:00:00.000Z"),
    anchor_index: 0,
    cycle_index: -1,
    items: [{ id: "bsub_a_x", variant_id: "desk", title: "Desk", quantity: 1, unit_price: 10, catalogue: sold }],
  } as unknown as SubscriptionRow
  const offTaken = (type: string, catalogue: Catalogue) => {
    const world: World = { subscriptions: [subscription], discounts: [], opened: new Map(), catalogue: moved }
    const scope = { product_type_ids: [type] }
    const [any] = fc.sample(discount, { numRuns: 1, seed: 7 })
    const terms = { ...(any as Won).terms, ...PLAIN, scope }
    const won = putOn({ level: "subscription", of: "bsub_a", terms }, world, 1)
    const period = periodAt(subscription, 0)
    return priceInvoice(factsOf(subscription, catalogue), won ? [won] : [], period, "binv").figures.discount_total
  }
  for (const catalogue of [moved, VARIANTS, afterMove(VARIANTS, { of: "desk", to: null })]) {
    expect([offTaken("ptyp_studio", catalogue), offTaken("ptyp_desk", catalogue)]).toEqual([5, 0])
  }
})

/** Half of the items, for ever. */
const PLAIN = {
  type: "percentage" as const,
  percentage: 50,
  maximum_discount: [] as MoneyAmount[],
  amounts: [] as MoneyAmount[],
  target: "items" as const,
  duration: "forever" as const,
  duration_in_months: null,
  duration_in_cycles: null,
}
