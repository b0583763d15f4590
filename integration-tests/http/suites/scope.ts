// Suite: which lines a coupon covers, with real products, categories, plans and billing periods (rules 7 to 9).
import { addPlan, addProduct } from "../../helpers/catalogue"
import type { AddedProduct } from "../../helpers/catalogue"
import { createCouponSchema } from "../../../src/engine"
import { couponsOf } from "../../../src/lib/coupons"
import { first, unique } from "../../helpers/world"
import type { Cart, Shop, WantedLine } from "../../helpers/world"

const LISTS = [
  "product_type_ids",
  "product_ids",
  "variant_ids",
  "collection_ids",
  "category_ids",
  "plan_ids",
  "billing_periods",
] as const
type List = (typeof LISTS)[number]

type Scope = Partial<Record<List, unknown[]>>

export function scope(shop: Shop): void {
  const post = async (path: string, body: Record<string, unknown>, key: string): Promise<string> =>
    first(
      Object.values(
        await shop.world.admin.ok<Record<string, { id: string }>>("POST", path, { ...body, [key]: unique("Some ") }),
      ),
    ).id

  /** A product that is in everything a scope can name, its category below another one, and one that is in nothing. */
  async function catalogue() {
    const { world } = shop
    const type_id = await post("/admin/product-types", {}, "value")
    const collection_id = await post("/admin/collections", {}, "title")
    const parent_id = await post("/admin/product-categories", { is_active: true }, "name")
    const category_id = await post(
      "/admin/product-categories",
      { is_active: true, parent_category_id: parent_id },
      "name",
    )
    const named = await addProduct(world, { type_id, collection_id, categories: [{ id: category_id }] })
    const plain = await addProduct(world)
    const monthly = await addPlan(world, named.variant_id, "month")
    const yearly = await addPlan(world, plain.variant_id, "year")
    return { type_id, collection_id, parent_id, category_id, named, plain, monthly, yearly }
  }
  type Catalogue = Awaited<ReturnType<typeof catalogue>>

  const month = { interval: "month", interval_count: 1 }
  const year = { interval: "year", interval_count: 1 }

  /** The list that names the first product, or its plan, and nothing of the second. */
  const naming = ({ type_id, collection_id, category_id, named, monthly }: Catalogue): Record<List, unknown[]> => ({
    product_type_ids: [type_id],
    product_ids: [named.id],
    variant_ids: [named.variant_id],
    collection_ids: [collection_id],
    category_ids: [category_id],
    plan_ids: [monthly],
    billing_periods: [month],
  })

  const line = ({ title }: AddedProduct, metadata = {}): WantedLine => ({ product: title, metadata })

  /** Enters a 10 % code with that scope, and answers the labels of the lines that it takes something off. */
  async function covered(cart: Cart, labels: Record<string, string>, scope: object, more = {}) {
    const { world } = shop
    const code = await world.percent(10, { redeemable_for: ["one_time", "subscription"], scope, ...more })
    const { items } = await world.enter(cart.id, code)
    const lines = items.filter(({ adjustments }) => adjustments.some((one) => one.code === code))
    const reasons = lines.length === 0 ? (await world.codesOn(cart.id))[code] : undefined
    await world.removeCode(cart.id, code)
    return lines.length === 0 ? reasons : lines.map(({ id }) => labels[id] ?? id).sort()
  }

  /** A cart with a monthly line of the named product and a yearly one of the plain product. */
  async function subscriptions(made: Catalogue) {
    const { named, plain, monthly, yearly } = made
    const cart = await shop.world.cart({ lines: [line(named, { plan_id: monthly }), line(plain, { plan_id: yearly })] })
    return { cart, labels: labelsOf(cart, { [named.variant_id]: "named", [plain.variant_id]: "plain" }) }
  }

  const labelsOf = (cart: Cart, by_variant: Record<string, string>) =>
    Object.fromEntries(cart.items.map(({ id, variant_id }) => [id, by_variant[variant_id] ?? variant_id]))

  const refusal: Record<List, string> = {
    product_type_ids: "product_type_not_eligible",
    product_ids: "item_not_eligible",
    variant_ids: "item_not_eligible",
    collection_ids: "item_not_eligible",
    category_ids: "item_not_eligible",
    plan_ids: "plan_not_eligible",
    billing_periods: "billing_period_not_eligible",
  }

  it("rules 7 to 9: the Admin lists the coupons that cover a product, however it is bought", async () => {
    const { world } = shop
    const made = await catalogue()
    const { named, plain, parent_id } = made
    const both = { redeemable_for: ["one_time", "subscription"] }
    const lists = naming(made)
    for (const list of LISTS) {
      const scope = { [list]: lists[list] }
      await world.coupon({ name: `in ${list}`, type: "percentage", percentage: 10, scope, ...both })
      await world.coupon({
        name: `not ${list}`,
        type: "percentage",
        percentage: 10,
        scope: { excluded: scope },
        ...both,
      })
    }
    const percent = { type: "percentage", percentage: 10 }
    await world.coupon({ ...percent, name: "all", ...both })
    await world.coupon({
      ...percent,
      name: "above",
      scope: { category_ids: [parent_id] },
      redeemable_for: ["one_time"],
    })
    await world.coupon({
      ...percent,
      name: "weekly",
      scope: { billing_periods: [{ interval: "week", interval_count: 1 }] },
    })
    await world.coupon({ ...percent, name: "draft", status: "draft" })
    const covering = async (id: string, more = "") => {
      const path = `/admin/coupons?state=active&limit=100&covers_product_id=${id}${more}`
      const { coupons, count } = await world.admin.ok<{ coupons: { name: string }[]; count: number }>("GET", path)
      return { names: coupons.map(({ name }) => name).sort(), count }
    }
    // Bought once, the named product is on no plan and in no billing period: what excludes these covers it all the same.
    const bought_once = ["not billing_periods", "not plan_ids"]
    expect((await covering(named.id)).names).toEqual(
      ["all", "above", ...LISTS.map((list) => `in ${list}`), ...bought_once].sort(),
    )
    expect((await covering(plain.id)).names).toEqual(["all", ...LISTS.map((list) => `not ${list}`)].sort())
    expect(await covering(named.id, "&q=above")).toEqual({ names: ["above"], count: 1 })
    await world.admin.ok("POST", `/admin/products/${plain.id}`, { discountable: false })
    expect(await covering(plain.id)).toEqual({ names: [], count: 0 })
    const gone = await world.admin.get<{ message: string }>("/admin/coupons?covers_product_id=prod_none")
    expect([gone.status, gone.body.message]).toEqual([404, "Product with id 'prod_none' was not found."])
  })

  it("rule 8: an admin pages through more coupons of a product than are asked about at once, and misses none", async () => {
    const { world, container } = shop
    const { id } = await addProduct(world)
    // The newest ones cover no product that is bought once, so whole batches of candidates are left out.
    const made = (index: number) => ({
      ...createCouponSchema.parse({ name: `${index}`, type: "percentage", percentage: 10, status: "active" }),
      ...{ starts_at: null, expires_at: null, redeemable_for: [index > 650 ? "subscription" : "one_time"] },
      created_at: new Date(Date.UTC(2027, 0, 1) + index * 1000),
    })
    await couponsOf(container).createCoupons(Array.from({ length: 1_200 }, (_, index) => made(index)) as never)
    const names: string[] = []
    const counts: [count: number, is_estimate: boolean][] = []
    for (let [offset, left] = [0, 1]; offset < left; offset += 200) {
      const { coupons, count, count_is_estimate } = await world.admin.ok<{
        coupons: { name: string }[]
        count: number
        count_is_estimate?: true
      }>("GET", `/admin/coupons?limit=200&offset=${offset}&covers_product_id=${id}`)
      names.push(...coupons.map(({ name }) => name))
      counts.push([count, count_is_estimate ?? false])
      left = count
    }
    expect(names).toEqual(Array.from({ length: 651 }, (_, index) => `${650 - index}`))
    expect(counts[0]?.[1]).toBe(true)
    expect(counts.at(-1)).toEqual([651, false])
  })

  it("rule 8: every list includes, excludes, and exclusion wins", async () => {
    const made = await catalogue()
    const { cart, labels } = await subscriptions(made)
    const lists = naming(made)
    for (const list of LISTS) {
      const included: Scope = { [list]: lists[list] }
      const results = {
        included: await covered(cart, labels, included),
        excluded: await covered(cart, labels, { excluded: included }),
        both: await covered(cart, labels, { ...included, excluded: included }),
      }
      expect({ list, ...results }).toEqual({
        list,
        included: ["named"],
        excluded: ["plain"],
        both: `pending: ${refusal[list]}`,
      })
    }
  })

  it("fault B6: a type, a collection or a category that is deleted covers nothing any more, and shuts nothing out", async () => {
    const { world } = shop
    const made = await catalogue()
    const { parent_id: _parent, ...scopes } = made
    const lists = ["product_type_ids", "collection_ids", "category_ids"] as const
    const ids = lists.map((list) => naming(made)[list])
    const only = await Promise.all(
      lists.map((list, n) => world.percent(10, { scope: { [list]: ids[n] }, stackable: true })),
    )
    const others = await Promise.all(
      lists.map((list, n) => world.percent(10, { scope: { excluded: { [list]: ids[n] } }, stackable: true })),
    )
    const { id } = await world.cart({ lines: [line(scopes.named)] })
    for (const code of only) {
      await world.enter(id, code)
    }
    expect(await world.codesOn(id)).toEqual(Object.fromEntries(only.map((code) => [code, "applied"])))

    await world.admin.ok("DELETE", `/admin/product-types/${scopes.type_id}`)
    await world.admin.ok("DELETE", `/admin/collections/${scopes.collection_id}`)
    await world.admin.ok("DELETE", `/admin/product-categories/${scopes.category_id}`)

    const changed = await world.addLine(id, line(scopes.named))
    expect([changed.discount_total, Object.values(await world.codesOn(id))]).toEqual([
      0,
      ["pending: product_type_not_eligible", "pending: item_not_eligible", "pending: item_not_eligible"],
    ])
    for (const code of only) {
      await world.removeCode(id, code)
    }
    for (const code of others) {
      await world.enter(id, code)
    }
    expect(await world.codesOn(id)).toEqual(Object.fromEntries(others.map((code) => [code, "applied"])))
  })

  it("rule 8: a category means everything below it, when the code is entered and whenever the cart changes", async () => {
    const { world } = shop
    const { parent_id, named, plain } = await catalogue()
    const code = await world.percent(10, { scope: { category_ids: [parent_id] } })
    const without = await world.percent(10, { scope: { excluded: { category_ids: [parent_id] } } })
    const { id } = await world.cart({ lines: [line(named), line(plain)] })
    const savings = ({ items }: Cart) =>
      Object.fromEntries(items.map(({ variant_id, discount_total }) => [variant_id, discount_total]))

    expect(savings(await world.enter(id, code))).toEqual({ [named.variant_id]: 1, [plain.variant_id]: 0 })
    const changed = await world.addLine(id, line(named))
    expect(savings(changed)).toEqual({ [named.variant_id]: 2, [plain.variant_id]: 0 })
    await world.removeCode(id, code)
    await world.enter(id, without)
    expect(savings(await world.addLine(id, line(plain)))).toEqual({ [named.variant_id]: 0, [plain.variant_id]: 2 })
  })

  it("rule 8: a billing-period rule never matches a one-time line, whatever its metadata says", async () => {
    const { world } = shop
    const made = await catalogue()
    const { named, plain, monthly, yearly } = made
    const cart = await world.cart({
      lines: [
        line(named, { plan_id: monthly, label: "monthly" }),
        line(plain, { plan_id: yearly, label: "yearly" }),
        line(named, { billing_period: "1 month", interval: "month", interval_count: 1, label: "words" }),
        line(named, { plan_id: "bplan_unknown", label: "unknown plan" }),
        line(plain, { plan_id: monthly, label: "plan of another variant" }),
        line(plain, { plan_id: 1, label: "no plan" }),
      ],
    })
    const items = cart.items as unknown as { id: string; metadata: { label: string } }[]
    const labels = Object.fromEntries(items.map(({ id, metadata }) => [id, metadata.label]))
    const one_time = ["no plan", "plan of another variant", "unknown plan", "words"]

    expect(await covered(cart, labels, { billing_periods: [month] })).toEqual(["monthly"])
    expect(await covered(cart, labels, { billing_periods: [{ interval: "month", interval_count: 12 }] })).toEqual([
      "yearly",
    ])
    expect(await covered(cart, labels, { billing_periods: [month, year] })).toEqual(["monthly", "yearly"])
    expect(await covered(cart, labels, { excluded: { billing_periods: [month] } })).toEqual([...one_time, "yearly"])
    expect(await covered(cart, labels, { plan_ids: [monthly] })).toEqual(["monthly"])
    expect(await covered(cart, labels, {}, { redeemable_for: ["one_time"] })).toEqual(one_time)
    expect(await covered(cart, labels, {}, { redeemable_for: ["subscription"] })).toEqual(["monthly", "yearly"])
    expect(await covered(cart, labels, {})).toEqual([...one_time, "monthly", "yearly"].sort())
  })

  it("rule 7: what goes on for several invoices is for subscriptions, unless the coupon says otherwise", async () => {
    const { world } = shop
    const { named, plain, monthly } = await catalogue()
    const cart = await world.cart({ lines: [line(named, { plan_id: monthly }), line(plain)] })
    const labels = labelsOf(cart, { [named.variant_id]: "subscription", [plain.variant_id]: "one-time" })
    const kinds = async (terms: object) => covered(cart, labels, {}, { redeemable_for: undefined, ...terms })
    expect(await kinds({ duration: "once" })).toEqual(["one-time", "subscription"])
    expect(await kinds({ duration: "repeating", duration_in_cycles: 2 })).toEqual(["subscription"])
    expect(await kinds({ duration: "forever" })).toEqual(["subscription"])
  })

  it("rule 9: a product that core calls not discountable keeps its price, even where it is named", async () => {
    const { world } = shop
    const { id } = await world.cart({ lines: ["Gift Card", "Pen"] })
    const all = await world.percent(10)
    const cart = await world.enter(id, all)
    expect(cart.discount_total).toBe(1)
    await world.removeCode(id, all)
    const variant_ids = [world.variant("Gift Card")]
    const named = await world.percent(10, { scope: { variant_ids } })
    expect((await world.enter(id, named)).discount_total).toBe(0)
    expect(await world.codesOn(id)).toEqual({ [named]: "pending: item_not_eligible" })
  })
}
