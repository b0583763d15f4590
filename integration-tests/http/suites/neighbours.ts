// Suite: hooks that others hold too. Everybody's handler runs, and everybody's is undone where a completion fails (rule 31).
import { neighbourLog } from "../../fixtures/neighbour-shop/src/neighbour-log"
import { testPayments } from "../../helpers/test-payment"
import { assertAddsUp, first } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

export const TEST_PROVIDER = "pp_test_test"
const FIXTURE = "integration-tests/fixtures/neighbour-shop/src/workflows/hooks"

interface Seam {
  name: string
  in_place: boolean
  detail: string
  chained_to?: string[]
}

/** What the health route says of our two hooks: how each is installed, and after whose handlers. */
export async function hookSeams(shop: Shop): Promise<Record<string, Pick<Seam, "detail" | "chained_to">>> {
  const path = "/admin/coupons/health"
  const { healthy, seams } = await shop.world.admin.ok<{ healthy: boolean; seams: Seam[] }>("GET", path)
  expect(healthy).toBe(true)
  const hooks = seams.filter(({ name }) => /^complete-cart\.(validate|orderCreated)$/.test(name))
  return Object.fromEntries(hooks.map(({ name, detail, chained_to }) => [name, { detail, chained_to }]))
}

/** A cart of 20 EUR with a code for 20 % that one customer in all may use, and a payment session for the rest. */
export async function lastPlace(shop: Shop): Promise<{ cart_id: string; code: string }> {
  const code = await shop.world.percent(20, {}, { max_redemptions: 1 })
  const cart_id = await shop.world.openCart({ lines: ["Perfume"] })
  await shop.world.enter(cart_id, code)
  await shop.world.pay(cart_id, TEST_PROVIDER)
  return { cart_id, code }
}

export const placesTaken = async (shop: Shop, code: string) => (await shop.world.findCode(code)).times_redeemed

/** Forgets what the neighbour's handlers did before, and lets payments through again. */
export function quietNeighbours(): void {
  beforeEach(() => {
    neighbourLog.entries.length = 0
    neighbourLog.is_failing = false
  })
  afterEach(() => testPayments.reset())
}

/** In a shop whose app has a handler on each hook that we use. */
export function neighbours(shop: Shop): void {
  quietNeighbours()

  it("rule 31: boots beside an app with handlers on all our hooks, says whose they are, and runs all of them", async () => {
    expect(await hookSeams(shop)).toEqual({
      "complete-cart.validate": { detail: "chained", chained_to: [`${FIXTURE}/validate.ts`] },
      "complete-cart.orderCreated": { detail: "chained", chained_to: [`${FIXTURE}/order-created.ts`] },
    })
    const { cart_id, code } = await lastPlace(shop)

    const { status, body } = await shop.world.complete(cart_id)

    expect({ status, message: body.message }).toEqual({ status: 200, message: undefined })
    expect(neighbourLog.entries).toEqual(["validate", "orderCreated"])
    assertAddsUp(await shop.world.readOrder(body.order?.id ?? ""), { [code]: 4 })
    expect(await shop.world.redemptions({ order_id: body.order?.id ?? "" })).toHaveLength(1)
    expect(await placesTaken(shop, code)).toBe(1)
  })

  it("rule 31: a declined payment undoes the app's handler and ours, and the next attempt runs both again", async () => {
    const { cart_id, code } = await lastPlace(shop)
    testPayments.is_declining = true

    expect((await shop.world.complete(cart_id)).status).toBe(400)

    expect(neighbourLog.entries).toEqual(["validate", "validate undone"])
    expect(await placesTaken(shop, code)).toBe(0)
    expect(await shop.world.orders()).toEqual([])

    testPayments.is_declining = false
    await shop.world.pay(cart_id, TEST_PROVIDER)
    expect((await shop.world.complete(cart_id)).status).toBe(200)
    expect(neighbourLog.entries.slice(2)).toEqual(["validate", "orderCreated"])
    expect(await placesTaken(shop, code)).toBe(1)
  })

  it("rule 31: where we refuse, what the app's handler did before us is undone", async () => {
    const { cart_id, code } = await lastPlace(shop)
    const other = await shop.world.openCart({ lines: ["Perfume"] })
    await shop.world.enter(other, code)
    await shop.world.checkOut(other)
    neighbourLog.entries.length = 0

    const refused = await shop.world.complete(cart_id)

    expect(refused).toMatchObject({ status: 400, body: { code: "promo_code_refused" } })
    expect(neighbourLog.entries).toEqual(["validate", "validate undone"])
    expect(await shop.world.orders()).toHaveLength(1)
  })

  it("rule 31: an app whose handler fails after the payment loses the sale, and our place is given back", async () => {
    const { cart_id, code } = await lastPlace(shop)
    neighbourLog.is_failing = true

    const failed = await shop.world.complete(cart_id)

    expect(failed.status).toBeGreaterThanOrEqual(400)
    // Core lets the step that failed tidy up too, with nothing in hand.
    expect(neighbourLog.entries).toEqual([
      "validate",
      "orderCreated",
      "orderCreated undone without its data",
      "validate undone",
    ])
    expect(await placesTaken(shop, code)).toBe(0)
    expect(await shop.world.redemptions({ promo_code_id: (await shop.world.findCode(code)).id })).toEqual([])
    expect(await shop.world.orders()).toEqual([])
  })
}

