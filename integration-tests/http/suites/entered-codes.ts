// What was entered and what takes effect, kept apart over the life of a cart (rule 23).
import { assertAddsUp, first, reasonsOf } from "../../helpers/world"
import type { Shop } from "../../helpers/world"

const NOON = "2027-01-15T12:00:00.000Z"

export function enteredCodes(shop: Shop): void {
  it("rule 23: a code that stops working stays on the cart as refused, with its reason, and takes nothing off", async () => {
    const { world } = shop
    await world.setClock(NOON)
    const code = await world.percent(50, {}, { expires_at: "2027-01-15" })
    const { id, items } = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(id, code), { [code]: 5 })

    await world.setClock("2027-01-16T00:00:00.000Z")

    expect(await world.codesOn(id)).toEqual({ [code]: "refused: expired" })
    assertAddsUp(await world.setQuantity(id, first(items).id, 2), { [code]: 0 })
    expect(await world.codesOn(id)).toEqual({ [code]: "refused: expired" })
    expect((await world.checkOut(id)).total).toBe(20)
    expect((await world.findCode(code)).times_redeemed).toBe(0)
  })

  it("rule 23: a code comes back by itself when the admin makes room for it", async () => {
    const { world } = shop
    const coupon = await world.coupon({ type: "percentage", percentage: 20, max_redemptions: 1 })
    const { code } = await world.promoCode(coupon.id)
    const [one, two] = [await world.cart({ lines: ["Pen"] }), await world.cart({ lines: ["Pen"] })]
    await world.enter(one.id, code)
    await world.enter(two.id, code)
    await world.checkOut(one.id)
    expect(await world.codesOn(two.id)).toEqual({ [code]: "refused: redemption_limit_reached" })

    await world.admin.ok("POST", `/admin/coupons/${coupon.id}`, { max_redemptions: 2 })

    assertAddsUp(await world.setQuantity(two.id, first(two.items).id, 2), { [code]: 4 })
    expect(await world.codesOn(two.id)).toEqual({ [code]: "applied" })
  })

  it("rule 23: every code has its own status and all its own reasons", async () => {
    const { world } = shop
    const minimum_amount = [{ currency_code: "eur", amount: 30 }]
    const works = await world.percent(10, { stackable: true })
    const waits = await world.percent(10, {
      stackable: true,
      restrictions: { minimum_amount, minimum_quantity: 3 },
      scope: { variant_ids: [world.variant("Perfume")] },
    })
    const alone = await world.percent(50)
    const { id } = await world.cart({ lines: ["Pen"] })

    const cart = await world.enter(id, works, waits, alone)

    assertAddsUp(cart, { [works]: 1, [waits]: 0, [alone]: 0 })
    expect(await world.codesOn(id)).toEqual({
      [works]: "applied",
      [waits]: "pending: minimum_amount_not_reached, minimum_quantity_not_reached, item_not_eligible",
      [alone]: "pending: not_stackable",
    })
    const { entered, discounts, granted, total_saving } = await world.discounts(id)
    expect(entered.flatMap(({ reasons }) => reasons).every(({ message }) => /^[A-Z].*\.$/.test(message))).toBe(true)
    expect([discounts.map(({ code }) => code), granted, total_saving]).toEqual([[works], [], 1])
  })

  it("rule 23: codes come and go with the items, and no order of changes leaves a saving behind", async () => {
    const { world } = shop
    const perfume = await world.percent(50, { stackable: true, scope: { variant_ids: [world.variant("Perfume")] } })
    const pen = await world.percent(20, { stackable: true, scope: { variant_ids: [world.variant("Pen")] } })
    const { id } = await world.cart({ lines: ["Pen"] })
    assertAddsUp(await world.enter(id, perfume, pen), { [perfume]: 0, [pen]: 2 })
    const both = await world.addLine(id, "Perfume")
    assertAddsUp(both, { [perfume]: 10, [pen]: 2 })
    const penLine = both.items.find(({ product_title }) => product_title === "Pen")
    assertAddsUp(await world.removeLine(id, penLine!.id), { [perfume]: 10, [pen]: 0 })
    expect(await world.codesOn(id)).toEqual({ [perfume]: "applied", [pen]: "pending: item_not_eligible" })
    const [perfumeLine] = (await world.readCart(id)).items
    const empty = await world.removeLine(id, perfumeLine!.id)
    expect([empty.items, empty.total]).toEqual([[], 0])
    expect(await world.codesOn(id)).toEqual({
      [perfume]: "pending: item_not_eligible",
      [pen]: "pending: item_not_eligible",
    })
    assertAddsUp(await world.addLine(id, "Pen"), { [perfume]: 0, [pen]: 2 })
  })

  it("rule 23: codes can be entered on an empty cart, before anything is known of the customer", async () => {
    const { world } = shop
    const code = await world.percent(20, { restrictions: { minimum_quantity: 2 } })
    const { cart } = await world.store.ok<{ cart: { id: string } }>("POST", "/store/carts", {
      region_id: world.region("eur"),
    })
    const entered = await world.tryCode(cart.id, code)
    expect([entered.status, entered.body.promo_code.status]).toEqual([200, "pending"])
    assertAddsUp(await world.addLine(cart.id, { product: "Pen", quantity: 2 }), { [code]: 4 })
    expect(await world.codesOn(cart.id)).toEqual({ [code]: "applied" })
  })

  it("rule 23: a refused entry leaves the codes before it as they were", async () => {
    const { world } = shop
    const code = await world.percent(20)
    const { id } = await world.cart({ lines: ["Pen"] })
    const before = await world.enter(id, code)
    const refused = await world.tryCode(id, "NOSUCHCODE")
    expect([refused.status, reasonsOf(refused)]).toEqual([400, ["code_not_found"]])
    expect(await world.readCart(id)).toEqual(before)
    expect(await world.codesOn(id)).toEqual({ [code]: "applied" })
  })
}
