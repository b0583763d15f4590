// The lives of promo codes over HTTP (rules 17, 23 and 35).
import type { IPromotionModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { adminDesk, percentage } from "../../helpers/admin-desk"
import type { CodeJson } from "../../helpers/admin-desk"
import type { Shop } from "../../helpers/world"

export function adminPromoCodes(shop: Shop): void {
  const { coupons, send, ok, refused, createCoupon, createCode, redeem } = adminDesk(shop)

  describe("promo codes", () => {
    it("keep the word as written, with limits, dates, channel and restrictions of their own", async () => {
      const { id } = await createCoupon({ ...percentage, max_redemptions: 100 })
      const code = await createCode(id, {
        code: "  Summer20 ",
        max_redemptions: 100,
        max_redemptions_per_customer: 1,
        expires_at: "2027-01-15",
        channel: "newsletter",
        restrictions: { first_purchase: "any" },
        metadata: { print: true },
      })
      expect(code).toMatchObject({
        id: expect.stringMatching(/^promo_/) as string,
        coupon_id: id,
        code: "Summer20",
        status: "active",
        state: "active",
        starts_at: null,
        expires_at: "2027-01-15T23:59:59.999Z",
        max_redemptions: 100,
        max_redemptions_per_customer: 1,
        code_batch_id: null,
        channel: "newsletter",
        times_redeemed: 0,
        metadata: { print: true },
      })
      expect(code.restrictions).toMatchObject({ first_purchase: "any", minimum_amount: [] })
      expect((await ok("get", `/admin/promo-codes/${code.id}`)).promo_code).toEqual(code)
      await refused(
        "post",
        `/admin/coupons/${id}/promo-codes`,
        { code: "MORE", max_redemptions: 101 },
        400,
        /may not exceed/,
      )
    })

    it("rule 35: are unique by what is compared, until archived; they are never edited", async () => {
      const one = await createCoupon(percentage)
      const two = await createCoupon(percentage)
      const code = await createCode(one.id, { code: "Summer20" })
      for (const same of ["SUMMER20", " sum mer20", "\uff33ummer20"]) {
        await refused(
          "post",
          `/admin/coupons/${two.id}/promo-codes`,
          { code: same },
          400,
          /in use by another promo code/,
        )
      }
      await refused("post", `/admin/promo-codes/${code.id}`, { code: "OTHER" }, 400, /cannot be edited.*[Aa]rchive it/)
      await refused("delete", `/admin/promo-codes/${code.id}`, undefined, 400, /cannot be edited or deleted/)
      await refused("post", "/admin/promo-codes/promo_none", { code: "OTHER" }, 404, /not found/)
      expect((await ok("get", `/admin/promo-codes/${code.id}`)).promo_code).toEqual(code)
      const archived = await ok("post", `/admin/promo-codes/${code.id}/archive`)
      expect(archived.promo_code).toMatchObject({ id: code.id, status: "archived", state: "archived" })
      await ok("post", `/admin/promo-codes/${code.id}/archive`)
      await createCode(two.id, { code: "SUMMER20" })
    })

    it("rule 69: are made where none is given, and end some days after it", async () => {
      const { id } = await createCoupon(percentage)
      const made = [
        await createCode(id, { expires_in_days: 14, max_redemptions: 1, channel: "support" }),
        await createCode(id, {}),
      ]
      for (const { code } of made) {
        expect(code).toMatch(/^[A-Z0-9]{12}$/)
      }
      expect(made[0]?.code).not.toBe(made[1]?.code)
      expect(made[0]).toMatchObject({ expires_at: "2027-01-29T23:59:59.999Z", max_redemptions: 1, channel: "support" })
      expect(made[1]).toMatchObject({ expires_at: null, max_redemptions: null })
      for (const [body, message] of [
        [{ expires_in_days: 14, expires_at: "2027-02-01" }, /not both/],
        [{ expires_in_days: -1 }, /expires_in_days/],
        [{ code: "" }, /code/],
        [{ code: null }, /code/],
      ] as const) {
        await refused("post", `/admin/coupons/${id}/promo-codes`, body, 400, message)
      }
    })

    it("rule 69: another one is made where the first is taken", async () => {
      const { id } = await createCoupon(percentage)
      const find = coupons().findCode.bind(coupons())
      const taken = await createCode(id, {})
      const asked: string[] = []
      const looking = jest.spyOn(coupons(), "findCode").mockImplementation((typed, ...rest) => {
        asked.push(typed)
        return find(asked.length === 1 ? taken.code : typed, ...rest)
      })
      const { code } = await createCode(id, {})
      looking.mockRestore()
      expect(asked).toHaveLength(2)
      expect(code).toBe(asked[1])
    })

    it("rule 74: 0 is no limit, wherever one is asked for", async () => {
      const none = { max_redemptions: 0, max_redemptions_per_customer: 0 }
      const nothing = { max_redemptions: null, max_redemptions_per_customer: null }
      const coupon = await createCoupon({ ...percentage, ...none })
      expect(coupon).toMatchObject(nothing)
      expect(await createCode(coupon.id, none)).toMatchObject(nothing)
      const limited = await createCoupon({ ...percentage, max_redemptions: 5 })
      expect((await ok("post", `/admin/coupons/${limited.id}`, none)).coupon).toMatchObject(nothing)
      const batch = await send("post", `/admin/coupons/${coupon.id}/code-batches`, { quantity: 2, ...none })
      expect([batch.status, batch.data.code_batch]).toEqual([202, expect.objectContaining(nothing)])
    })

    it("stay apart from core's promotions, whatever the case", async () => {
      const promotions = shop.container.resolve<IPromotionModuleService>(Modules.PROMOTION)
      await promotions.createPromotions([
        {
          code: "CorePromo_1",
          type: "standard",
          status: "active",
          application_method: { type: "percentage", target_type: "order", value: 10 },
        },
      ])
      const { id } = await createCoupon(percentage)
      await refused(
        "post",
        `/admin/coupons/${id}/promo-codes`,
        { code: "COREPROMO_1" },
        400,
        /Medusa's promotion CorePromo_1/,
      )
      await createCode(id, { code: "COREPROMOX1" })
    })

    it("are made once, however many ask at the same moment", async () => {
      const { id } = await createCoupon(percentage)
      const url = `/admin/coupons/${id}/promo-codes`
      const answers = await Promise.all(Array.from({ length: 10 }, () => send("post", url, { code: "RACE" })))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(400)])
      for (const { status, data } of answers) {
        if (status !== 200) {
          expect(data.message).toMatch(/in use by another promo code/)
        }
      }
    })

    it("are listed per coupon and for all, with filters", async () => {
      const one = await createCoupon(percentage)
      const two = await createCoupon({ ...percentage, status: "active" })
      await createCode(one.id, { code: "ALPHA", channel: "radio" })
      await createCode(one.id, { code: "BETA", expires_at: "2027-01-01" })
      const gamma = await createCode(two.id, { code: "GAMMA_1" })
      await ok("post", `/admin/promo-codes/${gamma.id}/archive`)
      const words = async (url: string) => {
        const answer = await ok("get", url)
        const list = (answer.promo_codes as CodeJson[]).map(({ code }) => code)
        expect(answer.count).toBe(list.length)
        return list
      }
      expect(await words(`/admin/coupons/${one.id}/promo-codes?order=code`)).toEqual(["ALPHA", "BETA"])
      expect(await words("/admin/promo-codes?order=-code")).toEqual(["GAMMA_1", "BETA", "ALPHA"])
      expect(await words(`/admin/promo-codes?coupon_id=${two.id}`)).toEqual(["GAMMA_1"])
      expect(await words("/admin/promo-codes?status=archived")).toEqual(["GAMMA_1"])
      expect(await words("/admin/promo-codes?state=expired")).toEqual(["BETA"])
      expect(await words("/admin/promo-codes?state=active")).toEqual(["ALPHA"])
      expect(await words("/admin/promo-codes?q=alph")).toEqual(["ALPHA"])
      expect(await words("/admin/promo-codes?q=radio")).toEqual(["ALPHA"])
      expect(await words("/admin/promo-codes?q=_")).toEqual(["GAMMA_1"])
      expect(await words("/admin/promo-codes?code=%20alpha")).toEqual(["ALPHA"])
      await refused("get", "/admin/promo-codes?state=draft", undefined, 400, /state|draft/)
      await refused("get", `/admin/coupons/${one.id}/promo-codes?coupon_id=x`, undefined, 400, /coupon_id/)
    })

    it("rule 34: show by themselves what they are at that moment, apart from their coupon", async () => {
      const { id } = await createCoupon({ ...percentage, status: "active" })
      const code = await createCode(id, {
        code: "BRIEF",
        starts_at: "2027-02-01",
        expires_at: "2027-02-02",
        max_redemptions: 1,
      })
      const url = `/admin/promo-codes/${code.id}`
      const stateAt = async (instant: string) => {
        await coupons().setTestClock(new Date(instant))
        const { state } = (await ok("get", url)).promo_code as CodeJson
        expect(await idsIn(`state=${String(state)}`)).toEqual([code.id])
        return state
      }
      const idsIn = async (query: string) =>
        ((await ok("get", `/admin/promo-codes?${query}`)).promo_codes as CodeJson[]).map((listed) => listed.id)
      expect(await stateAt("2027-01-31T23:59:59.999Z")).toBe("scheduled")
      expect(await stateAt("2027-02-01T00:00:00.000Z")).toBe("active")
      expect(await stateAt("2027-02-02T23:59:59.999Z")).toBe("active")
      expect(await stateAt("2027-02-03T00:00:00.000Z")).toBe("expired")
      await coupons().setTestClock(new Date("2027-02-01T12:00:00.000Z"))
      await redeem(id, "cus_1", "order_1", { promo_code_id: code.id })
      expect(await stateAt("2027-02-01T12:00:00.000Z")).toBe("depleted")
      await ok("post", `${url}/archive`)
      expect(await stateAt("2027-02-01T12:00:00.000Z")).toBe("archived")
    })

    it("rule 35: are listed with archived ones last, unless another order is asked for", async () => {
      const { id } = await createCoupon(percentage)
      const listed: CodeJson[] = []
      for (const code of ["ONE", "TWO", "THREE"]) {
        listed.push(await createCode(id, { code }))
      }
      await ok("post", `/admin/promo-codes/${listed[2]?.id}/archive`)
      const words = async (query: string) =>
        ((await ok("get", `/admin/coupons/${id}/promo-codes${query}`)).promo_codes as CodeJson[]).map(
          ({ code }) => code,
        )
      expect(await words("")).toEqual(["TWO", "ONE", "THREE"])
      expect(await words("?limit=1&offset=2")).toEqual(["THREE"])
      expect(await words("?order=-created_at")).toEqual(["THREE", "TWO", "ONE"])
    })
  })
}
