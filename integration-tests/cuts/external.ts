// What a shop that bills its subscriptions itself calls (rule 44), each on a subscription of its own.
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import {
  discountRenewalWorkflow,
  endExternalSubscriptionWorkflow,
  startExternalSubscriptionWorkflow,
  voidRenewalWorkflow,
} from "../../src/workflows/external-subscriptions"
import type { Shop } from "../helpers/world"
import { first, unique } from "../helpers/world"
import { rows } from "./books"
import type { Run } from "./scissors"
import { within } from "./scissors"
import type { Operation, Told } from "./try-points"

const PRICE = 20
const CYCLES = 3
const STARTS_AT = "2027-01-01T00:00:00.000Z"
const PERIOD = { starts_at: "2027-02-01T00:00:00.000Z", ends_at: "2027-03-01T00:00:00.000Z" }

interface Subject {
  order_id: string
  line_id: string
  subscription_id: string
}

/** Operations on subscriptions that are billed elsewhere: 20 EUR a month less 20 % for three cycles, the order being the first. */
export function externalOperations(shop: Shop): Operation<Subject>[] {
  const { world, container } = shop
  let code = ""

  async function order(): Promise<Subject> {
    code ||= await world.percent(20, {
      duration: "repeating",
      duration_in_cycles: CYCLES,
      redeemable_for: ["one_time", "subscription"],
      max_redemptions: 100_000,
    })
    const cart_id = await world.openCart({ lines: ["Perfume"] })
    await world.enter(cart_id, code)
    const { id, items } = await world.checkOut(cart_id)
    return { order_id: id, line_id: first(items).id, subscription_id: unique("elsewhere_") }
  }

  const start = ({ order_id, line_id, subscription_id }: Subject) =>
    startExternalSubscriptionWorkflow(container).run({
      input: { order_id, subscription_id, line_ids: [line_id], starts_at: STARTS_AT },
    })

  const discount = ({ line_id, subscription_id }: Subject) =>
    discountRenewalWorkflow(container).run({
      input: {
        subscription_id,
        currency_code: "eur",
        interval: "month",
        period: PERIOD,
        lines: [{ id: line_id, quantity: 1, amount: PRICE, variant_id: world.variant("Perfume") }],
      },
    })

  const reverse = ({ subscription_id }: Subject) =>
    voidRenewalWorkflow(container).run({ input: { subscription_id, period_starts_at: PERIOD.starts_at } })

  const end = ({ subscription_id }: Subject) =>
    endExternalSubscriptionWorkflow(container).run({ input: { subscription_id } })

  /** A shop's own workflow sees an error where its clients see a status. */
  async function told(run: Run, work: () => Promise<{ result: unknown }>): Promise<Told> {
    try {
      return { status: 200, body: (await within(run, work)).result }
    } catch (error) {
      return { status: 500, body: String((error as { message?: unknown }).message ?? error) }
    }
  }

  /** Discounts that go on with the subscription, and what its renewals were given, in minor units. */
  async function has({ subscription_id }: Subject, discounts: number, given_minor: number): Promise<string[]> {
    const running = await container
      .resolve<CouponModuleService>(COUPON_MODULE)
      .listRunningDiscounts([{ type: "subscription", ids: [subscription_id] }])
    const [ledger] = await rows<{ minor: string | null }>(
      container,
      `select sum(r.amount_minor) as minor from coupon_redemption r join coupon_discount d on d.id = r.discount_id
       where d.target_type = 'subscription' and d.target_id = ? and r.deleted_at is null`,
      [subscription_id],
    )
    const given = Number(ledger?.minor ?? 0)
    return running.length === discounts && given === given_minor
      ? []
      : [`${running.length} discounts run instead of ${discounts}, given are ${given} instead of ${given_minor}`]
  }

  /** What the first call answered, or would have: the price of the renewal is the same each time. */
  async function asBefore(subject: Subject): Promise<string[]> {
    const { result } = await discount(subject)
    return result.discount_total === PRICE / 5 ? [] : [`the renewal is given ${result.discount_total}`]
  }

  return [
    {
      name: "start a subscription that is billed elsewhere",
      prepare: order,
      call: (subject, run) => told(run, () => start(subject)),
      check: async (subject) => [...(await has(subject, 1, 0)), ...(await asBefore(subject))],
    },
    {
      name: "discount a renewal that is billed elsewhere",
      prepare: async () => {
        const subject = await order()
        await start(subject)
        return subject
      },
      call: (subject, run) => told(run, () => discount(subject)),
      check: async (subject) => [...(await asBefore(subject)), ...(await has(subject, 1, 400))],
    },
    {
      name: "void a renewal that is billed elsewhere",
      prepare: async () => {
        const subject = await order()
        await start(subject)
        await discount(subject)
        return subject
      },
      call: (subject, run) => told(run, () => reverse(subject)),
      check: (subject) => has(subject, 1, 0),
    },
    {
      name: "end a subscription that is billed elsewhere",
      prepare: async () => {
        const subject = await order()
        await start(subject)
        await discount(subject)
        return subject
      },
      call: (subject, run) => told(run, () => end(subject)),
      check: (subject) => has(subject, 0, 400),
    },
  ]
}
