// What a change of plan bills, priced without a shop: what was kept is credited, and nothing is paid for twice.
import fc from "fast-check"
import { periodAt } from "../../../engine"
import type { InvoiceRow, PlanRow, SubscriptionRow } from "../../../modules/billing/types"
import type { BillingFacts } from "../gather"
import { keptShare } from "../kept"
import type { OrderMoney } from "../kept"
import { decideChange, isReckonedFrom, priceChange } from "../plan-change"
import type { ChangeWishes } from "../plan-change"

const NEW_YEAR = new Date("2027-01-01T00:00:00.000Z")
const HOUR_MS = 3_600_000
/** The middle of January, to the hour. */
const HALF_TIME = new Date("2027-01-16T12:00:00.000Z")

interface World {
  subscription: SubscriptionRow
  invoices: InvoiceRow[]
  /** What was kept of each invoice, 1 unless told. */
  shares: number[]
}

/** A member at a desk for 30 a month since New Year, paid. */
function memberAtDesk(unit_price = 30): World {
  const item = { id: "item", subscription_id: "bsub", variant_id: "v", title: "Desk", quantity: 1, unit_price }
  const subscription = {
    id: "bsub",
    customer_id: "cus",
    currency_code: "eur",
    plan_id: "bplan",
    interval: "month",
    interval_count: 1,
    status: "active",
    started_at: NEW_YEAR,
    anchor: NEW_YEAR,
    anchor_index: 0,
    cycle_index: 0,
    time_zone: "UTC",
    cancel_at_period_end: false,
    scheduled_change: null,
    items: [{ ...item, is_tax_inclusive: false, requires_shipping: false }],
  } as unknown as SubscriptionRow
  const { starts_at, ends_at, key } = periodAt(subscription, 0)
  subscription.current_period_start = starts_at
  subscription.current_period_end = ends_at
  const line = { subscription_item_id: "item", unit_price, subtotal: unit_price, discount_total: 0 }
  const january = {
    id: "binv_0",
    kind: "initial",
    status: "paid",
    cycle_key: key,
    cycle_index: 0,
    period_start: starts_at,
    period_end: ends_at,
    paid_at: starts_at,
    created_at: starts_at,
    plan_change: null,
    lines: [line],
    discounts: [],
  } as unknown as InvoiceRow
  return { subscription, invoices: [january], shares: [1] }
}

interface Wish extends ChangeWishes {
  price: number
  now: Date
  interval?: PlanRow["interval"]
  interval_count?: number
}

/** The subtotal and total that a change bills, or null, and the world after it was paid. */
function change(world: World, { price, now, interval = "month", interval_count = 1, ...wishes }: Wish) {
  const { subscription, invoices, shares } = world
  const [before] = subscription.items
  if (!before) {
    throw new Error("A subscription has an item.")
  }
  const plan = { id: `bplan_${price}`, variant_id: "v", interval, interval_count } as PlanRow
  const requested = { plan, before, after: { ...before, title: `Plan at ${price}`, unit_price: price } }
  const decision = decideChange(subscription, requested, wishes, now)
  const facts = { subscription: decision.after, variants: new Map(), shipping_methods: [], tax_lines: new Map() }
  const id = `binv_${invoices.length}`
  const { key } = periodAt(subscription, subscription.cycle_index)
  const billed = priceChange(subscription, decision, {
    facts: facts as unknown as BillingFacts,
    discounts: [],
    taken_minor: new Map(),
    late_ids: new Set(),
    kept: invoices
      .map((invoice, index) => ({ invoice, share: shares[index] ?? 1 }))
      .filter(({ invoice }) => invoice.cycle_key === key),
    now,
    invoice_id: id,
  })
  if (!billed) {
    return { figures: null, world: { ...world, subscription: decision.after } }
  }
  const invoice = {
    ...billed.priced.figures,
    id,
    kind: "change",
    status: "paid",
    cycle_key: billed.period.key,
    cycle_index: billed.period.index,
    period_start: billed.period.starts_at,
    period_end: billed.period.ends_at,
    paid_at: now,
    created_at: new Date(NEW_YEAR.getTime() + invoices.length),
    plan_change: {
      ...decision.change,
      anchor: decision.anchor?.toISOString() ?? null,
      paid_unit_price: billed.paid_unit_price,
    },
  } as unknown as InvoiceRow
  const entered = {
    ...decision.after,
    cycle_index: billed.period.index,
    current_period_start: decision.anchor ? billed.period.starts_at : subscription.current_period_start,
    current_period_end: billed.period.ends_at,
  }
  return {
    figures: billed.priced.figures,
    world: { subscription: entered, invoices: [...invoices, invoice], shares: [...shares, 1] },
  }
}

