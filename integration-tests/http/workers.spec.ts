// A server and two workers that share one Redis: renewals are shared out, nobody is billed twice, a killed worker is made up for.
import { Modules } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../src/modules/billing"
import type BillingModuleService from "../../src/modules/billing/service"
import { bringRenewalsUpToDate } from "../../src/workflows/billing"
import { PARALLEL_RENEWALS } from "../../src/workflows/billing/run-renewals"
import { hasRedis, startRedis } from "../helpers/redis-process"
import type { RedisProcess } from "../helpers/redis-process"
import { runInShop } from "../helpers/run-in-shop"
import { startShopProcess } from "../helpers/server-process"
import type { ShopProcess } from "../helpers/server-process"
import { inParallel, unique } from "../helpers/world"
import type { Order, Shop } from "../helpers/world"

const PROVIDER = "pp_test_test"
const PRICE = 15
const OFF = 3
const LEASE_SECONDS = 3
const WEEK_MS = 7 * 24 * 60 * 60 * 1000
/** Only what hangs takes so long. */
const TEST_MS = 3_600_000
const WHOLE_REDIS = { COUPONS_REDIS_EVENTS_ONLY: "false" }

const RACING = 6
const CUSTOMERS = 15
const SUBSCRIPTIONS = 45
/** Of these, every sixth missed a period before the one that is due now. */
const MISSED = 1

;(hasRedis() ? describe : describe.skip)("A server and two workers", () => {
  let redis: RedisProcess

  beforeAll(async () => {
    redis = await startRedis()
    // The test's own process is the server: it takes requests and hands out work, and does none of it.
    Object.assign(process.env, {
      REDIS_URL: redis.url,
      COUPONS_REDIS_EVENTS_ONLY: "true",
      MEDUSA_WORKER_MODE: "server",
      COUPONS_TEST_CLOCK: "false",
      COUPONS_LEASE_SECONDS: String(LEASE_SECONDS),
    })
  })

  runInShop((shop) => {
    const processes: ShopProcess[] = []

    afterEach(async () => {
      await Promise.all(processes.splice(0).map((one) => one.stop()))
    })

    const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)

    it(
      "rule 40: bills each period once, whoever asks, and makes up for a worker that was killed",
      async () => {
        const [doomed, survivor] = await Promise.all([
          startShopProcess(shop.database_url, { MEDUSA_WORKER_MODE: "worker", ...WHOLE_REDIS }),
          // This one takes requests as well, so that two servers can be asked at once.
          startShopProcess(shop.database_url, { MEDUSA_WORKER_MODE: "shared", ...WHOLE_REDIS }),
        ])
        processes.push(doomed, survivor)
        const subscribe = await subscriber(shop)

        const racing = await subscribe(RACING, RACING, () => 0)
        const answers = await Promise.all(
          [shop.world, shop.world.at(survivor.baseUrl)].map(({ admin }) =>
            admin.ok<{ billed: number; failed: unknown[] }>("POST", "/admin/billing/renewals", {}),
          ),
        )
        // The workers' own job runs every five minutes, and may have billed one of them meanwhile.
        expect(sum(answers.map(({ billed }) => billed))).toBeLessThanOrEqual(RACING)
        expect(answers.flatMap(({ failed }) => failed)).toEqual([])
        await until(async () => (await paidInvoices(racing)) >= RACING)
        await expectBilledOnce(racing)

        const shared = await subscribe(SUBSCRIPTIONS, CUSTOMERS, (index) => (index % 6 === 0 ? MISSED : 0))
        const periods = sum([...shared.values()])
        await bringRenewalsUpToDate(shop.container)
        // More leases than one process may hold: both workers are in the middle of renewals.
        await until(async () => (await leases()) > PARALLEL_RENEWALS)
        await doomed.kill()
        const left_behind = await billing().listDue({ until: new Date(), except: [], limit: 1000 })
        expect(left_behind.length).toBeGreaterThan(PARALLEL_RENEWALS)

        await new Promise((resolve) => setTimeout(resolve, LEASE_SECONDS * 1000))
        await bringRenewalsUpToDate(shop.container)

        await until(async () => (await paidInvoices(shared)) >= periods)
        await expectBilledOnce(new Map([...racing, ...shared]))
      },
      TEST_MS,
    )

    /** Subscriptions that somebody is billing right now. */
    async function leases(): Promise<number> {
      const rows = await billing().listBillingSubscriptions(
        { lease_token: { $ne: null } },
        { select: ["id"], take: 1000 },
      )
      return rows.length
    }

    async function paidInvoices(subscriptions: Map<string, number>): Promise<number> {
      const filters = { subscription_id: [...subscriptions.keys()], status: "paid" as const }
      return (await billing().listBillingInvoices(filters, { select: ["id"], take: 1000 })).length
    }

    /**
     * Each subscription (with the number of its periods) has one paid invoice per period, in order, and each invoice one
     * order, one payment of its total and one row in the ledger. There is nothing else.
     */
    async function expectBilledOnce(subscriptions: Map<string, number>): Promise<void> {
      const invoices = await billing().readInvoices({ subscription_id: [...subscriptions.keys()] })
      const orders = new Map((await shop.world.orders()).map((order) => [order.id, order]))
      for (const [subscription_id, periods] of subscriptions) {
        const mine = invoices.filter((invoice) => invoice.subscription_id === subscription_id)
        const in_time = [...mine].sort((a, b) => a.paid_at!.getTime() - b.paid_at!.getTime())
        expect(in_time.map(({ status, cycle_index }) => ({ status, cycle_index }))).toEqual(
          Array.from({ length: periods }, (_, cycle_index) => ({ status: "paid", cycle_index })),
        )
      }
      expect(invoices.map(({ order_id }) => order_id).sort()).toEqual([...orders.keys()].sort())
      for (const order of orders.values()) {
        expect({ total: order.total, paid: paymentsOf(order) }).toEqual({ total: PRICE - OFF, paid: [PRICE - OFF] })
      }
      const redemptions = await allRedemptions()
      expect(redemptions.map(({ order_id }) => order_id).sort()).toEqual([...orders.keys()].sort())
      expect(redemptions.every(({ kind, amount }) => kind === "redemption" && amount === OFF)).toBe(true)
    }

    async function allRedemptions() {
      const first = await shop.world.redemptions({ limit: "100" })
      return first.length < 100 ? first : first.concat(await shop.world.redemptions({ limit: "100", offset: "100" }))
    }
  })

  afterAll(() => redis.stop())
})

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)

