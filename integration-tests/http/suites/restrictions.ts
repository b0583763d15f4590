// Suite: every condition on winning a discount, on the coupon and on the code, with facts gathered from a real shop (section 5).
import type { CreateOrderDTO } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { RESTRICTIONS, WEEKDAYS } from "../../../src/engine"
import type { Restrictions, Weekday } from "../../../src/engine"
import { addPlan, addProduct, channelId } from "../../helpers/catalogue"
import type { AddedProduct } from "../../helpers/catalogue"
import { warehouseId } from "../../helpers/warehouse"
import { first, money, reasonsOf, unique } from "../../helpers/world"
import type { Customer, Reason, Shop } from "../../helpers/world"

/** One restriction that fails for the customer's cart, what it says, and the same restriction met. */
interface Row {
  fails: Restrictions
  reason: string
  met: Restrictions
  /** No change of the cart can help: the code is refused and not kept. */
  is_certain?: boolean
}

export function restrictions(shop: Shop): void {
  const admin = <T>(path: string, body: unknown = {}) => shop.world.admin.ok<T>("POST", path, body)

  async function groupOf(customer: Customer): Promise<string> {
    const { customer_group } = await admin<{ customer_group: { id: string } }>("/admin/customer-groups", {
      name: unique("Group "),
    })
    await admin(`/admin/customer-groups/${customer_group.id}/customers`, { add: [customer.id] })
    return customer_group.id
  }

  /** Enters a code and answers what the shop says of it: the status and the reasons' codes. */
  async function entered(cart_id: string, code: string): Promise<{ status: string; reasons: string[] }> {
    const answer = await shop.world.tryCode(cart_id, code)
    if (answer.status === 400) {
      return { status: "refused", reasons: reasonsOf(answer) }
    }
    const { status, reasons } = answer.body.promo_code as unknown as { status: string; reasons: Reason[] }
    await shop.world.removeCode(cart_id, code)
    return { status, reasons: reasons.map((reason) => reason.code) }
  }

  const APPLIED = { status: "applied", reasons: [] }

  it("rules 18, 19, 20, 22 and 68: every restriction is enforced on the coupon and on the code", async () => {
    const { world } = shop
    const subscriber = await world.customer()
    const signed_up = await world.cart({
      customer: subscriber,
      lines: [{ product: "Desk Membership", plan: "Monthly" }],
    })
    await world.checkOut(signed_up.id)
    const other_group = await groupOf(await world.customer())
    const here = await channelId(world)
    // The shop's time zone is UTC; a test that begins before midnight may end after it.
    const today = new Date().getUTCDay()
    const weekday = (days_on: number): Weekday => WEEKDAYS[(today + 6 + days_on) % 7]!
    const rows: Record<keyof Restrictions, Row[]> = {
      minimum_amount: [
        {
          fails: { minimum_amount: money({ eur: 20.01 }) },
          reason: "minimum_amount_not_reached",
          met: { minimum_amount: money({ eur: 20, usd: 99 }) },
        },
        { fails: { minimum_amount: money({ usd: 1 }) }, reason: "currency_mismatch", met: {} },
      ],
      minimum_quantity: [
        { fails: { minimum_quantity: 3 }, reason: "minimum_quantity_not_reached", met: { minimum_quantity: 2 } },
      ],
      first_purchase: [
        {
          fails: { first_purchase: "any" },
          reason: "first_purchase_only",
          met: { first_purchase: "product_type" },
          is_certain: true,
        },
      ],
      audience: [
        {
          fails: { audience: "new_subscribers" },
          reason: "new_subscribers_only",
          met: { audience: "existing_subscribers" },
          is_certain: true,
        },
        {
          fails: { audience: "new_subscribers" },
          reason: "new_subscribers_only",
          met: { audience: "all" },
          is_certain: true,
        },
      ],
      customer_ids: [
        {
          fails: { customer_ids: ["cus_other"] },
          reason: "customer_not_eligible",
          met: { customer_ids: ["cus_other", subscriber.id] },
          is_certain: true,
        },
      ],
      customer_group_ids: [
        {
          fails: { customer_group_ids: [other_group] },
          reason: "customer_not_eligible",
          met: { customer_group_ids: [other_group, await groupOf(subscriber)] },
          is_certain: true,
        },
      ],
      region_ids: [
        {
          fails: { region_ids: [world.region("usd")] },
          reason: "region_not_eligible",
          met: { region_ids: [world.region("eur")] },
        },
      ],
      sales_channel_ids: [
        {
          fails: { sales_channel_ids: ["sc_other"] },
          reason: "location_not_eligible",
          met: { sales_channel_ids: [here] },
        },
      ],
      customer_emails: [
        {
          fails: { customer_emails: ["somebody@else.example", "*@else.example"] },
          reason: "email_not_eligible",
          met: { customer_emails: ["*@else.example", subscriber.email.toUpperCase()] },
          is_certain: true,
        },
        {
          fails: { customer_emails: ["*@else.example"] },
          reason: "email_not_eligible",
          met: { customer_emails: [`*${subscriber.email.slice(subscriber.email.indexOf("@"))}`] },
          is_certain: true,
        },
      ],
      time_windows: [
        {
          fails: { time_windows: [{ days: [weekday(3)], from: "00:00", to: "00:00" }] },
          reason: "outside_time_window",
          met: { time_windows: [{ days: [weekday(0), weekday(1)], from: "00:00", to: "00:00" }] },
        },
      ],
      subscription_actions: [
        { fails: { subscription_actions: ["renewal"] }, reason: "action_not_eligible", met: {} },
        { fails: { subscription_actions: ["sign_up"] }, reason: "action_not_eligible", met: {} },
      ],
    }
    expect(Object.keys(rows).sort()).toEqual(Object.keys(RESTRICTIONS).sort())

    const { id } = await world.cart({ customer: subscriber, lines: [{ product: "Pen", quantity: 2 }] })
    for (const { fails, reason, met, is_certain } of Object.values(rows).flat()) {
      const refused = { status: is_certain ? "refused" : "pending", reasons: [reason] }
      const on_coupon = await world.percent(10, { restrictions: fails }, { restrictions: met })
      const on_code = await world.percent(10, { restrictions: met }, { restrictions: fails })
      const on_none = await world.percent(10, { restrictions: met }, { restrictions: met })
      expect({
        fails,
        on_coupon: await entered(id, on_coupon),
        on_code: await entered(id, on_code),
        on_none: await entered(id, on_none),
      }).toEqual({ fails, on_coupon: refused, on_code: refused, on_none: APPLIED })
    }
  })

  it("rule 20: a sign-up is a subscription action, a one-time purchase is none", async () => {
    const { world } = shop
    const code = await world.percent(10, { restrictions: { subscription_actions: ["sign_up"] } })
    const other = await world.percent(10, { restrictions: { subscription_actions: ["renewal", "downgrade"] } })
    const { id } = await world.cart({ lines: ["Pen", { product: "Desk Membership", plan: "Monthly" }] })
    expect(await entered(id, code)).toEqual(APPLIED)
    expect(await entered(id, other)).toEqual({ status: "pending", reasons: ["action_not_eligible"] })
  })

  it("rules 16 to 19: coupon and code report every rule that fails, each once", async () => {
    const { world } = shop
    const code = await world.percent(
      10,
      { restrictions: { minimum_quantity: 3, region_ids: ["reg_other"], minimum_amount: money({ eur: 50 }) } },
      { restrictions: { minimum_quantity: 5, region_ids: ["reg_another"], sales_channel_ids: ["sc_other"] } },
    )
    const { id } = await world.cart({ lines: ["Pen"] })
    await world.enter(id, code)
    const { entered: codes } = await world.discounts(id)
    expect(first(codes)).toMatchObject({ code, status: "pending" })
    expect(
      first(codes)
        .reasons.map(({ code, message }) => `${code}: ${message}`)
        .sort(),
    ).toEqual([
      "location_not_eligible: This offer is not available in this sales channel.",
      "minimum_amount_not_reached: The items this offer covers do not reach its minimum amount. It is 50 EUR.",
      "minimum_quantity_not_reached: There are too few of the items this offer covers. At least 3 are needed.",
      "minimum_quantity_not_reached: There are too few of the items this offer covers. At least 5 are needed.",
      "region_not_eligible: This offer is not available in this region.",
    ])
  })

  it("rule 19: minimums count only what the coupon covers, after core's promotions", async () => {
    const { world } = shop
    const scope = { variant_ids: [world.variant("Pen")] }
    const amount = await world.percent(10, { scope, restrictions: { minimum_amount: money({ eur: 20 }) } })
    const quantity = await world.percent(10, { scope, restrictions: { minimum_quantity: 2 } })
    const { id, items } = await world.cart({ lines: ["Pen", { product: "Perfume", quantity: 5 }] })
    expect(await entered(id, amount)).toEqual({ status: "pending", reasons: ["minimum_amount_not_reached"] })
    expect(await entered(id, quantity)).toEqual({ status: "pending", reasons: ["minimum_quantity_not_reached"] })
    const pen = items.find(({ product_title }) => product_title === "Pen")
    await world.setQuantity(id, pen?.id ?? "", 2)
    expect(await entered(id, amount)).toEqual(APPLIED)
    expect(await entered(id, quantity)).toEqual(APPLIED)

    const core = await world.corePromotion({ type: "percentage", value: 10 })
    await world.store.ok("POST", `/store/carts/${id}/promotions`, { promo_codes: [core] })
    expect(await entered(id, amount)).toEqual({ status: "pending", reasons: ["minimum_amount_not_reached"] })
  })

  it("rule 19: who leaves the group between entering and paying pays the full price", async () => {
    const { world } = shop
    const customer = await world.customer()
    const group_id = await groupOf(customer)
    const code = await world.percent(50, { restrictions: { customer_group_ids: [group_id] } })
    const { id } = await world.cart({ customer, lines: ["Pen"] })
    expect((await world.enter(id, code)).total).toBe(5)
    await world.pay(id)
    await admin(`/admin/customer-groups/${group_id}/customers`, { remove: [customer.id] })
    const { status, body } = await world.complete(id)
    expect({ status, code: body.code }).toEqual({ status: 400, code: "promo_code_refused" })
    expect((await world.checkOut(id)).total).toBe(10)
  })

  describe("first purchase", () => {
    const ANY = { restrictions: { first_purchase: "any" } }

    const buy = async (wish: Parameters<typeof shop.world.cart>[0]) => {
      const { id } = await shop.world.cart({ lines: ["Pen"], ...wish })
      return shop.world.checkOut(id)
    }

    /** What becomes of a code for a first purchase that this e-mail or customer enters. */
    async function tryFirst(wish: Parameters<typeof shop.world.cart>[0]): Promise<string> {
      const { id } = await shop.world.cart({ lines: ["Pen"], ...wish })
      const { status, reasons } = await entered(id, await shop.world.percent(10, ANY))
      return [status, ...reasons].join(": ")
    }

    it("rule 18: knows a guest by e-mail in every spelling, before and after an account is made", async () => {
      const { world } = shop
      const name = `${unique("jane_")}.${process.pid}`
      expect(await tryFirst({ email: `${name}@example.com` })).toBe("applied")
      await buy({ email: `${name.toUpperCase()}@Example.com` })
      expect(await tryFirst({ email: `${name}@example.com` })).toBe("refused: first_purchase_only")
      // An underscore is a letter here, and stands for no other.
      expect(await tryFirst({ email: `${name.replace("_", "x")}@example.com` })).toBe("applied")

      const customer = await world.customer()
      await buy({ email: customer.email })
      expect(await tryFirst({ customer })).toBe("refused: first_purchase_only")
      const newcomer = await world.customer()
      await buy({ customer: newcomer })
      expect(await tryFirst({ email: newcomer.email })).toBe("refused: first_purchase_only")
    })

    it("rule 18: counts paid orders: refunded and free ones, not cancelled, unpaid or drafted ones", async () => {
      const { world } = shop
      const guest = () => `${unique("buyer")}.${process.pid}@example.com`
      const cancelled = guest()
      const order = await buy({ email: cancelled })
      expect(await tryFirst({ email: cancelled })).toBe("refused: first_purchase_only")
      await admin(`/admin/orders/${order.id}/cancel`)
      expect(await tryFirst({ email: cancelled })).toBe("applied")

      const free = guest()
      const { id } = await world.cart({ email: free, lines: ["Pen"] })
      await world.enter(id, await world.percent(100))
      await world.checkOut(id)
      expect(await tryFirst({ email: free })).toBe("refused: first_purchase_only")

      const refunded = guest()
      const returned = await buy({ email: refunded })
      await refund(returned.id)
      expect(await tryFirst({ email: refunded })).toBe("refused: first_purchase_only")

      const unpaid = await world.customer()
      const line = { title: "Pen", quantity: 1, unit_price: 10 }
      const more = { customer_id: unpaid.id, email: unpaid.email, currency_code: "eur", items: [line] }
      const orders = shop.container.resolve(Modules.ORDER)
      await orders.createOrders([more, { ...more, status: "draft", is_draft_order: true } as CreateOrderDTO])
      expect(await tryFirst({ customer: unpaid })).toBe("applied")
    })

    async function refund(order_id: string): Promise<void> {
      const path = `/admin/orders/${order_id}?fields=id,*payment_collections.payments`
      const { order } = await shop.world.admin.ok<{
        order: { payment_collections: { payments: { id: string; amount: number }[] }[] }
      }>("GET", path)
      const payment = first(first(order.payment_collections).payments)
      await admin(`/admin/payments/${payment.id}/capture`)
      await admin(`/admin/payments/${payment.id}/refund`, { amount: payment.amount })
    }

    it("rule 18: of a product type, at the sales channel where it was bought", async () => {
      const { world } = shop
      const typed = async () => {
        const { product_type } = await admin<{ product_type: { id: string } }>("/admin/product-types", {
          value: unique("Type "),
        })
        return addProduct(world, { type_id: product_type.id })
      }
      const [tea, coffee] = [await typed(), await typed()]
      const plain = await addProduct(world)
      const customer = await world.customer()
      await buy({ customer, lines: [tea.title] })
      const code = await world.percent(10, { restrictions: { first_purchase: "product_type" } })
      const answer = async (buyer: Customer, ...products: AddedProduct[]) => {
        const { id } = await world.cart({ customer: buyer, lines: products.map(({ title }) => title) })
        const { status, reasons } = await entered(id, code)
        return [status, ...reasons].join(": ")
      }
      expect(await answer(customer, coffee)).toBe("applied")
      expect(await answer(customer, plain)).toBe("applied")
      expect(await answer(customer, tea)).toBe("pending: first_purchase_only")
      expect(await answer(customer, coffee, tea)).toBe("pending: first_purchase_only")

      const elsewhere = await otherChannel([tea])
      const there = { ...customer, store: customer.store.as({ "x-publishable-api-key": elsewhere }) }
      expect(await answer(there, tea)).toBe("applied")
    })

    /** A sales channel of its own that sells these products; answers the publishable key that opens it. */
    async function otherChannel(products: AddedProduct[]): Promise<string> {
      const { sales_channel } = await admin<{ sales_channel: { id: string } }>("/admin/sales-channels", {
        name: unique("Channel "),
      })
      await admin(`/admin/sales-channels/${sales_channel.id}/products`, { add: products.map(({ id }) => id) })
      const location_id = await warehouseId(shop.world.admin)
      await admin(`/admin/stock-locations/${location_id}/sales-channels`, { add: [sales_channel.id] })
      const { api_key } = await admin<{ api_key: { id: string; token: string } }>("/admin/api-keys", {
        title: unique("Key "),
        type: "publishable",
      })
      await admin(`/admin/api-keys/${api_key.id}/sales-channels`, { add: [sales_channel.id] })
      return api_key.token
    }
  })

  it("rule 18: who subscribed as a guest is no new subscriber with an account of the same e-mail", async () => {
    const { world } = shop
    const customer = await world.customer()
    // Typed in another case, the e-mail makes a guest record beside the account.
    const email = customer.email.toUpperCase()
    const signed_up = await world.cart({ email, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await world.checkOut(signed_up.id)
    const { id } = await world.cart({ customer, lines: ["Pen"] })
    const code = await world.percent(10, { restrictions: { audience: "new_subscribers" } })
    expect(await entered(id, code)).toEqual({ status: "refused", reasons: ["new_subscribers_only"] })
  })

  it("rule 21: with an active subscription no code opens another one, and codes for other things still do", async () => {
    const { world } = shop
    const customer = await world.customer()
    const membership = { product: "Desk Membership", plan: "Monthly" }
    const signed_up = await world.cart({ customer, lines: [membership] })
    await world.checkOut(signed_up.id)
    const studio = await addProduct(world)
    const plan_id = await addPlan(world, studio.variant_id, "month")

    const { id } = await world.cart({ customer, lines: ["Pen", { product: studio.title, metadata: { plan_id } }] })

    const both = await world.percent(10)
    const subscriptions = await world.percent(10, { redeemable_for: ["subscription"] })
    const things = await world.percent(10, { redeemable_for: ["one_time"] })
    expect(await entered(id, both)).toEqual({ status: "pending", reasons: ["active_subscription_exists"] })
    expect(await entered(id, subscriptions)).toEqual({ status: "refused", reasons: ["active_subscription_exists"] })
    expect(await entered(id, things)).toEqual(APPLIED)
  })
}
