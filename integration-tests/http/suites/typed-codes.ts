// Suite: promo codes as words over HTTP (rule 23), their limits and their channel (rule 17), from the Admin to the ledger.
import { assertAddsUp, first, reasonsOf, unique } from "../../helpers/world"
import type { ErrorBody, Redemption, Shop } from "../../helpers/world"

export function typedCodes(shop: Shop): void {
  const create = (coupon_id: string, fields: object) =>
    shop.world.admin.post<ErrorBody>(`/admin/coupons/${coupon_id}/promo-codes`, fields)
  const percentage = (fields: object = {}) => shop.world.coupon({ type: "percentage", percentage: 20, ...fields })

  it.each<[string, string, string[]]>([
    ["case and spaces", "Summer 20", ["summer20", "  SUM MER\t20 ", "sUmMeR20", "\u00a0summer\u300020"]],
    ["width", "ＳＵＭＭＥＲ２１", ["SUMMER21", "ｓｕｍｍｅｒ21"]],
    [
      "what is not seen",
      "SUM\u200bMER22",
      ["SUMMER22", "\ufeffsummer\u00ad22", "\u202esummer22\u2069", "sum\u2060mer22"],
    ],
    ["an i with and without a dot", "istanbul", ["ISTANBUL", "Istanbul"]],
    ["the dot of a Turkish I (fault B7)", "D\u0130L", ["DIL", "dil", "d\u0131l", "di\u0307l"]],
    ["which dash it is (fault B7)", "SAVE-15", ["save\u201115", "SAVE\u201315", "save\u221215"]],
    ["ß", "Straße", ["STRASSE", "straße", "STRAẞE", "strasse"]],
    ["marks beside or inside their letter", "caf\u00e9", ["cafe\u0301", "CAFE\u0301", "CAF\u00c9"]],
    ["ligatures", "first", ["\ufb01rst", "FIRST"]],
    ["other scripts", "夏セール", ["夏ｾｰﾙ", " 夏 セール "]],
  ])("rule 23: does not mind %s", async (_what, code, spellings) => {
    const { world } = shop
    const { id: coupon_id } = await percentage()
    const shown = code.trim()
    expect((await world.promoCode(coupon_id, { code })).code).toBe(shown)
    const id = await world.openCart({ lines: ["Pen"] })
    for (const spelling of spellings) {
      expect([(await create(coupon_id, { code: spelling })).status, spelling]).toEqual([400, spelling])
      const entered = await world.tryCode(id, spelling)
      expect([entered.status, entered.body.promo_code?.code, spelling]).toEqual([200, shown, spelling])
    }
    expect(await world.codesOn(id)).toEqual({ [shown]: "applied" })
  })

  it.each([
    ["another mark", "caf\u00e9", "cafe"],
    ["a letter of another script that looks the same", "\u0410BC", "ABC"],
    ["a sign", "SAVE-10", "SAVE10"],
  ])("rule 23: tells words apart by %s", async (_what, one, other) => {
    const { world } = shop
    const { id: coupon_id } = await percentage()
    await world.promoCode(coupon_id, { code: one })
    const { body } = await world.store.post<ErrorBody>("/store/promo-codes/validate", { code: other })
    expect(body.reasons?.map((reason) => reason.code)).toEqual(["code_not_found"])
    expect((await create(coupon_id, { code: other })).status).toBe(200)
  })

  it("rules 23 and 35: the word of an archived code leads to the new one, and the old one stays in the ledger", async () => {
    const { world } = shop
    const code = unique("AGAIN")
    const old = await world.promoCode((await percentage()).id, { code })
    const { id: bought_id } = await world.cart({ lines: ["Perfume"] })
    await world.enter(bought_id, code)
    const order = await world.checkOut(bought_id)
    await world.admin.ok("POST", `/admin/promo-codes/${old.id}/archive`)
    const { id } = await world.cart({ lines: ["Perfume"] })
    expect(reasonsOf(await world.tryCode(id, code))).toEqual(["code_not_found"])

    const next = await world.promoCode((await percentage({ percentage: 50 })).id, { code: code.toLowerCase() })

    assertAddsUp(await world.enter(id, code), { [next.code]: 10 })
    expect((await world.redemptions({ order_id: order.id })).map(({ amount }) => amount)).toEqual([4])
    expect(await world.redemptions({ promo_code_id: next.id })).toEqual([])
  })

  it("rule 23: of two that create the same word at the same moment, in different spellings, one is refused in words", async () => {
    const coupons = await Promise.all([percentage(), percentage(), percentage(), percentage()])
    const word = unique("rush")
    const spellings = [word, word.toUpperCase(), ` ${word}`, `${word}\u200b`]
    const answers = await Promise.all(coupons.map(({ id }, n) => create(id, { code: spellings[n] })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400])
    for (const { body } of answers.filter(({ status }) => status === 400)) {
      expect(body.message).toMatch(/in use by another promo code/)
    }
  })

  it("rule 17: a code's limit is never above its coupon's, whichever is set later", async () => {
    const { world } = shop
    const coupon = await percentage({ max_redemptions: 10 })
    const above = await create(coupon.id, { code: unique("ABOVE"), max_redemptions: 11 })
    expect([above.status, above.body.message]).toEqual([
      400,
      expect.stringMatching(/may not exceed its coupon's, which is 10/),
    ])
    const { code } = await world.promoCode(coupon.id, { max_redemptions: 8 })
    const edit = (max_redemptions: number | null) =>
      world.admin.post<ErrorBody>(`/admin/coupons/${coupon.id}`, { max_redemptions })

    const lowered = await edit(7)

    expect([lowered.status, lowered.body.message]).toEqual([400, expect.stringContaining(`${code} has a limit of 8`)])
    expect((await edit(8)).status).toBe(200)
    await world.admin.ok("POST", `/admin/promo-codes/${(await world.findCode(code)).id}/archive`)
    expect((await edit(7)).status).toBe(200)
    expect((await edit(null)).status).toBe(200)
    expect((await create(coupon.id, { code: unique("FREE"), max_redemptions: 1000 })).status).toBe(200)
  })

  it("rule 17: a code's channel is in the ledger of its redemptions, and can be asked for", async () => {
    const { world } = shop
    const coupon = await percentage()
    for (const channel of ["newsletter", "radio", null]) {
      const { code } = await world.promoCode(coupon.id, { channel })
      const { id } = await world.cart({ lines: ["Perfume"] })
      await world.enter(id, code)
      await world.checkOut(id)
    }
    const channels = async (filters: Record<string, string>) =>
      ((await world.redemptions({ coupon_id: coupon.id, ...filters })) as (Redemption & { channel: string | null })[])
        .map(({ channel }) => channel ?? "none")
        .sort()
    expect(await channels({})).toEqual(["newsletter", "none", "radio"])
    expect(await channels({ channel: "radio" })).toEqual(["radio"])
  })

  it.each([
    ["coupon", { max_redemptions_per_customer: 1 }, {}],
    ["code", {}, { max_redemptions_per_customer: 1 }],
  ])("rule 17: a guest is one person per e-mail address under the limit of the %s", async (_of, of_coupon, of_code) => {
    const { world } = shop
    const coupon = await percentage(of_coupon)
    const { code } = await world.promoCode(coupon.id, of_code)
    const enter = async (email: string) => {
      const { id } = await world.cart({ email, lines: ["Perfume"] })
      const answer = await world.tryCode(id, code)
      return { id, answer: [answer.status, reasonsOf(answer)] }
    }
    const greta = await enter("Greta+Shop@Example.com")
    expect(greta.answer).toEqual([200, []])
    await world.checkOut(greta.id)

    expect((await enter("greta+shop@example.com")).answer).toEqual([400, ["customer_limit_reached"]])
    expect((await enter("GRETA+SHOP@EXAMPLE.COM")).answer).toEqual([400, ["customer_limit_reached"]])
    expect((await enter("greta@example.com")).answer).toEqual([200, []])
    expect((await enter("greta+other@example.com")).answer).toEqual([200, []])
  })

  it("the seams say that they are in place, the one that tells reasons too", async () => {
    const health = await shop.world.admin.ok<{ healthy: boolean; seams: { name: string; in_place: boolean }[] }>(
      "GET",
      "/admin/coupons/health",
    )
    expect(health.healthy).toBe(true)
    const routes = ["store.carts.promo_codes", "transfer-cart-customer.validate", "update-cart-promotions.validate"]
    for (const seam of ["complete-cart.reasons", "payments asked again", ...routes]) {
      expect([seam, first(health.seams.filter(({ name }) => name === seam)).in_place]).toEqual([seam, true])
    }
  })
}
