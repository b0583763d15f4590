// Suite: external promo codes (rule 38): one call makes a coupon and its code, and a key makes a repeat harmless.
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { COUPON_MODULE } from "../../../src/modules/coupon"
import type CouponModuleService from "../../../src/modules/coupon/service"
import { untilTrue } from "../../helpers/eventually"
import { assertAddsUp, reasonsOf, unique } from "../../helpers/world"
import type { Answer, ErrorBody, Shop } from "../../helpers/world"

interface Made extends ErrorBody {
  promo_code: { id: string; code: string; coupon_id: string; max_redemptions: number | null; state: string }
  coupon: { id: string; name: string; origin: string; status: string; state: string; max_redemptions: number | null }
}

const PATH = "/admin/external-promo-codes"
const TWINS = 6

export function externalCodes(shop: Shop): void {
  const welcome = (fields: object = {}) => ({ name: "Welcome back", type: "percentage", percentage: 25, ...fields })
  const create = (body: unknown, key?: string): Promise<Answer<Made>> =>
    (key === undefined ? shop.world.admin : shop.world.admin.as({ "idempotency-key": key })).post<Made>(PATH, body)
  const service = () => shop.container.resolve<CouponModuleService>(COUPON_MODULE)
  const counts = async () => ({
    coupons: (await service().listAndCountCoupons({ origin: "external" }))[1],
    codes: (await service().listAndCountPromoCodes({}))[1],
  })

  it("rule 38: makes an active coupon and a single-use code of its own in one call", async () => {
    const { world } = shop
    const { status, body } = await create(welcome())

    expect(status).toBe(200)
    expect(body.coupon).toMatchObject({ origin: "external", status: "active", state: "active", name: "Welcome back" })
    expect(body.promo_code).toMatchObject({ coupon_id: body.coupon.id, max_redemptions: 1, state: "active" })
    expect(body.promo_code.code).toMatch(/^[A-HJKMNP-Z2-9]{12}$/)
    const { id } = await world.cart({ lines: ["Perfume"] })
    assertAddsUp(await world.enter(id, body.promo_code.code), { [body.promo_code.code]: 5 })
    await world.checkOut(id)
    const late = await world.cart({ lines: ["Perfume"] })
    expect(reasonsOf(await world.tryCode(late.id, body.promo_code.code))).toEqual(["redemption_limit_reached"])
  })

  it("rule 38: takes a word and a limit of the caller's own", async () => {
    const { body } = await create(welcome({ code: " Thank-You ", max_redemptions: 3 }))
    expect(body.promo_code).toMatchObject({ code: "Thank-You", max_redemptions: 3 })
    expect(body.coupon.max_redemptions).toBe(3)
    const unlimited = await create(welcome({ max_redemptions: null }))
    expect([unlimited.body.promo_code.max_redemptions, unlimited.body.coupon.max_redemptions]).toEqual([null, null])
  })

  it.each<[string, unknown, RegExp]>([
    ["an unknown field", { name: "x", type: "percentage", percentage: 5, colour: "red" }, /colour/],
    ["no value", { name: "x", type: "percentage" }, /needs a percentage/],
    [
      "no code at all behind the quotes",
      { name: "x", type: "percentage", percentage: 5, code: "  " },
      /A code has 1 to 64/,
    ],
    ["a number as code", { name: "x", type: "percentage", percentage: 5, code: 5 }, /code/],
    ["a draft", { name: "x", type: "percentage", percentage: 5, status: "draft" }, /can only be active/],
    ["a list", [], /./],
    ["a NUL byte", { name: "x\u0000", type: "percentage", percentage: 5 }, /cannot be stored/],
  ])("rule 38: refuses %s with a sentence and makes nothing", async (_name, body, message) => {
    const before = await counts()
    const answer = await create(body, "a-key")
    expect({ status: answer.status, message: answer.body.message }).toEqual({
      status: 400,
      message: expect.stringMatching(message) as string,
    })
    expect(await counts()).toEqual(before)
    expect((await create(welcome(), "a-key")).status).toBe(200)
  })

  it("rule 38: refuses a word that is taken, makes neither, and leaves the key for another try", async () => {
    const { world } = shop
    const code = await world.percent(10)
    const before = await counts()

    const refused = await create(welcome({ code: ` ${code.toLowerCase()}` }), "key-1")

    expect([refused.status, refused.body.message]).toEqual([400, expect.stringMatching(/in use by another promo code/)])
    expect(await counts()).toEqual(before)
    expect((await create(welcome({ code: unique("FREE") }), "key-1")).status).toBe(200)
  })

  it("rule 38: answers a repeat with the first answer to the letter, whatever has become of the code", async () => {
    const { world } = shop
    const first = await create(welcome({ metadata: { order: "4711", by: "crm" } }), "key-2")
    await world.admin.ok("POST", `/admin/promo-codes/${first.body.promo_code.id}/archive`)
    const before = await counts()

    // The same fields in another order are the same request.
    const again = await create(
      { metadata: { by: "crm", order: "4711" }, percentage: 25, type: "percentage", name: "Welcome back" },
      "key-2",
    )

    expect(again.status).toBe(first.status)
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body))
    expect(await counts()).toEqual(before)
  })

  it("rule 38: refuses another body under the same key with 409, and other keys make other coupons", async () => {
    const first = await create(welcome(), "key-3")
    const other = await create(welcome({ percentage: 26 }), "key-3")
    expect([other.status, other.body.type, other.body.code]).toEqual([409, "conflict", "idempotency_key_reused"])
    expect(other.body.message).toMatch(/used for a request with another body/)
    const next = await create(welcome(), "key-4")
    const keyless = await create(welcome())
    expect(new Set([first, next, keyless].map(({ body }) => body.coupon.id)).size).toBe(3)
  })

  it.each(["", "x".repeat(256)])("rule 38: refuses a key that is none (%#)", async (key) => {
    const { status, body } = await create(welcome(), key)
    expect([status, body.message]).toEqual([400, "The header Idempotency-Key must have 1 to 255 characters."])
  })

  it.each([null, "ONLYONCE"])(
    "rule 38: makes one coupon of many identical requests at once (code %s)",
    async (code) => {
      const heard: unknown[] = []
      const bus = shop.container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
      bus.subscribe("promo-code.created", async ({ data }) => void heard.push(data), {
        subscriberId: unique("external"),
      })
      const before = await counts()
      const body = welcome(code === null ? {} : { code })

      const answers = await Promise.all(Array.from({ length: TWINS }, () => create(body, "key-5")))

      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      expect(new Set(answers.map(({ body: made }) => JSON.stringify(made))).size).toBe(1)
      expect(await counts()).toEqual({ coupons: before.coupons + 1, codes: before.codes + 1 })
      await untilTrue(() => heard.length > 0)
      expect(heard).toEqual([{ id: answers[0]?.body.promo_code.id }])
    },
  )

  it("rule 38: a server that dies before it answers has made one coupon, and the repeat finds it", async () => {
    const before = await counts()
    const dying = jest.spyOn(service(), "keepAnswer").mockRejectedValueOnce(new Error("killed"))
    const cut_off = await create(welcome(), "key-6")
    expect([cut_off.status, dying.mock.calls.length]).toEqual([500, 1])
    dying.mockRestore()

    const again = await create(welcome(), "key-6")

    expect(again.status).toBe(200)
    expect(await counts()).toEqual({ coupons: before.coupons + 1, codes: before.codes + 1 })
    expect((await create(welcome(), "key-6")).body).toEqual(again.body)
  })

  it("rule 38: a server that dies in the middle has made nothing", async () => {
    const before = await counts()
    const dying = jest.spyOn(service(), "createPromoCodes").mockRejectedValueOnce(new Error("killed"))
    expect((await create(welcome(), "key-7")).status).toBe(500)
    expect(dying.mock.calls).toHaveLength(1)
    dying.mockRestore()
    expect(await counts()).toEqual(before)
    expect(await service().listCouponIdempotencyKeys({})).toEqual([])
    expect((await create(welcome(), "key-7")).status).toBe(200)
  })

  it("rule 38: takes all back when its events cannot be sent, and the key can be used again", async () => {
    const before = await counts()
    const bus = shop.container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
    const emit = bus.emit.bind(bus)
    const failing = jest.spyOn(bus, "emit").mockImplementation(async (messages, options) => {
      if ([messages].flat().some(({ name }) => name === "promo-code.created")) {
        throw new Error("the bus is down")
      }
      return emit(messages as never, options)
    })
    try {
      expect((await create(welcome(), "key-8")).status).toBeGreaterThanOrEqual(400)
    } finally {
      failing.mockRestore()
    }
    expect(await counts()).toEqual(before)
    expect((await create(welcome(), "key-8")).status).toBe(200)
  })

  it("rule 38: forgets a key after a day", async () => {
    const first = await create(welcome(), "key-9")
    await create(welcome(), "key-10")
    await age(shop, 23)
    expect((await create(welcome(), "key-9")).body.coupon.id).toBe(first.body.coupon.id)
    await age(shop, 2)

    const other = await create(welcome({ percentage: 30 }), "key-9")

    expect(other.status).toBe(200)
    expect(other.body.coupon.id).not.toBe(first.body.coupon.id)
    const left = await service().listCouponIdempotencyKeys({})
    expect(left.map(({ key }) => key)).toEqual(["key-9"])
  })

  it("rule 38: asks for an admin", async () => {
    expect((await shop.world.store.post(PATH, welcome())).status).toBe(401)
  })
}

/** Makes all keys older. */
async function age(shop: Shop, hours: number): Promise<void> {
  const pg = shop.container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  await pg.raw("update coupon_idempotency_key set created_at = created_at - make_interval(hours => ?)", [hours])
}
