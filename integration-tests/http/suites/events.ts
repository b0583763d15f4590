// The events of the whole plugin: every verb is walked, and what the bus heard is compared with docs/events.md (rule 48).
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import * as verbs from "../../../src/workflows"
import { documentedEvents } from "../../helpers/documented-events"
import { untilTrue } from "../../helpers/eventually"
import { adminDesk, percentage, threeMonths } from "../../helpers/admin-desk"
import type { CouponJson, Json } from "../../helpers/admin-desk"
import { first } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

interface Heard {
  name: string
  data: Json
}

const OURS = /^(coupon|promo-code|code-batch|discount|redemption|grant)\.[\w-]+$/

/** Every name that the workflows export for subscribers; reminders change nothing, and have a story of their own. */
const exported = (): string[] =>
  Object.entries(verbs)
    .filter(([name]) => name.endsWith("Events") && name !== "ReminderEvents")
    .flatMap(([, names]) => Object.values(names as Record<string, string>))

export function events(shop: Shop): void {
  const { coupons, ok, refused, createCoupon, createCode, createCustomer } = adminDesk(shop)

  let heard: Heard[] = []

  // Once for all tests: a bus without workers does not forget a subscriber.
  beforeAll(() => {
    const listener = async ({ name, data }: { name: string; data: unknown }) => {
      if (OURS.test(name)) {
        heard.push({ name, data: data as Json })
      }
    }
    shop.container.resolve<IEventBusModuleService>(Modules.EVENT_BUS).subscribe("*", listener)
  })

  /** What the bus told while `work` ran, ours only. */
  async function heardWhile(work: () => Promise<unknown>): Promise<Heard[]> {
    await untilQuiet()
    heard = []
    await work()
    await untilQuiet()
    return heard
  }

  /** Until nothing more comes for ten questions in a row: the answers are as slow as the machine that works on the events. */
  async function untilQuiet(): Promise<void> {
    for (let quiet = 0, before = heard.length; quiet < 10; quiet++) {
      await fetch(`${shop.world.store.base_url}/health`)
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (heard.length !== before) {
        quiet = 0
        before = heard.length
      }
    }
  }

  const told = (heard: Heard[]) => heard.map(({ name, data }) => [name, data.id])

  async function lifeOfACoupon() {
    const { id } = await createCoupon(percentage)
    const url = `/admin/coupons/${id}`
    await ok("post", url, { name: "Summer sale" })
    await ok("post", url, { name: "Renamed" })
    await ok("post", `${url}/activate`)
    await ok("post", `${url}/activate`)
    const code = await createCode(id, { code: "HEARD" })
    for (const path of [url, `/admin/promo-codes/${code.id}`]) {
      for (const to of ["pause", "pause", "resume", "resume"]) {
        await ok("post", `${path}/${to}`)
      }
    }
    await ok("post", `/admin/promo-codes/${code.id}/archive`)
    await ok("post", `/admin/promo-codes/${code.id}/archive`)
    const { coupon: copy } = (await ok("post", `${url}/clone`)) as { coupon: CouponJson }
    await ok("post", `${url}/archive`)
    await ok("post", `${url}/archive`)
    await ok("delete", url)
    return { id, code_id: code.id, copy_id: copy.id }
  }

  /** A membership with a pen, bought with a code, renewed; the renewal voided, the subscription cancelled. */
  async function lifeOfASubscription() {
    const { world } = shop
    const coupon = await world.coupon({ ...threeMonths, redeemable_for: ["one_time", "subscription"] })
    const { code } = await world.promoCode(coupon.id)
    const customer = await world.customer()
    const cart = await world.cart({ customer, lines: ["Pen", { product: "Desk Membership", plan: "Monthly" }] })
    await world.enter(cart.id, code)
    const order = await world.checkOut(cart.id)
    await ok("post", "/admin/billing/renewals", { until: "2027-02-16T00:00:00.000Z" })
    const query = `customer_id=${customer.id}`
    const { subscriptions } = (await ok("get", `/admin/billing/subscriptions?${query}`)) as { subscriptions: Json[] }
    const subscription_id = String(first(subscriptions).id)
    const rows = await world.redemptions({ subscription_id, order: "-redeemed_at" })
    const renewal = first(rows) as unknown as Json
    await ok("post", `/admin/billing/invoices/${String(renewal.invoice_id)}/void`)
    await ok("post", `/admin/billing/subscriptions/${subscription_id}/cancel`, {})
    return { coupon_id: coupon.id, customer_id: customer.id, order_id: order.id, subscription_id, renewal }
  }

  /** A batch that is asked for, topped up and archived, and an import of nothing usable. */
  async function lifeOfABatch() {
    const { id } = await createCoupon(percentage)
    const batches = `/admin/coupons/${id}/code-batches`
    const asked = await shop.world.admin.ok<{ code_batch: { id: string } }>("POST", batches, { quantity: 3 })
    const batch = `/admin/code-batches/${asked.code_batch.id}`
    const filled = async (count: number) => {
      const isFilled = async () => ((await ok("get", batch)) as { code_batch: Json }).code_batch.created_count === count
      if (!(await untilTrue(isFilled))) {
        throw new Error(`The batch did not get its ${count} codes.`)
      }
    }
    await filled(3)
    await shop.world.admin.ok("POST", `${batch}/top-up`, { quantity: 2 })
    await filled(5)
    await ok("post", `${batch}/archive`)
    await ok("post", `${batch}/archive`)
    await ok("post", `${batches}/import`, { csv: "<none>" })
    return { coupon_id: id, batch_id: asked.code_batch.id }
  }

  async function lifeOfADiscount() {
    const [one, two] = [await createCustomer("one@example.com"), await createCustomer("two@example.com")]
    const { id } = await createCoupon({ ...threeMonths, status: "active" })
    const apply = async (customer_id: string) =>
      ((await ok("post", "/admin/discounts", { coupon_id: id, customer_id })) as { discount: Json }).discount
    const discounts = [await apply(one.id), await apply(two.id)]
    await ok("post", `/admin/discounts/${String(discounts[0]?.id)}/end`)
    await ok("post", `/admin/discounts/${String(discounts[0]?.id)}/end`)
    await ok("post", "/admin/grants", { coupon_id: id, customer_id: one.id })
    await ok("post", `/admin/coupons/${id}/archive`, { existing_discounts: "end" })
    return { id, discounts, customer_ids: [one.id, two.id] }
  }

  it("rule 48: every change has its event with its payload, and docs/events.md lists these and no others", async () => {
    const heard = await heardWhile(async () => {
      await lifeOfACoupon()
      await lifeOfABatch()
      await lifeOfADiscount()
      await lifeOfASubscription()
    })
    const table = documentedEvents("Events")
    const names = [...new Set(heard.map(({ name }) => name))].sort()
    expect(names).toEqual([...table.keys()].sort())
    expect(names).toEqual([...new Set(exported())].sort())
    for (const { name, data } of heard) {
      expect({ name, fields: Object.keys(data).sort() }).toEqual({ name, fields: [...(table.get(name) ?? [])].sort() })
    }
  })

  it("rule 48: of a coupon's life, in order, and nothing of what changed nothing", async () => {
    let life = { id: "", code_id: "", copy_id: "" }
    const heard = await heardWhile(async () => {
      life = await lifeOfACoupon()
    })
    const { id, code_id, copy_id } = life
    expect(told(heard)).toEqual([
      ["coupon.created", id],
      ["coupon.updated", id],
      ["coupon.activated", id],
      ["promo-code.created", code_id],
      ["coupon.paused", id],
      ["coupon.resumed", id],
      ["promo-code.paused", code_id],
      ["promo-code.resumed", code_id],
      ["promo-code.archived", code_id],
      ["coupon.created", copy_id],
      ["coupon.archived", id],
      ["coupon.deleted", id],
    ])
    expect(heard[3]?.data).toEqual({ id: code_id, coupon_id: id })
  })

  it("rule 48: of a batch of codes, beginning and end of each job, once each", async () => {
    let life = { coupon_id: "", batch_id: "" }
    const heard = await heardWhile(async () => {
      life = await lifeOfABatch()
    })
    const batch = { id: life.batch_id, coupon_id: life.coupon_id }
    const of_batch = heard.filter(({ data }) => data.id === life.batch_id)
    // The end of a job is told after its commit, and may be heard after the next request.
    expect(of_batch.map(({ name }) => name).sort()).toEqual(
      ["created", "filled", "topped-up", "filled", "archived"].map((verb) => `code-batch.${verb}`).sort(),
    )
    expect(of_batch.every(({ data }) => data.id === batch.id && data.coupon_id === batch.coupon_id)).toBe(true)
    const of_import = heard.filter(({ name, data }) => name.startsWith("code-batch.") && data.id !== life.batch_id)
    expect(of_import.map(({ name }) => name)).toEqual(["code-batch.created", "code-batch.failed"])
  })

  it("rule 48: of what an admin applies and ends, once each", async () => {
    let life: Awaited<ReturnType<typeof lifeOfADiscount>> | undefined
    const heard = await heardWhile(async () => {
      life = await lifeOfADiscount()
    })
    const [one, two] = (life?.discounts ?? []).map(({ id }) => id)
    expect(told(heard).filter(([name]) => String(name).startsWith("discount."))).toEqual([
      ["discount.created", one],
      ["discount.created", two],
      ["discount.ended", one],
      ["discount.ended", two],
    ])
    const ended = heard.filter(({ name }) => name === "discount.ended").map(({ data }) => data.ended_reason)
    expect(ended).toEqual(["ended_by_admin", "coupon_archived"])
    const customer_id = life?.customer_ids[0]
    expect(heard.find(({ data }) => data.id === one)?.data).toEqual({
      id: one,
      coupon_id: life?.id,
      promo_code_id: null,
      customer_id,
      target_type: "customer",
      target_id: customer_id,
    })
  })

  it("rule 48: of every row of the ledger, from the completion of a cart to a voided renewal", async () => {
    let life: Awaited<ReturnType<typeof lifeOfASubscription>> | undefined
    const heard = await heardWhile(async () => {
      life = await lifeOfASubscription()
    })
    const { coupon_id, customer_id, order_id, subscription_id, renewal } = life!
    const rows = await coupons().listCouponRedemptions({ coupon_id }, { order: { created_at: "ASC", id: "ASC" } })
    const money = heard.filter(({ name }) => name.startsWith("redemption."))
    expect(new Set(money.map(({ data }) => data.id))).toEqual(new Set(rows.map(({ id }) => id)))
    expect(money.map(({ name }) => name)).toEqual([
      // The pen and the first month, then the renewal, then its reversal.
      ...["redemption.created", "redemption.created", "redemption.created"],
      "redemption.reversed",
    ])
    expect(money.every(({ data }) => data.coupon_id === coupon_id && data.customer_id === customer_id)).toBe(true)
    expect(money.slice(0, 2).map(({ data }) => data.order_id)).toEqual([order_id, order_id])
    expect(money[2]?.data).toMatchObject({ id: renewal.id, subscription_id, invoice_id: renewal.invoice_id })
    expect(money[3]?.data).toMatchObject({ reverses_id: renewal.id, subscription_id })
    // Voiding cancels the order, whose cancellation reverses too: whoever comes first, and only once.
    expect(["invoice voided", "order canceled"]).toContain(money[3]?.data.reason)
    const discounts = heard.filter(({ name }) => name.startsWith("discount."))
    expect(discounts.map(({ name, data }) => [name, data.target_type]).sort()).toEqual([
      ["discount.created", "order"],
      ["discount.created", "subscription"],
      ["discount.ended", "subscription"],
    ])
  })

  it("rule 48: not of what was refused", async () => {
    const customer = await createCustomer("refused@example.com")
    const draft = await createCoupon(threeMonths)
    const heard = await heardWhile(async () => {
      await refused("post", "/admin/coupons", { name: "x" }, 400, /./)
      await refused("post", `/admin/coupons/${draft.id}`, { percentage: 101 }, 400, /./)
      await refused("post", "/admin/discounts", { coupon_id: draft.id, customer_id: customer.id }, 400, /./)
      await refused("post", `/admin/coupons/${draft.id}/promo-codes`, { code: "" }, 400, /./)
    })
    expect(heard).toEqual([])
  })
}
