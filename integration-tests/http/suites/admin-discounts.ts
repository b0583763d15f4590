// Discounts that an admin puts on customers and subscriptions, over HTTP (rule 26).
import type { Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { adminDesk, NOW, percentage, threeMonths } from "../../helpers/admin-desk"
import type { CouponJson, Json } from "../../helpers/admin-desk"
import type { Shop } from "../../helpers/world"

export function adminDiscounts(shop: Shop): void {
  const { ok, refused, createCoupon, readCoupon, createCustomer } = adminDesk(shop)

  describe("applied discounts", () => {
    it("are put on a customer, counted, shown and ended", async () => {
      const customer = await createCustomer("holder@example.com")
      const { id } = await createCoupon({ ...threeMonths, status: "active", max_redemptions: 5 })
      const body = { coupon_id: id, customer_id: customer.id }
      const { discount } = (await ok("post", "/admin/discounts", body)) as { discount: Json }
      expect(discount).toMatchObject({
        coupon_id: id,
        name: "Summer sale",
        status: "running",
        origin: "admin",
        target_type: "customer",
        target_id: customer.id,
        customer_id: customer.id,
        applied_at: NOW.toISOString(),
        starts_at: null,
        ended_at: null,
        terms: { percentage: 20, duration_in_months: 3 },
      })
      expect((await readCoupon(id)).times_redeemed).toBe(1)
      await refused("post", "/admin/discounts", body, 400, /applied there already/)
      expect((await ok("get", `/admin/discounts?customer_id=${customer.id}`)).discounts).toEqual([discount])
      const ended = (await ok("post", `/admin/discounts/${String(discount.id)}/end`)) as { discount: Json }
      expect(ended.discount).toMatchObject({ status: "ended", ended_at: NOW.toISOString() })
      await ok("post", `/admin/discounts/${String(discount.id)}/end`)
      await ok("post", "/admin/discounts", body)
      expect((await readCoupon(id)).times_redeemed).toBe(2)
    })

    it("rule 26: skip no limit silently: an override is named, and counted", async () => {
      const [first, second] = [await createCustomer("first@example.com"), await createCustomer("second@example.com")]
      const { id } = await createCoupon({ ...threeMonths, status: "active", max_redemptions: 1 })
      await ok("post", "/admin/discounts", { coupon_id: id, customer_id: first.id })
      const body = { coupon_id: id, customer_id: second.id }
      const { data } = await refused("post", "/admin/discounts", body, 400, /used up/)
      expect(data.code).toBe("redemption_limit_reached")
      const warned = jest.spyOn(shop.container.resolve<Logger>(ContainerRegistrationKeys.LOGGER), "warn")
      await ok("post", "/admin/discounts", { ...body, override_limits: true })
      expect(warned).toHaveBeenCalledWith(
        expect.stringMatching(new RegExp(`limits of coupon ${id} overridden by admin user_`)),
      )
      warned.mockRestore()
      expect((await readCoupon(id)).times_redeemed).toBe(2)
    })

    it("go through the same door as a shopper's code", async () => {
      const customer = await createCustomer("door@example.com")
      const apply = (coupon: CouponJson) => ({ coupon_id: coupon.id, customer_id: customer.id })
      const active = { ...threeMonths, status: "active" }
      await refused("post", "/admin/discounts", apply(await createCoupon(threeMonths)), 400, /not available/)
      await refused(
        "post",
        "/admin/discounts",
        apply(await createCoupon({ ...active, expires_at: "2027-01-14" })),
        400,
        /expired/,
      )
      const others = await createCoupon({
        ...active,
        restrictions: { customer_ids: ["cus_other"] },
        starts_at: "2027-03-01",
      })
      await refused("post", "/admin/discounts", apply(others), 400, /not started.*not for this customer/)
      const goods = await createCoupon({ ...percentage, redeemable_for: ["one_time"], status: "active" })
      await refused("post", "/admin/discounts", apply(goods), 400, /not for subscriptions/)
    })

    it("are put on a running subscription or one of its items, in its currency", async () => {
      const customer = await createCustomer("subscriber@example.com")
      const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE)
      const { subscription } = await billing.startSubscription(
        {
          id: "bsub_door",
          customer_id: customer.id,
          email: customer.email,
          sales_channel_id: null,
          region_id: null,
          currency_code: "eur",
          plan: { id: "bplan_door", interval: "month", interval_count: 1 },
          trial_days: 0,
          started_at: NOW,
          time_zone: "UTC",
          order_id: null,
          order_line_id: null,
          payment_provider_id: null,
          payment_data: null,
          items: [
            {
              variant_id: "variant_door",
              title: "Tea club",
              quantity: 1,
              unit_price: 30,
              is_tax_inclusive: false,
              requires_shipping: false,
            },
          ],
        },
        null,
      )
      const item = subscription.items[0]?.id ?? ""
      const active = { ...threeMonths, status: "active" }
      const on = (coupon: CouponJson, target: object) => ({ coupon_id: coupon.id, ...target })
      const sub = { subscription_id: subscription.id }
      const whole = (await ok("post", "/admin/discounts", on(await createCoupon(active), sub))) as { discount: Json }
      expect(whole.discount).toMatchObject({
        target_type: "subscription",
        target_id: "bsub_door",
        customer_id: customer.id,
        starts_at: null,
      })
      const part = (await ok(
        "post",
        "/admin/discounts",
        on(await createCoupon(active), { subscription_item_id: item }),
      )) as { discount: Json }
      expect(part.discount).toMatchObject({ target_type: "subscription_item", target_id: item })
      const both = await ok("get", `/admin/discounts?subscription_id=${subscription.id}&subscription_item_id=${item}`)
      expect(both).toMatchObject({ count: 2 })
      expect(new Set((both.discounts as Json[]).map(({ id }) => id))).toEqual(
        new Set([whole.discount.id, part.discount.id]),
      )

      const yearly = { scope: { billing_periods: [{ interval: "year", interval_count: 1 }] } }
      await refused(
        "post",
        "/admin/discounts",
        on(await createCoupon({ ...active, ...yearly }), sub),
        400,
        /billing period/,
      )
      const dollars = {
        name: "x",
        type: "fixed",
        amounts: [{ currency_code: "usd", amount: 5 }],
        duration: "forever",
        status: "active",
      }
      await refused("post", "/admin/discounts", on(await createCoupon(dollars), sub), 400, /currency/)
      const big = { ...active, restrictions: { minimum_amount: [{ currency_code: "eur", amount: 30.01 }] } }
      await refused("post", "/admin/discounts", on(await createCoupon(big), sub), 400, /minimum amount/)
      await refused(
        "post",
        "/admin/discounts",
        on(await createCoupon(active), { subscription_id: "bsub_none" }),
        404,
        /not found/,
      )
      await refused(
        "post",
        "/admin/discounts",
        on(await createCoupon(active), { subscription_item_id: "bsubitem_none" }),
        404,
        /not found/,
      )
    })

    it("refuse in words what is missing, double or not offered", async () => {
      const { id } = await createCoupon({ ...threeMonths, status: "active" })
      const url = "/admin/discounts"
      await refused("post", url, { coupon_id: id }, 400, /exactly one target/)
      await refused("post", url, { coupon_id: id, customer_id: "a", subscription_id: "b" }, 400, /exactly one target/)
      await refused("post", url, { customer_id: "a" }, 400, /coupon_id/)
      await refused("post", url, { coupon_id: id, invoice_id: "binv_1" }, 404, /binv_1/)
      await refused("post", url, { coupon_id: id, draft_order_id: "order_1" }, 404, /not found/)
      await refused("post", url, { custom: { percentage: 5 }, customer_id: "a" }, 400, /custom/)
      await refused("post", url, { coupon_id: id, customer_id: "cus_none" }, 404, /not found/)
      await refused("post", url, { coupon_id: id, customer_id: "a", override_limits: "yes" }, 400, /override_limits/)
      await refused("post", url, { coupon_id: id, cart_id: "a" }, 400, /cart_id/)
    })
  })
}
