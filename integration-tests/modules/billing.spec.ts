// The billing module on its own: calendar and numbers, the lease, what is booked once, and the options at boot.
import { moduleIntegrationTestRunner } from "@medusajs/test-utils"
import { BILLING_MODULE } from "../../src/modules/billing"
import { periodAt } from "../../src/engine"
import { readBillingOptions } from "../../src/modules/billing/options"
import type BillingModuleService from "../../src/modules/billing/service"
import type {
  InvoiceRow,
  NewSubscription,
  OpenInvoiceInput,
  StartedRow,
  SubscriptionRow,
} from "../../src/modules/billing/types"

const START = new Date("2027-01-31T09:00:00.000Z")

const figures = { subtotal: 30, discount_total: 6, tax_total: 0, total: 24, lines: [], discounts: [] }

let counter = 0
function newSubscription(more: Partial<NewSubscription> = {}): NewSubscription {
  counter += 1
  return {
    id: `bsub_${counter}`,
    customer_id: "cus_1",
    email: "eva@example.com",
    sales_channel_id: null,
    region_id: null,
    currency_code: "eur",
    plan: { id: "bplan_1", interval: "month", interval_count: 1 },
    trial_days: 0,
    started_at: START,
    time_zone: "UTC",
    order_id: `order_${counter}`,
    order_line_id: `ordli_${counter}`,
    payment_provider_id: null,
    payment_data: null,
    items: [
      {
        variant_id: "variant_1",
        title: "Desk",
        quantity: 1,
        unit_price: 30,
        is_tax_inclusive: false,
        requires_shipping: false,
      },
    ],
    ...more,
  }
}