const paymentsOf = (order: Order) =>
  order.payment_collections.flatMap(({ payments }) => payments.map(({ amount }) => amount))

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/**
 * Customers with 3 EUR off every invoice for ever, and weekly subscriptions dealt out among them: the n-th with
 * `missed(n)` unbilled periods before the one that is due now. Answers how many periods each has to pay, by id.
 */
async function subscriber({ world, container }: Shop) {
  const coupon = await world.coupon({
    type: "percentage",
    percentage: (100 * OFF) / PRICE,
    redeemable_for: ["subscription"],
    duration: "forever",
  })

  async function customerWithDiscount(): Promise<string> {
    const email = `${unique("subscriber")}.${process.pid}@example.com`
    const { id } = await container.resolve(Modules.CUSTOMER).createCustomers({ email, has_account: true })
    await world.admin.ok("POST", "/admin/discounts", { coupon_id: coupon.id, customer_id: id })
    return id
  }

  return async (
    count: number,
    customer_count: number,
    missed: (index: number) => number,
  ): Promise<Map<string, number>> => {
    const customers = await inParallel(Array.from({ length: customer_count }), 4, customerWithDiscount)
    const made = await inParallel(
      Array.from({ length: count }, (_, index) => index),
      4,
      async (index): Promise<[string, number]> => {
        const { subscription } = await world.admin.ok<{ subscription: { id: string } }>(
          "POST",
          "/admin/billing/subscriptions",
          {
            customer_id: customers[index % customer_count],
            region_id: world.region("eur"),
            plan_id: world.plan("Weekly"),
            payment_provider_id: PROVIDER,
            items: [{ variant_id: world.variant("Coffee Club"), quantity: 1, unit_price: PRICE }],
            started_at: new Date(Date.now() - missed(index) * WEEK_MS).toISOString(),
          },
        )
        return [subscription.id, missed(index) + 1]
      },
    )
    return new Map(made)
  }
}
