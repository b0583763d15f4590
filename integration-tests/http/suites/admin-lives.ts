// The lives of coupons over HTTP: states, edits, archive, clone, delete (rules 34 and 36).
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { adminDesk, emptyLists, NOW, percentage, threeMonths } from "../../helpers/admin-desk"
import type { CouponJson, Method } from "../../helpers/admin-desk"
import type { Shop } from "../../helpers/world"

export function adminLives(shop: Shop): void {
  const { coupons, send, ok, refused, createCoupon, createCode, readCoupon, names, redeem, createCustomer } =
    adminDesk(shop)

  describe("editing", () => {
    it("rule 34: changes everything while nobody has redeemed it, and checks the whole again", async () => {
      const { id } = await createCoupon({ ...threeMonths, status: "active" })
      const edit = async (change: object) => (await ok("post", `/admin/coupons/${id}`, change)).coupon as CouponJson
      const fixed = await edit({ type: "fixed", amounts: [{ currency_code: "eur", amount: 5 }] })
      expect([fixed.type, fixed.percentage, fixed.amounts]).toEqual([
        "fixed",
        null,
        [{ currency_code: "eur", amount: 5 }],
      ])
      const cycles = await edit({ duration_in_cycles: 6 })
      expect([cycles.duration_in_months, cycles.duration_in_cycles]).toEqual([null, 6])
      const once = await edit({ duration: "once" })
      expect([once.duration_in_cycles, once.redeemable_for]).toEqual([null, ["one_time", "subscription"]])
      expect((await edit({ metadata: { a: 1 } })).metadata).toEqual({ a: 1 })
      expect((await edit({ metadata: { b: 2 } })).metadata).toEqual({ b: 2 })
      await refused("post", `/admin/coupons/${id}`, { duration: "repeating" }, 400, /exactly one/)
      await refused("post", `/admin/coupons/${id}`, { amounts: [] }, 400, /amount/)
      await refused(
        "post",
        `/admin/coupons/${id}`,
        { starts_at: "2027-05-01", expires_at: "2027-04-01" },
        400,
        /before/,
      )
      await refused("post", `/admin/coupons/${id}`, { times_redeemed: 5 }, 400, /times_redeemed/)
      await refused("post", `/admin/coupons/${id}`, { status: "draft" }, 400, /activate or archive/)
      expect(await readCoupon(id)).toMatchObject({ type: "fixed", duration: "once", status: "active" })
    })

    it("replaces restrictions and scope whole", async () => {
      const { id } = await createCoupon({
        ...percentage,
        restrictions: { minimum_quantity: 2, region_ids: ["reg_1"] },
        scope: { product_ids: ["prod_1"], excluded: { variant_ids: ["variant_9"] } },
      })
      const change = { restrictions: { audience: "new_subscribers" }, scope: { product_type_ids: ["ptyp_1"] } }
      const { coupon } = (await ok("post", `/admin/coupons/${id}`, change)) as { coupon: CouponJson }
      expect(coupon.restrictions).toMatchObject({
        minimum_quantity: null,
        region_ids: [],
        audience: "new_subscribers",
      })
      expect(coupon.scope).toEqual({ ...emptyLists, product_type_ids: ["ptyp_1"], excluded: emptyLists })
    })

    it("rule 34: keeps the promise of a redeemed coupon: only name, description, limits, dates and items", async () => {
      const { id } = await createCoupon({ ...percentage, status: "active", restrictions: { minimum_quantity: 1 } })
      await redeem(id, "cus_1", "order_1")
      await redeem(id, "cus_1", "order_2")
      const url = `/admin/coupons/${id}`
      for (const change of [
        { percentage: 30 },
        { duration: "forever" },
        { restrictions: {} },
        { stackable: true },
        { type: "fixed", amounts: [{ currency_code: "eur", amount: 5 }] },
        { maximum_discount: [{ currency_code: "eur", amount: 5 }] },
        { release_on_cancel: false },
        { release_on_refund: true },
      ]) {
        await refused("post", url, change, 400, /has been redeemed.*[Cc]lone/)
      }
      await refused("post", url, { max_redemptions: 1 }, 400, /redeemed 2 times/)
      await refused(
        "post",
        url,
        { max_redemptions_per_customer: 1 },
        400,
        /one customer has redeemed the coupon 2 times/,
      )
      const before = await readCoupon(id)
      const {
        id: _id,
        state: _state,
        origin: _origin,
        times_redeemed,
        created_at: _c,
        updated_at: _u,
        ...same
      } = before
      expect(times_redeemed).toBe(2)
      const change = {
        ...same,
        name: "Renamed",
        description: "New",
        max_redemptions: 2,
        max_redemptions_per_customer: 2,
        starts_at: "2027-01-01",
        expires_at: "2027-12-31",
        scope: { product_ids: ["prod_2"] },
      }
      const { coupon } = (await ok("post", url, change)) as { coupon: CouponJson }
      expect(coupon).toMatchObject({ name: "Renamed", max_redemptions: 2, state: "depleted", percentage: 20 })
    })

    it("rule 17: never lowers a limit below one of its codes", async () => {
      const { id } = await createCoupon({ ...percentage, max_redemptions: 100 })
      await createCode(id, { code: "FIFTY", max_redemptions: 50 })
      await refused("post", `/admin/coupons/${id}`, { max_redemptions: 49 }, 400, /FIFTY has a limit of 50/)
      await ok("post", `/admin/coupons/${id}`, { max_redemptions: 50 })
    })
  })

  describe("life cycle", () => {
    it("rule 34: goes from draft to active to archived, and no way back", async () => {
      const { id } = await createCoupon(percentage)
      const url = `/admin/coupons/${id}`
      expect((await ok("post", `${url}/activate`)).coupon).toMatchObject({ status: "active", state: "active" })
      expect((await ok("post", `${url}/activate`)).coupon).toMatchObject({ status: "active" })
      await refused("post", `${url}/archive`, { existing_discounts: "burn" }, 400, /existing_discounts/)
      await refused("post", `${url}/activate`, { force: true }, 400, /force/)
      expect((await ok("post", `${url}/archive`)).coupon).toMatchObject({ status: "archived", state: "archived" })
      await refused("post", `${url}/activate`, {}, 400, /archived/)
      await refused("post", url, { name: "x" }, 400, /archived/)
      await refused("post", `${url}/promo-codes`, { code: "TOOLATE" }, 400, /archived/)
    })

    it("rule 36: keeps or ends running discounts as chosen", async () => {
      const customer = await createCustomer("keeper@example.com")
      const { id } = await createCoupon({ ...threeMonths, status: "active" })
      await ok("post", "/admin/discounts", { coupon_id: id, customer_id: customer.id })
      const running = async () => (await ok("get", `/admin/discounts?coupon_id=${id}&status=running`)).count
      await ok("post", `/admin/coupons/${id}/archive`, { existing_discounts: "keep" })
      expect(await running()).toBe(1)
      await ok("post", `/admin/coupons/${id}/archive`, { existing_discounts: "end" })
      expect(await running()).toBe(0)
      const ended = await ok("get", `/admin/discounts?coupon_id=${id}&status=ended`)
      expect(ended.discounts).toMatchObject([{ ended_at: NOW.toISOString(), ended_reason: "coupon_archived" }])
    })

    it("rule 36: clones with all settings, as a draft without codes and counts", async () => {
      const settings = {
        ...threeMonths,
        status: "active",
        max_redemptions: 7,
        restrictions: { minimum_amount: [{ currency_code: "eur", amount: 30 }] },
        scope: { product_ids: ["prod_1"] },
        metadata: { team: "tea" },
      }
      const original = await createCoupon(settings)
      await createCode(original.id, { code: "ORIGINAL" })
      await redeem(original.id, "cus_1", "order_1")
      const url = `/admin/coupons/${original.id}/clone`
      const { coupon } = (await ok("post", url)) as { coupon: CouponJson }
      expect(coupon).toEqual({
        ...original,
        id: expect.not.stringMatching(original.id) as string,
        name: "Summer sale (copy)",
        status: "draft",
        state: "draft",
        times_redeemed: 0,
        created_at: expect.any(String) as string,
        updated_at: expect.any(String) as string,
      })
      expect((await ok("get", `/admin/coupons/${coupon.id}/promo-codes`)).count).toBe(0)
      const changed = (await ok("post", url, { name: "Autumn", percentage: 30 })) as { coupon: CouponJson }
      expect(changed.coupon).toMatchObject({ name: "Autumn", percentage: 30, duration_in_months: 3 })
    })

    it("rule 36: deletes what was never redeemed, with its words, and nothing else", async () => {
      const unused = await createCoupon(percentage)
      const code = await createCode(unused.id, { code: "FREEWORD" })
      expect(await ok("delete", `/admin/coupons/${unused.id}`)).toEqual({
        id: unused.id,
        object: "coupon",
        deleted: true,
      })
      await refused("get", `/admin/coupons/${unused.id}`, undefined, 404, /not found/)
      await refused("get", `/admin/promo-codes/${code.id}`, undefined, 404, /not found/)
      const used = await createCoupon({ ...percentage, status: "active" })
      await createCode(used.id, { code: "FREEWORD" })
      await redeem(used.id, "cus_1", "order_1")
      await refused("delete", `/admin/coupons/${used.id}`, undefined, 400, /Archive it instead/)
      await coupons().reverse({ document_ids: ["order_1"], give_back: true, reason: "order_canceled", now: NOW })
      await refused("delete", `/admin/coupons/${used.id}`, undefined, 400, /Archive it instead/)
    })

    it("leaves nothing half done when a later step fails", async () => {
      const customer = await createCustomer("undone@example.com")
      const { id } = await createCoupon({ ...threeMonths, status: "active", restrictions: { minimum_quantity: 1 } })
      const unused = await createCoupon(percentage)
      const code = await createCode(unused.id, { code: "STAYS" })
      await ok("post", "/admin/discounts", { coupon_id: id, customer_id: customer.id })
      const before = await readCoupon(unused.id)
      const bus = shop.container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
      const emit = bus.emit.bind(bus)
      // Only our own events fail: those of the module's tables are sent by the framework from inside a step.
      const failing = jest.spyOn(bus, "emit").mockImplementation(async (messages, options) => {
        const ours = [messages].flat().some(({ name }) => /^(coupon|promo-code|discount)\.\w+$/.test(name))
        if (ours) {
          throw new Error("the bus is down")
        }
        return emit(messages as never, options)
      })
      const fails = async (method: Method, url: string, body?: object) =>
        expect((await send(method, url, body)).status).toBeGreaterThanOrEqual(400)
      try {
        await fails("post", `/admin/coupons/${unused.id}`, { name: "Other", restrictions: { minimum_quantity: 9 } })
        await fails("post", `/admin/coupons/${unused.id}/activate`, {})
        await fails("post", `/admin/coupons/${unused.id}/archive`, { existing_discounts: "end" })
        await fails("post", `/admin/coupons/${unused.id}/clone`, {})
        await fails("post", `/admin/coupons/${unused.id}/promo-codes`, { code: "NEVER" })
        await fails("post", `/admin/promo-codes/${code.id}/archive`, {})
        await fails("delete", `/admin/coupons/${unused.id}`)
        await fails("post", "/admin/coupons", percentage)
        await fails("post", `/admin/coupons/${id}/archive`, { existing_discounts: "end" })
      } finally {
        failing.mockRestore()
      }
      const { updated_at: _at, ...same } = before
      expect(await readCoupon(unused.id)).toMatchObject(same)
      expect((await ok("get", "/admin/coupons")).count).toBe(2)
      expect((await ok("get", "/admin/promo-codes?status=active")).promo_codes).toMatchObject([{ id: code.id }])
      expect((await readCoupon(id)).state).toBe("active")
      expect((await ok("get", `/admin/discounts?coupon_id=${id}&status=running`)).count).toBe(1)
    })

    it("rule 34: leaves running discounts their name and terms, whatever becomes of the coupon", async () => {
      const customer = await createCustomer("promised@example.com")
      const { id } = await createCoupon({ ...threeMonths, status: "active", scope: { product_ids: ["prod_1"] } })
      const won = await ok("post", "/admin/discounts", { coupon_id: id, customer_id: customer.id })
      await ok("post", `/admin/coupons/${id}`, { name: "Renamed", scope: { product_ids: ["prod_2"] } })
      const running = await ok("get", `/admin/discounts?coupon_id=${id}`)
      expect(running.discounts).toEqual([won.discount])
      expect(won.discount).toMatchObject({ name: "Summer sale", terms: { scope: { product_ids: ["prod_1"] } } })
    })

    it("rule 34: stays archived, whoever activates or edits it at that moment", async () => {
      for (let round = 0; round < 5; round += 1) {
        const { id } = await createCoupon(percentage)
        const url = `/admin/coupons/${id}`
        const answers = await Promise.all([
          send("post", `${url}/archive`, {}),
          send("post", `${url}/activate`, {}),
          send("post", url, { name: `Round ${round}` }),
        ])
        for (const { status, data } of answers.filter((answer) => answer.status !== 200)) {
          expect([status, data.message]).toEqual([400, expect.stringMatching(/archived|at the same moment/)])
        }
        // Who was too late is told, and repeats it.
        await ok("post", `${url}/archive`, {})
        expect((await readCoupon(id)).state).toBe("archived")
        await refused("post", `${url}/activate`, {}, 400, /archived/)
      }
    })

    it("rule 34: is listed after all others once it is archived, unless another order is asked for", async () => {
      const made: CouponJson[] = []
      for (const name of ["one", "two", "three"]) {
        made.push(await createCoupon({ ...percentage, name }))
      }
      await ok("post", `/admin/coupons/${made[2]?.id}/archive`)
      expect(names(await ok("get", "/admin/coupons"))).toEqual(["two", "one", "three"])
      expect(names(await ok("get", "/admin/coupons?limit=1&offset=2"))).toEqual(["three"])
      expect(names(await ok("get", "/admin/coupons?order=-created_at"))).toEqual(["three", "two", "one"])
    })

    it("rule 36: clones what is archived, and names that are as long as a name may be", async () => {
      const name = "n".repeat(200)
      const { id } = await createCoupon({ ...percentage, name, status: "active" })
      await ok("post", `/admin/coupons/${id}/archive`)
      const { coupon } = (await ok("post", `/admin/coupons/${id}/clone`)) as { coupon: CouponJson }
      expect(coupon).toMatchObject({ name: `${"n".repeat(193)} (copy)`, status: "draft", times_redeemed: 0 })
      await refused("post", `/admin/coupons/${id}/clone`, { percentage: 101 }, 400, /percentage/)
      await refused("post", `/admin/coupons/${id}/clone`, { status: "active" }, 400, /status/)
    })
  })
}
