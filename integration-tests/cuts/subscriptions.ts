// What an admin and the clock do to subscriptions, each on one of its own.
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import { renewSubscription } from "../../src/workflows/billing/renew-subscription"
import type { Life } from "../helpers/life"
import { PROVIDER } from "../helpers/life"
import { testPayments } from "../helpers/test-payment"
import type { Customer, Shop } from "../helpers/world"
import { first } from "../helpers/world"
import { rows } from "./books"
import { headersOf, Run, within } from "./scissors"
import type { Operation, Told } from "./try-points"

/** The middle of the first month of every subscription here. */
export const NOW = "2027-01-16T12:00:00.000Z"
const NEW_YEAR = "2027-01-01T00:00:00.000Z"

interface Member {
  id: string
  code: string
  invoice_id: string
  customer: Customer
}

interface Setting {
  customer: Customer
  desk: string
  studio: string
  tote: string
  coupon_id: string
  code: string
}

/** Operations on subscriptions. The clock stands at `NOW`. */
export function subscriptionOperations(shop: Shop, life: Life): Operation<Member>[] {
  const { world, container } = shop
  const admin = (run: Run) => world.admin.as(headersOf(run))
  const coupons = () => container.resolve<CouponModuleService>(COUPON_MODULE)
  let setting: Promise<Setting> | null = null

  async function set(): Promise<Setting> {
    const coupon = await world.coupon({ type: "percentage", percentage: 20, duration: "forever", max_redemptions: 1e6 })
    const { code } = await world.promoCode(coupon.id, { max_redemptions: 1e6 })
    return {
      customer: await world.customer(),
      desk: await life.plan("Desk Membership"),
      studio: await life.plan("Studio Membership"),
      tote: await life.plan("Tote Bag"),
      coupon_id: coupon.id,
      code,
    }
  }

  const given = () => (setting ??= set())

  /** A member whose first month, 30 less 20 %, is due or paid. `started_at` before `NOW` says since when. */
  async function member({ is_paid = true, is_discounted = true } = {}): Promise<Member> {
    const { desk, code } = await given()
    // One customer's subscriptions are billed one after the other; each here is somebody's own.
    const customer = await world.customer()
    const { subscription } = await world.admin.ok<{ subscription: { id: string } }>(
      "POST",
      "/admin/billing/subscriptions",
      {
        customer_id: customer.id,
        plan_id: desk,
        region_id: world.region("eur"),
        payment_provider_id: PROVIDER,
        started_at: NEW_YEAR,
      },
    )
    const { id } = subscription
    if (is_discounted) {
      const { coupon_id } = await given()
      await world.admin.ok("POST", "/admin/discounts", { coupon_id, subscription_id: id })
    }
    if (is_paid) {
      await renew(id, new AbsentRun())
    }
    const invoices = is_paid ? await life.invoices(id) : []
    return { id, code, invoice_id: invoices[0]?.id ?? "", customer }
  }

  async function renew(subscription_id: string, run: Run | AbsentRun): Promise<Told> {
    const now = NOW
    const work = () => renewSubscription(container, { subscription_id, now, due_before: now })
    try {
      const body = await (run instanceof AbsentRun ? work() : within(run, work))
      return { status: 200, body }
    } catch (error) {
      return { status: 409, body: String((error as { message?: unknown }).message ?? error) }
    }
  }

  /** Their first month was declined, and they are about to pay it: the session is there, as at a checkout. */
  async function payer(): Promise<Member> {
    const one = await member({ is_paid: false })
    testPayments.is_declining = true
    await renew(one.id, new AbsentRun())
    testPayments.is_declining = false
    const invoice_id = first(await life.invoices(one.id)).id
    const { store } = one.customer
    const { payment_collection } = await store.ok<{ payment_collection: { id: string } }>(
      "POST",
      `/store/customers/me/billing/invoices/${invoice_id}/pay`,
    )
    const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`
    await store.ok("POST", sessions, { provider_id: PROVIDER })
    return { ...one, invoice_id }
  }

  const post = async (run: Run, path: string, body: object = {}): Promise<Told> => {
    const { status, body: answer } = await admin(run).post(`/admin/billing/${path}`, body)
    return { status, body: answer }
  }

  /** As the customer enters a code on their subscription, and takes it off. */
  async function withCode(customer: Customer, run: Run, method: "POST" | "DELETE", id: string, code: string) {
    const path = `/store/customers/me/billing/subscriptions/${id}/promo-codes`
    const store = customer.store.as(headersOf(run))
    const { status, body } = await (method === "POST" ? store.post(path, { code }) : store.delete(`${path}/${code}`))
    return { status, body }
  }

  const reasonsOf = (body: unknown): string | undefined =>
    (body as { reasons?: { code: string }[] }).reasons?.map((reason) => reason.code).join()

  const invoicesAre = async ({ id }: Member, wanted: [string, number][]): Promise<string[]> => {
    const invoices = (await life.invoices(id)).filter(
      ({ status }) => status !== "void" || wanted.some(([s]) => s === "void"),
    )
    const found = invoices.map(({ status, total }): [string, number] => [status, total])
    return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`its invoices are ${JSON.stringify(found)}`]
  }

  const running = async ({ id }: Member): Promise<number> =>
    (await coupons().listRunningDiscounts([{ type: "subscription", ids: [id] }])).length

  const says = (told: Told, sentence: RegExp): boolean =>
    told.status === 200 || (told.status === 400 && sentence.test(String((told.body as { message?: string }).message)))

  const planIs = async ({ id }: Member, title: string): Promise<string[]> => {
    const { items } = await life.read(id)
    return first(items).title === title ? [] : [`the plan is of ${first(items).title}`]
  }

  return [
    {
      name: "renew",
      prepare: () => member({ is_paid: false }),
      call: ({ id }, run) => renew(id, run),
      check: (one) => invoicesAre(one, [["paid", 24]]),
    },
    {
      name: "book what a customer has paid",
      prepare: payer,
      call: async ({ invoice_id, customer }, run) => {
        const path = `/store/customers/me/billing/invoices/${invoice_id}/pay/confirm`
        const { status, body } = await customer.store.as(headersOf(run)).post(path)
        return { status, body }
      },
      check: (one) => invoicesAre(one, [["paid", 24]]),
    },
    {
      name: "change the plan now, with a code",
      prepare: () => member({ is_discounted: false }),
      call: async ({ id, code }, run) =>
        post(run, `subscriptions/${id}/change-plan`, { plan_id: (await given()).studio, promo_code: code }),
      isDone: (told) => says(told, /is on this plan already/),
      check: async (one) => [
        ...(await planIs(one, "Studio Membership")),
        ...(await invoicesAre(one, [
          ["paid", 30],
          ["paid", 108],
        ])),
        ...((await running(one)) === 1 ? [] : ["its discount does not run"]),
      ],
    },
    {
      name: "change the plan at the period's end, with a code",
      prepare: () => member({ is_discounted: false }),
      call: async ({ id, code }, run) =>
        post(run, `subscriptions/${id}/change-plan`, {
          plan_id: (await given()).tote,
          at: "period_end",
          promo_code: code,
        }),
      check: async (one) => {
        const { scheduled_change } = await life.read(one.id)
        return [
          ...(scheduled_change ? [] : ["no change waits"]),
          ...((await running(one)) === 1 ? [] : [`${await running(one)} discounts run`]),
        ]
      },
    },
    {
      name: "change the plan now, unbilled, with a code",
      prepare: () => member({ is_discounted: false }),
      call: async ({ id, code }, run) =>
        post(run, `subscriptions/${id}/change-plan`, {
          plan_id: (await given()).tote,
          at: "now",
          proration: "none",
          promo_code: code,
        }),
      isDone: (told) => says(told, /is on this plan already/),
      check: async (one) => [
        ...(await planIs(one, "Tote Bag")),
        ...((await running(one)) === 1 ? [] : [`${await running(one)} discounts run`]),
      ],
    },
    {
      name: "cancel",
      prepare: async () => {
        const one = await member()
        await declinedInvoice(one)
        return one
      },
      call: ({ id }, run) => post(run, `subscriptions/${id}/cancel`, { at_period_end: false }),
      isDone: (told) => says(told, /has been cancelled already/),
      check: async (one) => {
        const { status } = await life.read(one.id)
        return status === "canceled" ? [] : [`it is ${status}`]
      },
    },
    {
      name: "pause",
      prepare: () => member(),
      call: ({ id }, run) => post(run, `subscriptions/${id}/pause`),
      isDone: (told) => says(told, /is paused/),
      check: async (one) => ((await life.read(one.id)).status === "paused" ? [] : ["it is not paused"]),
    },
    {
      name: "resume",
      prepare: async () => {
        const one = await member()
        await world.admin.ok("POST", `/admin/billing/subscriptions/${one.id}/pause`)
        return one
      },
      call: ({ id }, run) => post(run, `subscriptions/${id}/resume`),
      isDone: (told) => says(told, /nothing to resume/),
      check: async (one) => ((await life.read(one.id)).status === "active" ? [] : ["it does not go on"]),
    },
    {
      name: "void a paid invoice",
      prepare: () => member(),
      call: ({ invoice_id }, run) => post(run, `invoices/${invoice_id}/void`),
      isDone: (told) => says(told, /is void already/),
      check: (one) => invoicesAre(one, [["void", 24]]),
    },
    {
      name: "void an open invoice",
      prepare: async () => {
        const one = await member()
        return { ...one, invoice_id: await declinedInvoice(one) }
      },
      call: ({ invoice_id }, run) => post(run, `invoices/${invoice_id}/void`),
      isDone: (told) => says(told, /is void already/),
      check: (one) =>
        invoicesAre(one, [
          ["paid", 24],
          ["void", 24],
        ]),
    },
    {
      name: "put a coupon on a subscription",
      prepare: () => member({ is_discounted: false }),
      call: async ({ id }, run) => {
        const { coupon_id } = await given()
        const { status, body } = await admin(run).post("/admin/discounts", { coupon_id, subscription_id: id })
        return { status, body }
      },
      isDone: ({ status }) => status === 200 || status === 400,
      check: async (one) => ((await running(one)) >= 1 ? [] : ["no discount runs"]),
    },
    {
      name: "enter a code on a subscription",
      prepare: () => member({ is_discounted: false }),
      call: ({ id, code, customer }, run) => withCode(customer, run, "POST", id, code),
      isDone: ({ status, body }) => status === 200 || reasonsOf(body) === "already_running",
      check: async (one) => ((await running(one)) === 1 ? [] : [`${await running(one)} discounts run`]),
    },
    {
      name: "take a code off a subscription",
      prepare: async () => {
        const one = await member({ is_discounted: false })
        await withCode(one.customer, new Run(), "POST", one.id, one.code)
        return one
      },
      call: ({ id, code, customer }, run) => withCode(customer, run, "DELETE", id, code),
      isDone: ({ status }) => status === 200 || status === 404,
      check: async (one) => {
        const [left] = await rows<{ places: number }>(
          container,
          `select count(*)::int as places from coupon_claim where customer_id = ? and status <> 'released'`,
          [one.customer.id],
        )
        return (await running(one)) === 0 && left?.places === 0 ? [] : [`${left?.places} places are taken`]
      },
    },
    {
      name: "create a subscription with its discounts",
      // Whoever got no answer and asks again may have two of them; each has to be whole.
      prepare: async () => ({ id: "", code: "", invoice_id: "", customer: await world.customer() }),
      call: async ({ customer }, run) => {
        const { desk, tote, code } = await given()
        return post(run, "subscriptions", {
          customer_id: customer.id,
          region_id: world.region("eur"),
          payment_provider_id: PROVIDER,
          starts_at: NEW_YEAR,
          items: [
            { plan_id: desk, quantity: 1 },
            { plan_id: tote, quantity: 1 },
          ],
          discounts: [{ code }, { custom: { type: "percentage", percentage: 50 }, item: 1 }],
        })
      },
      check: createdWhole,
    },
  ]

  /** Each subscription of theirs was billed with both discounts, if it was billed, and nothing is there of others. */
  async function createdWhole({ customer }: Member): Promise<string[]> {
    const path = `/admin/billing/subscriptions?customer_id=${customer.id}`
    const { subscriptions } = await world.admin.ok<{ subscriptions: { id: string; items: { id: string }[] }[] }>(
      "GET",
      path,
    )
    const ids = subscriptions.flatMap(({ id, items }) => [id, ...items.map((item) => item.id)])
    const wrong: string[] = subscriptions.length > 0 ? [] : ["there is no subscription"]
    for (const { id } of subscriptions) {
      const due = await life.upcoming(id, 1)
      const billed = (await life.invoices(id)).slice(0, 1)
      // 30 less 20 %, and 10 at half.
      const [bill] = billed.length > 0 ? billed : due
      wrong.push(...(bill?.total === 29 ? [] : [`its first bill is ${bill?.total}`]))
    }
    const [left] = await rows<Record<"hidden" | "lost" | "coupons" | "places", number>>(
      container,
      `select
         (select count(*)::int from billing_subscription where customer_id = ? and deleted_at is not null) as hidden,
         (select count(*)::int from coupon_discount where customer_id = ? and ended_at is null and deleted_at is null
           and not target_id = any (?)) as lost,
         (select count(*)::int from coupon c join coupon_claim k on k.coupon_id = c.id where k.customer_id = ?
           and c.origin = 'custom' and c.deleted_at is null) as coupons,
         (select count(*)::int from coupon_claim where customer_id = ? and status <> 'released'
           and deleted_at is null) as places`,
      [customer.id, customer.id, ids, customer.id, customer.id],
    )
    const wanted = { hidden: 0, lost: 0, coupons: subscriptions.length, places: 2 * subscriptions.length }
    return JSON.stringify(left) === JSON.stringify(wanted)
      ? wrong
      : [...wrong, `left are ${JSON.stringify(left)} instead of ${JSON.stringify(wanted)}`]
  }

  /** The next month, as a card that was declined leaves it: open, without order and payment. */
  async function declinedInvoice({ id }: Member): Promise<string> {
    const [paid] = await life.invoices(id)
    const invoice_id = `binv_declined_${id}`
    await rows(
      container,
      `insert into billing_invoice (id, number, subscription_id, customer_id, kind, status, cycle_key, cycle_index,
         period_start, period_end, currency_code, subtotal, raw_subtotal, discount_total, raw_discount_total, tax_total,
         raw_tax_total, total, raw_total, lines, discounts, attempt_count, failure_message, issued_at)
       select ?, number || '-next', subscription_id, customer_id, 'renewal', 'open', cycle_key || '-next', cycle_index + 1,
         period_end, period_end + interval '1 month', currency_code, subtotal, raw_subtotal, discount_total,
         raw_discount_total, tax_total, raw_tax_total, total, raw_total, lines, discounts, 1, 'declined', now()
       from billing_invoice where id = ?`,
      [invoice_id, paid?.id ?? ""],
    )
    return invoice_id
  }
}

/** A call that is part of no run. */
class AbsentRun {
  readonly is_absent = true
}
