// Pages of subscriptions and invoices (decision 47): filters, orders, searches, and counts that do not grow with the table.
import path from "node:path"
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { BILLING_MODULE } from "../../src/modules/billing"
import type { InvoiceFilter, SubscriptionFilter } from "../../src/modules/billing/lists"
import type BillingModuleService from "../../src/modules/billing/service"
import { sqlOf } from "../../src/tools/sql"

const room = path.resolve(__dirname, "../../src/modules/billing")
const PAGE = { limit: 50, offset: 0, order: "-created_at" }

/** Subscription n is of customer n / 2, and each third one is past due; all were made in pairs, at one moment. */
const SUBSCRIPTIONS = `
  INSERT INTO billing_subscription (id, customer_id, email, currency_code, plan_id, "interval", interval_count, status, started_at,
    anchor, anchor_index, cycle_index, current_period_start, current_period_end, time_zone, order_id, created_at, updated_at)
  SELECT 'bsub_' || lpad(n::text, 6, '0'), 'cus_' || n / 2, 'member_' || n || '@example.com', 'eur', 'bplan_' || n % 2, 'month', 1,
    CASE WHEN n % 3 = 0 THEN 'past_due' ELSE 'active' END, at, at, 0, 0, at, at, 'UTC', 'order_' || n, at, at
  FROM generate_series(1, ?::int) AS n, LATERAL (SELECT timestamptz '2027-01-01' + n / 2 * interval '1 minute' AS at) AS t`

const INVOICES = `
  INSERT INTO billing_invoice (id, number, subscription_id, customer_id, kind, status, cycle_key, cycle_index, period_start, period_end,
    currency_code, subtotal, discount_total, tax_total, total, lines, discounts, issued_at, created_at, updated_at, failure_code,
    raw_subtotal, raw_discount_total, raw_tax_total, raw_total)
  SELECT 'binv_' || lpad(n::text, 6, '0'), 'INV-' || lpad(n::text, 6, '0'), 'bsub_' || n / 3, 'cus_' || n / 3, 'renewal',
    CASE WHEN n % 2 = 0 THEN 'open' ELSE 'paid' END, 'k', 0, at, at, 'eur', n, 0, 0, n, '[]', '[]', at, at, at,
    CASE WHEN n % 4 = 0 THEN 'payment_declined' END, raw, raw, raw, raw
  FROM generate_series(1, ?::int) AS n, LATERAL (SELECT timestamptz '2027-01-01' + n * interval '1 minute' AS at,
    jsonb_build_object('value', n::text, 'precision', 20) AS raw) AS t`

