// Coupons and promo codes that are switched off and on again (rule 65).
import { assertAddsUp, first, reasonsOf } from "../../helpers/world"
import type { ErrorBody, Shop } from "../../helpers/world"

interface Switched {
  id: string
  state: string
}

export function switches(shop: Shop): void {
  const both = async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 20 })
    const { id: code_id, code } = await world.promoCode(coupon.id)
    const { code: other } = await world.promoCode(coupon.id)
    return { coupon, code_id, code, other }
  }

  const turn = async (path: string, to: "pause" | "resume"): Promise<Switched> =>
    first(Object.values(await shop.world.admin.ok<Record<string, Switched>>("POST", `${path}/${to}`, {})))

  it("rule 65: a paused coupon takes nothing off, its codes wait on their carts, and it comes back by itself", async () => {
    const { world } = shop
    const { coupon, code, other } = await both()
    const path = `/admin/coupons/${coupon.id}`
    const cart = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(cart.id, code), { [code]: 2 })

    const paused = await turn(path, "pause")
    expect(paused.state).toBe("paused")
    expect(await turn(path, "pause")).toEqual(paused)

    expect(await world.codesOn(cart.id)).toEqual({ [code]: "pending: coupon_paused" })
    assertAddsUp(await world.setQuantity(cart.id, first(cart.items).id, 2), { [code]: 0 })
    const late = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(late.id, other), { [other]: 0 })

    expect(await turn(path, "resume")).toMatchObject({ state: "active" })
    assertAddsUp(await world.setQuantity(cart.id, first(cart.items).id, 3), { [code]: 6 })
    expect((await world.checkOut(cart.id)).total).toBe(24)
  })

  it("rule 65: paused a moment before the order, it is not won", async () => {
    const { world } = shop
    const { coupon, code } = await both()
    const { id } = await world.cart({ lines: ["Pen"] })
    await world.enter(id, code)
    await world.pay(id)
    await turn(`/admin/coupons/${coupon.id}`, "pause")

    const answer = await world.complete(id)

    expect(reasonsOf(answer)).toEqual(["coupon_paused"])
    expect((await world.findCode(code)).times_redeemed).toBe(0)
  })

  it("rule 65: one code is paused, the coupon's others go on", async () => {
    const { world } = shop
    const { code_id, code, other } = await both()
    const path = `/admin/promo-codes/${code_id}`
    expect(await turn(path, "pause")).toMatchObject({ id: code_id, state: "paused" })
    const { id } = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(id, code), { [code]: 0 })
    expect(await world.codesOn(id)).toEqual({ [code]: "pending: code_paused" })
    const { id: good } = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(good, other), { [other]: 2 })
    expect(await turn(path, "resume")).toMatchObject({ state: "active" })
    expect(await world.codesOn(id)).toEqual({ [code]: "applied" })
  })

  it("rule 65: drafts and what is archived are neither paused nor resumed", async () => {
    const { world } = shop
    const { coupon, code_id } = await both()
    const draft = await world.coupon({ type: "percentage", percentage: 20, status: "draft" })
    await world.admin.ok("POST", `/admin/promo-codes/${code_id}/archive`, {})
    await world.admin.ok("POST", `/admin/coupons/${coupon.id}/archive`, {})
    for (const path of [`coupons/${draft.id}`, `coupons/${coupon.id}`, `promo-codes/${code_id}`]) {
      for (const to of ["pause", "resume"]) {
        const { status, body } = await world.admin.post<ErrorBody>(`/admin/${path}/${to}`, {})
        expect([path, status, body.message]).toEqual([path, 400, expect.stringMatching(/^This (coupon|code) is/)])
      }
    }
  })
}
