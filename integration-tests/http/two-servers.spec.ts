// Two server processes on one database: a race for the last places, and a server that is killed while it completes carts.
import { setTimeout as sleep } from "node:timers/promises"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import { resumeCodeBatches } from "../../src/operations/coupon/fill-code-batch"
import { finishStaleClaims } from "../../src/operations/clean-up/finish-stale-claims"
import { hasRedis } from "../helpers/redis-process"
import { runInShop } from "../helpers/run-in-shop"
import { startShopProcess } from "../helpers/server-process"
import type { ShopProcess } from "../helpers/server-process"
import { adjustments, assertAddsUp, inParallel, reasonsOf } from "../helpers/world"
import type { Answer, ErrorBody, Order, Shop, World } from "../helpers/world"
import { guessingOnRedis } from "./suites/guessing-on-redis"

const RACERS = 100
const PLACES = 10
const IN_FLIGHT = 30

const DOUBLE_CARTS = 8

const KILL_CARTS = 18
/** More than are completed before the server dies, so that every order can have the discount. */
const KILL_PLACES = 1000
const KILL_IN_FLIGHT = 8
const KILLED_AFTER_ANSWERS = 5

/** More than a server makes before it is killed. */
const BATCH_CODES = 60_000

/** Only what hangs takes so long. */
const TEST_MS = 3_600_000