moduleIntegrationTestRunner<BillingModuleService>({
  moduleName: BILLING_MODULE,
  resolve: room,
  pathToMigrations: path.join(room, "migrations"),
  testSuite: ({ service, MikroOrmWrapper }) => {
    const fill = (text: string, count: number) => sqlOf({ manager: MikroOrmWrapper.forkManager() })(text, [count])

    const numbersOf = (rows: { id: string }[]) => rows.map(({ id }) => Number(id.replace(/\D/g, "")))
    const subscriptions = async (filter: SubscriptionFilter, page = {}) => {
      const { rows, count } = await service.listSubscriptionPage(filter, { ...PAGE, ...page })
      return [numbersOf(rows), count]
    }
    const invoices = async (filter: InvoiceFilter, page = {}) => {
      const { rows, count } = await service.listInvoicePage(filter, { ...PAGE, ...page })
      return [numbersOf(rows), count]
    }

    it("subscriptions: the newest first, in pages that neither repeat nor lose one", async () => {
      await fill(SUBSCRIPTIONS, 7)
      expect(await subscriptions({})).toEqual([[7, 6, 5, 4, 3, 2, 1], 7])
      expect(await subscriptions({}, { limit: 3 })).toEqual([[7, 6, 5], 7])
      expect(await subscriptions({}, { limit: 3, offset: 3 })).toEqual([[4, 3, 2], 7])
      expect(await subscriptions({}, { limit: 3, offset: 6 })).toEqual([[1], 7])
      expect(await subscriptions({}, { limit: 3, offset: 9 })).toEqual([[], 7])
      expect(await subscriptions({}, { order: "started_at" })).toEqual([[1, 2, 3, 4, 5, 6, 7], 7])
      expect(await subscriptions({}, { order: "id" })).toEqual([[1, 2, 3, 4, 5, 6, 7], 7])
    })

    it.each<[string, SubscriptionFilter, number[]]>([
      ["status", { status: ["past_due"] }, [6, 3]],
      ["several of them", { status: ["past_due", "active"] }, [7, 6, 5, 4, 3, 2, 1]],
      ["none of them", { status: [] }, []],
      ["customer", { customer_id: ["cus_1"] }, [3, 2]],
      ["plan and status", { plan_id: ["bplan_1"], status: ["active"] }, [7, 5, 1]],
      ["order", { order_id: ["order_4"] }, [4]],
      ["id", { id: ["bsub_000002", "bsub_000005"] }, [5, 2]],
      ["a part of the e-mail, in any case", { q: "MEMBER_3@" }, [3]],
      ["a wildcard, which is meant literally", { q: "member%" }, []],
      ["an underscore too", { q: "r_3" }, [3]],
      ["the customer's id, whole", { q: "cus_2" }, [5, 4]],
      ["its own id", { q: "bsub_000001" }, [1]],
    ])("subscriptions by %s", async (_name, filter, ids) => {
      await fill(SUBSCRIPTIONS, 7)
      expect(await subscriptions(filter)).toEqual([ids, ids.length])
    })

    it.each<[string, InvoiceFilter, number[]]>([
      ["status", { status: ["open"] }, [8, 6, 4, 2]],
      ["subscription", { subscription_id: ["bsub_1"] }, [5, 4, 3]],
      ["customer and status", { customer_id: ["cus_1"], status: ["open"] }, [4]],
      ["why it is not paid", { failure_code: ["payment_declined"] }, [8, 4]],
      ["a part of its number", { q: "0007" }, [7]],
      ["its number in small letters", { q: "inv-000002" }, [2]],
      ["a number that there is not", { q: "4711" }, []],
    ])("invoices by %s", async (_name, filter, ids) => {
      await fill(INVOICES, 8)
      expect(await invoices(filter)).toEqual([ids, ids.length])
    })

    it("invoices by amount, as numbers and not as texts; what is deleted is in no list", async () => {
      await fill(INVOICES, 11)
      await service.softDeleteBillingInvoices(["binv_000010"])
      expect(await invoices({}, { order: "-total", limit: 3 })).toEqual([[11, 9, 8], 10])
    })

    it("a subscription that has not begun is in no list and no count", async () => {
      await fill(SUBSCRIPTIONS, 4)
      await service.softDeleteBillingSubscriptions(["bsub_000003"])
      expect(await subscriptions({})).toEqual([[4, 2, 1], 3])
      expect(await subscriptions({}, { limit: 2 })).toEqual([[4, 2], 3])
      expect(await subscriptions({ id: ["bsub_000003"] })).toEqual([[], 0])
      expect(await subscriptions({ q: "member_3" })).toEqual([[], 0])
    })

    it("rows are whole: items, amounts and dates as everywhere", async () => {
      const started_at = new Date("2027-01-31T09:00:00.000Z")
      const item = { variant_id: "variant_1", title: "Desk", quantity: 1, unit_price: 30, is_tax_inclusive: false }
      await service.startSubscription(
        {
          ...{ id: "bsub_whole", customer_id: "cus_1", email: null, sales_channel_id: null, region_id: null },
          ...{ currency_code: "eur", plan: { id: "bplan_1", interval: "month", interval_count: 1 }, trial_days: 0 },
          ...{ started_at, time_zone: "UTC", order_id: "order_1", order_line_id: "ordli_1" },
          ...{ payment_provider_id: null, payment_data: null, items: [{ ...item, requires_shipping: false }] },
        },
        { id: "binv_whole", subtotal: 30, discount_total: 6, tax_total: 0, total: 24, lines: [], discounts: [] },
      )
      const [subscription] = (await service.listSubscriptionPage({}, PAGE)).rows
      const [invoice] = (await service.listInvoicePage({}, PAGE)).rows
      expect(subscription).toEqual(await service.readSubscription("bsub_whole"))
      expect(subscription).toMatchObject({ started_at, items: [{ unit_price: 30 }] })
      expect(invoice).toEqual(await service.readInvoice("binv_whole"))
      expect(invoice).toMatchObject({ total: 24, paid_at: started_at })
    })

    it("too many are estimated, and said to be; the page is exact all the same", async () => {
      await fill(INVOICES, 10_100)
      const { rows, count, count_is_estimate } = await service.listInvoicePage(
        {},
        { ...PAGE, limit: 2, offset: 10_050 },
      )
      expect(numbersOf(rows)).toEqual([50, 49])
      expect(count_is_estimate).toBe(true)
      expect(count).toBeGreaterThan(10_000)
      expect(await service.listInvoicePage({}, { ...PAGE, limit: 200, offset: 10_000 })).toMatchObject({
        count: 10_100,
        count_is_estimate: false,
      })
    })
  },
})
