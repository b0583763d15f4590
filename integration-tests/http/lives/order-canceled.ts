// Lives: an order is cancelled in core while its invoice is still owed: the invoice is void, and nothing is kept (rule 61).
import { Modules } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { finishPlanChanges } from "../../../src/workflows/billing/change-plan"
import { endMissedOrders } from "../../../src/operations/clean-up/end-missed-orders"
import { eventually } from "../../helpers/eventually"
import { heardOf } from "../../helpers/heard"
import { Life } from "../../helpers/life"
import type { InvoiceView } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import type { Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const FEBRUARY = "2027-02-01T00:00:00.000Z"
/** The middle of January, to the hour. */
const HALF_TIME = "2027-01-16T12:00:00.000Z"
const TWO_CYCLES = { duration: "repeating", duration_in_cycles: 2 }

export function canceledOrders(shop: Shop): void {
  const life = new Life(shop)
  beforeEach(() => life.begin(NEW_YEAR))
  afterEach(() => jest.restoreAllMocks())

  const heard = heardOf(shop, "order.canceled")
  const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)
  const bill = (until = FEBRUARY) =>
    shop.world.admin.ok<{ billed: number; declined: number }>("POST", "/admin/billing/renewals", { until })
  const cancel = (order_id: string | null) => shop.world.admin.ok("POST", `/admin/orders/${order_id}/cancel`)

  async function member(code?: string): Promise<string> {
    const plan_id = await life.plan("Desk Membership")
    return (await life.signUp([{ product: "Desk Membership", plan_id }], { code })).subscription_id
  }

  const last = async (subscription_id: string): Promise<InvoiceView> => {
    const invoice = (await life.invoices(subscription_id)).at(-1)
    if (!invoice) {
      throw new Error("There is no invoice.")
    }
    return invoice
  }

  /** The process dies between the payment and its booking: the order is there and paid, the invoice owed. */
  async function paidAndNotBooked(id: string): Promise<InvoiceView> {
    const died = jest.spyOn(billing(), "bookPaidInvoice").mockRejectedValue(new Error("The process is gone."))
    expect(await bill()).toMatchObject({ billed: 0 })
    died.mockRestore()
    const invoice = await last(id)
    expect(invoice).toMatchObject({ status: "open", order_id: expect.stringMatching(/^order_/) as string })
    return invoice
  }

  /** What the shop keeps of an order's payments, and what the order's own books say. */
  async function keptOf(order_id: string | null): Promise<[number, number]> {
    const path = `/admin/orders/${order_id}?fields=*payment_collections.payments.captures,*payment_collections.payments.refunds`
    const { order } = await shop.world.admin.ok<{
      order: {
        payment_collections: { payments: { captures: { amount: number }[]; refunds: { amount: number }[] }[] }[]
      }
    }>("GET", path)
    const payments = order.payment_collections.flatMap((collection) => collection.payments)
    const sum = (moved: { amount: unknown }[]) => moved.reduce((all, { amount }) => all + Number(amount), 0)
    const kept = sum(payments.flatMap(({ captures }) => captures)) - sum(payments.flatMap(({ refunds }) => refunds))
    const booked = await shop.container
      .resolve(Modules.ORDER)
      .listOrderTransactions({ order_id: order_id ?? "" }, { select: ["amount"] })
    return [kept, sum(booked)]
  }

  const ledger = async (invoice_id: string) =>
    (await shop.world.redemptions({ invoice_id })).map(({ kind, amount }) => [kind, amount]).sort()

  /** Void, as if it had been voided by hand: the period is skipped, and its cycle is given back. */
  async function expectVoid(subscription_id: string, { id, order_id }: InvoiceView): Promise<void> {
    await eventually(async () => (await life.invoices(subscription_id)).find((one) => one.id === id)?.status, "void")
    expect(await life.read(subscription_id)).toMatchObject({
      status: "active",
      next_billing_at: "2027-03-01T00:00:00.000Z",
    })
    expect(await keptOf(order_id)).toEqual([0, 0])
  }

  it("rule 61: paid for and not booked yet, it is void, its redemption reversed, its cycle given back", async () => {
    const id = await member(await shop.world.percent(20, TWO_CYCLES))
    const february = await paidAndNotBooked(id)
    expect(await ledger(february.id)).toEqual([["redemption", 6]])

    await cancel(february.order_id)

    await expectVoid(id, february)
    expect(await ledger(february.id)).toEqual([
      ["redemption", 6],
      ["reversal", -6],
    ])
    await life.until("2027-04-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([24, 24, 24, 30])
    expect((await life.invoices(id)).map(({ status }) => status)).toEqual(["paid", "void", "paid", "paid"])
  })

  it("rule 61: unheard, or heard while somebody bills the subscription, it is void by the job", async () => {
    const id = await member(await shop.world.percent(20, TWO_CYCLES))
    const february = await paidAndNotBooked(id)
    await billing().takeLease(id, "somebody")
    await cancel(february.order_id)
    await endMissedOrders(shop.container)
    expect(await last(id)).toMatchObject({ status: "open" })

    await billing().releaseLease(id, "somebody")
    await Promise.all([endMissedOrders(shop.container), endMissedOrders(shop.container)])
    await endMissedOrders(shop.container)

    await expectVoid(id, february)
    expect(await ledger(february.id)).toHaveLength(2)
  })

  it("rule 61: the run that comes before both books no payment that was given back, and charges nobody", async () => {
    const id = await member()
    const february = await paidAndNotBooked(id)
    await billing().takeLease(id, "somebody")
    await cancel(february.order_id)
    await endMissedOrders(shop.container)
    await billing().releaseLease(id, "somebody")

    expect(await bill()).toMatchObject({ billed: 0, declined: 0, failed: [] })

    await expectVoid(id, february)
    expect(life.charges()).toEqual([30, 30])
  })

  it("rule 61: cancelled in the moment of the charge, what was charged is given back", async () => {
    const id = await member(await shop.world.percent(20, TWO_CYCLES))
    testPayments.onCharged = async () => {
      testPayments.onCharged = null
      await cancel((await last(id)).order_id)
    }
    expect(await bill()).toMatchObject({ billed: 0, declined: 0, failed: [] })
    await expectVoid(id, await last(id))
    expect(await ledger((await last(id)).id)).toEqual([])
    expect(life.charges()).toEqual([24, 24])
  })

  it("rule 61: cancelled in the moment of the booking, what was charged is given back", async () => {
    const id = await member(await shop.world.percent(20, TWO_CYCLES))
    const service = billing()
    const book = service.bookPaidInvoice.bind(service)
    const payments = shop.container.resolve(Modules.PAYMENT)
    jest.spyOn(service, "bookPaidInvoice").mockImplementationOnce(async (...input) => {
      const { order_id } = await last(id)
      // Core read the payments before this one was there.
      const refund = jest
        .spyOn(payments, "refundPayment")
        .mockImplementationOnce(({ payment_id }) => payments.retrievePayment(payment_id))
      await cancel(order_id)
      refund.mockRestore()
      await book(...input)
    })
    expect(await bill()).toMatchObject({ billed: 1 })
    await endMissedOrders(shop.container)
    await expectVoid(id, await last(id))
  })

  it("rule 61: declined and not let go of, it is void as soon as the provider lets go; nobody is charged for it", async () => {
    const id = await member()
    testPayments.is_declining = true
    testPayments.is_holding_on = true
    expect(await bill()).toMatchObject({ declined: 1 })
    const february = await last(id)
    await cancel(february.order_id)
    await endMissedOrders(shop.container)
    expect(await last(id)).toMatchObject({ status: "open", order_id: february.order_id })

    testPayments.is_declining = false
    await shop.world.admin.ok("POST", "/admin/billing/renewals", { until: "2027-02-02T00:00:00.000Z" })
    expect(life.charges()).toEqual([30])
    expect(await last(id)).toMatchObject({ status: "open" })

    testPayments.is_holding_on = false
    await endMissedOrders(shop.container)
    await expectVoid(id, february)
    expect(life.charges()).toEqual([30])
  })

  it("rule 61: voiding by hand, and cancelling the subscription, end with the same", async () => {
    const code = await shop.world.percent(20, TWO_CYCLES)
    const [one, other] = [await member(code), await member(code)]
    await paidAndNotBooked(one)
    await paidAndNotBooked(other)
    for (const id of [one, other]) {
      await billing().takeLease(id, "somebody")
      await cancel((await last(id)).order_id)
    }
    await endMissedOrders(shop.container)
    for (const id of [one, other]) {
      await billing().releaseLease(id, "somebody")
    }
    await shop.world.admin.ok("POST", `/admin/billing/invoices/${(await last(one)).id}/void`)
    await expectVoid(one, await last(one))
    await shop.world.admin.ok("POST", `/admin/billing/subscriptions/${other}/cancel`)
    expect(await last(other)).toMatchObject({ status: "void" })
    expect(await keptOf((await last(other)).order_id)).toEqual([0, 0])
    expect(await ledger((await last(other)).id)).toHaveLength(2)
  })

  it("rule 61: an attempt that is taken back by ourselves cancels no order, and its invoice stays owed", async () => {
    const id = await member()
    testPayments.is_declining = true
    expect(await bill()).toMatchObject({ declined: 1 })
    await endMissedOrders(shop.container)
    expect(await last(id)).toMatchObject({ status: "open", order_id: null })
    expect(heard()).toEqual([])
  })

  describe("of a change of plan", () => {
    /** To a dearer plan, at once, with a code that one may redeem. */
    async function changing() {
      const id = await member()
      const promo_code = await shop.world.percent(50, TWO_CYCLES, { max_redemptions: 1 })
      const plan_id = await life.plan("Studio Membership")
      await shop.world.setClock(HALF_TIME)
      return { id, wish: { plan_id, promo_code }, before: (await life.read(id)).plan_id }
    }

    async function expectUnchanged(id: string, code: string, before: string): Promise<void> {
      await eventually(async () => (await last(id)).status, "void")
      const invoice = await last(id)
      expect(invoice).toMatchObject({ kind: "change" })
      expect(await keptOf(invoice.order_id)).toEqual([0, 0])
      expect(await life.read(id)).toMatchObject({ plan_id: before, status: "active" })
      expect((await shop.world.findCode(code)).times_redeemed).toBe(0)
      const { discounts } = await shop.world.admin.ok<{ discounts: { status: string }[] }>(
        "GET",
        `/admin/discounts?subscription_id=${id}`,
      )
      expect(discounts.filter(({ status }) => status === "running")).toEqual([])
    }

    it("rule 61: cancelled in the moment of the charge, the plan stays and nothing is kept", async () => {
      const { id, wish, before } = await changing()
      testPayments.onCharged = async () => {
        testPayments.onCharged = null
        await cancel((await last(id)).order_id)
      }
      const answer = await life.tryChange(id, wish)
      expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(/cancelled/) as string } })
      await expectUnchanged(id, wish.promo_code, before)
    })

    it("rule 61: cancelled after its process died, it is not made by the job", async () => {
      const { id, wish, before } = await changing()
      const died = jest.spyOn(billing(), "bookPlanChange").mockRejectedValue(new Error("The process is gone."))
      expect((await life.tryChange(id, wish)).status).toBe(500)
      died.mockRestore()
      const { order_id, status } = await last(id)
      expect(status).toBe("open")
      await billing().takeLease(id, "somebody")
      await cancel(order_id)
      await endMissedOrders(shop.container)
      await billing().releaseLease(id, "somebody")
      await finishPlanChanges(shop.container, new Date(HALF_TIME))
      await expectUnchanged(id, wish.promo_code, before)
    })
  })
}