const at = (price: number, more: Partial<Wish> = {}): Wish => ({ price, now: HALF_TIME, ...more })
const down = (price: number): Wish => at(price, { at: "now", proration: "none" })
const yearly = at(300, { interval: "year" })

/** What each of the changes bills, nothing as 0. */
function totals(world: World, wishes: Wish[]): number[] {
  let now = world
  return wishes.map((wish) => {
    const made = change(now, wish)
    now = made.world
    return made.figures?.total ?? 0
  })
}

it.each<[string, Wish[], number[]]>([
  ["up, down at once, and up again", [at(300), down(30), at(300)], [135, 0, 0]],
  ["up, down and further up", [at(300), down(30), at(400)], [135, 0, 50]],
  ["up in two steps", [at(100), at(300)], [35, 100]],
  ["up for nothing, and further up", [at(300, { proration: "none" }), at(400)], [0, 50]],
  ["up for nothing, down, and up again", [at(300, { proration: "none" }), down(30), at(300)], [0, 0, 135]],
  ["up, down, and to a year", [at(300), down(30), { ...yearly, price: 500 }], [135, 0, 350]],
  ["to a year, and at once to two", [yearly, { ...yearly, price: 600, interval_count: 2 }], [285, 300]],
])("fault A18: no day is paid for twice: %s", (_name, wishes, expected) => {
  expect(totals(memberAtDesk(), wishes)).toEqual(expected)
})

it("fault A18: whatever goes up and down in a cycle, it bills no more than the dearest plan for the rest", () => {
  const cents = fc.integer({ min: 1, max: 90_000 }).map((minor) => minor / 100)
  const steps = fc.array(fc.record({ price: cents, hours: fc.integer({ min: 0, max: 100 }), free: fc.boolean() }), {
    minLength: 1,
    maxLength: 7,
  })
  fc.assert(
    fc.property(cents, steps, (start, wishes) => {
      let world = memberAtDesk(start)
      let now = NEW_YEAR.getTime()
      const end = world.subscription.current_period_end.getTime()
      const billed: number[] = []
      for (const { price, hours, free } of wishes) {
        now += hours * HOUR_MS
        const present = world.subscription.items[0]?.unit_price ?? 0
        const proration = price > present && !free ? "credit" : "none"
        const made = change(world, { price, now: new Date(now), at: "now", proration })
        billed.push(made.figures?.total ?? 0)
        world = made.world
      }
      const share = (end - NEW_YEAR.getTime() - (wishes[0]?.hours ?? 0) * HOUR_MS) / (end - NEW_YEAR.getTime())
      const dearest = Math.max(...wishes.map(({ price }) => price), start) - start
      const sum = billed.reduce((total, amount) => total + amount, 0)
      // Each invoice is rounded to a cent.
      expect(sum).toBeLessThanOrEqual(dearest * share + 0.005 * billed.length + 1e-9)
    }),
    { numRuns: 300 },
  )
})

describe("fault A5: what is credited is what was kept", () => {
  it.each<[string, number, Wish, number]>([
    ["all of it", 1, yearly, 285],
    ["20 of 30", 2 / 3, yearly, 290],
    ["nothing", 0, yearly, 300],
    ["all of it, the whole period", 1, { ...yearly, proration: "difference" }, 270],
    ["20 of 30, an upgrade", 2 / 3, at(300), 140],
    ["nothing, an upgrade", 0, at(300), 150],
    ["nothing, and nothing reckoned up", 0, { ...yearly, proration: "none" }, 300],
  ])("%s", (_name, share, wish, total) => {
    expect(change({ ...memberAtDesk(), shares: [share] }, wish).figures?.total).toBe(total)
  })

  it("an upgrade that was given back is not paid for any more", () => {
    const up = change(memberAtDesk(), at(300)).world
    expect(change({ ...up, shares: [1, 0] }, at(400)).figures?.total).toBe(185)
    expect(change({ ...up, shares: [1, 1] }, at(400)).figures?.total).toBe(50)
    expect(change({ ...up, shares: [1, 0.5] }, yearly).figures?.total).toBe(300 - 15 - 67.5)
  })

  it("what a change was reckoned from is voided after it", () => {
    const { invoices } = change(change(memberAtDesk(), at(100)).world, yearly).world
    const [january, up, year] = invoices as [InvoiceRow, InvoiceRow, InvoiceRow]
    expect([isReckonedFrom(up, january), isReckonedFrom(year, january), isReckonedFrom(year, up)]).toEqual([
      true,
      true,
      true,
    ])
    expect([isReckonedFrom(up, up), isReckonedFrom(up, year), isReckonedFrom(january, up)]).toEqual([
      false,
      false,
      false,
    ])
  })
})

