// Lives: customers who pay an invoice themselves, on-session, against retries, other servers, voids and processes that die (rule 59).
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { REQUIRES_ACTION_EVENT } from "../../../src/workflows/billing"
import { finishUnfinished } from "../../../src/jobs/finish-unfinished"
import { endMissedOrders } from "../../../src/operations/clean-up/end-missed-orders"
import { eventually } from "../../helpers/eventually"
import { heardOf } from "../../helpers/heard"
import { STRIPE, StripeMembers } from "../../helpers/stripe-members"
import type { StripeInvoice, StripeMember } from "../../helpers/stripe-members"
import type { Answer, Customer, ErrorBody, Shop } from "../../helpers/world"
import { declined } from "../../stripe/cards"
import type { StripeServer } from "../../stripe/server"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const FEBRUARY = "2027-02-01T00:00:00.000Z"
/** Its bank asks its owner at every payment. */
const ASKING = "pm_card_authenticationRequired"

interface PaymentCollection {
  id: string
  amount: number
  currency_code: string
  payment_sessions: { status: string }[]
}

type Paid = Answer<ErrorBody & { payment_collection: PaymentCollection }>
type Confirmed = Answer<ErrorBody & { invoice: StripeInvoice }>

export function customersWhoPay(shop: Shop, stripe: StripeServer): void {
  const members = new StripeMembers(shop, stripe)
  const { life } = members
  let account = stripe.account
  const heard = heardOf(shop, REQUIRES_ACTION_EVENT)

  beforeEach(async () => {
    await members.begin(NEW_YEAR)
    account = stripe.account
  })
  afterEach(() => jest.restoreAllMocks())

  const pathOf = (invoice_id: string) => `/store/customers/me/billing/invoices/${invoice_id}/pay`
  const pay = ({ store }: Customer, invoice_id: string): Promise<Paid> => store.post(pathOf(invoice_id))
  const confirm = ({ store }: Customer, invoice_id: string): Promise<Confirmed> =>
    store.post(`${pathOf(invoice_id)}/confirm`)

  /** A renewal that their bank wants their word for. */
  async function owing(code?: string): Promise<StripeMember & { invoice_id: string }> {
    const member = await members.member(ASKING, code)
    await life.until(FEBRUARY)
    const invoice = await members.lastInvoice(member)
    expect(invoice).toMatchObject({ status: "open", payment_status: "requires_action" })
    return { ...member, invoice_id: invoice.id }
  }

  /** Begins to pay, and comes as far as the bank's question; the storefront may say how it is captured. */
  async function begin(member: StripeMember & { invoice_id: string }, data: object = {}): Promise<PaymentCollection> {
    const { status, body } = await pay(member.customer, member.invoice_id)
    expect({ status, message: body.message }).toEqual({ status: 200, message: undefined })
    const path = `/store/payment-collections/${body.payment_collection.id}/payment-sessions`
    await member.customer.store.ok("POST", path, { provider_id: STRIPE, data })
    account.pay(members.lastIntent().id, member.card)
    return body.payment_collection
  }

  const authenticate = () => account.authenticate(members.lastIntent().id)
  const orders = async ({ id }: Customer) =>
    (await shop.world.admin.ok<{ count: number }>("GET", `/admin/orders?customer_id=${id}&fields=id`)).count
  const redemptions = async ({ id }: Customer) =>
    (await shop.world.admin.ok<{ count: number }>("GET", `/admin/redemptions?customer_id=${id}`)).count
  const retry = (invoice_id: string) => shop.world.admin.post(`/admin/billing/invoices/${invoice_id}/retry`)

  it("rule 59: an invoice that needs its customer is paid by them, as a renewal is, and once", async () => {
    const member = await owing(await shop.world.percent(20, { duration: "forever" }))
    const { customer, invoice_id, subscription_id } = member

    const collection = await begin(member)
    expect(collection).toMatchObject({ amount: 24, currency_code: "eur", payment_sessions: [] })
    const intent = members.lastIntent()
    expect(intent).toMatchObject({ amount: 2400, setup_future_usage: "off_session", status: "requires_action" })
    const early = await confirm(customer, invoice_id)
    expect(early).toMatchObject({ status: 400, body: { code: "payment_not_authorized" } })
    expect(await members.lastInvoice(member)).toMatchObject({ status: "open", order_id: null, attempt_count: 1 })

    authenticate()
    const { status, body } = await confirm(customer, invoice_id)

    expect({ status, message: body.message }).toEqual({ status: 200, message: undefined })
    expect(body.invoice).toMatchObject({
      status: "paid",
      payment_status: "captured",
      total: 24,
      failure_code: null,
      payment_collection_id: collection.id,
    })
    expect(await life.read(subscription_id)).toMatchObject({
      status: "active",
      next_billing_at: "2027-03-01T00:00:00.000Z",
    })
    expect(await confirm(customer, invoice_id)).toMatchObject({ status: 200, body: { invoice: { status: "paid" } } })
    expect(account.kept()).toEqual([2400])
    expect(account.intents.get(intent.id)).toMatchObject({ status: "succeeded" })
    expect([await orders(customer), await redemptions(customer)]).toEqual([2, 2])
    expect(await pay(customer, invoice_id)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/is paid/) as string },
    })
  })

  it("rule 59: nobody pays or books for another, and nothing is booked that was never begun", async () => {
    const { customer, invoice_id } = await owing()
    const stranger = await shop.world.customer()
    expect(await pay(stranger, invoice_id)).toMatchObject({ status: 404 })
    expect(await confirm(stranger, invoice_id)).toMatchObject({ status: 404 })
    expect((await shop.world.store.post(pathOf(invoice_id))).status).toBe(401)
    expect(await confirm(customer, invoice_id)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/never begun/) as string },
    })
    expect(account.kept()).toEqual([])
  })

  it("rule 59: two tabs and a retry in the same moment: one charge, one order", async () => {
    const member = await owing()
    const { customer, invoice_id } = member
    const [one, other] = await Promise.all([pay(customer, invoice_id), pay(customer, invoice_id)])
    const answered = [one, other].filter(({ status }) => status === 200).map(({ body }) => body.payment_collection.id)
    expect(new Set(answered).size).toBe(1)
    await begin(member)
    authenticate()
    const answers = await Promise.all([
      confirm(customer, invoice_id),
      retry(invoice_id),
      confirm(customer, invoice_id),
      life.world.admin.post("/admin/billing/renewals", {}),
    ])
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 400)).toEqual([])
    expect((await confirm(customer, invoice_id)).body.invoice).toMatchObject({
      status: "paid",
      payment_status: "captured",
    })
    expect(account.kept()).toEqual([3000])
    expect(await orders(customer)).toBe(2)
  })

  it("rule 59: the retry that falls due waits an hour for a customer who pays, and then goes on without them", async () => {
    const member = await owing()
    await shop.world.setClock("2027-02-01T23:30:00.000Z")
    await begin(member)
    const intent = members.lastIntent()
    expect(await life.until("2027-02-02T00:29:00.000Z")).toMatchObject({ billed: 0, declined: 0 })
    expect(intent).toMatchObject({ status: "requires_action" })

    expect(await life.until("2027-02-02T00:31:00.000Z")).toMatchObject({ billed: 0, declined: 1 })

    expect(account.intents.get(intent.id)).toMatchObject({ status: "canceled" })
    expect(await members.lastInvoice(member)).toMatchObject({ attempt_count: 2, payment_collection_id: null })
    expect(await confirm(member.customer, member.invoice_id)).toMatchObject({ status: 400 })
    expect(account.kept()).toEqual([])
  })

  it("rule 59: however often they begin, the retry is put off by a day at most", async () => {
    const member = await owing()
    for (let hour = 0; hour < 30; hour++) {
      await shop.world.setClock(new Date(Date.parse("2027-02-01T23:30:00.000Z") + hour * 3_600_000).toISOString())
      expect((await pay(member.customer, member.invoice_id)).status).toBe(200)
    }
    expect(await life.read(member.subscription_id)).toMatchObject({ next_billing_at: "2027-02-03T00:00:00.000Z" })
  })

  it("rule 59: what the customer has paid and never confirmed is booked by the retry, and not charged again", async () => {
    const member = await owing()
    await begin(member)
    authenticate()
    expect(await life.until("2027-02-02T00:00:00.000Z")).toMatchObject({ billed: 1, declined: 0 })
    expect(await members.lastInvoice(member)).toMatchObject({ status: "paid", payment_status: "captured" })
    expect(account.kept()).toEqual([3000])
  })

  it("rule 59: a retry by hand takes the customer's payment over: theirs is cancelled, the kept card is charged once", async () => {
    const member = await members.member()
    account.bankSays(member.card, declined("insufficient_funds"))
    await life.until(FEBRUARY)
    const { id: invoice_id } = await members.lastInvoice(member)
    await pay(member.customer, invoice_id)
    const collection = (await pay(member.customer, invoice_id)).body.payment_collection
    await members.session(member.customer, collection.id)
    const theirs = members.lastIntent()
    account.bankSays(member.card, null)

    expect(await retry(invoice_id)).toMatchObject({ status: 200, body: { invoice: { status: "paid" } } })

    expect(account.intents.get(theirs.id)).toMatchObject({ status: "canceled" })
    expect(await confirm(member.customer, invoice_id)).toMatchObject({
      status: 200,
      body: { invoice: { status: "paid" } },
    })
    expect(account.kept()).toEqual([3000])
  })

  it.each([
    ["manual", "canceled", []],
    ["automatic", "succeeded", [0]],
  ])(
    "rule 59: an amount that has changed since is not booked, and nothing is kept (captured: %s)",
    async (capture_method, status, kept) => {
      const member = await owing()
      await begin(member, { capture_method })
      const intent = members.lastIntent()
      authenticate()
      const coupon = await shop.world.coupon({ type: "percentage", percentage: 10, duration: "forever" })
      await shop.world.admin.ok("POST", "/admin/discounts", {
        coupon_id: coupon.id,
        subscription_id: member.subscription_id,
      })

      const answer = await confirm(member.customer, member.invoice_id)
      expect(answer).toMatchObject({ status: 400, body: { code: "amount_changed" } })
      expect(account.intents.get(intent.id)).toMatchObject({ status })
      expect(account.kept()).toEqual(kept)
      expect(await orders(member.customer)).toBe(1)

      expect(await begin(member)).toMatchObject({ amount: 27 })
      authenticate()
      expect((await confirm(member.customer, member.invoice_id)).body.invoice).toMatchObject({
        status: "paid",
        total: 27,
      })
      expect(account.kept()).toEqual([...kept, 2700])
    },
  )

  it("rule 59: an invoice that is voided meanwhile is not paid, and its payment is let go of", async () => {
    const member = await owing()
    await begin(member)
    const intent = members.lastIntent()
    authenticate()
    expect(intent).toMatchObject({ status: "requires_capture" })
    await shop.world.admin.ok("POST", `/admin/billing/invoices/${member.invoice_id}/void`)
    expect(account.intents.get(intent.id)).toMatchObject({ status: "canceled" })
    expect(await confirm(member.customer, member.invoice_id)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/is void/) as string },
    })
    expect(account.kept()).toEqual([])
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "active" })
  })

  it("rule 59: a process that dies between the payment and its booking: the next confirmation books it, once", async () => {
    const member = await owing(await shop.world.percent(50, { duration: "forever" }))
    await begin(member)
    authenticate()
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE)
    const died = jest.spyOn(billing, "bookPaidInvoice").mockRejectedValue(new Error("The process is gone."))
    expect((await confirm(member.customer, member.invoice_id)).status).toBe(500)
    expect(account.kept()).toEqual([1500])
    died.mockRestore()
    expect((await confirm(member.customer, member.invoice_id)).body.invoice).toMatchObject({ status: "paid" })
    expect(account.kept()).toEqual([1500])
    expect([await orders(member.customer), await redemptions(member.customer)]).toEqual([2, 2])
  })

  it("rule 61: a process that dies before the booking, and an order that is cancelled meanwhile: nothing is kept, the invoice is void", async () => {
    const member = await owing(await shop.world.percent(50, { duration: "forever" }))
    await begin(member)
    authenticate()
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE)
    const died = jest.spyOn(billing, "bookPaidInvoice").mockRejectedValue(new Error("The process is gone."))
    expect((await confirm(member.customer, member.invoice_id)).status).toBe(500)
    died.mockRestore()
    const { order_id } = await billing.readInvoice(member.invoice_id)
    await billing.takeLease(member.subscription_id, "somebody")
    await shop.world.admin.ok("POST", `/admin/orders/${order_id}/cancel`)
    await endMissedOrders(shop.container)
    await billing.releaseLease(member.subscription_id, "somebody")

    expect(await confirm(member.customer, member.invoice_id)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/is void/) as string },
    })
    expect(await members.lastInvoice(member)).toMatchObject({ status: "void", payment_status: "refunded" })
    expect(account.kept()).toEqual([0])
    expect((await pay(member.customer, member.invoice_id)).status).toBe(400)
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "active" })
  })

  it("rule 59: the job books what was paid of an invoice that nobody collects any more, and ends what was left", async () => {
    const member = await members.member()
    account.bankSays(member.card, declined("stolen_card"))
    await life.until(FEBRUARY)
    const { id: invoice_id, status } = await members.lastInvoice(member)
    expect(status).toBe("uncollectible")
    const other = account.method("pm_card_mastercard")
    const theirs = { ...member, invoice_id, card: other.id }

    const { body } = await pay(member.customer, invoice_id)
    await members.session(member.customer, body.payment_collection.id)
    const left = members.lastIntent()
    await finishUnfinished(shop.container, 0)
    expect(left).toMatchObject({ status: "requires_payment_method" })
    await shop.world.setClock("2027-02-01T01:01:00.000Z")
    await finishUnfinished(shop.container, 0)
    expect(account.intents.get(left.id)).toMatchObject({ status: "canceled" })
    expect(await members.lastInvoice(member)).toMatchObject({ status: "uncollectible", payment_collection_id: null })
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "unpaid" })

    await begin(theirs)
    await finishUnfinished(shop.container, 0)
    expect(await members.lastInvoice(member)).toMatchObject({ status: "paid", payment_status: "captured" })
    expect(await life.read(member.subscription_id)).toMatchObject({ status: "active" })
    expect(account.kept()).toEqual([3000])
    expect((await confirm(member.customer, invoice_id)).status).toBe(200)
  })

  it("rule 59: an admin asks the customer again", async () => {
    const { invoice_id, subscription_id, customer } = await owing()
    const told = { id: invoice_id, subscription_id, customer_id: customer.id }
    await eventually(heard, [told])
    const path = `/admin/billing/invoices/${invoice_id}/ask-customer`
    const { invoice } = await shop.world.admin.ok<{ invoice: StripeInvoice }>("POST", path)
    expect(invoice).toMatchObject({ status: "open", payment_status: "requires_action" })
    await eventually(heard, [told, told])
    await shop.world.admin.ok("POST", `/admin/billing/invoices/${invoice_id}/void`)
    expect(await shop.world.admin.post(path)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/is void/) as string },
    })
  })
}
