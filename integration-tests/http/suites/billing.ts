// Plans, subscriptions, invoices and renewals over HTTP: what is billed, when, for how much, and what a failure leaves.
import {
  createCustomersWorkflow,
  createRegionsWorkflow,
  createTaxRegionsWorkflow,
  refundPaymentsWorkflow,
} from "@medusajs/medusa/core-flows"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import { periodAt } from "../../../src/engine"
import type BillingModuleService from "../../../src/modules/billing/service"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { charge } from "../../../src/operations/billing/charge"
import { bookPayments } from "../../../src/operations/book-payments"
import { gather } from "../../../src/pricing/billing/gather"
import { ensureOrder, managedVariantIds, orderInput } from "../../../src/operations/billing/order-of-invoice"
import { discountsOf, priceInvoice } from "../../../src/pricing/billing/price-invoice"
import { renewSubscriptionWorkflow } from "../../../src/workflows/billing"
import { prepareDemoShop } from "../../helpers/demo-shop"
import { nothingStartsByItself } from "../../helpers/run-in-shop"
import { testPayments } from "../../helpers/test-payment"

interface Answer {
  status: number
  data: Json
}

interface Client {
  defaults: { baseURL?: string }
  request(options: {
    method: string
    url: string
    data?: unknown
    headers?: object
    validateStatus: () => boolean
  }): Promise<Answer>
}

export interface BillingSuiteOptions {
  /** The axios instance of the test runner. */
  api: unknown
  getContainer: () => MedusaContainer
}

// What a route answers is the very thing these tests look into.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = Record<string, any>

const START = "2027-01-01T00:00:00.000Z"
const PROVIDER = "pp_test_test"