describe("fault A5: keptShare", () => {
  interface Money {
    status?: string
    lines?: [total: number, returned?: number][]
    shipping?: number
    credits?: number
    paid?: (number | "canceled")[]
    refunds?: number[]
  }
  const orderOf = ({
    status = "pending",
    lines = [[30]],
    shipping = 0,
    credits = 0,
    paid = [30],
    refunds = [],
  }: Money) =>
    ({
      id: "order",
      status,
      shipping_total: shipping,
      credit_line_total: credits,
      items: lines.map(([total, returned], index) => ({
        id: `line_${index}`,
        quantity: 2,
        total,
        detail: { return_received_quantity: returned ?? 0 },
      })),
      payment_collections: [
        {
          payments: paid.map((amount, index) => ({
            amount: amount === "canceled" ? 30 : amount,
            canceled_at: amount === "canceled" ? NEW_YEAR : null,
            refunds: index === 0 ? refunds.map((refund) => ({ amount: refund })) : [],
          })),
        },
      ],
    }) as OrderMoney

  it.each<[string, Money, string | null, number]>([
    ["paid", {}, null, 1],
    ["free", { lines: [[0]], paid: [] }, null, 1],
    ["cancelled, although the money is still there", { status: "canceled" }, null, 0],
    ["a payment that was cancelled", { paid: ["canceled"] }, null, 0],
    ["never paid", { paid: [] }, null, 0],
    ["refunded in part, twice", { refunds: [5, 10] }, null, 0.5],
    ["refunded in full", { refunds: [30] }, null, 0],
    ["refunded more than was paid", { refunds: [20, 20] }, null, 0],
    ["paid again after a cancelled payment", { paid: ["canceled", 30] }, null, 1],
    ["part of it by gift card", { paid: [20], credits: 10 }, null, 1],
    ["all of it by gift card", { paid: [], credits: 30 }, null, 1],
    [
      "a gift card, and a refund that core wrote a credit line for",
      { paid: [20], credits: 25, refunds: [15] },
      null,
      0.5,
    ],
    ["a refund that core wrote a credit line for", { credits: 15, refunds: [15] }, null, 0.5],
    ["with shipping, half refunded", { shipping: 10, paid: [40], refunds: [20] }, null, 0.5],
    ["beside another line, that was returned", { lines: [[30], [12, 2]], paid: [42], refunds: [12] }, "line_0", 1],
    ["beside another line, and refunded in part", { lines: [[30], [10]], paid: [40], refunds: [20] }, "line_0", 0.5],
    ["the line itself was returned", { lines: [[30, 2], [12]], paid: [42], refunds: [30] }, "line_0", 0],
    ["half of the line itself was returned", { lines: [[30, 1], [12]], paid: [42], refunds: [15] }, "line_0", 0.5],
    ["returned in kind, where all is ours", { lines: [[30, 1]], refunds: [15] }, null, 0.5],
    ["the other line was taken off the order", { lines: [[30], [0]], paid: [42], refunds: [12] }, "line_0", 1],
  ])("%s", (_name, money, line_id, share) => {
    expect(keptShare(orderOf(money), line_id)).toBeCloseTo(share, 10)
  })

  it.each<[string, Money, string | null, number, number]>([
    ["in full", {}, null, 30, 0],
    ["in part", {}, null, 7.5, 0.75],
    ["for more than was paid", {}, null, 40, 0],
    ["after a refund of the rest", { refunds: [10] }, null, 20, 0],
    ["in full, although some had been refunded", { refunds: [10] }, null, 30, 0],
    ["in part, and refunded in part", { refunds: [10] }, null, 5, 0.5],
    ["beside a gift card, which no bank takes back", { paid: [20], credits: 10 }, null, 20, 1 / 3],
    ["beside another line: both bear it", { lines: [[30], [10]], paid: [40] }, "line_0", 20, 0.5],
    [
      "beside another line, that was returned",
      { lines: [[30], [10, 2]], paid: [40], refunds: [10] },
      "line_0",
      15,
      0.5,
    ],
  ])("rule 61: disputed %s", (_name, money, line_id, disputed, share) => {
    expect(keptShare(orderOf(money), line_id, disputed)).toBeCloseTo(share, 10)
  })
})