runInShop((shop) => {
  const describeOnRedis = hasRedis() ? describe : describe.skip
  describeOnRedis("Guessing on Redis", () => guessingOnRedis(shop))

  /** Servers that are alive. They are kept from test to test: each takes seconds to start. */
  const servers: ShopProcess[] = []

  afterAll(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  /** That many more servers on the test's database. */
  async function startedServers(count: number): Promise<ShopProcess[]> {
    const missing = Array.from({ length: Math.max(0, count - servers.length) })
    servers.push(...(await Promise.all(missing.map(() => startShopProcess(shop.database_url)))))
    return servers.slice(0, count)
  }

  /** Kills a server with SIGKILL, as a crash would. */
  async function kill(server: ShopProcess | undefined): Promise<void> {
    servers.splice(0, servers.length, ...servers.filter((other) => other !== server))
    await server?.kill()
  }

  /** Two servers; requests of cart `n` go to the world `n % 2`. */
  async function twoWorlds(): Promise<[World, World]> {
    const [one, two] = (await startedServers(2)) as [ShopProcess, ShopProcess]
    return [shop.world.at(one.baseUrl), shop.world.at(two.baseUrl)]
  }

  it(
    `gives ${RACERS} customers at two servers exactly ${PLACES} discounts, and leaves nothing else behind`,
    async () => {
      const worlds = await twoWorlds()
      const code = await shop.world.percent(20, {}, { max_redemptions: PLACES })
      const carts = await prepareCarts(worlds, RACERS, code)

      const answers = await inParallel(carts, IN_FLIGHT, ({ id, world }) => completeInTurn(world, id))

      const refused = carts.filter((_, index) => answers[index]?.status !== 200)
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(PLACES)
      expect(refused).toHaveLength(RACERS - PLACES)
      answers.filter(({ status }) => status !== 200).forEach(expectClearRefusal)
      const orders = await shop.world.orders()
      expect(orders).toHaveLength(PLACES)
      for (const order of orders) {
        assertAddsUp(order, { [code]: 4 })
        expect(paidFor(order)).toBe(16)
      }
      expect(await rows(shop, "order_cart")).toHaveLength(PLACES)
      expect(await rows(shop, "payment")).toHaveLength(PLACES)
      const promo_code = await shop.world.findCode(code)
      expect(promo_code).toMatchObject({ times_redeemed: PLACES, state: "depleted" })
      expect(await shop.world.redemptions({ promo_code_id: promo_code.id })).toHaveLength(PLACES)
      for (const { id } of refused) {
        const cart = await shop.world.readCart(id)
        expect(cart).toMatchObject({ total: 20, completed_at: null, payment_collection: { amount: 20 } })
        assertAddsUp(cart, { [code]: 0 })
      }
    },
    TEST_MS,
  )

  it(
    "makes one order of a cart that is completed at both servers at once, although they share no lock",
    async () => {
      const worlds = await twoWorlds()
      const code = await shop.world.percent(20, {}, { max_redemptions: 2 * DOUBLE_CARTS })
      const carts = await prepareCarts(worlds, DOUBLE_CARTS, code)

      const answers = await inParallel(carts, 4, ({ id }) =>
        Promise.all(worlds.map((world) => completeInTurn(world, id))),
      )

      for (const pair of answers) {
        expect(pair.some(({ status }) => status === 200)).toBe(true)
      }
      const orders = await shop.world.orders()
      expect(orders).toHaveLength(DOUBLE_CARTS)
      await expectLedgerIsOrders(code)
      expect(await rows(shop, "payment")).toHaveLength(DOUBLE_CARTS)
    },
    TEST_MS,
  )

  it(
    "puts everything in order after a server was killed in the middle of completions",
    async () => {
      const worlds = await twoWorlds()
      const [doomed, survivor] = worlds
      const code = await shop.world.percent(20, {}, { max_redemptions: KILL_PLACES })
      const carts = await prepareCarts(worlds, KILL_CARTS, code)

      await completeUntilKilled(doomed, carts)
      const interrupted = await reservedClaims(shop)
      expect(interrupted).toBeGreaterThan(0)
      const { none, ...settled } = await finishStaleClaims(shop.container, 0)
      expect(none).toBe(0)
      expect(Object.values(settled).reduce((sum, carts) => sum + carts, 0)).toBe(interrupted)

      expect(await reservedClaims(shop)).toBe(0)
      await expectLedgerIsOrders(code)

      await inParallel(carts, 4, ({ id }) => payAndComplete(survivor, id))

      await expectLedgerIsOrders(code)
      expect(await shop.world.orders()).toHaveLength(KILL_CARTS)
      expect((await shop.world.findCode(code)).times_redeemed).toBe(KILL_CARTS)
      expect(await rows(shop, "payment")).toHaveLength(KILL_CARTS)
    },
    TEST_MS,
  )

  it(
    "rule 37: makes exactly the codes asked for although the server that filled the batch was killed in the middle",
    async () => {
      const [server] = (await startedServers(1)) as [ShopProcess]
      const coupon = await shop.world.coupon({ type: "percentage", percentage: 20 })
      const { code_batch } = await shop.world
        .at(server.baseUrl)
        .admin.ok<{ code_batch: Batch }>("POST", `/admin/coupons/${coupon.id}/code-batches`, { quantity: BATCH_CODES })
      const path = `/admin/code-batches/${code_batch.id}`
      const read = async () => (await shop.world.admin.ok<{ code_batch: Batch }>("GET", path)).code_batch
      while ((await read()).created_count === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await kill(server)

      expect((await read()).created_count).toBeLessThan(BATCH_CODES)
      // The database may need a moment to see that the connection is gone; until then the batch counts as taken.
      while ((await read()).status === "filling") {
        await resumeCodeBatches(shop.container)
      }

      expect(await read()).toMatchObject({ status: "filled", quantity: BATCH_CODES, created_count: BATCH_CODES })
      const { base_url, headers } = shop.world.admin
      const csv = await (await fetch(`${base_url}${path}/codes.csv`, { headers })).text()
      const codes = csv.trimEnd().split("\r\n").slice(1)
      expect(codes).toHaveLength(BATCH_CODES)
      expect(new Set(codes.map((row) => row.split(",")[0])).size).toBe(BATCH_CODES)
    },
    TEST_MS,
  )

  /** Sends completions to one server and kills it when some are done and others are between their order and their payment. */
  async function completeUntilKilled(doomed: World, carts: { id: string }[]): Promise<void> {
    let answered = 0
    const customers = inParallel(carts, KILL_IN_FLIGHT, async ({ id }) => {
      try {
        await doomed.complete(id)
        answered += 1
      } catch {
        // The connection went with the server.
      }
    })
    while (answered < KILLED_AFTER_ANSWERS || (await unsettledOrders(shop)) <= 0) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await kill(servers[0])
    await customers
    expect(answered).toBeLessThan(carts.length)
  }

  /** Every order has the discount, a payment of its total and one row in the ledger; nothing else is booked. */
  async function expectLedgerIsOrders(code: string): Promise<void> {
    const orders = await shop.world.orders()
    for (const order of orders) {
      assertAddsUp(order, { [code]: 4 })
      expect(paidFor(order)).toBe(16)
    }
    const { id: promo_code_id, times_redeemed } = await shop.world.findCode(code)
    const redemptions = await shop.world.redemptions({ promo_code_id })
    // Compared as one, so that a failure shows all of the books.
    expect({
      times_redeemed,
      redeemed: redemptions.map(({ order_id }) => order_id).sort(),
      claims: await claimedOrders(shop),
    }).toEqual({
      times_redeemed: orders.length,
      redeemed: orders.map(({ id }) => id).sort(),
      claims: orders.map(({ id }) => `redeemed ${id}`).sort(),
    })
  }
})

interface Batch {
  id: string
  status: string
  quantity: number
  created_count: number
}

/** Carts of 20 EUR less 20 %, ready to be completed, made and later used through the two servers in turn. */
async function prepareCarts(worlds: World[], count: number, code: string): Promise<{ id: string; world: World }[]> {
  return inParallel(
    Array.from({ length: count }, (_, index) => index),
    6,
    async (index) => {
      const world = worlds[index % worlds.length] as World
      const id = await world.openCart({ lines: ["Perfume"] })
      const { body } = await world.tryCode(id, code)
      expect(body.promo_code).toMatchObject({ status: "applied", amount: 4 })
      await world.pay(id)
      return { id, world }
    },
  )
}

/** What a customer does who sees that nothing happened: tries again, once more if an interrupted attempt was undone. */
async function payAndComplete(world: World, cart_id: string): Promise<void> {
  const first_answer = await world.complete(cart_id)
  if (first_answer.status === 200 && first_answer.body.order) {
    return
  }
  await world.pay(cart_id)
  const { status, body } = await world.complete(cart_id)
  expect({ status, message: body.message }).toEqual({ status: 200, message: undefined })
}

const WAITS = ["busy", "completion_in_progress"]
/** Who asks again at once takes a slow machine from the completion that is waited for. */
const PAUSE_MS = 500

/** A crowd waits three seconds for a place at most, and is told to try again: on a slow machine that says nothing yet. */
async function completeInTurn(world: World, cart_id: string): ReturnType<World["complete"]> {
  for (;;) {
    const answer = await world.complete(cart_id)
    if (!WAITS.includes(answer.body.code ?? "")) {
      return answer
    }
    await sleep(PAUSE_MS)
  }
}

function expectClearRefusal(answer: Answer<ErrorBody>): void {
  const { status, body } = answer
  expect({ reasons: reasonsOf(answer), status, code: body.code, type: body.type, message: body.message }).toEqual({
    reasons: ["redemption_limit_reached"],
    status: 400,
    code: "promo_code_refused",
    type: "not_allowed",
    message: expect.stringMatching(/has been used up/) as string,
  })
}

function paidFor(order: Order): number {
  expect(adjustments(order)).toHaveLength(1)
  return order.payment_collections
    .flatMap(({ payments }) => payments)
    .reduce((so_far, { amount }) => so_far + amount, 0)
}

async function rows(shop: Shop, entity: string): Promise<unknown[]> {
  const query = shop.container.resolve(ContainerRegistrationKeys.QUERY)
  return (await query.graph({ entity, fields: ["*"] })).data as unknown[]
}

/** Orders whose code still only has its place: they are between their creation and the end of their payment. */
async function unsettledOrders(shop: Shop): Promise<number> {
  const coupons = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const [orders, redeemed] = [
    await rows(shop, "order_cart"),
    await coupons.listCouponClaims({ status: "redeemed" }, { take: 1000 }),
  ]
  return orders.length - redeemed.length
}

/** Every place that is taken: its status and the order it was taken for. */
async function claimedOrders(shop: Shop): Promise<string[]> {
  const coupons = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const claims = await coupons.listCouponClaims({ status: ["reserved", "redeemed"] }, { take: 1000 })
  return claims.map(({ status, order_id }) => `${status} ${order_id}`).sort()
}

async function reservedClaims(shop: Shop): Promise<number> {
  const coupons = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  return (await coupons.listCouponClaims({ status: "reserved" }, { take: 1000 })).length
}
