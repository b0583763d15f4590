// What a subject does with codes, each on a cart of its own.
import type { Caller, Cart, Shop } from "../helpers/world"
import { PROVIDER } from "../helpers/life"
import { headersOf } from "./scissors"
import type { Run } from "./scissors"
import type { Operation, Told } from "./try-points"

interface Subject {
  cart_id: string
  /** A code of 20 %, or the id of a granted coupon that takes 10 % off. */
  code: string
  /** The client of its customer, where somebody is logged in. */
  store?: Caller
}

/** Operations on carts: entering, taking off, choosing, completing. */
export function cartOperations(shop: Shop): Operation<Subject>[] {
  const { world } = shop
  const offers = { percent: "", granted: "" }

  async function codeOf(): Promise<string> {
    offers.percent ||= await world.percent(20, {}, { max_redemptions: 100_000 })
    return offers.percent
  }

  /** A cart of 20 EUR with a payment session for what it costs. */
  async function cart(with_code: boolean): Promise<Subject> {
    const code = await codeOf()
    const cart_id = await world.openCart({ lines: ["Perfume"] })
    if (with_code) {
      await world.enter(cart_id, code)
    }
    await world.pay(cart_id, PROVIDER)
    return { cart_id, code }
  }

  /** A cart of 20 EUR whose customer is granted 20 % and 10 %: the 20 % are on it, and its payment session is for 16. */
  async function memberCart(): Promise<Subject> {
    const customer = await world.customer()
    offers.granted ||= (await world.coupon({ type: "percentage", percentage: 10, max_redemptions: 100_000 })).id
    const best = await world.coupon({ type: "percentage", percentage: 20, max_redemptions: 1_000 })
    for (const coupon_id of [offers.granted, best.id]) {
      await world.admin.ok("POST", "/admin/grants", { coupon_id, customer_id: customer.id })
    }
    const cart_id = await world.openCart({ customer, lines: ["Perfume"] })
    await world.pay(cart_id, PROVIDER)
    return { cart_id, code: offers.granted, store: customer.store }
  }

  const store = (run: Run, caller = world.store) => caller.as(headersOf(run))

  const wrongTotal = async ({ cart_id }: Subject, total: number): Promise<string[]> =>
    wrongPayment(await world.readCart(cart_id), total)

  async function buyFor({ cart_id }: Subject, total: number): Promise<string[]> {
    const { payment_collection, total: shown } = await world.readCart(cart_id)
    if (shown !== total) {
      return [`the cart costs ${shown} instead of ${total}`]
    }
    if (!payment_collection?.payment_sessions?.length) {
      await world.pay(cart_id, PROVIDER)
    }
    const { status, body } = await world.complete(cart_id)
    if (!body.order) {
      return [`the cart cannot be bought: ${status} ${JSON.stringify(body)}`]
    }
    return wrongOrder(shop, body.order.id, total)
  }

  return [
    {
      name: "enter a code",
      prepare: () => cart(false),
      call: ({ cart_id, code }, run) => answerOf(store(run).post(`/store/carts/${cart_id}/promo-codes`, { code })),
      check: async (subject) => [...(await wrongTotal(subject, 16)), ...(await buyFor(subject, 16))],
    },
    {
      name: "take a code off",
      prepare: () => cart(true),
      call: ({ cart_id, code }, run) => answerOf(store(run).delete(`/store/carts/${cart_id}/promo-codes/${code}`)),
      isDone: ({ status }) => status === 200 || status === 404,
      check: async (subject) => [...(await wrongTotal(subject, 20)), ...(await buyFor(subject, 20))],
    },
    {
      name: "enter a code through core's route",
      points: 2,
      prepare: () => cart(false),
      call: ({ cart_id, code }, run) =>
        answerOf(store(run).post(`/store/carts/${cart_id}/promotions`, { promo_codes: [code] })),
      check: async (subject) => [...(await wrongTotal(subject, 16)), ...(await buyFor(subject, 16))],
    },
    {
      name: "take a code off through core's route",
      points: 2,
      prepare: () => cart(true),
      call: ({ cart_id, code }, run) =>
        answerOf(store(run).delete(`/store/carts/${cart_id}/promotions`, { promo_codes: [code] })),
      check: async (subject) => [...(await wrongTotal(subject, 20)), ...(await buyFor(subject, 20))],
    },
    {
      name: "choose a granted coupon",
      prepare: memberCart,
      call: ({ cart_id, code, store: own }, run) =>
        answerOf(store(run, own).post(`/store/carts/${cart_id}/coupon`, { coupon_id: code })),
      check: async (subject) => [...(await wrongTotal(subject, 18)), ...(await buyFor(subject, 18))],
    },
    {
      name: "complete",
      prepare: () => cart(true),
      call: ({ cart_id }, run) => answerOf(store(run).post(`/store/carts/${cart_id}/complete`)),
      isDone: ({ status, body }) => status === 200 && (body as { type?: string }).type === "order",
      beforeRetry: ({ cart_id }) => world.pay(cart_id, PROVIDER),
      check: async ({ cart_id }) => {
        const { completed_at } = await world.readCart(cart_id)
        return completed_at ? [] : ["the cart is not completed"]
      },
    },
  ]
}

/** What a cart is asked to pay must be what it costs. */
function wrongPayment({ total, payment_collection }: Cart, wanted: number): string[] {
  const amounts = [
    total,
    ...(payment_collection ? [payment_collection.amount] : []),
    ...(payment_collection?.payment_sessions ?? []).map(({ amount }) => amount),
  ]
  return amounts.every((amount) => amount === wanted) ? [] : [`cart, collection and sessions are ${amounts.join(", ")}`]
}

/** What was captured for an order must be its total. */
export async function wrongOrder(shop: Shop, order_id: string, wanted: number): Promise<string[]> {
  const order = await shop.world.readOrder(order_id)
  const paid = order.payment_collections.flatMap(({ payments }) => payments.map(({ amount }) => amount))
  return order.total === wanted && paid.length === 1 && paid[0] === wanted
    ? []
    : [`the order costs ${order.total}, paid were ${paid.join(", ") || "nothing"}`]
}

/** An answer as the caller sees it; a connection that broke is status 599. */
export async function answerOf(answer: Promise<{ status: number; body: unknown }>): Promise<Told> {
  const { status, body } = await answer
  return { status, body }
}