moduleIntegrationTestRunner<BillingModuleService>({
  moduleName: BILLING_MODULE,
  resolve: "./src/modules/billing",
  pathToMigrations: "./src/modules/billing/migrations",
  moduleOptions: { billing: { retryAfterDays: [2], leaseSeconds: 60 } },
  testSuite: ({ service }) => {
    const start = (more: Partial<NewSubscription> = {}): Promise<StartedRow> => {
      const input = newSubscription(more)
      return service.startSubscription(input, { id: `binv_of_${input.id}`, ...figures })
    }
    const far = new Date("2030-01-01T00:00:00.000Z")

    async function open(subscription: SubscriptionRow, id = `binv_next_${subscription.id}`) {
      const input: OpenInvoiceInput = {
        id,
        ...figures,
        subscription_id: subscription.id,
        customer_id: "cus_1",
        currency_code: "eur",
        period: periodAt(subscription, subscription.cycle_index + 1),
        order_id: "order_next",
        payment_collection_id: "pay_col_next",
        issued_at: START,
      }
      // As whoever bills it does: under the lease they took.
      const { lease_token } = await service.retrieveBillingSubscription(subscription.id)
      return service.openInvoice({ ...input, token: lease_token })
    }

    describe("starting", () => {
      it("starts a subscription with its order as invoice 1, once per order line however often and at once", async () => {
        const input = newSubscription()
        const tries = [1, 2, 3, 4].map((n) =>
          service.startSubscription({ ...input, id: `bsub_twin_${n}` }, { id: `binv_twin_${n}`, ...figures }),
        )
        const started = await Promise.all(tries)
        expect(new Set(started.map(({ subscription }) => subscription.id)).size).toBe(1)
        expect(started[0]?.subscription).toMatchObject({
          status: "active",
          cycle_index: 0,
          current_period_start: START,
          current_period_end: new Date("2027-02-28T09:00:00.000Z"),
          next_billing_at: new Date("2027-02-28T09:00:00.000Z"),
          items: [{ quantity: 1, unit_price: 30 }],
        })
        expect(started[0]?.invoice).toMatchObject({
          number: "INV-000001",
          kind: "initial",
          status: "paid",
          total: 24,
          discount_total: 6,
        })
        expect(await service.listBillingInvoices({})).toHaveLength(1)
      })

      describe("rule 49: before its discounts stand", () => {
        const hidden = async (more: Partial<NewSubscription> = {}) => {
          const input = newSubscription({ order_id: null, order_line_id: null, is_hidden: true, ...more })
          const { subscription } = await service.startSubscription(input, null)
          return subscription
        }
        const due = async () => (await service.listDue({ until: far, except: [], limit: 100 })).map(({ id }) => id)
        const everything = (id: string) =>
          service.listBillingSubscriptions({ id }, { withDeleted: true, relations: ["items"] })

        it("nobody sees it, and nothing of it is due or counted, until it is revealed", async () => {
          const { id } = await hidden()
          expect(await service.readSubscriptions({ id })).toEqual([])
          expect(await due()).not.toContain(id)
          expect(await service.listDueCustomers(far, 100)).toEqual([])
          expect(await service.tryLease({ id, token: "lease", due_before: far })).toBeNull()
          expect(await service.customerHistory("cus_1")).toMatchObject({ active_subscription_count: 0 })

          await service.revealSubscription(id)
          // A second call, of whoever got no answer, changes nothing.
          await service.revealSubscription(id)

          expect(await service.readSubscription(id)).toMatchObject({
            status: "active",
            cycle_index: -1,
            next_billing_at: START,
            items: [{ quantity: 1, unit_price: 30 }],
          })
          expect(await due()).toContain(id)
        })

        it("is discarded without a trace, and then not revealed any more", async () => {
          const { id } = await hidden()
          expect(await service.discardHiddenSubscription(id)).toBe(true)
          expect(await everything(id)).toEqual([])
          expect(await service.listBillingSubscriptionItems({ subscription_id: id }, { withDeleted: true })).toEqual([])
          await expect(service.revealSubscription(id)).rejects.toThrow("took too long and was taken back")
          expect(await service.discardHiddenSubscription(id)).toBe(true)
        })

        it("one that has begun is not discarded", async () => {
          const { id } = await hidden()
          await service.revealSubscription(id)
          expect(await service.discardHiddenSubscription(id)).toBe(false)
          expect(await service.readSubscription(id)).toMatchObject({ items: [{ quantity: 1 }] })
        })

        it("of revealing and discarding at once one happens, whole", async () => {
          for (let round = 0; round < 10; round += 1) {
            const { id } = await hidden()
            const [revealed, discarded] = await Promise.allSettled([
              service.revealSubscription(id),
              service.discardHiddenSubscription(id),
            ])
            const is_there = (await service.readSubscriptions({ id })).length === 1
            expect(is_there).toBe(revealed.status === "fulfilled")
            expect(discarded).toEqual({ status: "fulfilled", value: !is_there })
            expect(await everything(id)).toHaveLength(is_there ? 1 : 0)
          }
        })
      })

      it("reads its items in the order of their ids, whatever was written since", async () => {
        const item = { variant_id: "v", quantity: 1, unit_price: 10, is_tax_inclusive: false, requires_shipping: false }
        const items = ["a", "b", "c"].map((id) => ({ ...item, id: `bsubitem_${id}`, title: id }))
        const { subscription } = await start({ items: [...items].reverse() })
        await service.updateBillingSubscriptionItems({ id: "bsubitem_a", title: "A" })
        const read = await service.readSubscription(subscription.id)
        expect(read.items.map(({ title }) => title)).toEqual(["A", "b", "c"])
      })

      it("makes the trial cycle 0 and counts the paid periods from its end", async () => {
        const { subscription, invoice } = await start({ trial_days: 14 })
        expect(invoice).toMatchObject({ kind: "trial" })
        expect(subscription).toMatchObject({
          status: "trialing",
          trial_end: new Date("2027-02-14T09:00:00.000Z"),
          anchor_index: 1,
        })
        expect([0, 1, 2].map((index) => periodAt(subscription, index).starts_at.toISOString().slice(0, 10))).toEqual([
          "2027-01-31",
          "2027-02-14",
          "2027-03-14",
        ])
        expect(periodAt(subscription, 0).ends_at).toEqual(periodAt(subscription, 1).starts_at)
      })

      it("never drifts: the 31st comes back after February, and a wall clock survives daylight saving time", async () => {
        const { subscription } = await start({ time_zone: "Europe/Berlin" })
        const starts = [0, 1, 2, 3].map((index) => periodAt(subscription, index).starts_at.toISOString())
        expect(starts).toEqual([
          "2027-01-31T09:00:00.000Z",
          "2027-02-28T09:00:00.000Z",
          "2027-03-31T08:00:00.000Z",
          "2027-04-30T08:00:00.000Z",
        ])
      })

      it("numbers invoices without holes, also when many are filed at once and some fail", async () => {
        const attempts = await Promise.allSettled(
          Array.from({ length: 12 }, (_, n) => {
            const input = newSubscription()
            // Every third has the id of the one before: its transaction fails after the number was drawn.
            const id = n % 3 === 2 ? `binv_n_${n - 1}` : `binv_n_${n}`
            return service.startSubscription(input, { id, ...figures })
          }),
        )
        expect(attempts.filter(({ status }) => status === "rejected")).toHaveLength(4)
        const numbers = (await service.listBillingInvoices({}, { take: 100 })).map(({ number }) => number).sort()
        expect(numbers).toEqual(Array.from({ length: 8 }, (_, n) => `INV-00000${n + 1}`))
      })
    })

    describe("the lease", () => {
      it("lets one of many in, until it is given back", async () => {
        const { subscription } = await start()
        const tries = await Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            service.tryLease({ id: subscription.id, token: `t${n}`, due_before: far }),
          ),
        )
        expect(tries.filter((claimed) => claimed !== null)).toHaveLength(1)
        const token = `t${tries.findIndex((claimed) => claimed !== null)}`
        await service.releaseLease(subscription.id, "somebody else's")
        expect(await service.tryLease({ id: subscription.id, token: "late", due_before: far })).toBeNull()
        expect(await service.extendLease(subscription.id, "late")).toBe(false)
        expect(await service.extendLease(subscription.id, token)).toBe(true)
        await service.releaseLease(subscription.id, token)
        expect(await service.tryLease({ id: subscription.id, token: "late", due_before: far })).toMatchObject({
          id: subscription.id,
        })
      })

      it("lets one process bill a customer, whichever of their subscriptions it asks for", async () => {
        const mine = await Promise.all(Array.from({ length: 4 }, () => start()))
        const tries = await Promise.all(
          mine.map(({ subscription: { id } }) => service.tryLease({ id, token: `t_${id}`, due_before: far })),
        )
        const claimed = tries.filter((subscription) => subscription !== null)
        expect(claimed).toHaveLength(1)
        const [first] = claimed as [SubscriptionRow]
        const other = mine.find(({ subscription }) => subscription.id !== first.id)?.subscription as SubscriptionRow
        expect(await service.tryLease({ id: other.id, token: "late", due_before: far })).toBeNull()
        await service.releaseLease(first.id, `t_${first.id}`)
        expect(await service.tryLease({ id: other.id, token: "late", due_before: far })).not.toBeNull()
      })

      it("runs out by itself, so that a killed process blocks nobody for long", async () => {
        const { subscription } = await start()
        await service.tryLease({ id: subscription.id, token: "dead", due_before: far })
        await service.updateBillingSubscriptions({ id: subscription.id, lease_until: new Date(Date.now() - 1000) })
        expect(await service.tryLease({ id: subscription.id, token: "next", due_before: far })).not.toBeNull()
        expect(await service.extendLease(subscription.id, "dead")).toBe(false)
      })

      it("lets in only who means the cycle that comes next", async () => {
        const { subscription } = await start()
        const claim = (after_cycle: number) =>
          service.tryLease({ id: subscription.id, token: "t", due_before: null, after_cycle })
        expect(await claim(-1)).toBeNull()
        expect(await claim(1)).toBeNull()
        expect(await claim(0)).toMatchObject({ id: subscription.id })
      })

      it("is held for other work as well, whatever the subscription's status, by one at a time", async () => {
        const { subscription } = await start()
        await service.changeSubscription(subscription.id, { status: "canceled" })
        await service.takeLease(subscription.id, "first")
        await expect(service.takeLease(subscription.id, "second")).rejects.toThrow(/being billed right now/)
        await service.releaseLease(subscription.id, "first")
        await service.takeLease(subscription.id, "second")
        expect(await service.extendLease(subscription.id, "second")).toBe(true)
        await expect(service.takeLease("bsub_none", "third")).rejects.toThrow(/was not found/)
      })

      it("keeps admins from changing what is being billed", async () => {
        const { subscription } = await start()
        await service.tryLease({ id: subscription.id, token: "busy", due_before: far })
        await expect(service.changeSubscription(subscription.id, { status: "paused" })).rejects.toThrow(
          /being billed right now/,
        )
        const changed = await service.changeSubscription(subscription.id, { cancel_at_period_end: true }, "busy")
        expect(changed.cancel_at_period_end).toBe(true)
      })

      it("is not to be had before the period ends, nor for one that is over", async () => {
        const { subscription } = await start()
        expect(await service.tryLease({ id: subscription.id, token: "t", due_before: START })).toBeNull()
        await service.changeSubscription(subscription.id, { status: "canceled" })
        expect(await service.tryLease({ id: subscription.id, token: "t", due_before: far })).toBeNull()
        expect(await service.listDue({ until: far, except: [], limit: 10 })).toEqual([])
      })
    })

    describe("billing a period", () => {
      it("settles once: a second booking moves nothing", async () => {
        const { subscription } = await start()
        await service.tryLease({ id: subscription.id, token: "t", due_before: far })
        const invoice = await open(subscription)
        await service.bookPaidInvoice({ invoice_id: invoice.id, token: "t", now: far })
        const settled = await service.readSubscription(subscription.id)
        expect(settled).toMatchObject({
          cycle_index: 1,
          status: "active",
          next_billing_at: new Date("2027-03-31T09:00:00.000Z"),
          lease_token: null,
        })
        await service.bookPaidInvoice({ invoice_id: invoice.id, token: "t", now: new Date() })
        expect(await service.readSubscription(subscription.id)).toMatchObject({ cycle_index: 1 })
        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "paid", paid_at: far })
      })

      describe("rule 57: what is only authorised", () => {
        async function authorized() {
          const { subscription } = await start()
          await service.tryLease({ id: subscription.id, token: "t", due_before: far })
          const invoice = await open(subscription)
          await service.bookPaidInvoice({ invoice_id: invoice.id, token: "t", now: far, is_captured: false })
          return { subscription, invoice_id: invoice.id }
        }

        it("stays open, and its subscription has entered the period", async () => {
          const { subscription, invoice_id } = await authorized()
          expect(await service.readInvoice(invoice_id)).toMatchObject({
            status: "open",
            authorized_at: far,
            paid_at: null,
            next_attempt_at: null,
          })
          expect(await service.readSubscription(subscription.id)).toMatchObject({
            status: "active",
            cycle_index: 1,
            next_billing_at: new Date("2027-03-31T09:00:00.000Z"),
            lease_token: null,
          })
        })

        it("is paid once it is captured, once, and whoever books it again changes nothing", async () => {
          const { invoice_id } = await authorized()
          const [now, later] = [new Date("2030-01-02T00:00:00.000Z"), new Date("2030-01-03T00:00:00.000Z")]
          const booked = await Promise.all(
            [1, 2, 3].map(() => service.bookCaptured({ invoice_ids: [invoice_id], now })),
          )
          expect(booked.flat()).toEqual([invoice_id])
          expect(await service.bookCaptured({ invoice_ids: [invoice_id], now: later })).toEqual([])
          await service.bookPaidInvoice({ invoice_id, token: "t", now: later, is_captured: false })
          expect(await service.readInvoice(invoice_id)).toMatchObject({
            status: "paid",
            paid_at: now,
            authorized_at: far,
          })
        })

        it("a capture pays nothing that is not authorised: neither what is open nor what is void", async () => {
          const { subscription } = await start()
          const invoice = await open(subscription)
          expect(await service.bookCaptured({ invoice_ids: [invoice.id], now: far })).toEqual([])
          const held = await authorized()
          await service.voidInvoice({ invoice_id: held.invoice_id, now: far })
          expect(await service.bookCaptured({ invoice_ids: [held.invoice_id], now: far })).toEqual([])
          expect(await service.readInvoice(held.invoice_id)).toMatchObject({ status: "void", paid_at: null })
        })

        it("keeps order and payment, and is not voided with what a subscription owes", async () => {
          const { subscription, invoice_id } = await authorized()
          await service.forgetAttempt(invoice_id)
          await service.voidOpenInvoices(subscription.id, far)
          expect(await service.readInvoice(invoice_id)).toMatchObject({ status: "open", order_id: "order_next" })
        })

        it("counts as a purchase (rule 18), as a sign-up does that is captured later", async () => {
          const { subscription } = await authorized()
          const { customer_id } = subscription
          const before = await service.customerHistory(customer_id)
          const id = "bsub_held"
          const input = newSubscription({ id, customer_id, order_line_id: "ordli_held" })
          const { invoice } = await service.startSubscription(input, {
            id: "binv_held",
            ...figures,
            is_captured: false,
          })
          expect(invoice).toMatchObject({ status: "open", paid_at: null, authorized_at: input.started_at })
          expect((await service.customerHistory(customer_id)).paid_invoice_count).toBe(before.paid_invoice_count + 1)
          expect(before.paid_invoice_count).toBeGreaterThanOrEqual(2)
        })

        it("is found by the clean-up while it is held, page by page", async () => {
          const ids = [(await authorized()).invoice_id, (await authorized()).invoice_id].sort()
          const found: string[] = []
          for (let after = ""; ;) {
            const [row] = await service.listAuthorized({ since: START, after, limit: 1 })
            if (!row) {
              break
            }
            expect(row.order_id).toBe("order_next")
            found.push((after = row.id))
          }
          expect(found).toEqual(ids)
          expect(await service.listAuthorized({ since: new Date("2031-01-01"), after: "", limit: 9 })).toEqual([])
          expect(await service.bookCaptured({ invoice_ids: ids, now: far })).toHaveLength(2)
          expect(await service.listAuthorized({ since: START, after: "", limit: 9 })).toEqual([])
        })
      })

      it("cannot bill one period twice: the unique index refuses a second invoice", async () => {
        const { subscription } = await start()
        await open(subscription)
        await expect(open(subscription, "binv_twin")).rejects.toThrow(/already exists/)
      })

      it("keeps its number when it is opened again, and takes the new figures", async () => {
        const { subscription } = await start()
        const first = await open(subscription)
        const again = await service.openInvoice({
          ...first,
          ...figures,
          total: 20,
          period: periodAt(subscription, 1),
          order_id: "order_2",
          payment_collection_id: "pay_col_2",
        })
        expect(again).toMatchObject({ id: first.id, number: first.number, total: 20, order_id: "order_2" })
      })

      it("leaves a subscription cancelled that was cancelled while it was billed", async () => {
        const { subscription } = await start()
        await service.tryLease({ id: subscription.id, token: "t", due_before: far })
        const invoice = await open(subscription)
        await service.changeSubscription(subscription.id, { status: "canceled", next_billing_at: null }, "t")
        await service.bookPaidInvoice({ invoice_id: invoice.id, token: "t", now: far })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "canceled",
          next_billing_at: null,
        })
      })

      it("fault A14: finds what is paused and to end, and leaves what is only paused alone", async () => {
        const [ends, stays] = [await start(), await start()].map(({ subscription }) => subscription)
        const endings = [
          [ends!.id, true],
          [stays!.id, false],
        ] as const
        for (const [id, cancel_at_period_end] of endings) {
          const subscription = await service.readSubscription(id)
          await service.tryLease({ id, token: id, due_before: far })
          const invoice = await open(subscription)
          // Paused and to end while it was being billed: the paid period is the last one.
          await service.changeSubscription(id, { status: "paused", next_billing_at: null, cancel_at_period_end }, id)
          await service.bookPaidInvoice({ invoice_id: invoice.id, token: id, now: far })
        }
        const period_end = new Date("2027-03-31T09:00:00.000Z")
        expect(await service.readSubscription(ends!.id)).toMatchObject({
          status: "paused",
          next_billing_at: period_end,
        })
        expect(await service.readSubscription(stays!.id)).toMatchObject({ status: "paused", next_billing_at: null })
        const due = await service.listDue({ until: far, except: [], limit: 10 })
        expect(due).toEqual([{ id: ends!.id, customer_id: "cus_1", due_at: period_end }])
        expect(await service.listDueCustomers(far, 10)).toEqual(["cus_1"])
      })

      it("tries a declined invoice again after the option's days, then gives up", async () => {
        const { subscription } = await start()
        const now = new Date("2027-02-28T09:00:00.000Z")
        await service.tryLease({ id: subscription.id, token: "t", due_before: now })
        const invoice = await open(subscription)
        await service.declineInvoice({
          invoice_id: invoice.id,
          token: "t",
          now,
          code: "payment_declined",
          message: "no funds",
        })
        const later = new Date("2027-03-02T09:00:00.000Z")
        expect(await service.readInvoice(invoice.id)).toMatchObject({
          status: "open",
          attempt_count: 1,
          next_attempt_at: later,
          order_id: "order_next",
          payment_collection_id: "pay_col_next",
          failure_code: "payment_declined",
          failure_message: "no funds",
        })
        await service.forgetAttempt(invoice.id)
        expect(await service.readInvoice(invoice.id)).toMatchObject({ order_id: null, payment_collection_id: null })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "past_due",
          next_billing_at: later,
          cycle_index: 0,
        })
        await service.tryLease({ id: subscription.id, token: "t2", due_before: later })
        await service.declineInvoice({
          invoice_id: invoice.id,
          token: "t2",
          now: later,
          code: "payment_declined",
          message: "no funds",
        })
        expect(await service.readInvoice(invoice.id)).toMatchObject({
          status: "uncollectible",
          attempt_count: 2,
          next_attempt_at: null,
        })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "unpaid",
          next_billing_at: null,
        })
      })

      it("rule 59: gives up at once what will never succeed, until there is another payment method", async () => {
        const { subscription } = await start()
        const now = new Date("2027-02-28T09:00:00.000Z")
        await service.tryLease({ id: subscription.id, token: "t", due_before: now })
        const invoice = await open(subscription)
        const stolen = { now, code: "stolen_card", message: "Your card was declined." }
        await service.declineInvoice({ invoice_id: invoice.id, token: "t", ...stolen })
        expect(await service.readInvoice(invoice.id)).toMatchObject({
          status: "uncollectible",
          attempt_count: 1,
          failure_code: "stolen_card",
          next_attempt_at: null,
        })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "unpaid",
          next_billing_at: null,
        })

        const later = new Date("2027-03-05T09:00:00.000Z")
        const method = { provider_id: "pp_stripe_stripe", data: { payment_method: "pm_other" } }
        await service.setPaymentMethod(subscription.id, method, null)
        expect(await service.readSubscription(subscription.id)).toMatchObject({ status: "unpaid" })
        await service.setPaymentMethod(subscription.id, method, later)

        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "open", next_attempt_at: later })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "past_due",
          next_billing_at: later,
          payment_data: { payment_method: "pm_other" },
        })
      })

      it("rule 59: another payment method collects nothing by itself that was given up for want of money", async () => {
        const { subscription } = await start()
        const now = new Date("2027-02-28T09:00:00.000Z")
        const invoice = await open(subscription)
        for (const token of ["t1", "t2"]) {
          await service.tryLease({ id: subscription.id, token, due_before: null })
          const poor = { now, code: "insufficient_funds", message: "Your card has insufficient funds." }
          await service.declineInvoice({ invoice_id: invoice.id, token, ...poor })
        }
        await service.setPaymentMethod(subscription.id, { provider_id: "pp_stripe_stripe", data: null }, now)
        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "uncollectible" })
        expect(await service.readSubscription(subscription.id)).toMatchObject({ status: "unpaid" })
      })

      it("books no decline for a process that has lost its lease", async () => {
        const { subscription } = await start()
        const invoice = await open(subscription)
        await service.declineInvoice({
          invoice_id: invoice.id,
          token: "lost",
          now: far,
          code: "payment_declined",
          message: "no funds",
        })
        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "open", attempt_count: 0 })
      })
    })

    describe("fault A1: an invoice that waits for stock", () => {
      const now = new Date("2027-02-28T09:00:00.000Z")
      const tomorrow = new Date("2027-03-01T09:00:00.000Z")
      const short = { now, code: "out_of_stock" as const, message: "none left" }

      async function waiting(): Promise<{ subscription: SubscriptionRow; invoice: InvoiceRow; is_new: boolean }> {
        const { subscription } = await start()
        await service.tryLease({ id: subscription.id, token: "t", due_before: now })
        const invoice = await open(subscription)
        const { is_new } = await service.waitForStock({ ...short, invoice_id: invoice.id, token: "t" })
        return { subscription, invoice, is_new }
      }

      it("is no attempt to collect it, keeps the subscription as it was, and is news once", async () => {
        const { subscription, invoice, is_new } = await waiting()
        expect(is_new).toBe(true)
        expect(await service.readInvoice(invoice.id)).toMatchObject({
          status: "open",
          attempt_count: 0,
          failure_code: "out_of_stock",
          failure_message: "none left",
          next_attempt_at: tomorrow,
        })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "active",
          next_billing_at: tomorrow,
          cycle_index: 0,
        })
        await service.tryLease({ id: subscription.id, token: "t2", due_before: tomorrow })
        const again = await service.waitForStock({ ...short, now: tomorrow, invoice_id: invoice.id, token: "t2" })
        expect(again).toEqual({ is_new: false })
        await service.bookPaidInvoice({ invoice_id: invoice.id, token: "t", now: tomorrow })
        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "paid", failure_code: null })
      })

      it("is due since its period began as soon as there is stock, once, and only that one", async () => {
        const [one, other] = [await waiting(), await waiting()]
        const { subscription } = await start()
        const { variant_id = "" } = subscription.items[0] ?? {}
        const sold = [one, other].map((each) => ({ subscription_id: each.subscription.id, variant_id }))
        expect(await service.listWaitingForStock()).toEqual(expect.arrayContaining(sold))
        expect(await service.listWaitingForStock()).toHaveLength(2)
        const ids = [one.subscription.id, subscription.id]
        expect(await service.stopWaitingForStock(ids)).toEqual([one.subscription.customer_id])
        expect(await service.readSubscription(one.subscription.id)).toMatchObject({
          next_billing_at: one.invoice.period_start,
        })
        expect(await service.readSubscription(other.subscription.id)).toMatchObject({ next_billing_at: tomorrow })
        expect(await service.stopWaitingForStock(ids)).toEqual([])
        expect(await service.listWaitingForStock()).toEqual(sold.slice(1))
      })

      it("one that was given up stays given up when it is collected by hand and there is no stock", async () => {
        const { subscription } = await start()
        const invoice = await open(subscription)
        await service.changeSubscription(subscription.id, { status: "unpaid", next_billing_at: null })
        await service.tryLease({ id: subscription.id, token: "t", due_before: null })
        await service.waitForStock({ ...short, invoice_id: invoice.id, token: "t" })
        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "uncollectible", next_attempt_at: null })
        expect(await service.readSubscription(subscription.id)).toMatchObject({
          status: "unpaid",
          next_billing_at: null,
        })
      })

      it("is not booked by a process that has lost its lease", async () => {
        const { subscription } = await start()
        const invoice = await open(subscription)
        const lost = await service.waitForStock({ ...short, invoice_id: invoice.id, token: "lost" })
        expect(lost).toEqual({ is_new: false })
        expect(await service.readInvoice(invoice.id)).toMatchObject({ status: "open", failure_code: null })
      })
    })

    it("lists what is due, the longest waiting first", async () => {
      const [late, early] = [await start(), await start({ started_at: new Date("2027-01-01T00:00:00.000Z") })]
      const ids = async (until: string, except: string[] = []) =>
        (await service.listDue({ until: new Date(until), except, limit: 10 })).map(({ id }) => id)
      expect(await ids("2027-02-01T00:00:00.000Z")).toEqual([early.subscription.id])
      expect(await ids("2027-02-28T09:00:00.000Z")).toEqual([early.subscription.id, late.subscription.id])
      expect(await ids("2027-02-28T09:00:00.000Z", [early.subscription.id])).toEqual([late.subscription.id])
    })

    it("counts paid invoices without trials, and running subscriptions (rules 18 and 21)", async () => {
      await start()
      await start({ trial_days: 7 })
      const { subscription } = await start()
      await service.changeSubscription(subscription.id, { status: "canceled" })
      expect(await service.customerHistory("cus_1")).toEqual({ paid_invoice_count: 2, active_subscription_count: 2 })
      expect(await service.customerHistory("cus_2")).toEqual({ paid_invoice_count: 0, active_subscription_count: 0 })
    })

    describe("rule 61: a dispute", () => {
      const NOON = new Date("2027-02-10T12:00:00.000Z").getTime()
      const told = (minute: number, status: string, amount: number, id = "dp_1") => ({
        id,
        provider_id: "pp_stripe_stripe",
        order_id: "order_disputed",
        currency_code: "eur",
        status,
        amount,
        told_at: new Date(NOON + minute * 60_000),
        step: 13,
      })
      const disputed = () => service.listDisputed(["order_disputed", "order_other"])

      it("is what was told of it last, however late and often it comes; what stays is news once", async () => {
        expect(await service.hearDispute(told(5, "under_review", 12.34))).toBe(true)
        expect(await service.hearDispute(told(0, "warning_needs_response", 0))).toBe(false)
        expect(await service.hearDispute(told(5, "under_review", 12.34))).toBe(false)
        expect(await service.hearDispute(told(6, "under_review", 12.34))).toBe(false)
        expect(await disputed()).toEqual([{ order_id: "order_disputed", amount: 12.34 }])
        expect(await service.hearDispute(told(9, "won", 0))).toBe(true)
        expect(await service.hearDispute(told(6, "under_review", 12.34))).toBe(false)
        expect(await disputed()).toEqual([])
        expect(await service.listBillingDisputes({})).toMatchObject([{ id: "dp_1", status: "won", amount: 0 }])
      })

      it("adds up with others over the same order, and is heard once by servers that hear it in the same moment", async () => {
        const news = await Promise.all([1, 2, 3].map(() => service.hearDispute(told(0, "lost", 10))))
        expect(news.filter(Boolean)).toEqual([true])
        await service.hearDispute(told(0, "needs_response", 0.5, "dp_2"))
        expect(await disputed()).toEqual([{ order_id: "order_disputed", amount: 10.5 }])
        expect(await service.listDisputed([])).toEqual([])
      })
    })

    it("has one default plan per variant", async () => {
      const plan = (name: string) =>
        service.createBillingPlans({ variant_id: "variant_1", name, interval: "month" as const })
      const [one, two] = [await plan("one"), await plan("two")]
      await service.makeDefaultPlan(one.id)
      await service.makeDefaultPlan(two.id)
      const defaults = (await service.listBillingPlans({ is_default: true })).map(({ id }) => id)
      expect(defaults).toEqual([two.id])
    })

    it.each([
      [{ billing: { retryAfterDays: [0] } }, /retryAfterDays/],
      [{ billing: { retryAfterDays: "3" as never } }, /retryAfterDays/],
      [{ billing: { leaseSeconds: -1 } }, /leaseSeconds/],
    ])("refuses the options %j at boot", (options, message) => {
      expect(() => readBillingOptions(options)).toThrow(message)
    })
  },
})