/** Runs the suite inside the runner's `testSuite`. */
export function billingSuite({ api, getContainer }: BillingSuiteOptions): void {
  describe("billing", () => {
    let shop: Awaited<ReturnType<typeof prepareDemoShop>>
    let token = ""
    let customerToken = ""
    const ids = { customer: "", gross_customer: "", region: "", gross_region: "" }
    const billing = () => getContainer().resolve<BillingModuleService>(BILLING_MODULE)
    const coupons = () => getContainer().resolve<CouponModuleService>(COUPON_MODULE)

    async function send(method: string, url: string, data?: unknown, headers: object = {}): Promise<Answer> {
      const authorization = { authorization: `Bearer ${token}`, ...headers }
      return (api as Client).request({ method, url, data, headers: authorization, validateStatus: () => true })
    }

    async function ok(method: string, url: string, data?: unknown, headers: object = {}): Promise<Json> {
      const answer = await send(method, url, data, headers)
      expect({ url, status: answer.status, message: answer.data.message as unknown }).toEqual({
        url,
        status: 200,
        message: undefined,
      })
      return answer.data
    }

    async function refused(method: string, url: string, data: unknown, status: number, message: RegExp): Promise<void> {
      const answer = await send(method, url, data)
      expect({ url, status: answer.status }).toEqual({ url, status })
      expect(answer.data.message).toMatch(message)
    }

    const setClock = (now: string) => ok("post", "/admin/billing/test-clock", { now })
    const renew = (until: string) => ok("post", "/admin/billing/renewals", { until })
    const invoicesOf = async (subscription_id: string): Promise<Json[]> =>
      (await ok("get", `/admin/billing/invoices?subscription_id=${subscription_id}&order=period_start`))
        .invoices as Json[]
    const read = async (id: string): Promise<Json> =>
      (await ok("get", `/admin/billing/subscriptions/${id}`)).subscription as Json

    async function subscribe(plan: string, more: Json = {}): Promise<Json> {
      const body = { customer_id: ids.customer, region_id: ids.region, plan_id: shop.plans[plan], ...more }
      return (await ok("post", "/admin/billing/subscriptions", body)).subscription as Json
    }

    /** Puts a coupon on a subscription, item or customer, as an admin would. */
    async function discount(target_id: string, fields: Json, target_type = "subscription"): Promise<string> {
      const [coupon] = await coupons().createCoupons([
        {
          name: "Summer sale",
          status: "active",
          type: "percentage",
          percentage: 20,
          duration: "forever",
          redeemable_for: ["subscription"],
          scope: {},
          restrictions: {},
          amounts: [],
          maximum_discount: [],
          ...fields,
        } as never,
      ])
      const route = { [`${target_type}_id`]: target_id }
      const made = await ok("post", "/admin/discounts", { coupon_id: coupon?.id, ...route })
      return (made.discount as Json).id as string
    }

    const ledgerOf = async (discount_id: string): Promise<Json[]> => coupons().listCouponRedemptions({ discount_id })

    const orderOf = async (order_id: string): Promise<Json> => {
      const fields =
        "id,status,total,discount_total,tax_total,email,+summary,*items,*items.adjustments,*items.tax_lines,*transactions,*payment_collections,*payment_collections.payments,*payment_collections.payments.captures,*shipping_address"
      return (await ok("get", `/admin/orders/${order_id}?fields=${fields}`)).order as Json
    }

    const countOrders = async (): Promise<number> =>
      (await getContainer().resolve(Modules.ORDER).listAndCountOrders({}))[1]

    /** Lines of orders that have stock reserved. */
    const countReserved = async (): Promise<number> => {
      const reservations = await getContainer().resolve(Modules.INVENTORY).listReservationItems({})
      return reservations.filter(({ line_item_id }) => line_item_id).length
    }

    async function customer(email: string, country_code: string): Promise<string> {
      const address = {
        address_1: "Ring 1",
        city: "Wien",
        postal_code: "1010",
        country_code,
        is_default_shipping: true,
      }
      const { result } = await createCustomersWorkflow(getContainer()).run({
        input: { customersData: [{ email, has_account: true, first_name: "Eva", addresses: [address] }] },
      })
      return result[0]?.id ?? ""
    }

    async function region(name: string, country: string, is_tax_inclusive: boolean): Promise<string> {
      const container = getContainer()
      const { result } = await createRegionsWorkflow(container).run({
        input: {
          regions: [
            { name, currency_code: "eur", countries: [country], is_tax_inclusive, payment_providers: [PROVIDER] },
          ],
        },
      })
      await createTaxRegionsWorkflow(container).run({
        input: [
          {
            country_code: country,
            provider_id: "tp_system",
            default_tax_rate: { name: "VAT", code: "vat", rate: is_tax_inclusive ? 20 : 0 },
          },
        ],
      })
      return result[0]?.id ?? ""
    }

    async function registerCustomer(): Promise<void> {
      const keys = { "x-publishable-api-key": shop.publishable_key, authorization: "" }
      const login = { email: "eva.login@example.com", password: "a password of Eva's" }
      const { token: fresh } = await ok("post", "/auth/customer/emailpass/register", login, keys)
      const bearer = (value: unknown) => ({ ...keys, authorization: `Bearer ${String(value)}` })
      const made = await ok("post", "/store/customers", { email: login.email }, bearer(fresh))
      ids.customer = (made.customer as Json).id as string
      const container = getContainer()
      await container.resolve(Modules.CUSTOMER).createCustomerAddresses([
        {
          customer_id: ids.customer,
          address_1: "Ring 1",
          city: "Wien",
          postal_code: "1010",
          country_code: "at",
          is_default_shipping: true,
        },
      ])
      customerToken = (await ok("post", "/auth/customer/emailpass", login, keys)).token as string
    }

    beforeAll(async () => {
      nothingStartsByItself()
      shop = await prepareDemoShop(getContainer(), String((api as Client).defaults.baseURL))
      token = ((await ok("post", "/auth/user/emailpass", shop.admin)) as { token: string }).token
      ids.region = await region("Austria", "at", false)
      ids.gross_region = await region("Netherlands", "nl", true)
      await registerCustomer()
      ids.gross_customer = await customer("nl@example.com", "nl")
    })

    beforeEach(async () => {
      testPayments.reset()
      await setClock(START)
    })

    describe("plans", () => {
      it("creates, lists, changes and deletes a plan, with one default per variant", async () => {
        const variant_id = shop.variants["Coffee Mug"]
        const { plan } = (await ok("post", "/admin/billing/plans", {
          variant_id,
          name: "Monthly mug",
          interval: "month",
          is_default: true,
        })) as { plan: Json }
        expect(plan).toMatchObject({
          id: expect.stringMatching(/^bplan_/) as string,
          interval_count: 1,
          trial_days: 0,
          is_default: true,
        })
        const second = (
          await ok("post", "/admin/billing/plans", {
            variant_id,
            name: "Yearly mug",
            interval: "year",
            is_default: true,
          })
        ).plan as Json
        const { plans, count } = await ok("get", `/admin/billing/plans?variant_id=${variant_id}&order=name`)
        expect(count).toBe(2)
        expect((plans as Json[]).map((one) => [one.name as string, one.is_default as boolean])).toEqual([
          ["Monthly mug", false],
          ["Yearly mug", true],
        ])
        const changed = await ok("post", `/admin/billing/plans/${second.id}`, { trial_days: 14 })
        expect(changed.plan).toMatchObject({ trial_days: 14, is_default: true, name: "Yearly mug" })
        expect(await ok("delete", `/admin/billing/plans/${plan.id}`)).toMatchObject({
          id: plan.id as string,
          deleted: true,
        })
        await refused("get", `/admin/billing/plans/${plan.id}`, undefined, 404, /was not found/)
      })

      it.each([
        [{}, /variant_id/],
        [{ variant_id: "variant_none", name: "X", interval: "month" }, /Variant with id 'variant_none' was not found/],
        [{ variant_id: "v", name: "X", interval: "fortnight" }, /'day, week, month, year' for field 'interval'/],
        [{ variant_id: "v", name: "X", interval: "month", interval_count: 0 }, /'interval_count' too small/],
        [{ variant_id: "v", name: "X", interval: "month", trial_days: -1 }, /'trial_days' too small/],
        [{ variant_id: "v", name: "X", interval: "month", colour: "red" }, /colour/i],
      ])("refuses %j with a sentence", async (body, message) => {
        await refused("post", "/admin/billing/plans", body, 400, message)
      })
    })

    describe("renewals", () => {
      it("rules 11 and 43: bills a weekly plan 13 discounted invoices of three months, then full price, each a paid order", async () => {
        const subscription = await subscribe("Weekly")
        expect(subscription).toMatchObject({
          status: "active",
          next_billing_at: START,
          items: [{ quantity: 1, unit_price: 12.5 }],
        })
        const discount_id = await discount(subscription.id as string, { duration: "repeating", duration_in_months: 3 })
        const forecast = (await ok("get", `/admin/billing/subscriptions/${subscription.id}/upcoming-invoices?count=16`))
          .upcoming_invoices as Json[]
        const began = Date.now()
        expect(await renew("2027-04-16T00:00:00.000Z")).toMatchObject({ billed: 16, declined: 0, failed: [] })
        const per_renewal = (Date.now() - began) / 16
        process.stdout.write(`  ${per_renewal.toFixed(0)} ms per renewal\n`)
        const invoices = await invoicesOf(subscription.id as string)
        expect(invoices).toHaveLength(16)
        expect(invoices.filter(({ discount_total }) => discount_total === 2.5)).toHaveLength(13)
        expect(invoices.slice(13).map(({ total }) => total as number)).toEqual([12.5, 12.5, 12.5])
        expect(invoices.map(({ period_start }) => period_start as string).slice(0, 2)).toEqual([
          START,
          "2027-01-08T00:00:00.000Z",
        ])
        expect(invoices[12]?.discounts).toMatchObject([{ name: "Summer sale", code: null, amount: 2.5, is_last: true }])
        expect(invoices[11]?.discounts).toMatchObject([{ is_last: false }])
        const figures = ({
          period_start,
          period_end,
          subtotal,
          discount_total,
          tax_total,
          total,
          discounts,
        }: Json) => ({
          period_start: period_start as string,
          period_end: period_end as string,
          subtotal: subtotal as number,
          discount_total: discount_total as number,
          tax_total: tax_total as number,
          total: total as number,
          is_last: (discounts as Json[]).map(({ is_last }) => is_last as boolean),
        })
        expect(forecast.map(figures)).toEqual(invoices.map(figures))
        expect(await ledgerOf(discount_id)).toHaveLength(13)
        const order = await orderOf(invoices[0]?.order_id as string)
        expect(order).toMatchObject({
          total: 10,
          discount_total: 2.5,
          email: "eva.login@example.com",
          shipping_address: { country_code: "at" },
          items: [{ unit_price: 12.5, adjustments: [{ amount: 2.5, code: "Summer sale" }] }],
          transactions: [{ amount: 10, reference: "capture" }],
          payment_collections: [
            { amount: 10, status: "completed", payments: [{ amount: 10, captures: [{ amount: 10 }] }] },
          ],
        })
        expect(testPayments.charges.size).toBe(16)
        expect(await read(subscription.id as string)).toMatchObject({
          status: "active",
          current_period_start: "2027-04-16T00:00:00.000Z",
          next_billing_at: "2027-04-23T00:00:00.000Z",
        })
        const numbers = invoices.map(({ number }) => Number(String(number).replace("INV-", "")))
        expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
      })

      it("clamps month ends and comes back: 31 January, 28 February, 31 March", async () => {
        await setClock("2027-01-31T10:00:00.000Z")
        const { id } = await subscribe("Monthly")
        await renew("2027-03-31T10:00:00.000Z")
        const starts = (await invoicesOf(id as string)).map(({ period_start }) => String(period_start).slice(0, 10))
        expect(starts).toEqual(["2027-01-31", "2027-02-28", "2027-03-31"])
      })

      it("agrees with its order to the cent in a tax-inclusive region", async () => {
        const pricing = getContainer().resolve(Modules.PRICING)
        const known = await pricing.listPricePreferences({ attribute: "currency_code", value: "eur" })
        await pricing.updatePricePreferences({ id: known.map(({ id }) => id) }, { is_tax_inclusive: true })
        const { id } = await subscribe("Monthly", { region_id: ids.gross_region, customer_id: ids.gross_customer })
        await discount(id as string, {})
        await renew(START)
        const [invoice] = await invoicesOf(id as string)
        expect(invoice).toMatchObject({ subtotal: 30, discount_total: 6, tax_total: 4, total: 24 })
        const order = await orderOf(invoice?.order_id as string)
        expect(order).toMatchObject({ total: 24, tax_total: 4, discount_total: 6 })
      })

      it("charges nothing for a fully discounted period, and still makes its order", async () => {
        const { id } = await subscribe("Monthly")
        await discount(id as string, { percentage: 100, duration: "once" })
        await renew("2027-02-01T00:00:00.000Z")
        const [first, second] = await invoicesOf(id as string)
        expect(first).toMatchObject({ status: "paid", total: 0, discount_total: 30 })
        expect(await orderOf(first?.order_id as string)).toMatchObject({ total: 0, payment_collections: [] })
        expect(second).toMatchObject({ status: "paid", total: 30 })
        expect([...testPayments.charges.values()]).toMatchObject([{ amount: 30 }])
      })

      it("lets the most specific discount have a line, and adds up only what is stackable (rule 27)", async () => {
        const subscription = await subscribe("Monthly")
        await discount(ids.customer, { percentage: 50 }, "customer")
        await discount(subscription.id as string, { percentage: 20 })
        await discount((subscription.items as Json[])[0]?.id as string, { percentage: 10 }, "subscription_item")
        await renew(START)
        const [first] = await invoicesOf(subscription.id as string)
        expect(first).toMatchObject({ discount_total: 3, discounts: [{ amount: 3 }] })
        await discount(subscription.id as string, { percentage: 10, stackable: true })
        await renew("2027-02-01T00:00:00.000Z")
        const [, second] = await invoicesOf(subscription.id as string)
        expect(second).toMatchObject({ discount_total: 5.7 })
      })

      it("bills each missed period once, in order", async () => {
        const { id } = await subscribe("Monthly")
        await setClock("2027-03-15T00:00:00.000Z")
        expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 3 })
        expect((await invoicesOf(id as string)).map(({ period_start }) => String(period_start).slice(0, 7))).toEqual([
          "2027-01",
          "2027-02",
          "2027-03",
        ])
        expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 0 })
      })

      it("bills nobody twice when several runs start at once", async () => {
        const made = [await subscribe("Monthly"), await subscribe("Monthly"), await subscribe("Weekly")]
        const runs = await Promise.all([1, 2, 3].map(() => ok("post", "/admin/billing/renewals", {})))
        expect(runs.reduce((sum, run) => sum + (run.billed as number), 0)).toBe(3)
        for (const { id } of made) {
          expect(await invoicesOf(id as string)).toHaveLength(1)
        }
        expect(testPayments.charges.size).toBe(3)
        expect(await countOrders()).toBe(3)
      })

      it("fault D9: starts no subscription that owes more than 120 invoices at once, nor on a day that is none", async () => {
        const start = (started_at: string) => ({
          customer_id: ids.customer,
          region_id: ids.region,
          plan_id: shop.plans["Monthly"],
          started_at,
        })
        for (const [started_at, sentence] of [
          ["2017-01-01", /more than 120 periods/],
          ["1970-01-01", /more than 120 periods/],
          ["2026-02-30", /Not a date/],
          ["0001-01-01", /years 1970 to 2199/],
        ] as const) {
          await refused("post", "/admin/billing/subscriptions", start(started_at), 400, sentence)
        }
        expect((await ok("get", "/admin/billing/subscriptions")).count).toBe(0)
        await subscribe("Monthly", { started_at: "2017-01-02" })
      })

      it("does not bill ahead beyond reason, and refuses what is no date", async () => {
        await refused("post", "/admin/billing/renewals", { until: "2190-01-01" }, 400, /more than 10 years/)
        await refused("post", "/admin/billing/renewals", { until: "tomorrow" }, 400, /'until' must be an ISO date/)
        await refused("post", "/admin/billing/renewals", { until: "2027-13-45" }, 400, /'until': Not a date/)
        await refused("post", "/admin/billing/renewals", { until: "9999-12-31" }, 400, /years 1970 to 2199/)
        await refused("post", "/admin/billing/renewals", { unit: "2027-01-01" }, 400, /unit/)
      })
    })

    describe("declined payments", () => {
      it("rule 40: undoes the order, gives the cycle back, retries on schedule and ends unpaid", async () => {
        const { id } = await subscribe("Monthly")
        const discount_id = await discount(id as string, { duration: "repeating", duration_in_cycles: 1 })
        testPayments.is_declining = true
        expect(await renew(START)).toMatchObject({ billed: 0, declined: 1, failed: [] })
        expect(await countOrders()).toBe(0)
        expect(await getContainer().resolve(Modules.PAYMENT).listPaymentCollections({})).toHaveLength(0)
        expect(await ledgerOf(discount_id)).toHaveLength(0)
        const [invoice] = await invoicesOf(id as string)
        expect(invoice).toMatchObject({
          status: "open",
          order_id: null,
          attempt_count: 1,
          total: 24,
          next_attempt_at: "2027-01-02T00:00:00.000Z",
          failure_message: expect.stringMatching(/not authorized/) as string,
        })
        expect(await read(id as string)).toMatchObject({
          status: "past_due",
          next_billing_at: "2027-01-02T00:00:00.000Z",
        })

        expect(await renew("2027-01-31T00:00:00.000Z")).toMatchObject({ declined: 3 })
        expect((await invoicesOf(id as string))[0]).toMatchObject({
          status: "uncollectible",
          attempt_count: 4,
          next_attempt_at: null,
        })
        expect(await read(id as string)).toMatchObject({ status: "unpaid", next_billing_at: null })

        testPayments.is_declining = false
        const retried = await ok("post", `/admin/billing/invoices/${invoice?.id}/retry`, {})
        expect(retried.invoice).toMatchObject({
          status: "paid",
          number: invoice?.number as string,
          total: 24,
          failure_message: null,
        })
        expect(await ledgerOf(discount_id)).toHaveLength(1)
        expect(await read(id as string)).toMatchObject({
          status: "active",
          next_billing_at: "2027-02-01T00:00:00.000Z",
        })
        await renew("2027-02-01T00:00:00.000Z")
        expect((await invoicesOf(id as string))[1]).toMatchObject({ total: 30 })
        await refused(
          "post",
          `/admin/billing/invoices/${invoice?.id}/retry`,
          {},
          400,
          /is paid: there is nothing to collect/,
        )
      })

      it("asks for the same payment again when it cannot be taken back, and charges once", async () => {
        const { id } = await subscribe("Monthly")
        testPayments.is_holding_on = true
        testPayments.onCharged = () => {
          testPayments.onCharged = null
          throw new Error("The provider does not answer.")
        }
        expect(await renew(START)).toMatchObject({ billed: 0, declined: 1, failed: [] })
        const [open] = await invoicesOf(id as string)
        expect(open).toMatchObject({
          status: "open",
          order_id: expect.stringMatching(/^order_/) as string,
          failure_message: expect.stringMatching(/does not answer.*could not be taken back/) as string,
        })
        expect(await countOrders()).toBe(1)
        await refused("post", `/admin/billing/invoices/${open?.id}/void`, {}, 400, /may have been charged/)

        expect(await renew("2027-01-02T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0 })
        expect(await invoicesOf(id as string)).toMatchObject([{ status: "paid", order_id: open?.order_id as string }])
        expect(testPayments.charges.size).toBe(1)
        expect(await countOrders()).toBe(1)
      })

      it("refuses a retry of an invoice that another process pays in the meantime", async () => {
        const { id } = await subscribe("Monthly")
        testPayments.is_declining = true
        await renew(START)
        testPayments.is_declining = false
        const [open] = await invoicesOf(id as string)
        const tryLease = billing().tryLease.bind(billing())
        const slow = jest.spyOn(billing(), "tryLease").mockImplementationOnce(async (input) => {
          const other = { subscription_id: id as string, now: START, due_before: null }
          expect((await renewSubscriptionWorkflow(getContainer()).run({ input: other })).result.outcome).toBe("paid")
          return tryLease(input)
        })
        await refused("post", `/admin/billing/invoices/${open?.id}/retry`, {}, 400, /cannot be billed right now/)
        expect(slow).toHaveBeenCalledTimes(2)
        slow.mockRestore()
        expect(await invoicesOf(id as string)).toMatchObject([{ id: open?.id as string, status: "paid" }])
        expect(testPayments.charges.size).toBe(1)
      })

      it("prices a retry anew", async () => {
        const { id } = await subscribe("Monthly")
        testPayments.is_declining = true
        await renew(START)
        testPayments.is_declining = false
        await discount(id as string, {})
        await renew("2027-01-02T00:00:00.000Z")
        expect((await invoicesOf(id as string))[0]).toMatchObject({
          status: "paid",
          total: 24,
          attempt_count: 1,
          period_start: START,
        })
      })
    })

    describe("a process killed while it bills", () => {
      /** Does what the workflow does up to a point, and then nothing more: no undo, as after kill -9. */
      async function killedAt(point: "opened" | "ordered" | "charged", subscription_id: string): Promise<void> {
        const container = getContainer()
        const token = "lease_of_the_dead"
        const now = new Date(START)
        const claimed = await billing().tryLease({ id: subscription_id, token, due_before: now })
        if (!claimed) {
          throw new Error("The lease was not to be had.")
        }
        const facts = await gather(container, claimed)
        const period = periodAt(claimed, 0)
        const priced = priceInvoice(facts, await discountsOf(container, facts, "binv_killed"), period, "binv_killed")
        const made = { order_id: "order_killed", payment_collection_id: "pay_col_killed" }
        const invoice = await billing().openInvoice({
          id: "binv_killed",
          ...priced.figures,
          ...made,
          period,
          subscription_id,
          customer_id: claimed.customer_id,
          currency_code: "eur",
          issued_at: now,
          token,
        })
        if (point !== "opened") {
          await ensureOrder(container, orderInput(facts, priced, invoice, made.order_id), managedVariantIds(facts))
          expect(await countReserved()).toBe(1)
        }
        if (point === "charged") {
          const { currency_code, total: amount } = invoice
          const asked = { ...made, currency_code, amount, customer: null, payment: facts.payment }
          await charge(container, asked, () => Promise.resolve())
        }
        expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 0, failed: [] })
        await billing().releaseLease(subscription_id, token)
      }

      it.each(["opened", "ordered", "charged"] as const)(
        "after it had %s, the next run finishes and charges once",
        async (point) => {
          const { id } = await subscribe("Monthly")
          const discount_id = await discount(id as string, {})
          await killedAt(point, id as string)
          expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 1, failed: [] })
          const invoices = await invoicesOf(id as string)
          expect(invoices).toMatchObject([{ id: "binv_killed", status: "paid", total: 24 }])
          expect(invoices[0]?.order_id === "order_killed").toBe(point === "charged")
          expect(testPayments.charges.size).toBe(1)
          expect(await countOrders()).toBe(1)
          expect(await countReserved()).toBe(1)
          expect(await ledgerOf(discount_id)).toHaveLength(1)
          expect(await orderOf(invoices[0]?.order_id as string)).toMatchObject({
            transactions: [{ amount: 24 }],
            payment_collections: [{ status: "completed" }],
          })
        },
      )

      it("sets no goods aside for an order that was taken back while it stood still", async () => {
        const { id } = await subscribe("Monthly")
        const inventory = getContainer().resolve(Modules.INVENTORY)
        const listReservationItems = inventory.listReservationItems.bind(inventory)
        const slow = jest.spyOn(inventory, "listReservationItems").mockImplementationOnce(async (...asked) => {
          const [row] = await billing().listBillingSubscriptions({ id: id as string }, { select: ["lease_token"] })
          await billing().releaseLease(id as string, row?.lease_token as string)
          expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 1, failed: [] })
          return listReservationItems(...asked)
        })
        expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 0 })
        slow.mockRestore()
        expect(await countOrders()).toBe(1)
        expect(await countReserved()).toBe(1)
        expect(testPayments.charges.size).toBe(1)
      })

      /** The entries of an order, refunds first as they were made, and what core makes of them. */
      const bookedOn = async (order_id: string) => {
        const orders = getContainer().resolve(Modules.ORDER)
        const transactions = await orders.listOrderTransactions({ order_id }, { order: { created_at: "ASC" } })
        const amounts = transactions.map(({ amount }) => Number(amount))
        const { summary } = await orders.retrieveOrder(order_id, { relations: ["summary"] })
        return {
          entries: [...amounts.filter((amount) => amount < 0), ...amounts.filter((amount) => amount > 0)],
          paid: Number(summary?.paid_total),
          refunded: Number(summary?.refunded_total),
        }
      }

      it("books a payment once, where another process books it between the look and the entry", async () => {
        const { id } = await subscribe("Monthly")
        const orders = getContainer().resolve(Modules.ORDER)
        const listOrderTransactions = orders.listOrderTransactions.bind(orders)
        const slow = jest.spyOn(orders, "listOrderTransactions").mockImplementationOnce(async (...asked) => {
          const booked = await listOrderTransactions(...asked)
          const [row] = await billing().listBillingSubscriptions({ id: id as string }, { select: ["lease_token"] })
          await billing().releaseLease(id as string, row?.lease_token as string)
          expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 1, failed: [] })
          return booked
        })
        expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 0, failed: [] })
        slow.mockRestore()
        expect(testPayments.charges.size).toBe(1)
        const [invoice] = await invoicesOf(id as string)
        const order_id = invoice?.order_id as string
        expect(await bookedOn(order_id)).toEqual({ entries: [30], paid: 30, refunded: 0 })
      })

      it("books each refund once, whoever books it and by whichever name", async () => {
        const { id } = await subscribe("Monthly")
        await renew(START)
        const [invoice] = await invoicesOf(id as string)
        const order_id = invoice?.order_id as string
        const collection = await getContainer()
          .resolve(Modules.PAYMENT)
          .retrievePaymentCollection(invoice?.payment_collection_id as string, { relations: ["payments"] })
        const payment_id = collection.payments?.[0]?.id as string
        await refundPaymentsWorkflow(getContainer()).run({ input: [{ payment_id, amount: 4 }] })
        await ok("post", `/admin/payments/${payment_id}/refund`, { amount: 3 })
        for (const amount of [5, 4]) {
          await getContainer().resolve(Modules.PAYMENT).refundPayment({ payment_id, amount })
        }
        await Promise.all([1, 2, 3].map(() => bookPayments(getContainer(), order_id)))
        await bookPayments(getContainer(), order_id)
        // Core's second refund books its own amount for the first as well: 10 of 7 refunded so far.
        expect(await bookedOn(order_id)).toEqual({ entries: [-4, -3, -3, -4, -2, 30], paid: 30, refunded: 16 })
      })

      it("goes on after a failure that is no declined payment, leaving no order behind", async () => {
        const { id } = await subscribe("Monthly")
        const failure = jest.spyOn(getContainer().resolve(Modules.PAYMENT), "createPaymentCollections")
        failure.mockRejectedValueOnce(new Error("the network is down"))
        const run = await ok("post", "/admin/billing/renewals", {})
        expect(run).toMatchObject({
          billed: 0,
          failed: [{ subscription_id: id as string, message: expect.stringContaining("network") as string }],
        })
        expect(await countOrders()).toBe(0)
        expect(await ok("post", "/admin/billing/renewals", {})).toMatchObject({ billed: 1 })
        expect(await countOrders()).toBe(1)
      })
    })

    describe("the life of a subscription", () => {
      it("starts with a trial that consumes nothing of its discount (rule 13)", async () => {
        const subscription = await subscribe("Monthly", { trial_days: 14 })
        expect(subscription).toMatchObject({
          status: "trialing",
          trial_end: "2027-01-15T00:00:00.000Z",
          current_period_end: "2027-01-15T00:00:00.000Z",
        })
        await discount(subscription.id as string, { duration: "repeating", duration_in_months: 1 })
        await renew("2027-02-15T00:00:00.000Z")
        const invoices = await invoicesOf(subscription.id as string)
        expect(invoices.map(({ period_start, total }) => [String(period_start).slice(0, 10), total as number])).toEqual(
          [
            ["2027-01-15", 24],
            ["2027-02-15", 30],
          ],
        )
      })

      it("is cancelled at the end of its period, or goes on when that is taken back", async () => {
        const [ends, stays] = [await subscribe("Monthly"), await subscribe("Monthly")]
        await renew(START)
        for (const { id } of [ends, stays]) {
          const { subscription } = await ok("post", `/admin/billing/subscriptions/${id}/cancel`, {
            at_period_end: true,
          })
          expect(subscription).toMatchObject({ status: "active", cancel_at_period_end: true })
          expect((await ok("get", `/admin/billing/subscriptions/${id}/upcoming-invoices`)).upcoming_invoices).toEqual(
            [],
          )
        }
        await ok("post", `/admin/billing/subscriptions/${stays.id}/resume`, {})
        expect(await renew("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 1, canceled: 1 })
        expect(await read(ends.id as string)).toMatchObject({
          status: "canceled",
          canceled_at: "2027-02-01T00:00:00.000Z",
        })
        expect(await invoicesOf(ends.id as string)).toHaveLength(1)
        expect(await invoicesOf(stays.id as string)).toHaveLength(2)
      })

      it("is cancelled at once, and its discounts end with it", async () => {
        const { id } = await subscribe("Monthly")
        const discount_id = await discount(id as string, {})
        testPayments.is_declining = true
        await renew(START)
        const { subscription } = await ok("post", `/admin/billing/subscriptions/${id}/cancel`, {})
        expect(subscription).toMatchObject({ status: "canceled", next_billing_at: null })
        expect((await invoicesOf(id as string))[0]).toMatchObject({ status: "void" })
        expect(
          (await coupons().listRunningDiscounts([{ type: "subscription", ids: [id as string] }])).map((one) => one.id),
        ).not.toContain(discount_id)
        await refused("post", `/admin/billing/subscriptions/${id}/cancel`, {}, 400, /cancelled already/)
      })

      it("is paused and resumed: nobody pays for a time in which they were paused", async () => {
        const { id } = await subscribe("Monthly")
        await renew(START)
        await ok("post", `/admin/billing/subscriptions/${id}/pause`, {})
        expect(await renew("2027-03-10T00:00:00.000Z")).toMatchObject({ billed: 0 })
        const { subscription } = await ok("post", `/admin/billing/subscriptions/${id}/resume`, {})
        expect(subscription).toMatchObject({ status: "active", next_billing_at: "2027-03-10T00:00:00.000Z" })
        await renew("2027-04-10T00:00:00.000Z")
        expect((await invoicesOf(id as string)).map(({ period_start }) => String(period_start).slice(0, 10))).toEqual([
          "2027-01-01",
          "2027-03-10",
          "2027-04-10",
        ])
        await refused("post", `/admin/billing/subscriptions/${id}/resume`, {}, 400, /nothing to resume/)
      })

      it("voids a paid invoice: order cancelled, money refunded, cycle given back (rule 14)", async () => {
        const { id } = await subscribe("Monthly")
        const discount_id = await discount(id as string, { duration: "repeating", duration_in_cycles: 1 })
        await renew(START)
        const [invoice] = await invoicesOf(id as string)
        const { invoice: voided } = await ok("post", `/admin/billing/invoices/${invoice?.id}/void`, {})
        expect(voided).toMatchObject({ status: "void", voided_at: START })
        expect(await orderOf(invoice?.order_id as string)).toMatchObject({ status: "canceled" })
        expect((await ledgerOf(discount_id)).map(({ kind }) => kind as string).sort()).toEqual([
          "redemption",
          "reversal",
        ])
        await renew("2027-03-01T00:00:00.000Z")
        expect((await invoicesOf(id as string)).map(({ total }) => total as number)).toEqual([24, 24, 30])
        await refused("post", `/admin/billing/invoices/${invoice?.id}/void`, {}, 400, /void already/)
      })

      it("voids nothing of what is being billed", async () => {
        const { id } = await subscribe("Monthly")
        await renew(START)
        const [invoice] = await invoicesOf(id as string)
        await billing().takeLease(id as string, "lease_of_another")
        await refused("post", `/admin/billing/invoices/${invoice?.id}/void`, {}, 400, /being billed right now/)
        expect(await orderOf(invoice?.order_id as string)).toMatchObject({ status: "pending" })
        await billing().releaseLease(id as string, "lease_of_another")
        await ok("post", `/admin/billing/invoices/${invoice?.id}/void`, {})
        expect(await orderOf(invoice?.order_id as string)).toMatchObject({ status: "canceled" })
        expect(await renew("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 1 })
      })

      it("voids an open invoice: that period is skipped", async () => {
        const { id } = await subscribe("Monthly")
        testPayments.is_declining = true
        await renew(START)
        const [invoice] = await invoicesOf(id as string)
        await ok("post", `/admin/billing/invoices/${invoice?.id}/void`, {})
        testPayments.is_declining = false
        expect(await read(id as string)).toMatchObject({
          status: "active",
          next_billing_at: "2027-02-01T00:00:00.000Z",
        })
        expect(await renew("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 1 })
      })
    })

    describe("the schedule of coming invoices", () => {
      it("rule 41: shows what a coupon would do, without applying it", async () => {
        const { id } = await subscribe("Monthly")
        const [coupon] = await coupons().createCoupons([
          {
            name: "Trial run",
            status: "active",
            type: "fixed",
            amounts: [{ currency_code: "eur", amount: 5 }],
            duration: "repeating",
            duration_in_cycles: 2,
            redeemable_for: ["subscription"],
            scope: {},
            restrictions: {},
            maximum_discount: [],
          } as never,
        ])
        const path = `/admin/billing/subscriptions/${id}/upcoming-invoices?count=3`
        const totals = async (more = "") =>
          ((await ok("get", path + more)).upcoming_invoices as Json[]).map(({ total }) => total as number)
        expect(await totals()).toEqual([30, 30, 30])
        expect(await totals(`&coupon_id=${coupon?.id}`)).toEqual([25, 25, 30])
        expect(await totals()).toEqual([30, 30, 30])
        await refused("get", `${path}&coupon_id=coup_none`, undefined, 404, /Coupon with id 'coup_none' was not found/)
        await refused(
          "get",
          `/admin/billing/subscriptions/${id}/upcoming-invoices?count=61`,
          undefined,
          400,
          /from 1 to 60/,
        )
        await refused("get", "/admin/billing/subscriptions/bsub_none/upcoming-invoices", undefined, 404, /bsub_none/)
      })
    })

    describe("requests that make no sense", () => {
      it.each([
        ["delete", "/admin/billing/plans/%00", undefined, 400, /address contains a character that cannot be stored/],
        ["get", "/admin/billing/invoices/%00", undefined, 400, /address contains a character that cannot be stored/],
        ["get", "/admin/billing/subscriptions/bsub_none", undefined, 404, /was not found/],
        ["get", "/admin/billing/invoices/binv_none", undefined, 404, /was not found/],
        ["post", "/admin/billing/invoices/binv_none/void", {}, 404, /was not found/],
        ["post", "/admin/billing/invoices/binv_none/retry", {}, 404, /was not found/],
        ["post", "/admin/billing/subscriptions/bsub_none/cancel", {}, 404, /was not found/],
        ["post", "/admin/billing/subscriptions/bsub_none/pause", {}, 404, /was not found/],
        ["post", "/admin/billing/subscriptions/bsub_none/resume", {}, 404, /was not found/],
        [
          "post",
          "/admin/billing/subscriptions/bsub_none/cancel",
          { at_period_end: "yes" },
          400,
          /'boolean' for field 'at_period_end'/,
        ],
        ["get", "/admin/billing/subscriptions?status=asleep", undefined, 400, /'status' must be one of/],
        ["get", "/admin/billing/subscriptions?q=100%25_\\", undefined, 200, /^/],
        ["get", "/admin/billing/invoices?colour=red", undefined, 400, /colour/i],
        ["get", "/admin/billing/invoices?limit=many", undefined, 400, /'limit' must be a whole number/],
        [
          "post",
          "/admin/billing/subscriptions",
          { customer_id: "cus_none", plan_id: "bplan_none", region_id: "reg_none" },
          400,
          /Customer with id 'cus_none' was not found/,
        ],
        ["post", "/admin/billing/subscriptions", { customer_id: 7 }, 400, /customer_id/],
        ["post", "/admin/billing/test-clock", { now: "noon" }, 400, /'now' must be an ISO date/],
        ["post", "/admin/billing/test-clock", { now: "0000-01-01T00:00:00Z" }, 400, /years 1970 to 2199/],
        ["post", "/admin/billing/test-clock", { now: "9999-12-31T23:59:59-12:00" }, 400, /years 1970 to 2199/],
        ["post", "/admin/billing/test-clock", {}, 400, /now/],
      ] as const)("%s %s %j → %i", async (method, url, body, status, message) => {
        const answer = await send(method, url, body)
        expect({ url, status: answer.status, message: answer.data.message as unknown }).toMatchObject({ url, status })
        expect(String(answer.data.message ?? "")).toMatch(message)
      })

      it("reads and sets the clock", async () => {
        expect(await ok("get", "/admin/billing/test-clock")).toEqual({ now: START })
        expect(await setClock("2030-06-01T12:00:00+02:00")).toEqual({ now: "2030-06-01T10:00:00.000Z" })
        const { now } = (await ok("post", "/admin/billing/test-clock", { now: null })) as { now: string }
        expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000)
      })
    })

    describe("the customer's own view", () => {
      const mine = () => ({ "x-publishable-api-key": shop.publishable_key, authorization: `Bearer ${customerToken}` })
      const path = "/store/customers/me/billing"

      it("shows only what is theirs", async () => {
        const { id } = await subscribe("Monthly")
        const foreign = await subscribe("Monthly", { customer_id: ids.gross_customer })
        await renew(START)
        const { subscriptions, count } = await ok("get", `${path}/subscriptions`, undefined, mine())
        expect({ count: count as number, ids: (subscriptions as Json[]).map((one) => one.id as string) }).toEqual({
          count: 1,
          ids: [id as string],
        })
        expect((await ok("get", `${path}/subscriptions/${id}`, undefined, mine())).subscription).toMatchObject({
          id: id as string,
        })
        const { invoices } = await ok("get", `${path}/invoices`, undefined, mine())
        expect(invoices).toMatchObject([{ subscription_id: id as string, total: 30 }])
        const { upcoming_invoices } = await ok(
          "get",
          `${path}/subscriptions/${id}/upcoming-invoices?count=2`,
          undefined,
          mine(),
        )
        expect(upcoming_invoices).toHaveLength(2)
        for (const [method, url] of [
          ["get", ""],
          ["get", "/upcoming-invoices"],
          ["post", "/cancel"],
        ] as const) {
          const answer = await send(
            method,
            `${path}/subscriptions/${foreign.id}${url}`,
            method === "post" ? {} : undefined,
            mine(),
          )
          expect(answer.status).toBe(404)
        }
        const { subscription } = await ok("post", `${path}/subscriptions/${id}/cancel`, { at_period_end: true }, mine())
        expect(subscription).toMatchObject({ cancel_at_period_end: true, status: "active" })
        const stranger = { ...mine(), authorization: "" }
        expect((await send("get", `${path}/subscriptions`, undefined, stranger)).status).toBe(401)
      })
    })

    it("exposes the workflow that bills one subscription, for engines that spread the work", async () => {
      const { id } = await subscribe("Monthly")
      const input = { subscription_id: id as string, now: START, due_before: START }
      const { result } = await renewSubscriptionWorkflow(getContainer()).run({ input })
      expect(result).toMatchObject({ outcome: "paid", subscription_id: id as string })
      const { result: again } = await renewSubscriptionWorkflow(getContainer()).run({ input })
      expect(again).toMatchObject({ outcome: "not_due", invoice_id: null })
      const query = getContainer().resolve(ContainerRegistrationKeys.QUERY)
      const { data } = await query.graph({
        entity: "order",
        fields: ["metadata"],
        filters: { id: result.order_id ?? "" },
      })
      expect((data as Json[])[0]?.metadata).toMatchObject({
        billing_subscription_id: id as string,
        billing_invoice_id: result.invoice_id as string,
      })
    })
  })
}
