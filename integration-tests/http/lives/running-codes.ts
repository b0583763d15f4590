// Lives: members who enter a promo code on the subscription that they have (rule 50).
import { Life } from "../../helpers/life"
import type { InvoiceView, Member } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import type { Answer, Caller, ErrorBody, Shop } from "../../helpers/world"
import { unique } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const HALF_TIME = "2027-01-16T12:00:00.000Z"

interface CodeAnswer {
  promo_code: { code: string; status: string; reasons: unknown[]; amount: number }
  before?: InvoiceView[]
  upcoming_invoices: InvoiceView[]
}

type Refusal = Pick<ErrorBody, "code" | "reasons" | "message">

export function runningCodes(shop: Shop): void {
  const life = new Life(shop)
  const admin = () => shop.world.admin

  beforeEach(() => life.begin(NEW_YEAR))
  afterEach(() => testPayments.reset())

  /** At a desk for 30 EUR a month since New Year. */
  const atDesk = async (wish: { code?: string; customer?: Member["customer"] } = {}) =>
    life.signUp([{ product: "Desk Membership", plan_id: await life.plan("Desk Membership") }], wish)

  const mine = (id: string) => `/store/customers/me/billing/subscriptions/${id}`
  const enter = (caller: Caller, path: string, body: object): Promise<Answer<CodeAnswer & Refusal>> =>
    caller.post(`${path}/promo-codes`, body)
  const ask = (member: Member, code: string, more: object = {}) =>
    enter(member.customer.store, mine(member.subscription_id), { code, ...more })
  const takeOff = (member: Member, code: string): Promise<Answer<CodeAnswer & Refusal>> =>
    member.customer.store.delete(`${mine(member.subscription_id)}/promo-codes/${encodeURIComponent(code)}`)
  const totals = (invoices: InvoiceView[] = []) => invoices.map(({ total }) => total)
  const redeemed = async (code: string) => (await shop.world.findCode(code)).times_redeemed
  const reasons = ({ status, body }: Answer<Refusal>) => [status, body.reasons?.map(({ code }) => code)]

  it("rule 50: she sees the coming invoices before and after, confirms, and is billed just that", async () => {
    const code = await shop.world.percent(20, { duration: "repeating", duration_in_cycles: 2 }, { max_redemptions: 1 })
    const member = await atDesk()
    await shop.world.setClock(HALF_TIME)

    const shown = await ask(member, ` ${code.toLowerCase()} `, { preview: true, count: 3 })
    expect(shown.status).toBe(200)
    expect(shown.body.promo_code).toEqual({ code, status: "applied", reasons: [], amount: 6 })
    expect([totals(shown.body.before), totals(shown.body.upcoming_invoices)]).toEqual([
      [30, 30, 30],
      [24, 24, 30],
    ])
    expect(shown.body.upcoming_invoices[1]?.discounts).toMatchObject([{ code, amount: 6, is_last: true }])
    expect([await redeemed(code), totals(await life.upcoming(member.subscription_id, 2))]).toEqual([0, [30, 30]])

    const done = await ask(member, code, { count: 3 })
    expect(done.status).toBe(200)
    expect([done.body.promo_code.amount, totals(done.body.upcoming_invoices)]).toEqual([6, [24, 24, 30]])
    expect(await redeemed(code)).toBe(1)
    expect(reasons(await ask(member, code))).toEqual([400, ["already_running"]])

    await life.until("2027-04-01T00:00:00.000Z")
    expect(await life.bills(member.subscription_id)).toEqual([
      ["2027-01-01", 30],
      ["2027-02-01", 24],
      ["2027-03-01", 24],
      ["2027-04-01", 30],
    ])
    expect(life.charges()).toEqual([30, 24, 24, 30])
    const rows = await shop.world.redemptions({ promo_code_id: (await shop.world.findCode(code)).id })
    expect(rows.map(({ code, amount, customer_id }) => [code, amount, customer_id])).toEqual([
      [code, 6, member.customer.id],
      [code, 6, member.customer.id],
    ])
    expect(await redeemed(code)).toBe(1)
  })

  it("rule 50: a code is taken off while it has taken nothing, and its place comes back; later it stays", async () => {
    const code = await shop.world.percent(50, { duration: "forever" }, { max_redemptions: 1 })
    const [member, other] = [await atDesk(), await atDesk()]
    expect((await ask(member, code)).status).toBe(200)
    expect(reasons(await ask(other, code))).toEqual([400, ["redemption_limit_reached"]])

    const gone = await takeOff(member, code.toLowerCase())
    expect(gone).toMatchObject({ status: 200, body: { promo_code: { code, status: "removed" } } })
    expect(totals(gone.body.upcoming_invoices).slice(0, 2)).toEqual([30, 30])
    expect(await redeemed(code)).toBe(0)
    expect(await takeOff(member, code)).toMatchObject({ status: 404, body: { code: "code_not_found" } })

    expect((await ask(other, code)).status).toBe(200)
    await life.until("2027-02-01T00:00:00.000Z")
    expect(await takeOff(other, code)).toMatchObject({ status: 400, body: { code: "code_in_use" } })
    await life.until("2027-03-01T00:00:00.000Z")
    expect(totals(await life.invoices(member.subscription_id))).toEqual([30, 30, 30])
    expect(totals(await life.invoices(other.subscription_id))).toEqual([30, 15, 15])

    // A void invoice has taken nothing.
    for (const { id } of (await life.invoices(other.subscription_id)).slice(1)) {
      await admin().ok("POST", `/admin/billing/invoices/${id}/void`)
    }
    expect((await takeOff(other, code)).status).toBe(200)
    expect(await redeemed(code)).toBe(0)
  })

  it("rule 50: what is taken off while a declined invoice waits is not on its retry, and what is on it is not taken off", async () => {
    const [early, late] = [await shop.world.percent(50), await shop.world.percent(50)]
    const [member, other] = [await atDesk(), await atDesk()]
    await ask(other, early)
    testPayments.is_declining = true
    await life.until("2027-02-01T00:00:00.000Z")
    testPayments.is_declining = false

    expect((await ask(member, late)).body.upcoming_invoices[0]).toMatchObject({ total: 15 })
    expect((await takeOff(member, late)).status).toBe(200)
    expect(await takeOff(other, early)).toMatchObject({
      status: 400,
      body: { code: "code_in_use", message: expect.stringMatching(/still to be paid/) as string },
    })
    await life.until("2027-02-02T00:00:00.000Z")
    expect(totals(await life.invoices(member.subscription_id))).toEqual([30, 30])
    expect(totals(await life.invoices(other.subscription_id))).toEqual([30, 15])
    expect([await redeemed(early), await redeemed(late)]).toEqual([1, 0])
  })

  it("rules 20, 21 and 25: it is asked as a renewal, with every reason, and codes of one subscription stack or not", async () => {
    const renewals = { subscription_actions: ["renewal"] }
    const member = await atDesk({ code: await shop.world.percent(10, { duration: "forever", stackable: true }) })
    const refused: [object, string[]][] = [
      [{ restrictions: { subscription_actions: ["sign_up"] } }, ["action_not_eligible"]],
      [{ restrictions: { audience: "new_subscribers" } }, ["new_subscribers_only"]],
      [{ scope: { billing_periods: [{ interval: "year", interval_count: 1 }] } }, ["billing_period_not_eligible"]],
      [{ redeemable_for: ["one_time"], duration: "once" }, ["not_redeemable_for_subscription"]],
      [{ restrictions: renewals, stackable: false }, ["not_stackable"]],
      [
        { expires_at: "2026-12-31", restrictions: { customer_ids: ["cus_other"] } },
        ["expired", "customer_not_eligible"],
      ],
    ]
    for (const [fields, wanted] of refused) {
      const code = await shop.world.percent(20, { duration: "forever", stackable: true, ...fields })
      for (const preview of [true, false]) {
        const answer = await ask(member, code, { preview })
        expect(reasons(answer)).toEqual([400, wanted])
        expect(answer.body.code).toBe("promo_code_refused")
      }
    }
    const trial = await shop.world.offer({ type: "trial_extension", trial_days: 7 })
    expect(reasons(await ask(member, trial))).toEqual([400, ["action_not_eligible"]])

    const code = await shop.world.percent(50, { duration: "forever", stackable: true, restrictions: renewals })
    expect(totals((await ask(member, code, { count: 1 })).body.upcoming_invoices)).toEqual([13.5])
    expect(
      await shop.world.admin.ok("GET", `/admin/discounts?subscription_id=${member.subscription_id}`),
    ).toMatchObject({
      count: 2,
    })
  })

  it("rule 51: the same coupon never runs twice, whichever way it comes", async () => {
    const coupon = await shop.world.coupon({ type: "percentage", percentage: 10, duration: "forever", stackable: true })
    const [one, two] = [await shop.world.promoCode(coupon.id), await shop.world.promoCode(coupon.id)]
    const member = await atDesk({ code: one.code })
    const { subscription_id, customer } = member
    expect(reasons(await ask(member, two.code))).toEqual([400, ["already_running"]])

    const other = await atDesk()
    expect((await ask(other, two.code)).status).toBe(200)
    const put = (body: object) => admin().post<Refusal>("/admin/discounts", body)
    for (const body of [{ coupon_id: coupon.id }, { code: one.code }]) {
      expect(await put({ ...body, subscription_id: other.subscription_id })).toMatchObject({
        status: 400,
        body: { code: "already_running" },
      })
    }
    const path = `/admin/billing/subscriptions/${subscription_id}`
    expect(reasons(await enter(admin(), path, { code: one.code }))).toEqual([400, ["already_running"]])

    const third = await atDesk({ customer })
    await put({ coupon_id: coupon.id, customer_id: (await shop.world.customer()).id })
    expect(await put({ coupon_id: coupon.id, subscription_id: third.subscription_id })).toMatchObject({ status: 200 })
    expect(reasons(await ask(third, one.code))).toEqual([400, ["already_running"]])
  })

  it("rule 50: an admin enters it for her, and takes it off", async () => {
    const code = await shop.world.percent(20)
    const { subscription_id: id } = await atDesk()
    const path = `/admin/billing/subscriptions/${id}`
    const shown = await enter(admin(), path, { code, preview: true })
    expect([totals(shown.body.before).slice(0, 2), totals(shown.body.upcoming_invoices).slice(0, 2)]).toEqual([
      [30, 30],
      [24, 30],
    ])
    expect((await enter(admin(), path, { code })).body.promo_code).toMatchObject({ code, amount: 6 })
    const of = `subscription_id=${id}&status=running`
    expect(await admin().ok("GET", `/admin/discounts?${of}`)).toMatchObject({ discounts: [{ code, origin: "code" }] })
    expect(await admin().ok("DELETE", `${path}/promo-codes/${code}?count=1`)).toMatchObject({
      upcoming_invoices: [{ total: 30 }],
    })

    // Where an admin puts discounts, too, with its preview.
    const body = { code, subscription_id: id }
    expect(await admin().ok("POST", "/admin/discounts/preview", { ...body, count: 1 })).toMatchObject({
      subscriptions: [{ before: [{ total: 30 }], after: [{ total: 24, discounts: [{ code }] }] }],
    })
    expect(await admin().ok("POST", "/admin/discounts", body)).toMatchObject({ discount: { code, target_id: id } })
    expect(await redeemed(code)).toBe(1)
  })

  it("rule 50: nobody touches the subscription of somebody else, nor one that ends", async () => {
    const code = await shop.world.percent(20)
    const [member, stranger] = [await atDesk(), await shop.world.customer()]
    const path = mine(member.subscription_id)
    expect((await enter(stranger.store, path, { code })).status).toBe(404)
    expect((await stranger.store.delete(`${path}/promo-codes/${code}`)).status).toBe(404)
    expect((await enter(shop.world.store, path, { code })).status).toBe(401)
    expect((await shop.world.store.delete(`${path}/promo-codes/${code}`)).status).toBe(401)
    for (const body of [{}, { code: " " }, { code: 5 }, { code, colour: "red" }, { code, count: 61 }]) {
      expect((await enter(member.customer.store, path, body)).status).toBe(400)
    }
    await admin().ok("POST", `/admin/billing/subscriptions/${member.subscription_id}/cancel`, { at_period_end: true })
    expect(await ask(member, code)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/no more invoices/) as string },
    })
    await admin().ok("POST", `/admin/billing/subscriptions/${member.subscription_id}/resume`)
    expect((await ask(member, code)).status).toBe(200)
  })

  it("rule 47: who guesses is slowed down, here as in carts", async () => {
    const member = await atDesk()
    const works = await shop.world.percent(20)
    const foreign = await shop.world.percent(20, { restrictions: { customer_ids: ["cus_somebody_else"] } })
    for (let n = 0; n < 5; n++) {
      expect(reasons(await ask(member, unique("NOSUCH")))).toEqual([400, ["code_not_found"]])
      expect(reasons(await ask(member, foreign, { preview: true }))).toEqual([400, ["customer_not_eligible"]])
    }
    expect(reasons(await ask(member, works))).toEqual([429, ["too_many_attempts"]])
    expect(reasons(await ask(await atDesk(), works))).toEqual([200, undefined])
  })

  it("rules 31 and 32: of many at once as many get it as there are places, and of one subscription's it runs once", async () => {
    const code = await shop.world.percent(20, {}, { max_redemptions: 3 })
    const members: Member[] = []
    for (let n = 0; n < 6; n++) {
      members.push(await atDesk())
    }
    const answers = await Promise.all(members.flatMap((member) => [ask(member, code), ask(member, code)]))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]))
    expect(await redeemed(code)).toBe(3)
    await life.until("2027-02-01T00:00:00.000Z")
    const bills = await Promise.all(members.map(async (one) => totals(await life.invoices(one.subscription_id))[1]))
    expect(bills.sort()).toEqual([24, 24, 24, 30, 30, 30])
  })

  it("rule 50: a code that is entered in a trial discounts the first paid period", async () => {
    const plan_id = await life.plan("Desk Membership", { trial_days: 14 })
    const member = await life.signUp(["Coffee Mug", { product: "Desk Membership", plan_id }])
    const code = await shop.world.percent(50)
    expect((await ask(member, code)).status).toBe(200)
    await life.until("2027-02-15T00:00:00.000Z")
    expect(totals(await life.invoices(member.subscription_id))).toEqual([0, 15, 30])
  })
}
