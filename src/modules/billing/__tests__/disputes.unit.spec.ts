// What Stripe's events say of a dispute, and that the order in which they arrive does not matter.
import fc from "fast-check"
import { disputeOf, isLater, isNews } from "../disputes"
import type { ToldDispute } from "../disputes"

const NOON = 1_800_000_000

interface Told {
  status?: string
  moves?: number[]
  amount?: number
  created?: number
}

const eventOf = ({ status = "needs_response", moves = [], amount = 2400, created = NOON }: Told) => ({
  id: "evt_1",
  type: "charge.dispute.updated",
  created,
  data: {
    object: {
      id: "dp_1",
      object: "dispute",
      amount,
      currency: "eur",
      payment_intent: "pi_1",
      status,
      balance_transactions: moves.map((amount) => ({ amount })),
    },
  },
})

const told = (what: Told): ToldDispute => {
  const dispute = disputeOf(eventOf(what))
  if (!dispute) {
    throw new Error("That is no dispute.")
  }
  return dispute
}

describe("rule 61: what is withdrawn", () => {
  it.each<[string, Told, number]>([
    ["a chargeback, before its money has moved", {}, 2400],
    ["a chargeback whose money went", { moves: [-2400] }, 2400],
    ["one of a part", { amount: 1000, moves: [-1000] }, 1000],
    ["under review", { status: "under_review", moves: [-2400] }, 2400],
    ["lost", { status: "lost", moves: [-2400] }, 2400],
    ["lost, and the part that had been refunded came back", { status: "lost", moves: [-2400, 900] }, 1500],
    ["won, before its money came back", { status: "won", moves: [-2400] }, 0],
    ["won", { status: "won", moves: [-2400, 2400] }, 0],
    ["the money came back before the status", { status: "under_review", moves: [-2400, 2400] }, 0],
    ["more came back than went", { status: "lost", moves: [-2400, 2500] }, 0],
    ["a balance in another currency: the proportion counts", { status: "lost", moves: [-2700, 1350] }, 1200],
    ["a proportion that does not come out even: nothing too little", { status: "lost", moves: [-2700, 100] }, 2312],
    ["an inquiry", { status: "warning_needs_response" }, 0],
    ["an inquiry under review", { status: "warning_under_review" }, 0],
    ["an inquiry that came to nothing", { status: "warning_closed" }, 0],
    ["prevented", { status: "prevented" }, 0],
    ["prevented, at the price of the payment", { status: "prevented", moves: [-2400] }, 2400],
    ["a status that nobody knows", { status: "appealed" }, 2400],
    [
      "beyond what numbers multiply to exactly",
      { status: "lost", amount: 2 ** 52, moves: [-(2 ** 52), 2 ** 51] },
      2 ** 51,
    ],
  ])("%s", (_name, what, withdrawn_minor) => {
    expect(told(what)).toMatchObject({ withdrawn_minor })
  })

  it("says which payment, which currency and when, with the payment as an object too", () => {
    const event = eventOf({})
    const whole = {
      ...event,
      data: { object: { ...event.data.object, currency: "EUR", payment_intent: { id: "pi_1" } } },
    }
    expect(disputeOf(whole)).toMatchObject({
      id: "dp_1",
      payment_intent: "pi_1",
      currency_code: "eur",
      amount_minor: 2400,
      told_at: new Date(NOON * 1000),
    })
  })

  it.each([
    ["an event about something else", { ...eventOf({}), data: { object: { object: "payment_intent", id: "pi_1" } } }],
    ["a charge without a payment intent", { ...eventOf({}), data: { object: { object: "dispute", id: "dp_1" } } }],
    ["an event without a time", { ...eventOf({}), created: undefined }],
    ["nothing", null],
    ["text", "dispute"],
  ])("is no dispute: %s", (_name, event) => {
    expect(disputeOf(event)).toBeNull()
  })
})

type Said = Parameters<typeof isLater>[0]

const said = ({ withdrawn_minor, status, told_at, step }: ToldDispute): Said => ({
  amount: withdrawn_minor / 100,
  status,
  told_at,
  step,
})

/** What stays of events in this order. */
const settled = (events: Said[]): Said | undefined =>
  events.reduce<Said | undefined>((known, event) => (known && !isLater(event, known) ? known : event), undefined)

describe("rules 60 and 61: late, twice and out of order", () => {
  const WITHIN_A_SECOND: [string, Told[]][] = [
    ["won", [{}, { moves: [-2400] }, { status: "won", moves: [-2400] }, { status: "won", moves: [-2400, 2400] }]],
    ["lost", [{}, { moves: [-2400] }, { status: "lost", moves: [-2400] }]],
    [
      "lost in part",
      [{}, { moves: [-2400] }, { status: "lost", moves: [-2400] }, { status: "lost", moves: [-2400, 900] }],
    ],
    ["an inquiry that became more", [{ status: "warning_needs_response" }, {}, { moves: [-2400] }]],
  ]

  it.each(WITHIN_A_SECOND)("%s, all told in one second: the last of them stays", (_name, events) => {
    const all = events.map((event) => said(told(event)))
    expect(settled(all)).toEqual(all.at(-1))
    expect(settled([...all].reverse())).toEqual(all.at(-1))
  })

  it("a decision that is overturned later is overturned", () => {
    const lost = said(told({ status: "lost", moves: [-2400] }))
    const won = said(told({ status: "won", moves: [-2400, 2400], created: NOON + 60 }))
    const lost_again = said(told({ status: "lost", moves: [-2400], created: NOON + 120 }))
    expect(settled([won, lost])).toEqual(won)
    expect(settled([lost_again, won, lost])).toEqual(lost_again)
  })

  it("whatever was told comes to the same in any order, however often", () => {
    const event = fc.record({
      status: fc.constantFrom(
        "needs_response",
        "under_review",
        "lost",
        "won",
        "warning_closed",
        "appealed",
        "prevented",
      ),
      moves: fc.constantFrom<number[][]>([], [-2400], [-2400, 900], [-2400, 2400]),
      amount: fc.constantFrom(2400, 1000),
      created: fc.integer({ min: NOON, max: NOON + 2 }),
    })
    const story = fc.array(event, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        story.chain((events) => fc.tuple(fc.constant(events), shuffled([...events, ...events]))),
        ([one, other]) => {
          const all = one.map((event) => said(told(event)))
          expect(settled(other.map((event) => said(told(event))))).toEqual(settled(all))
        },
      ),
    )
  })

  it("is news where status or amount are others than before", () => {
    const known = said(told({ moves: [-2400] }))
    expect(isNews(known, undefined)).toBe(true)
    expect(isNews({ ...known, told_at: new Date(), step: 9 }, known)).toBe(false)
    expect(isNews({ ...known, status: "under_review" }, known)).toBe(true)
    expect(isNews({ ...known, amount: 1 }, known)).toBe(true)
  })
})

function shuffled<T>(values: T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length })
}
