// Suite: two servers count guesses together on one Redis, and go on in memory when it is gone (rule 47).
import { startRedis } from "../../helpers/redis-process"
import type { RedisProcess } from "../../helpers/redis-process"
import { startShopProcess } from "../../helpers/server-process"
import type { ShopProcess } from "../../helpers/server-process"
import { unique } from "../../helpers/world"
import type { Shop, World } from "../../helpers/world"

const LIMITS = { attempts: 4, attemptsPerAddress: 9, addressHeader: "x-test-address" }
const TEST_MS = 3_600_000

export function guessingOnRedis(shop: Shop): void {
  let redis: RedisProcess | undefined
  const servers: ShopProcess[] = []

  afterEach(async () => {
    // Not in order: without their Redis, servers take their time to end.
    await Promise.all(servers.splice(0).map((server) => server.kill()))
    await redis?.stop()
  })

  async function twoWorlds(): Promise<[World, World]> {
    redis = await startRedis()
    const env = { REDIS_URL: redis.url, COUPONS_GUESSING: JSON.stringify(LIMITS) }
    const started = await Promise.all([0, 1].map(() => startShopProcess(shop.database_url, env)))
    servers.push(...started)
    const [one, two] = started.map(({ baseUrl }) => shop.world.at(baseUrl))
    return [one as World, two as World]
  }

  it(
    "rule 47: a cart and an address have their attempts once, not once per server, and none is lost with Redis",
    async () => {
      const [one, two] = await twoWorlds()
      const code = await shop.world.percent(20)
      const attempt = async (world: World, cart_id: string, typed: string, address: string) =>
        (await world.tryCode(cart_id, typed, world.store.as({ "x-test-address": address }))).status
      const guess = (world: World, cart_id: string, address: string) =>
        attempt(world, cart_id, unique("NOSUCH"), address)

      // A cart, from many addresses.
      const cart_id = await one.openCart({ lines: ["Pen"] })
      const answers: number[] = []
      for (const [n, world] of [one, two, one, two].entries()) {
        answers.push(await guess(world, cart_id, `192.0.2.${n}`))
      }
      expect(answers).toEqual([400, 400, 400, 400])
      expect(await attempt(one, cart_id, code, "192.0.2.8")).toBe(429)
      expect(await attempt(two, cart_id, code, "192.0.2.9")).toBe(429)

      // An address, on many carts, at both servers at once.
      const carts = await Promise.all(Array.from({ length: 6 }, () => one.openCart({ lines: ["Pen"] })))
      for (const id of carts.slice(0, 3)) {
        await Promise.all([guess(one, id, "203.0.113.1"), guess(two, id, "203.0.113.1"), guess(one, id, "203.0.113.1")])
      }
      const blocked = await Promise.all([one, two].map((world) => attempt(world, carts[4] ?? "", code, "203.0.113.1")))
      expect(blocked).toEqual([429, 429])
      expect(await attempt(two, carts[4] ?? "", code, "203.0.113.2")).toBe(200)

      // Redis dies: every server goes on counting in memory, and nobody gets an error.
      await redis?.stop()
      const ask = async (typed: string) =>
        (await one.store.post("/store/promo-codes/validate", { code: typed, cart_id: carts[5] })).status
      const statuses: number[] = []
      for (let n = 0; n < LIMITS.attempts; n++) {
        statuses.push(await ask(unique("NOSUCH")))
      }
      expect(statuses).toEqual(statuses.map(() => 200))
      expect(await ask(code)).toBe(429)
    },
    TEST_MS,
  )
}