/** In a shop that lists the loyalty plugin behind ours, and whose app has a handler on the hook that is left. */
export function loyaltyBehindOurs(shop: Shop): void {
  quietNeighbours()

  async function giftCard(value: number): Promise<string> {
    const body = { currency_code: "eur", value }
    return (await shop.world.admin.ok<{ gift_card: { code: string } }>("POST", "/admin/gift-cards", body)).gift_card
      .code
  }

  async function balanceOf(code: string): Promise<number> {
    const found = await shop.world.admin.ok<{ gift_cards: { store_credit_account: { balance: number } }[] }>(
      "GET",
      `/admin/gift-cards?q=${code}&fields=*store_credit_account`,
    )
    return first(found.gift_cards).store_credit_account.balance
  }

  it("rule 31: a gift card pays, the app checks and our code is redeemed, and everybody's handler has run", async () => {
    const { world } = shop
    expect(await hookSeams(shop)).toEqual({
      "complete-cart.validate": { detail: "chained", chained_to: [`${FIXTURE}/validate.ts`] },
      "complete-cart.orderCreated": {
        detail: "chained",
        // The app's own file consumes the hook in shops without the loyalty plugin only, which its source does not tell.
        chained_to: expect.arrayContaining([
          expect.stringMatching(/^@medusajs\/loyalty-plugin\/.*\/hooks\/after-order-created\.js$/),
        ]) as string[],
      },
    })
    const card = await giftCard(10)
    const code = await world.percent(20, {}, { max_redemptions: 1 })
    const cart_id = await world.openCart({ lines: ["Perfume"] })
    await world.store.ok("POST", `/store/carts/${cart_id}/gift-cards`, { code: card })
    expect(await world.enter(cart_id, code)).toMatchObject({ credit_line_total: 10, total: 6 })
    await world.pay(cart_id, TEST_PROVIDER)

    const { status, body } = await world.complete(cart_id)

    expect({ status, message: body.message }).toEqual({ status: 200, message: undefined })
    expect(neighbourLog.entries).toEqual(["validate"])
    const order_id = body.order?.id ?? ""
    assertAddsUp(await world.readOrder(order_id), { [code]: 4 })
    expect({ balance: await balanceOf(card), taken: await placesTaken(shop, code) }).toEqual({ balance: 0, taken: 1 })
    // What the loyalty plugin does on the hook that we share.
    const { order } = await world.admin.ok<{ order: object }>("GET", `/admin/orders/${order_id}?fields=*gift_cards`)
    expect(order).toMatchObject({ gift_cards: [{ code: card }] })
  })

  // Of a cart with a gift card, the loyalty plugin (2.21.1) keeps the card's money when a payment is declined, without us too.
  it("rule 31: a declined payment undoes the app's handler and ours", async () => {
    const { cart_id, code } = await lastPlace(shop)
    testPayments.is_declining = true

    expect((await shop.world.complete(cart_id)).status).toBe(400)

    expect(neighbourLog.entries).toEqual(["validate", "validate undone"])
    expect(await placesTaken(shop, code)).toBe(0)
    expect(await shop.world.orders()).toEqual([])
  })
}
