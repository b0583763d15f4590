// Suite: a restriction that an app registered is accepted, answered and enforced like ours (rule 68).
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { first } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const SENTENCE = "There are too many of the items this offer covers. At most 1 are allowed."

export function ownRestriction(shop: Shop): void {
  const admin = <T>(path: string, body: object) => shop.world.admin.ok<T>("POST", path, body)

  /** A coupon for small carts of at most `maximum_quantity` units. */
  const coupon = (maximum_quantity: number | null, fields: object = {}) =>
    shop.world.coupon({ type: "percentage", percentage: 10, restrictions: { maximum_quantity }, ...fields })

  it("rule 68: is accepted on coupons and codes, checked by its kind, and answered with its neutral value", async () => {
    const { world } = shop
    const { id } = await coupon(2)
    const { promo_code } = await admin<{ promo_code: { id: string } }>(`/admin/coupons/${id}/promo-codes`, {
      code: "SMALL",
      restrictions: { maximum_quantity: 1 },
    })
    expect(promo_code).toMatchObject({ restrictions: { maximum_quantity: 1, minimum_quantity: null } })
    const read = async (path: string) => (await world.admin.get<Record<string, unknown>>(path)).body
    expect(await read(`/admin/coupons/${id}`)).toMatchObject({ coupon: { restrictions: { maximum_quantity: 2 } } })
    const plain = await world.coupon({ type: "percentage", percentage: 10 })
    expect(await read(`/admin/coupons/${plain.id}`)).toMatchObject({
      coupon: { restrictions: { maximum_quantity: null } },
    })

    const refused = await world.admin.post<{ message: string }>(`/admin/coupons/${id}`, {
      restrictions: { maximum_quantity: 0.5 },
    })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toContain("restrictions, maximum_quantity")
    const unknown = await world.admin.post<{ message: string }>(`/admin/coupons/${id}`, {
      restrictions: { favourite_colour: "blue" },
    })
    expect(unknown.status).toBe(400)
    expect(unknown.body.message).toContain("favourite_colour")
  })

  it("rule 68: one that its app registers no longer is kept by every edit and clone, until it is left out", async () => {
    const { world } = shop
    const { id } = await coupon(2)
    const gone = { favourite_colour: "blue" }
    await shop.container
      .resolve<CouponModuleService>(COUPON_MODULE)
      .updateCoupons({ id, restrictions: { maximum_quantity: 2, ...gone } as never })
    const path = `/admin/coupons/${id}`
    interface Answer {
      coupon: { id: string; name: string; restrictions: Record<string, unknown> }
    }
    expect(await admin<Answer>(path, { name: "Renamed" })).toMatchObject({ coupon: { name: "Renamed" } })
    const { coupon: read } = await world.admin.ok<Answer>("GET", path)
    expect(read.restrictions).toMatchObject({ maximum_quantity: 2, ...gone })
    const edited = await admin<Answer>(path, { restrictions: { ...read.restrictions, maximum_quantity: 3 } })
    expect(edited.coupon.restrictions).toMatchObject({ maximum_quantity: 3, ...gone })
    const { coupon: copy } = await admin<Answer>(`${path}/clone`, {})
    expect(copy.restrictions).toMatchObject({ maximum_quantity: 3, ...gone })

    const refused = await world.admin.post<{ message: string }>(path, { restrictions: { favourite_colour: "red" } })
    expect(refused.status).toBe(400)
    expect(refused.body.message).toContain("favourite_colour")
    const left = await admin<Answer>(path, { restrictions: { maximum_quantity: 3 } })
    expect(left.coupon.restrictions).not.toHaveProperty("favourite_colour")
  })

  it("rule 68: tells the Admin what is typed for it and its texts", async () => {
    expect(await shop.world.admin.ok("GET", "/admin/coupons/settings")).toEqual({
      settings: {
        time_zone: "UTC",
        restrictions: [
          {
            key: "maximum_quantity",
            input: { kind: "count", max: 1_000_000 },
            texts: {
              en: expect.objectContaining({ label: "Maximum quantity" }) as object,
              de: expect.objectContaining({ label: "Höchstmenge" }) as object,
            },
          },
        ],
      },
    })
  })

  it("rule 68: is enforced on a cart, until the cart fits", async () => {
    const { world } = shop
    const { id: coupon_id } = await coupon(1)
    const { code } = await world.promoCode(coupon_id)
    const { id, items } = await world.cart({ lines: [{ product: "Pen", quantity: 2 }] })
    await world.enter(id, code)
    const { entered } = await world.discounts(id)
    expect(first(entered)).toMatchObject({
      code,
      status: "pending",
      reasons: [{ code: "maximum_quantity_exceeded", message: SENTENCE }],
    })
    await world.setQuantity(id, first(items).id, 1)
    expect(await world.discounts(id)).toMatchObject({ entered: [{ code, status: "applied" }], total_saving: 1 })
    expect((await world.checkOut(id)).total).toBe(9)
  })

  it("rule 68: is enforced on a draft order", async () => {
    const { world } = shop
    const { draft_order } = await admin<{ draft_order: { id: string } }>("/admin/draft-orders", {
      region_id: world.region("eur"),
      email: "phone@example.com",
      items: [{ variant_id: world.variant("Pen"), quantity: 2 }],
    })
    const apply = (coupon_id: string) =>
      world.admin.post<{ message: string }>("/admin/discounts", { draft_order_id: draft_order.id, coupon_id })
    const refused = await apply((await coupon(1)).id)
    expect({ status: refused.status, message: refused.body.message }).toEqual({ status: 400, message: SENTENCE })
    expect((await apply((await coupon(2)).id)).status).toBe(200)
  })

  it("rule 68: is enforced on a subscription", async () => {
    const { world } = shop
    const customer = await world.customer()
    const cart = await world.cart({
      customer,
      lines: [{ product: "Desk Membership", plan: "Monthly", quantity: 2 }],
    })
    await world.checkOut(cart.id)
    const { subscriptions } = await world.admin.ok<{ subscriptions: { id: string }[] }>(
      "GET",
      `/admin/billing/subscriptions?customer_id=${customer.id}`,
    )
    const subscription_id = first(subscriptions).id
    const lasting = { duration: "repeating", duration_in_months: 3 }
    const apply = (coupon_id: string) =>
      world.admin.post<{ message: string }>("/admin/discounts", { subscription_id, coupon_id })
    const refused = await apply((await coupon(1, lasting)).id)
    expect({ status: refused.status, message: refused.body.message }).toEqual({ status: 400, message: SENTENCE })
    expect((await apply((await coupon(2, lasting)).id)).status).toBe(200)
  })
}
