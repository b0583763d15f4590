// Lives: members who are told of what is coming, each thing once (rule 54).
import { Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { ReminderEvents } from "../../../src/lib/events"
import { remind } from "../../../src/operations/reminders/remind"
import { documentedEvents } from "../../helpers/documented-events"
import { eventually } from "../../helpers/eventually"
import { heardOf } from "../../helpers/heard"
import { Life } from "../../helpers/life"
import type { Shop } from "../../helpers/world"

type Told = Record<string, unknown>

const at = (day: string) => `2027-${day}T00:00:00.000Z`

export function reminders(shop: Shop): void {
  const life = new Life(shop)
  const upcoming = heardOf(shop, "billing-invoice.upcoming")
  const ending = heardOf(shop, "discount.ending")
  const trial = heardOf(shop, "billing-subscription.trial-ending")
  const expiring = heardOf(shop, "coupon.expiring")
  const expired = heardOf(shop, "coupon.expired")
  const depleted = heardOf(shop, "coupon.depleted")

  beforeEach(() => life.begin(at("01-01")))

  afterEach(() => {
    const documented = documentedEvents("Reminders")
    for (const [name, heard] of Object.entries({
      [ReminderEvents.invoiceUpcoming]: upcoming(),
      [ReminderEvents.discountEnding]: ending(),
      [ReminderEvents.trialEnding]: trial(),
      [ReminderEvents.couponExpiring]: expiring(),
      [ReminderEvents.couponExpired]: expired(),
      [ReminderEvents.couponDepleted]: depleted(),
    })) {
      for (const data of heard as Told[]) {
        expect({ name, fields: Object.keys(data).sort() }).toEqual({ name, fields: documented.get(name)?.sort() })
      }
    }
  })

  /** What the daily run tells on that day. */
  async function remindOn(day: string): Promise<number> {
    await shop.world.setClock(at(day))
    return remind(shop.container)
  }

  async function monthly(code?: string) {
    const plan_id = await life.plan("Perfume")
    return life.signUp([{ product: "Perfume", plan_id }], { code })
  }

  it("rule 54: tells of each invoice seven days before, with its discounts, which is the last, and the price afterwards", async () => {
    const code = await shop.world.percent(20, { duration: "repeating", duration_in_cycles: 2 })
    const { customer, subscription_id } = await monthly(code)
    expect(await remindOn("01-24")).toBe(0)
    expect(await remindOn("01-25")).toBe(1)
    await eventually(() => upcoming().length, 1)
    expect(upcoming()).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^remind_/) as string,
        subscription_id,
        customer_id: customer.id,
        due_at: at("02-01"),
        period_start: at("02-01"),
        period_end: at("03-01"),
        currency_code: "eur",
        subtotal: 20,
        discount_total: 4,
        total: 16,
        total_afterwards: 20,
        discounts: [expect.objectContaining({ code, amount: 4, is_last: true }) as Told],
      }),
    ])
    expect(await remindOn("01-26")).toBe(0)

    await life.until(at("02-01"))
    expect((await life.invoices(subscription_id)).at(-1)).toMatchObject({ total: 16 })
    // The server was off for two days.
    expect(await remindOn("02-24")).toBe(2)
    await eventually(() => ending().length, 1)
    expect(upcoming().at(-1)).toMatchObject({ due_at: at("03-01"), total: 20, total_afterwards: 20, discounts: [] })
    expect(ending()).toEqual([
      expect.objectContaining({ subscription_id, code, amount: 4, due_at: at("03-01"), total_before: 16, total: 20 }),
    ])

    await life.until(at("03-01"))
    expect((await life.invoices(subscription_id)).at(-1)).toMatchObject({ total: 20 })
    expect(await remindOn("03-30")).toBe(1)
    await eventually(() => upcoming().length, 3)
    expect(ending()).toHaveLength(1)
  })

  it("rule 54: tells each of them once, when several servers run at once", async () => {
    for (let count = 0; count < 3; count++) {
      await monthly()
    }
    await shop.world.setClock(at("01-26"))
    const told = await Promise.all([1, 2, 3, 4].map(() => remind(shop.container)))
    expect(told.reduce((sum, count) => sum + count)).toBe(3)
    await eventually(() => upcoming().length, 3)
    expect(new Set(upcoming().map((event) => (event as Told).subscription_id)).size).toBe(3)
  })

  it("rule 54: what the event bus did not take is told by the next run, and so is what a killed process had taken", async () => {
    const { subscription_id } = await monthly()
    await shop.world.setClock(at("01-26"))
    const bus = shop.container.resolve(Modules.EVENT_BUS)
    const failing = jest.spyOn(bus, "emit").mockRejectedValueOnce(new Error("the bus is down"))
    await expect(remind(shop.container)).rejects.toThrow("the bus is down")
    failing.mockRestore()

    const service = shop.container.resolve<CouponModuleService>(COUPON_MODULE)
    const key = { name: "billing-invoice.upcoming", subject_id: subscription_id, occasion: at("02-01") }
    const [taken] = await service.takeReminders([key])
    expect(await remind(shop.container)).toBe(0)
    await service.updateCouponReminders({
      id: taken?.id,
      taken_at: new Date(Date.now() - 2 * 60 * 60 * 1000),
    })
    expect(await remind(shop.container)).toBe(1)
    await eventually(() => upcoming().length, 1)
    expect(upcoming()).toEqual([expect.objectContaining({ id: taken?.id, subscription_id })])
  })

  it("rule 54: a trial's end is told three days before, with what is paid then", async () => {
    const plan_id = await life.plan("Perfume", { trial_days: 14 })
    const { subscription_id } = await life.signUp([{ product: "Perfume", plan_id }])
    expect(await remindOn("01-08")).toBe(1)
    expect(await remindOn("01-11")).toBe(0)
    expect(await remindOn("01-12")).toBe(1)
    await eventually(() => trial().length, 1)
    expect(trial()).toEqual([
      expect.objectContaining({ subscription_id, trial_end: at("01-15"), due_at: at("01-15"), total: 20 }),
    ])
    expect(await remindOn("01-14")).toBe(0)
  })

  it("rule 54: nobody is told of an invoice that does not come", async () => {
    const { subscription_id } = await monthly()
    await shop.world.admin.ok("POST", `/admin/billing/subscriptions/${subscription_id}/cancel`, { at_period_end: true })
    expect(await remindOn("01-26")).toBe(0)
  })

  it("rule 54: coupons that expire soon, have expired, and are used up", async () => {
    const { world } = shop
    const offer = await world.coupon({ type: "percentage", percentage: 10, expires_at: at("01-20") })
    const single = await world.coupon({ type: "percentage", percentage: 10, max_redemptions: 1 })
    const { code } = await world.promoCode(single.id)
    expect(await remindOn("01-12")).toBe(0)
    expect(await remindOn("01-13")).toBe(1)
    await monthly(code)
    expect(await remindOn("01-14")).toBe(1)
    expect(await remindOn("01-21")).toBe(1)
    await eventually(() => [expiring().length, expired().length, depleted().length], [1, 1, 1])
    expect(expiring()).toEqual([expect.objectContaining({ coupon_id: offer.id, expires_at: at("01-20") })])
    expect(expired()).toEqual([expect.objectContaining({ coupon_id: offer.id })])
    expect(depleted()).toEqual([expect.objectContaining({ coupon_id: single.id, max_redemptions: 1 })])

    await world.admin.ok("POST", `/admin/coupons/${single.id}`, { max_redemptions: 2 })
    await monthly(code)
    expect(await remindOn("01-22")).toBe(1)
    await eventually(() => depleted().length, 2)
  })
}
