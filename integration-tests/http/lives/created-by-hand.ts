// Suite: subscriptions that an admin makes, with their discounts, seen before they are confirmed and then billed so (rule 49).
import finishWhatWasBegun, { finishUnfinished } from "../../../src/jobs/finish-unfinished"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { Life, PROVIDER } from "../../helpers/life"
import type { InvoiceView, SubscriptionView } from "../../helpers/life"
import { first, money } from "../../helpers/world"
import type { Answer, Customer, ErrorBody, Shop } from "../../helpers/world"

type Body = Record<string, unknown>
type Made = Omit<SubscriptionView, "items"> & {
  customer_id: string
  trial_end: string | null
  shipping_address: { city: string } | null
  shipping_method: { name: string; amount: number } | null
  items: { id: string; title: string; plan_id: string; quantity: number }[]
}
interface Preview {
  subscription: Omit<Made, "id"> & { id: null }
  upcoming_invoices: InvoiceView[]
}

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
const PATH = "/admin/billing/subscriptions"

export function createdByHand(shop: Shop): void {
  const life = new Life(shop)
  beforeEach(() => life.begin(NEW_YEAR))
  afterEach(() => jest.restoreAllMocks())

  const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)
  const coupons = () => shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const placesTaken = async (code: string) => (await shop.world.findCode(code)).times_redeemed
  const totals = (invoices: InvoiceView[]) => invoices.map(({ total }) => total)

  /** What is asked for a customer in the plain region, by the provider that the tests can steer. */
  const wish = (customer: Pick<Customer, "id">, fields: Body): Body => ({
    customer_id: customer.id,
    region_id: shop.world.region("eur"),
    payment_provider_id: PROVIDER,
    ...fields,
  })

  const post = <T>(body: Body): Promise<Answer<T & ErrorBody>> => shop.world.admin.post(PATH, body)

  async function preview(body: Body, count = 6): Promise<Preview> {
    return shop.world.admin.ok<Preview>("POST", PATH, { ...body, preview: true, count })
  }

  /** Creates it after a preview that must have said the same as its schedule. */
  async function create(body: Body): Promise<{ made: Made; shown: Preview }> {
    const shown = await preview(body)
    const { subscription: made } = await shop.world.admin.ok<{ subscription: Made }>("POST", PATH, body)
    const told = ({ period_start, subtotal, discount_total, tax_total, total, discounts }: InvoiceView) => ({
      period_start,
      money: [subtotal, discount_total, tax_total, total],
      discounts: discounts.map(({ name, code, amount, is_last }) => ({ name, code, amount, is_last })),
    })
    expect((await life.upcoming(made.id, 6)).map(told)).toEqual(shown.upcoming_invoices.map(told))
    return { made, shown }
  }

  const subscriptionsOf = ({ id }: Pick<Customer, "id">) => billing().readSubscriptions({ customer_id: id })

  /** Every row of a customer, also those that nobody sees. */
  const rowsOf = async ({ id }: Pick<Customer, "id">) => ({
    subscriptions: await billing().listBillingSubscriptions({ customer_id: id }, { withDeleted: true }),
    running: (await coupons().listCouponDiscounts({ customer_id: id })).filter(({ ended_at }) => ended_at === null),
    live_claims: (await coupons().listCouponClaims({ customer_id: id })).filter(({ status }) => status !== "released"),
    custom_coupons: await coupons().listCoupons({ origin: "custom" }),
    begun: await coupons().listUnfinished(0, 100),
  })
  const NOTHING = { subscriptions: [], running: [], live_claims: [], custom_coupons: [], begun: [] }

  it("rule 49: a member signed up by telephone: two items, a code on both and half off one of them, from February on, to the cent", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(20, { name: "Welcome", duration: "repeating", duration_in_months: 3 })
    const body = wish(customer, {
      starts_at: "2027-02-01",
      items: [
        { plan_id: await life.plan("Desk Membership"), quantity: 1 },
        { plan_id: await life.plan("Tote Bag"), quantity: 2 },
      ],
      discounts: [{ code }, { custom: { name: "Half a bag", type: "percentage", percentage: 50 }, item: 1 }],
    })

    const { made, shown } = await create(body)

    expect(shown.subscription).toMatchObject({ id: null, status: "active", started_at: "2027-02-01T00:00:00.000Z" })
    // 30 less 20 %, and two bags of 10 at half; from March on 20 % of all 50; in May the three months are over.
    expect(totals(shown.upcoming_invoices)).toEqual([34, 40, 40, 50, 50, 50])
    expect(made.items.map(({ title, quantity }) => [title, quantity])).toEqual([
      ["Desk Membership", 1],
      ["Tote Bag", 2],
    ])
    expect(await life.until("2027-01-31T23:59:59.000Z")).toMatchObject({ billed: 0 })
    await life.until("2027-05-01T00:00:00.000Z")
    expect(await life.bills(made.id)).toEqual([
      ["2027-02-01", 34],
      ["2027-03-01", 40],
      ["2027-04-01", 40],
      ["2027-05-01", 50],
    ])
    expect(life.charges()).toEqual([34, 40, 40, 50])
    const [february, , april] = await life.invoices(made.id)
    expect(february?.discounts.map(({ name, code: word, amount, is_last }) => [name, word, amount, is_last])).toEqual([
      ["Welcome", code, 6, false],
      ["Half a bag", null, 10, true],
    ])
    expect(april?.discounts).toMatchObject([{ name: "Welcome", amount: 10, is_last: true }])
    expect(await placesTaken(code)).toBe(1)
  })

  it("rule 49: a longer trial: the plan's two weeks and sixteen days of a code, then two months at 10 % off from the month's end on", async () => {
    const { world } = shop
    const customer = await world.customer()
    const plan_id = await life.plan("Desk Membership", { trial_days: 14 })
    const longer = await world.offer({ type: "trial_extension", trial_days: 16 })
    const { id: coupon_id } = await world.coupon({
      type: "percentage",
      percentage: 10,
      duration: "repeating",
      duration_in_cycles: 2,
    })
    const discounts = [{ code: longer }, { coupon_id, item: 0 }]

    const { made, shown } = await create(wish(customer, { items: [{ plan_id, quantity: 1 }], discounts }))

    expect([made.status, made.trial_end]).toEqual(["trialing", "2027-01-31T00:00:00.000Z"])
    expect(totals(shown.upcoming_invoices)).toEqual([27, 27, 30, 30, 30, 30])
    await life.until("2027-03-31T00:00:00.000Z")
    expect(await life.bills(made.id)).toEqual([
      ["2027-01-31", 27],
      ["2027-02-28", 27],
      ["2027-03-31", 30],
    ])
    expect(await placesTaken(longer)).toBe(1)
  })

  it("rule 49: a parcel each month: shipped to the address that was named, with its tax, at the price it was shown for", async () => {
    const { world } = shop
    const customer = await world.customer()
    const { shipping_options } = await world.admin.ok<{
      shipping_options: { id: string; service_zone: { name: string } }[]
    }>("GET", "/admin/shipping-options?limit=200&fields=id,service_zone.name")
    const option = (zone: string) => first(shipping_options.filter(({ service_zone }) => service_zone.name === zone)).id
    const { id: coupon_id } = await world.coupon({ type: "percentage", percentage: 10, duration: "forever" })
    const address = { first_name: "Ada", address_1: "Ring 1", city: "Wien", postal_code: "1010", country_code: "AT" }
    const body = wish(customer, {
      region_id: world.region("net"),
      items: [{ plan_id: await life.plan("Breakfast Box"), quantity: 2 }],
      shipping_address: address,
      shipping_option_id: option("Austria"),
      discounts: [{ coupon_id }],
    })

    const { made, shown } = await create(body)

    // 39.80 less 10 %, 6.00 postage, and 20 % tax on both.
    expect(first(shown.upcoming_invoices)).toMatchObject({ discount_total: 3.98, tax_total: 8.36, total: 50.18 })
    expect(made).toMatchObject({ shipping_method: { name: "Standard", amount: 6 }, shipping_address: { city: "Wien" } })
    await life.until(NEW_YEAR)
    const invoice = first(await life.invoices(made.id))
    expect(invoice).toMatchObject({ status: "paid", total: 50.18 })
    const { order } = await world.admin.ok<{
      order: { shipping_address: { city: string }; items: { requires_shipping: boolean }[] }
    }>("GET", `/admin/orders/${invoice.order_id}?fields=*shipping_address,*items,*shipping_methods`)
    expect(order).toMatchObject({
      shipping_address: { city: "Wien" },
      items: [{ requires_shipping: true }],
    })

    const elsewhere = await post(wish(customer, { ...body, shipping_option_id: option("Spain") }))
    expect([elsewhere.status, elsewhere.body.message]).toEqual([
      400,
      "Shipping option 'Standard' does not ship to this address.",
    ])
  })

  it("rule 49: a preview writes nothing, whatever it is asked", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(20, { max_redemptions: 1 })
    const discounts = [{ code }, { custom: { type: "fixed", amounts: money({ eur: 5 }) }, item: 0 }]
    const items = [{ plan_id: await life.plan("Desk Membership"), quantity: 1 }]

    const { upcoming_invoices } = await preview(wish(customer, { items, discounts }), 2)

    expect(totals(upcoming_invoices)).toEqual([25, 24])
    expect(await rowsOf(customer)).toEqual(NOTHING)
    expect(await placesTaken(code)).toBe(0)
  })

  it("rule 49: the door is asked as for a sign-up, and says which discount it means", async () => {
    const { world } = shop
    const customer = await world.customer()
    const items = [{ plan_id: await life.plan("Desk Membership"), quantity: 1 }]
    const actions = (...subscription_actions: string[]) => ({ restrictions: { subscription_actions } })
    const welcome = await world.percent(10, { ...actions("sign_up"), stackable: true })
    const renewal = await world.percent(10, { ...actions("renewal"), stackable: true })

    const refused = await post(wish(customer, { items, discounts: [{ code: welcome }, { code: renewal }] }))
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      400,
      "action_not_eligible",
      `Discount 2 (${renewal}): This offer is not for this kind of subscription change.`,
    ])
    expect(await rowsOf(customer)).toEqual(NOTHING)

    await create(wish(customer, { items, discounts: [{ code: welcome }] }))
    // Rule 21 keeps customers from entering codes beside an active subscription, and no admin.
    await create(wish(customer, { items, discounts: [{ code: await world.percent(5, actions("sign_up")) }] }))
    await life.until(NEW_YEAR)
    const newcomers = await world.percent(5, { restrictions: { audience: "new_subscribers" } })
    const late = await post(wish(customer, { items, discounts: [{ code: newcomers }] }))
    expect([late.status, late.body.code]).toEqual([400, "new_subscribers_only"])
  })

  it("rule 49: one place left and two admins at once: one subscription with its discount, and nothing of the other", async () => {
    const { world } = shop
    const customers = [await world.customer(), await world.customer()]
    const code = await world.percent(50, { duration: "forever" }, { max_redemptions: 1 })
    const items = [{ plan_id: await life.plan("Desk Membership"), quantity: 1 }]
    const discounts = [{ custom: { type: "fixed", amounts: money({ eur: 1 }), stackable: true }, item: 0 }, { code }]

    const answers = await Promise.all(customers.map((customer) => post(wish(customer, { items, discounts }))))

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    const loser = answers.findIndex(({ status }) => status === 400)
    expect(answers[loser]?.body.code).toBe("redemption_limit_reached")
    const { custom_coupons, ...left } = await rowsOf(customers[loser] as Customer)
    expect(left).toEqual({ subscriptions: [], running: [], live_claims: [], begun: [] })
    // The winner's.
    expect(custom_coupons).toHaveLength(1)
    expect(await placesTaken(code)).toBe(1)
    await life.until(NEW_YEAR)
    expect(life.charges()).toEqual([29])
  })

  it("rules 17, 26 and 51: one creation is one redemption, an override counts too, and one coupon runs once", async () => {
    const { world } = shop
    const customer = await world.customer()
    const items = [
      { plan_id: await life.plan("Desk Membership"), quantity: 1 },
      { plan_id: await life.plan("Tote Bag"), quantity: 1 },
    ]
    const { id: coupon_id } = await world.coupon({
      type: "percentage",
      percentage: 10,
      duration: "forever",
      max_redemptions: 1,
    })
    const of = async (discounts: Body[]) => post<{ subscription: Made }>(wish(customer, { items, discounts }))
    const redeemed = async () =>
      (await world.admin.ok<{ coupon: { times_redeemed: number } }>("GET", `/admin/coupons/${coupon_id}`)).coupon
        .times_redeemed

    const twice = await of([{ coupon_id }, { coupon_id, item: 1 }])
    expect([twice.status, twice.body.code]).toEqual([400, "already_running"])

    expect(
      (
        await of([
          { coupon_id, item: 0 },
          { coupon_id, item: 1 },
        ])
      ).status,
    ).toBe(200)
    expect(await redeemed()).toBe(1)

    expect((await of([{ coupon_id }])).body.code).toBe("redemption_limit_reached")
    expect((await of([{ coupon_id, override_limits: true }])).status).toBe(200)
    expect(await redeemed()).toBe(2)
    await life.until(NEW_YEAR)
    expect(life.charges()).toEqual([36, 36])
  })

  it("rule 49: nobody bills it before its discounts stand, and what a dead process left is taken back by the job", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(50, { duration: "forever" }, { max_redemptions: 1 })
    const items = [{ plan_id: await life.plan("Desk Membership"), quantity: 1 }]
    const discounts = [{ code }, { custom: { type: "percentage", percentage: 5 }, item: 0 }]
    // The process dies with everything written, and nothing of it can be undone from there.
    jest.spyOn(billing(), "revealSubscription").mockRejectedValue(new Error("the process died"))
    jest.spyOn(billing(), "discardHiddenSubscription").mockRejectedValue(new Error("the process died"))
    expect((await post(wish(customer, { items, discounts }))).status).toBe(500)
    jest.restoreAllMocks()

    expect(await life.until("2027-02-01T00:00:00.000Z")).toMatchObject({ billed: 0 })
    expect(await subscriptionsOf(customer)).toEqual([])
    expect(await placesTaken(code)).toBe(1)
    // What may be alive is let alone.
    await finishWhatWasBegun(shop.container)
    expect((await rowsOf(customer)).subscriptions).toHaveLength(1)

    await finishUnfinished(shop.container, 0)

    expect(await rowsOf(customer)).toEqual(NOTHING)
    expect(await placesTaken(code)).toBe(0)
    const { made } = await create(wish(customer, { items, discounts: [{ code }] }))
    expect(totals(await life.upcoming(made.id, 1))).toEqual([15])
  })

  it("rule 49: a process that comes back after the job has taken its subscription back begins nothing", async () => {
    const { world } = shop
    const customer = await world.customer()
    const code = await world.percent(50, {}, { max_redemptions: 1 })
    const items = [{ plan_id: await life.plan("Desk Membership"), quantity: 1 }]
    const reveal = billing().revealSubscription.bind(billing())
    jest.spyOn(billing(), "revealSubscription").mockImplementationOnce(async (id) => {
      await finishUnfinished(shop.container, 0)
      await reveal(id)
    })

    const answer = await post(wish(customer, { items, discounts: [{ code }] }))

    expect([answer.status, answer.body.message]).toEqual([
      400,
      expect.stringMatching(/took too long and was taken back/),
    ])
    expect(await rowsOf(customer)).toEqual(NOTHING)
    expect(await placesTaken(code)).toBe(0)
  })

  describe("what cannot be is refused with a sentence, and nothing is left", () => {
    it.each([
      ["no items", {}, /'plan_id'/],
      ["an empty list", { items: [] }, /'items' too small/],
      ["an item without a plan", { items: [{ variant_id: "variant_1", quantity: 1 }] }, /must name its 'plan_id'/],
      ["no quantity", { items: [{ plan_id: "bplan_none", quantity: 0 }] }, /'items, 0, quantity' too small/],
      ["no such plan", { items: [{ plan_id: "bplan_none", quantity: 1 }] }, /Plan with id 'bplan_none' was not found/],
      ["no such customer", { customer_id: "cus_none", plan_id: "p" }, /Customer with id 'cus_none' was not found/],
      ["two starts", { plan_id: "p", starts_at: "2027-01-02", started_at: "2027-01-02" }, /'started_at' is its older/],
      ["no day", { plan_id: "p", starts_at: "2027-02-30" }, /Not a date/],
      ["two sources", { plan_id: "p", discounts: [{ code: "A", coupon_id: "b" }] }, /exactly one of them/],
      ["no source", { plan_id: "p", discounts: [{ item: 0 }] }, /exactly one of them/],
      ["no such item", { plan_id: "p", discounts: [{ code: "A", item: 1 }] }, /'discounts.0.item' is 1, and the last/],
      ["terms that are none", { plan_id: "p", discounts: [{ custom: { type: "percentage" } }] }, /custom.percentage/],
      ["no country", { plan_id: "p", shipping_address: { country_code: "Germany" } }, /two letters/],
    ] as [string, Body, RegExp][])("%s", async (_name, fields, sentence) => {
      const customer = await shop.world.customer()
      const { status, body } = await post(wish(customer, fields))
      expect([status, body.message]).toEqual([400, expect.stringMatching(sentence)])
      expect(await rowsOf(customer)).toEqual(NOTHING)
    })

    it("items that are not billed together, codes that are none, and addresses of elsewhere", async () => {
      const { world } = shop
      const customer = await world.customer()
      const month = { plan_id: await life.plan("Desk Membership"), quantity: 1 }
      const year = { plan_id: await life.plan("Tote Bag", { interval: "year" }), quantity: 1 }
      const trial = { plan_id: await life.plan("Tote Bag", { trial_days: 7 }), quantity: 1 }
      const longer = await world.offer({ type: "trial_extension", trial_days: 7 })
      const cases: [Body, string, RegExp][] = [
        [{ items: [month, year] }, "invalid_data", /bills every month, plan '.*' every year\. Create a subscription/],
        [{ items: [month, trial] }, "invalid_data", /has 0 days of trial, plan '.*' 7\. Say with 'trial_days'/],
        [{ items: [month, month], discounts: [{ code: longer, item: 0 }] }, "invalid_data", /has to cover all items/],
        [{ items: [month], discounts: [{ code: "NOSUCHCODE" }] }, "not_allowed", /./],
        [{ items: [month], discounts: [{ coupon_id: "coup_none" }] }, "not_found", /'coup_none' was not found/],
        [
          { items: [month], shipping_address: { country_code: "jp" } },
          "invalid_data",
          /Country 'jp' .* not one of region/,
        ],
        [{ items: [month], shipping_option_id: "so_none" }, "invalid_data", /None of the items is shipped/],
      ]
      for (const [fields, type, sentence] of cases) {
        for (const is_preview of [true, false]) {
          const { status, body } = await post(wish(customer, { ...fields, preview: is_preview }))
          expect([status, body.type, body.message]).toEqual([
            type === "not_found" ? 404 : 400,
            type,
            expect.stringMatching(sentence),
          ])
        }
      }
      expect(await rowsOf(customer)).toEqual(NOTHING)
      // With the trial said, both go together.
      const { made } = await create(wish(customer, { items: [month, trial], trial_days: 7 }))
      expect(made.trial_end).toBe("2027-01-08T00:00:00.000Z")
    })
  })
}
