// Lives: members who change their plans, and what becomes of what they were promised (rules 12, 20 and 40).
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { Life } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import type { Shop } from "../../helpers/world"

const NEW_YEAR = "2027-01-01T00:00:00.000Z"
/** The middle of January, to the hour: half of the month is still to come. */
const HALF_TIME = "2027-01-16T12:00:00.000Z"
const THREE_CYCLES = { duration: "repeating", duration_in_cycles: 3 }

export function planChanges(shop: Shop): void {
  const life = new Life(shop)
  const billing = () => shop.container.resolve<BillingModuleService>(BILLING_MODULE)

  beforeEach(() => life.begin(NEW_YEAR))
  afterEach(() => jest.restoreAllMocks())

  /** A member at a desk for 30 EUR a month since New Year, and the plan of a studio for 300 EUR a month. */
  async function memberAtDesk(code?: string) {
    const [desk, studio] = [await life.plan("Desk Membership"), await life.plan("Studio Membership")]
    const member = await life.signUp([{ product: "Desk Membership", plan_id: desk }], { code })
    return { ...member, desk, studio, id: member.subscription_id }
  }

  it("rule 12: who upgrades in the middle of the month pays half the difference, and none of her three cycles is eaten", async () => {
    const code = await shop.world.percent(20, THREE_CYCLES)
    const { id, studio } = await memberAtDesk(code)
    await shop.world.setClock(HALF_TIME)

    const { change, subscription, invoice } = await life.change(id, { plan_id: studio })

    expect(change).toMatchObject({ action: "upgrade_same_cycle", at: "now", proration: "credit" })
    expect(subscription).toMatchObject({ plan_id: studio, next_billing_at: "2027-02-01T00:00:00.000Z" })
    expect(invoice).toMatchObject({
      kind: "change",
      status: "paid",
      subtotal: 135,
      discount_total: 27,
      total: 108,
      discounts: [{ code, amount: 27, is_last: false }],
    })
    expect((await shop.world.readOrder(invoice?.order_id ?? "")).total).toBe(108)
    await life.until("2027-04-01T00:00:00.000Z")
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 24],
      ["2027-01-16", 108],
      ["2027-02-01", 240],
      ["2027-03-01", 240],
      ["2027-04-01", 300],
    ])
    expect(life.charges()).toEqual([24, 108, 240, 240, 300])
  })

  it("rule 12: five euros off a month come off once, although the month has two invoices", async () => {
    const { id, studio } = await memberAtDesk(await shop.world.fixed({ eur: 5 }, { duration: "forever" }))
    await shop.world.setClock(HALF_TIME)
    await life.change(id, { plan_id: studio })
    await life.until("2027-02-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([25, 135, 295])
  })

  it("rule 40: proration is a choice: the whole difference, or nothing until the next invoice", async () => {
    const [whole, nothing] = [await memberAtDesk(), await memberAtDesk()]
    await shop.world.setClock(HALF_TIME)
    await life.change(whole.id, { plan_id: whole.studio, proration: "difference" })
    await life.change(nothing.id, { plan_id: nothing.studio, proration: "none" })
    await life.until("2027-02-01T00:00:00.000Z")
    expect((await life.bills(whole.id)).map(([, total]) => total)).toEqual([30, 270, 300])
    expect((await life.bills(nothing.id)).map(([, total]) => total)).toEqual([30, 300])
  })

  it("rule 20: who switches to a year begins it at once, and what is left of her month is credited", async () => {
    const { id } = await memberAtDesk(await shop.world.percent(20, { duration: "forever" }))
    const yearly = await life.plan("Studio Membership", { interval: "year" })
    await shop.world.setClock(HALF_TIME)

    const { change, invoice } = await life.change(id, { plan_id: yearly })

    expect(change.action).toBe("switch_to_longer")
    expect(invoice).toMatchObject({
      subtotal: 300,
      discount_total: 72,
      total: 228,
      period_start: HALF_TIME,
      period_end: "2028-01-16T12:00:00.000Z",
      discounts: [{ amount: 60 }, { code: "PLAN-CREDIT", name: "Credit for Desk Membership", amount: 12 }],
    })
    await life.until("2028-01-16T12:00:00.000Z")
    expect((await life.bills(id)).slice(1)).toEqual([
      ["2027-01-16", 228],
      ["2028-01-16", 240],
    ])
  })

  it("rule 20: a downgrade waits for the end of the paid month, is shown in advance, and can be taken back", async () => {
    const { id, desk, studio } = await memberAtDesk()
    const cheap = await life.plan("Tote Bag")
    await shop.world.setClock(HALF_TIME)
    const { change, subscription, invoice } = await life.change(id, { plan_id: cheap })
    expect(change).toMatchObject({ action: "downgrade", at: "period_end", effective_at: "2027-02-01T00:00:00.000Z" })
    expect(subscription).toMatchObject({ plan_id: desk, scheduled_change: { plan_id: cheap } })
    expect(invoice).toBeNull()
    expect((await life.upcoming(id, 2)).map(({ total }) => total)).toEqual([10, 10])

    expect((await life.change(id, { plan_id: desk })).change.action).toBe("taken_back")
    expect((await life.upcoming(id, 1)).map(({ total }) => total)).toEqual([30])

    await life.change(id, { plan_id: cheap })
    await life.until("2027-03-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([30, 10, 10])
    expect(await life.read(id)).toMatchObject({ plan_id: cheap, scheduled_change: null })
    expect((await life.tryChange(id, { plan_id: studio, at: "now", proration: "none" })).status).toBe(200)
  })

  it("rule 11: a plan of the same period keeps the 31st; one of another period is counted from where it begins", async () => {
    await life.begin("2027-01-31T10:00:00.000Z")
    const [same, other] = [await memberAtDesk(), await memberAtDesk()]
    const cheap = await life.plan("Tote Bag")
    const weekly = await life.plan("Tote Bag", { interval: "week" })
    await life.change(same.id, { plan_id: cheap })
    await life.change(other.id, { plan_id: weekly })
    await life.until("2027-03-31T10:00:00.000Z")
    expect((await life.bills(same.id)).map(([day]) => day)).toEqual(["2027-01-31", "2027-02-28", "2027-03-31"])
    expect((await life.bills(other.id)).map(([day]) => day).slice(1, 4)).toEqual([
      "2027-02-28",
      "2027-03-07",
      "2027-03-14",
    ])
  })

  it("rule 20: a running discount is kept while it fits, ends, or begins anew, as its coupon says", async () => {
    const monthly = await life.plan("Desk Membership")
    const scope = { plan_ids: [monthly] }
    const two = { duration: "repeating", duration_in_cycles: 2 }
    const policies = [
      { ...two, on_plan_change: "restart" },
      { ...two, on_plan_change: "end" },
      { ...two, on_plan_change: "keep_if_eligible" },
      { duration: "forever", scope },
    ]
    const members: string[] = []
    for (const fields of policies) {
      const code = await shop.world.percent(50, fields)
      const line = { product: "Desk Membership", plan_id: monthly }
      members.push((await life.signUp([line], { code })).subscription_id)
    }
    const cheap = await life.plan("Tote Bag")
    const totals: number[][] = []
    for (const id of members) {
      await life.change(id, { plan_id: cheap })
      totals.push((await life.upcoming(id, 3)).map(({ total }) => total))
    }
    expect(totals).toEqual([
      [5, 5, 10],
      [10, 10, 10],
      [5, 10, 10],
      [10, 10, 10],
    ])
    await life.until("2027-04-01T00:00:00.000Z")
    for (const [index, id] of members.entries()) {
      expect((await life.bills(id)).map(([, total]) => total)).toEqual([15, ...(totals[index] ?? [])])
    }
  })

  it("rule 20: a code for upgrades opens the door to an upgrade, takes its part off it, and to nothing else", async () => {
    const { id, studio } = await memberAtDesk()
    const restrictions = { subscription_actions: ["upgrade_same_cycle"] }
    const code = await shop.world.percent(10, { ...THREE_CYCLES, restrictions }, { max_redemptions: 1 })
    const cheap = await life.plan("Tote Bag")
    const refusal = await life.tryChange(id, { plan_id: cheap, promo_code: code })
    expect(refusal).toMatchObject({ status: 400, body: { code: "action_not_eligible" } })
    expect((await shop.world.findCode(code)).times_redeemed).toBe(0)

    await shop.world.setClock(HALF_TIME)
    const { invoice } = await life.change(id, { plan_id: studio, promo_code: code.toLowerCase() })
    expect(invoice).toMatchObject({ discount_total: 13.5, total: 121.5, discounts: [{ code, amount: 13.5 }] })
    expect((await shop.world.findCode(code)).times_redeemed).toBe(1)
    expect(await shop.world.redemptions({ invoice_id: invoice?.id ?? "" })).toMatchObject([{ amount: 13.5, code }])
    await life.until("2027-04-01T00:00:00.000Z")
    // The upgrade is of January's cycle; two more follow.
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([30, 121.5, 270, 270, 300])
    const other = await memberAtDesk()
    expect(await life.tryChange(other.id, { plan_id: other.studio, promo_code: code })).toMatchObject({
      status: 400,
      body: { code: "redemption_limit_reached" },
    })
  })

  const redeemed = async (code: string) => (await shop.world.findCode(code)).times_redeemed
  const post = (path: string, body: object = {}) => shop.world.admin.ok("POST", `/admin/${path}`, body)

  it("faults A2 and A12: what a waiting change won ends with it at every door, and its place is free again", async () => {
    const restrictions = { subscription_actions: ["downgrade"] }
    const code = await shop.world.percent(50, { duration: "forever", restrictions }, { max_redemptions: 1 })
    const [cheap, cheaper] = [await life.plan("Tote Bag"), await life.plan("Tote Bag")]
    const wish = { plan_id: cheap, promo_code: code }
    const { id, desk, studio } = await memberAtDesk()

    await life.change(id, wish)
    // Another change with the same code goes on under the place it has.
    await life.change(id, { ...wish, plan_id: cheaper })
    expect([(await life.upcoming(id, 1))[0]?.total, await redeemed(code)]).toEqual([5, 1])
    expect((await life.change(id, { plan_id: desk })).change.action).toBe("taken_back")
    expect([(await life.upcoming(id, 1))[0]?.total, await redeemed(code)]).toEqual([30, 0])

    await life.change(id, wish)
    await shop.world.setClock(HALF_TIME)
    expect((await life.change(id, { plan_id: studio })).invoice?.total).toBe(135)
    expect([(await life.upcoming(id, 1))[0]?.total, await redeemed(code)]).toEqual([300, 0])

    const leaves = await memberAtDesk()
    await life.change(leaves.id, wish)
    await life.change(leaves.id, { plan_id: cheaper })
    expect([(await life.upcoming(leaves.id, 1))[0]?.total, await redeemed(code)]).toEqual([10, 0])
    await life.change(leaves.id, wish)
    await post(`billing/subscriptions/${leaves.id}/cancel`)
    expect(await redeemed(code)).toBe(0)

    const stays = await memberAtDesk()
    await life.change(stays.id, wish)
    await post(`billing/subscriptions/${stays.id}/pause`)
    await shop.world.admin.ok("DELETE", `/admin/billing/plans/${cheap}`)
    await post(`billing/subscriptions/${stays.id}/resume`)
    await life.until("2027-02-16T12:00:00.000Z")
    expect((await life.bills(stays.id)).map(([, total]) => total)).toEqual([30, 5])
    expect(await redeemed(code)).toBe(1)
  })

  it("fault A3: a coupon that runs on a subscription is refused at every door, whichever way it came", async () => {
    const code = await shop.world.percent(50, { duration: "forever", stackable: true })
    const { coupon_id } = await shop.world.findCode(code)
    const { id, studio, customer } = await memberAtDesk(code)
    const [item] = (await life.read(id)).items
    const doors: [string, object][] = [
      [`billing/subscriptions/${id}/change-plan`, { plan_id: studio, promo_code: code }],
      [`billing/subscriptions/${id}/change-plan`, { plan_id: studio, coupon_id, preview: true }],
      ["discounts", { coupon_id, subscription_id: id }],
      ["discounts/preview", { coupon_id, subscription_id: id }],
      ["discounts", { coupon_id, subscription_item_id: item?.id, override_limits: true }],
      ["discounts", { coupon_id, customer_id: customer.id }],
    ]
    const refusedAtAll = async () => {
      for (const [path, body] of doors) {
        const { status, body: answer } = await shop.world.admin.post<{ code?: string }>(`/admin/${path}`, body)
        expect({ path, body, status, code: answer.code }).toEqual({ path, body, status: 400, code: "already_running" })
      }
    }
    await refusedAtAll()
    const of = `subscription_id=${id}`
    const { discounts } = await shop.world.admin.ok<{ discounts: { id: string }[] }>("GET", `/admin/discounts?${of}`)
    await post(`discounts/${discounts[0]?.id}/end`)
    await post("discounts", { coupon_id, customer_id: customer.id })
    await refusedAtAll()
  })

  it("fault A4: a voided plan change keeps the place of the discount that goes on", async () => {
    const code = await shop.world.percent(10, { duration: "forever" }, { max_redemptions: 1 })
    const { id, studio } = await memberAtDesk()
    await shop.world.setClock(HALF_TIME)
    const { invoice } = await life.change(id, { plan_id: studio, promo_code: code })
    await post(`billing/invoices/${invoice?.id}/void`)
    expect([(await life.upcoming(id, 1))[0]?.total, await redeemed(code)]).toEqual([270, 1])
    const other = await memberAtDesk()
    expect(await life.tryChange(other.id, { plan_id: other.studio, promo_code: code })).toMatchObject({
      status: 400,
      body: { code: "redemption_limit_reached" },
    })
  })

  it("fault A6: an upgrade leaves what begins with the next renewal as upcoming had said it", async () => {
    const half = { type: "percentage", percentage: 50 }
    const month = { duration: "repeating", duration_in_months: 1 }
    const cases: [object, (member: { id: string; customer: { id: string } }) => object][] = [
      [half, ({ id }) => ({ subscription_id: id })],
      [{ ...half, ...month }, ({ id }) => ({ subscription_id: id })],
      [half, ({ customer }) => ({ customer_id: customer.id })],
    ]
    for (const [custom, target] of cases) {
      await life.begin(NEW_YEAR)
      const member = await memberAtDesk()
      await shop.world.setClock("2027-01-10T00:00:00.000Z")
      await post("discounts", { custom, ...target(member) })
      expect((await life.upcoming(member.id, 2)).map(({ total }) => total)).toEqual([15, 30])
      await shop.world.setClock(HALF_TIME)
      expect((await life.change(member.id, { plan_id: member.studio })).invoice?.total).toBe(135)
      expect((await life.upcoming(member.id, 2)).map(({ total }) => total)).toEqual([150, 300])
      await life.until("2027-03-01T00:00:00.000Z")
      expect((await life.bills(member.id)).map(([, total]) => total)).toEqual([30, 135, 150, 300])
    }
  })

  it("fault A7: the months of a code for an upgrade begin with the upgrade, not with the month it is in", async () => {
    const code = await shop.world.percent(50, { duration: "repeating", duration_in_months: 1 })
    const { id, studio } = await memberAtDesk()
    const LAST_DAY = "2027-01-31T00:00:00.000Z"
    await shop.world.setClock(LAST_DAY)
    const { invoice } = await life.change(id, { plan_id: studio, promo_code: code })
    // Half of 270 for one day of 31.
    expect(invoice).toMatchObject({ subtotal: 8.71, total: 4.35, discounts: [{ is_last: false }] })
    const of = `subscription_id=${id}`
    expect(await shop.world.admin.ok("GET", `/admin/discounts?${of}`)).toMatchObject({
      discounts: [{ starts_at: LAST_DAY, applied_at: LAST_DAY }],
    })
    await life.until("2027-03-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([30, 4.35, 150, 300])
  })

  it("fault A18: up, down and up again within half a month pays for its rest once", async () => {
    const { id, desk, studio } = await memberAtDesk()
    await shop.world.setClock(HALF_TIME)
    await life.change(id, { plan_id: studio })
    await life.change(id, { plan_id: desk, at: "now" })
    expect(await life.change(id, { plan_id: studio })).toMatchObject({
      invoice: null,
      subscription: { plan_id: studio },
    })
    await life.until("2027-02-01T00:00:00.000Z")
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([30, 135, 300])
  })

  it("fault A5: what is credited is what was kept: not what core gave back, and nothing twice", async () => {
    const yearly = await life.plan("Studio Membership", { interval: "year" })
    const [some, all, twice] = [await memberAtDesk(), await memberAtDesk(), await memberAtDesk()]
    const refund = async ({ order }: { order: { id: string } }, amount: number) => {
      const path = `/admin/orders/${order.id}?fields=id,payment_collections.payments.id`
      const { order: paid } = await shop.world.admin.ok<{
        order: { payment_collections: { payments: { id: string }[] }[] }
      }>("GET", path)
      await post(`payments/${paid.payment_collections[0]?.payments[0]?.id}/refund`, { amount })
    }
    await refund(some, 4)
    await refund(some, 6)
    await post(`orders/${all.order.id}/cancel`)
    await shop.world.setClock(HALF_TIME)
    expect((await life.change(some.id, { plan_id: yearly })).invoice?.total).toBe(290)
    expect((await life.change(all.id, { plan_id: yearly })).invoice?.total).toBe(300)

    const { invoice } = await life.change(twice.id, { plan_id: yearly })
    expect(invoice?.total).toBe(285)
    const [january] = await life.invoices(twice.id)
    const answer = await shop.world.admin.post<{ message: string }>(`/admin/billing/invoices/${january?.id}/void`)
    expect([answer.status, answer.body.message]).toEqual([
      400,
      `Invoice ${january?.number} was reckoned up with invoice ${invoice?.number}, when the plan was changed. Void invoice ${invoice?.number} first.`,
    ])
    expect((await life.invoices(twice.id)).map(({ status }) => status)).toEqual(["paid", "paid"])
    await post(`billing/invoices/${invoice?.id}/void`)
    await post(`billing/invoices/${january?.id}/void`)
    expect((await life.invoices(twice.id)).map(({ status }) => status)).toEqual(["void", "void"])
  })

  it("rule 14: a declined upgrade changes nothing and keeps no place under the limits", async () => {
    const { id, desk, studio } = await memberAtDesk()
    const code = await shop.world.percent(10, {}, { max_redemptions: 1 })
    await shop.world.setClock(HALF_TIME)
    testPayments.is_declining = true
    const answer = await life.tryChange(id, { plan_id: studio, promo_code: code })
    expect({ status: answer.status, message: answer.body.message }).toEqual({
      status: 400,
      message: expect.stringMatching(/plan stays as it is/) as string,
    })
    testPayments.is_declining = false
    expect(await life.read(id)).toMatchObject({ plan_id: desk, status: "active", items: [{ unit_price: 30 }] })
    expect((await shop.world.findCode(code)).times_redeemed).toBe(0)
    expect((await life.invoices(id)).map(({ status, kind }) => `${kind} ${status}`)).toEqual([
      "initial paid",
      "change void",
    ])
    expect(await shop.world.orders()).toHaveLength(1)
    expect((await life.change(id, { plan_id: studio, promo_code: code })).invoice?.total).toBe(121.5)
  })

  it("rule 40: an upgrade whose process dies after the payment is made by the next run, and charged once", async () => {
    const { id, studio } = await memberAtDesk(await shop.world.percent(20, THREE_CYCLES))
    await shop.world.setClock(HALF_TIME)
    const settle = jest.spyOn(billing(), "bookPlanChange").mockRejectedValueOnce(new Error("the process died"))
    expect((await life.tryChange(id, { plan_id: studio })).status).toBe(500)
    expect(settle).toHaveBeenCalledTimes(1)
    expect(await life.read(id)).toMatchObject({ items: [{ unit_price: 30 }] })

    await life.until(HALF_TIME)

    expect(await life.read(id)).toMatchObject({ plan_id: studio, items: [{ unit_price: 300 }] })
    expect((await life.bills(id)).map(([, total]) => total)).toEqual([24, 108])
    expect(life.charges()).toEqual([24, 108])
  })

  it("rule 13: a change within the trial bills nothing, and the trial goes on", async () => {
    const [desk, studio] = [
      await life.plan("Desk Membership", { trial_days: 14 }),
      await life.plan("Studio Membership"),
    ]
    const { subscription_id: id } = await life.signUp(["Coffee Mug", { product: "Desk Membership", plan_id: desk }])
    const { invoice } = await life.change(id, { plan_id: studio })
    expect(invoice).toBeNull()
    await life.until("2027-02-15T00:00:00.000Z")
    expect(await life.bills(id)).toEqual([
      ["2027-01-01", 0],
      ["2027-01-15", 300],
      ["2027-02-15", 300],
    ])
  })

  it("rule 40: changes that make no sense are refused with a sentence", async () => {
    const { id, desk, studio } = await memberAtDesk()
    const weekly = await life.plan("Tote Bag", { interval: "week" })
    const cheap = await life.plan("Tote Bag")
    const cases: [object, number, RegExp][] = [
      [{ plan_id: desk }, 400, /on this plan already/],
      [{ plan_id: "bplan_none" }, 400, /'bplan_none' was not found/],
      [{ plan_id: studio, at: "tomorrow" }, 400, /'at'/],
      [{ plan_id: studio, colour: "red" }, 400, /colour/i],
      [{ plan_id: studio, at: "period_end", proration: "credit" }, 400, /nothing to reckon up/],
      [{ plan_id: weekly, at: "now" }, 400, /begins when the paid period ends/],
      [{ plan_id: cheap, at: "now", proration: "credit" }, 400, /Nothing is given back/],
      [{ plan_id: studio, promo_code: "NOSUCHCODE" }, 400, /does not exist/],
      [{ plan_id: studio, coupon_id: "coup_none" }, 404, /'coup_none' was not found/],
      [{ plan_id: studio, coupon_id: "a", promo_code: "b" }, 400, /either 'promo_code' or 'coupon_id'/],
    ]
    for (const [body, status, message] of cases) {
      const answer = await life.tryChange(id, body as Record<string, unknown>)
      expect({ body, status: answer.status, message: answer.body.message }).toEqual({
        body,
        status,
        message: expect.stringMatching(message) as string,
      })
    }
    expect((await life.tryChange("bsub_none", { plan_id: studio })).status).toBe(404)
    await shop.world.admin.ok("POST", `/admin/billing/subscriptions/${id}/pause`, {})
    expect((await life.tryChange(id, { plan_id: studio })).body.message).toMatch(/is paused/)
  })

  it("rule 32: of several changes at once one is made, and nobody pays twice", async () => {
    const { id, studio } = await memberAtDesk()
    await shop.world.setClock(HALF_TIME)
    const answers = await Promise.all([1, 2, 3].map(() => life.tryChange(id, { plan_id: studio })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(life.charges()).toEqual([30, 135])
  })
}
