// The Admin's routes for coupons: creating, reading, listing, and what is refused in words.
import { adminDesk, emptyLists, NOW, percentage, threeMonths } from "../../helpers/admin-desk"
import type { CouponJson, Method } from "../../helpers/admin-desk"
import type { Shop } from "../../helpers/world"

export function adminCoupons(shop: Shop): void {
  const { coupons, send, ok, refused, createCoupon, createCode, readCoupon, names, redeem } = adminDesk(shop)

  describe("creating and reading", () => {
    it("makes a draft with every field of the contract", async () => {
      const coupon = await createCoupon(threeMonths)
      expect(coupon).toEqual({
        id: expect.stringMatching(/^coup_/) as string,
        name: "Summer sale",
        description: null,
        status: "draft",
        state: "draft",
        origin: "standard",
        type: "percentage",
        percentage: 20,
        maximum_discount: [],
        amounts: [],
        allocation: "across",
        trial_days: null,
        target: "items",
        applicable_to_credits: true,
        redeemable_for: ["subscription"],
        scope: { ...emptyLists, excluded: emptyLists },
        duration: "repeating",
        duration_in_months: 3,
        duration_in_cycles: null,
        starts_at: null,
        expires_at: null,
        max_redemptions: null,
        max_redemptions_per_customer: null,
        restrictions: {
          minimum_amount: [],
          minimum_quantity: null,
          first_purchase: null,
          customer_emails: [],
          time_windows: [],
          audience: "all",
          customer_ids: [],
          customer_group_ids: [],
          region_ids: [],
          sales_channel_ids: [],
          subscription_actions: [],
        },
        stackable: false,
        included_in_mrr: null,
        release_on_cancel: true,
        release_on_refund: false,
        hold_minutes: null,
        times_redeemed: 0,
        on_plan_change: "keep_if_eligible",
        metadata: {},
        created_at: expect.any(String) as string,
        updated_at: expect.any(String) as string,
      })
      expect(await readCoupon(coupon.id)).toEqual(coupon)
    })

    it("keeps fixed amounts in several currencies, four decimals of a percentage, and active at once", async () => {
      const amounts = [
        { currency_code: "eur", amount: 5.5 },
        { currency_code: "jpy", amount: 700 },
        { currency_code: "kwd", amount: 1.125 },
      ]
      const fixed = await createCoupon({ name: "Five", type: "fixed", amounts, status: "active" })
      expect([fixed.amounts, fixed.status, fixed.state]).toEqual([amounts, "active", "active"])
      const fine = await createCoupon({ ...percentage, percentage: 12.3456 })
      expect((await readCoupon(fine.id)).percentage).toBe(12.3456)
    })

    it("rule 16: takes plain dates as whole days, and shows by itself what the coupon is at that moment", async () => {
      const coupon = await createCoupon({
        ...percentage,
        starts_at: "2027-02-01",
        expires_at: "2027-02-28",
        status: "active",
      })
      expect(coupon.starts_at).toBe("2027-02-01T00:00:00.000Z")
      expect(coupon.expires_at).toBe("2027-02-28T23:59:59.999Z")
      expect(coupon.state).toBe("scheduled")
      await coupons().setTestClock(new Date("2027-02-28T23:59:59.999Z"))
      expect((await readCoupon(coupon.id)).state).toBe("active")
      await coupons().setTestClock(new Date("2027-03-01T00:00:00.000Z"))
      expect((await readCoupon(coupon.id)).state).toBe("expired")
    })

    it("selects fields", async () => {
      const coupon = await createCoupon(percentage)
      const answer = await ok("get", `/admin/coupons/${coupon.id}?fields=name,state`)
      expect(answer.coupon).toEqual({ id: coupon.id, name: "Summer sale", state: "draft" })
      await refused("get", `/admin/coupons/${coupon.id}?fields=nonsense`, undefined, 400, /no field 'nonsense'/)
    })

    it("asks for an admin", async () => {
      const answer = await send("get", "/admin/coupons", undefined, { authorization: "" })
      expect(answer.status).toBe(401)
    })
  })

  describe("what it refuses, always in words", () => {
    const bodies: [what: string, body: unknown, message: RegExp][] = [
      ["an unknown field", { ...percentage, colour: "red" }, /colour/],
      ["an unknown field of the scope", { ...percentage, scope: { shops: [] } }, /shops/],
      ["an unknown restriction", { ...percentage, restrictions: { shoe_size: 42 } }, /shoe_size/],
      ["no name", { type: "percentage", percentage: 20 }, /name/],
      ["a number as name", { ...percentage, name: 5 }, /name/],
      ["no percentage", { name: "x", type: "percentage" }, /needs a percentage/],
      ["zero percent", { ...percentage, percentage: 0 }, /percentage/],
      ["more than 100 percent", { ...percentage, percentage: 100.01 }, /percentage/],
      ["five decimals of a percentage", { ...percentage, percentage: 1.00001 }, /4 decimals/],
      ["a percentage as text", { ...percentage, percentage: "20" }, /percentage/],
      ["a fixed coupon without amounts", { name: "x", type: "fixed" }, /amount/],
      ["a negative amount", { name: "x", type: "fixed", amounts: [{ currency_code: "eur", amount: -5 }] }, /./],
      ["half a yen", { name: "x", type: "fixed", amounts: [{ currency_code: "jpy", amount: 0.5 }] }, /decimals|jpy/i],
      ["two durations", { ...threeMonths, duration_in_cycles: 3 }, /exactly one/],
      ["no duration at all", { ...percentage, duration: "repeating" }, /exactly one/],
      ["a negative limit", { ...percentage, max_redemptions: -1 }, /max_redemptions/],
      ["a limit below zero", { ...percentage, max_redemptions: -1 }, /max_redemptions/],
      ["a limit beyond the database", { ...percentage, max_redemptions: 1e15 }, /max_redemptions/],
      ["half a limit", { ...percentage, max_redemptions: 1.5 }, /max_redemptions/],
      ["a date that is none", { ...percentage, expires_at: "2027-02-30" }, /date/i],
      [
        "fault D8: the same as a start",
        { ...percentage, starts_at: "2026-02-30", expires_at: "2027-01-01" },
        /Not a date/,
      ],
      ["fault D12: what is no text", { ...percentage, name: { toString: 1 } }, /name/],
      [
        "fault B9: no currency",
        { name: "x", type: "fixed", amounts: [{ currency_code: "zzz", amount: 5 }] },
        /currency ZZZ/,
      ],
      ["a word as date", { ...percentage, expires_at: "tomorrow" }, /date/i],
      ["a year that cannot be stored", { ...percentage, expires_at: "0000-01-01" }, /years 1970 to 2199/],
      ["the year 10000", { ...percentage, expires_at: "9999-12-31T23:59:59-12:00" }, /years 1970 to 2199/],
      ["an end before the start", { ...percentage, starts_at: "2027-02-02", expires_at: "2027-02-01" }, /before/],
      [
        "an end before the start, mixed forms",
        { ...percentage, starts_at: "2027-02-02", expires_at: "2027-02-01T10:00:00Z" },
        /before/,
      ],
      ["a status of its own", { ...percentage, status: "archived" }, /status/],
      ["a character that cannot be stored", { ...percentage, name: "a\u0000b" }, /cannot be stored/],
      ["the same in metadata", { ...percentage, metadata: { a: ["\u0000"] } }, /cannot be stored/],
      ["half a surrogate pair", { ...percentage, metadata: { "\ud800": 1 } }, /cannot be stored/],
      ["metadata that is a list", { ...percentage, metadata: [1] }, /metadata/],
      ["a list as body", [percentage], /./],
      ["null as body", null, /./],
    ]
    it("coupons that cannot be", async () => {
      for (const [what, body, message] of bodies) {
        await refused("post", "/admin/coupons", body, 400, message, what)
      }
      expect((await ok("get", "/admin/coupons")).count).toBe(0)
    })

    it("JSON that is none", async () => {
      const answer = await send("post", "/admin/coupons", "{ name: ", { "content-type": "application/json" })
      expect(answer.status).toBe(400)
      expect(answer.data.message).toMatch(/./)
    })

    const queries = [
      "limit=-1",
      "limit=abc",
      "limit=100000",
      "offset=-5",
      "offset=99999999999",
      "order=percentage;drop",
      "order=nonsense",
      "state=broken",
      "status=active,broken",
      "q[a]=1",
      "q=%00",
      "colour=red",
      "a.b.c=1",
      "limit=1&limit=2",
    ]
    it("lists asked for in a wrong way", async () => {
      for (const query of queries) {
        await refused("get", `/admin/coupons?${query}`, undefined, 400, /./)
      }
    })

    const codes: [what: string, body: unknown, message: RegExp][] = [
      ["an empty code", { code: "   " }, /code/i],
      ["a code of signs", { code: "<script>" }, /code/i],
      ["a number as code", { code: 5 }, /code/],
      ["an unknown field", { code: "A1", percentage: 5 }, /percentage/],
      ["a negative limit", { code: "A1", max_redemptions: -1 }, /max_redemptions/],
    ]
    it("promo codes that cannot be", async () => {
      const { id } = await createCoupon(percentage)
      for (const [what, body, message] of codes) {
        await refused("post", `/admin/coupons/${id}/promo-codes`, body, 400, message, what)
      }
    })

    const unknown: [method: Method, url: string, body?: object][] = [
      ["get", "/admin/coupons/coup_unknown"],
      ["post", "/admin/coupons/coup_unknown", { name: "x" }],
      ["delete", "/admin/coupons/coup_unknown"],
      ["post", "/admin/coupons/coup_unknown/activate"],
      ["post", "/admin/coupons/coup_unknown/archive"],
      ["post", "/admin/coupons/coup_unknown/pause"],
      ["post", "/admin/coupons/coup_unknown/resume"],
      ["post", "/admin/coupons/coup_unknown/clone"],
      ["get", "/admin/coupons/coup_unknown/promo-codes"],
      ["post", "/admin/coupons/coup_unknown/promo-codes", { code: "NOBODY" }],
      ["get", "/admin/promo-codes/promo_unknown"],
      ["post", "/admin/promo-codes/promo_unknown/archive"],
      ["post", "/admin/promo-codes/promo_unknown/pause"],
      ["post", "/admin/promo-codes/promo_unknown/resume"],
      ["post", "/admin/discounts/disc_unknown/end"],
      ["post", "/admin/discounts", { coupon_id: "coup_unknown", customer_id: "cus_unknown" }],
    ]
    it("what does not exist", async () => {
      for (const [method, url, body] of unknown) {
        await refused(method, url, body ?? (method === "post" ? {} : undefined), 404, /not found/i)
      }
    })

    it("an id that cannot be stored", async () => {
      await refused("get", "/admin/coupons/%00", undefined, 400, /cannot be stored/)
      await refused("delete", "/admin/coupons/%00", undefined, 400, /cannot be stored/)
    })
  })

  describe("listing", () => {
    it("searches names, descriptions and codes, and takes wildcards as they are", async () => {
      const plain = await createCoupon({ ...percentage, name: "Plain", description: "For teachers" })
      await createCoupon({ ...percentage, name: "100% cotton_shirts" })
      await createCode(plain.id, { code: "TEACH-27" })
      expect(names(await ok("get", "/admin/coupons?q=pLaIn"))).toEqual(["Plain"])
      expect(names(await ok("get", "/admin/coupons?q=teachers"))).toEqual(["Plain"])
      expect(names(await ok("get", "/admin/coupons?q=%20teach-27%20"))).toEqual(["Plain"])
      expect(names(await ok("get", `/admin/coupons?q=${plain.id}`))).toEqual(["Plain"])
      expect(names(await ok("get", "/admin/coupons?q=%25"))).toEqual(["100% cotton_shirts"])
      expect(names(await ok("get", "/admin/coupons?q=_"))).toEqual(["100% cotton_shirts"])
      expect(names(await ok("get", "/admin/coupons?q=%5C"))).toEqual([])
      expect(names(await ok("get", "/admin/coupons?q='"))).toEqual([])
    })

    it("rule 34: filters by state exactly as it shows states, and counts for the pager", async () => {
      const active = { ...percentage, status: "active" }
      const made = [
        await createCoupon(percentage),
        await createCoupon(active),
        await createCoupon({ ...active, starts_at: "2027-01-16" }),
        await createCoupon({ ...active, expires_at: "2027-01-14" }),
        await createCoupon({ ...active, max_redemptions: 1 }),
        await createCoupon({ ...active, max_redemptions: 2 }),
        await createCoupon({ ...active, max_redemptions: 1, expires_at: "2027-01-15T12:00:00Z" }),
        await createCoupon({ ...active, max_redemptions: 1, starts_at: "2027-01-15T12:00:00Z" }),
        await createCoupon(active),
        await createCoupon(active),
        await createCoupon({ ...active, starts_at: "2027-01-16" }),
      ]
      await redeem(made[4]?.id ?? "", "cus_1", "order_1")
      await redeem(made[5]?.id ?? "", "cus_1", "order_2")
      await redeem(made[6]?.id ?? "", "cus_1", "order_3")
      await coupons().setTestClock(new Date(NOW.getTime() + 1))
      await ok("post", `/admin/coupons/${made[8]?.id}/archive`, {})
      await ok("post", `/admin/coupons/${made[9]?.id}/pause`, {})
      await ok("post", `/admin/coupons/${made[10]?.id}/pause`, {})

      const all = (await ok("get", "/admin/coupons?limit=100")).coupons as CouponJson[]
      expect(new Set(all.map(({ state }) => state))).toEqual(
        new Set(["draft", "paused", "active", "scheduled", "expired", "depleted", "archived"]),
      )
      for (const state of ["draft", "paused", "active", "scheduled", "expired", "depleted", "archived"]) {
        const answer = await ok("get", `/admin/coupons?state=${state}&limit=100`)
        const expected = all.filter((coupon) => coupon.state === state).map(({ id }) => id)
        expect({ state, ids: (answer.coupons as CouponJson[]).map(({ id }) => id) }).toEqual({ state, ids: expected })
        expect(answer.count).toBe(expected.length)
      }
      const two = await ok("get", "/admin/coupons?state=draft,archived")
      expect(two.count).toBe(2)
      const byType = await ok("get", "/admin/coupons?type=fixed&status=active")
      expect(byType).toEqual({ coupons: [], count: 0, offset: 0, limit: 20 })
    })

    it("pages without gaps or repeats", async () => {
      for (const name of ["c", "a", "e", "b", "d"]) {
        await createCoupon({ ...percentage, name })
      }
      const page = async (offset: number) => ok("get", `/admin/coupons?order=name&limit=2&offset=${offset}`)
      expect(names(await page(0))).toEqual(["a", "b"])
      expect(names(await page(2))).toEqual(["c", "d"])
      expect(names(await page(4))).toEqual(["e"])
      expect(await page(6)).toEqual({ coupons: [], count: 5, offset: 6, limit: 2 })
      expect(names(await ok("get", "/admin/coupons?order=-name&limit=1"))).toEqual(["e"])
      expect(names(await ok("get", "/admin/coupons?limit=0"))).toEqual([])
    })
  })
}
