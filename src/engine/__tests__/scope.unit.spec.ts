// Scope: which lines fall under which lists, and the reason for each that does not.
import type { Line, Scope, Terms } from "../index"
import { freezeScope, lineRefusal, lineRefusals } from "../index"
import { line, subscriptionLine, terms } from "./builders"

const month = { interval: "month", interval_count: 1 } as const

describe("lineRefusal", () => {
  it.each<[string, Scope, Line, string | null]>([
    ["no list covers everything", {}, line(), null],
    ["empty lists say nothing", { product_ids: [], plan_ids: [], excluded: { product_ids: [] } }, line(), null],
    ["product", { product_ids: ["prod_1"] }, line(), null],
    ["another product", { product_ids: ["prod_2"] }, line(), "item_not_eligible"],
    ["variant", { variant_ids: ["variant_1"] }, line(), null],
    ["collection", { collection_ids: ["pcol_1"] }, line(), null],
    ["category", { category_ids: ["pcat_0", "pcat_1"] }, line(), null],
    ["another category", { category_ids: ["pcat_0"] }, line(), "item_not_eligible"],
    ["product type", { product_type_ids: ["ptyp_1"] }, line(), null],
    ["another product type", { product_type_ids: ["ptyp_2"] }, line(), "product_type_not_eligible"],
    ["no product type", { product_type_ids: ["ptyp_2"] }, line({ product_type_id: null }), "product_type_not_eligible"],
    ["one of several product lists", { product_ids: ["prod_2"], collection_ids: ["pcol_1"] }, line(), null],
    ["none of several product lists", { product_ids: ["no"], product_type_ids: ["no"] }, line(), "item_not_eligible"],
    ["plan", { plan_ids: ["bplan_1"] }, subscriptionLine(), null],
    ["another plan", { plan_ids: ["bplan_2"] }, subscriptionLine(), "plan_not_eligible"],
    ["plan, one-time line", { plan_ids: ["bplan_1"] }, line(), "plan_not_eligible"],
    ["product and plan", { product_ids: ["prod_1"], plan_ids: ["bplan_1"] }, subscriptionLine(), null],
    [
      "product, but another plan",
      { product_ids: ["prod_1"], plan_ids: ["no"] },
      subscriptionLine(),
      "plan_not_eligible",
    ],
    [
      "plan, but another product",
      { product_ids: ["no"], plan_ids: ["bplan_1"] },
      subscriptionLine(),
      "item_not_eligible",
    ],
    ["period", { billing_periods: [month] }, subscriptionLine(), null],
    [
      "a year is twelve months",
      { billing_periods: [{ interval: "year", interval_count: 1 }] },
      subscriptionLine({ billing_period: { interval: "month", interval_count: 12 } }),
      null,
    ],
    [
      "a week is seven days",
      { billing_periods: [{ interval: "day", interval_count: 7 }] },
      subscriptionLine({ billing_period: { interval: "week", interval_count: 1 } }),
      null,
    ],
    [
      "four weeks are no month",
      { billing_periods: [month] },
      subscriptionLine({ billing_period: { interval: "week", interval_count: 4 } }),
      "billing_period_not_eligible",
    ],
    [
      "period, one-time line",
      { billing_periods: [month] },
      line({ billing_period: month }),
      "billing_period_not_eligible",
    ],
    [
      "excluded period, one-time line",
      { excluded: { billing_periods: [month] } },
      line({ billing_period: month }),
      null,
    ],
    ["excluded period", { excluded: { billing_periods: [month] } }, subscriptionLine(), "billing_period_not_eligible"],
    ["excluded product", { excluded: { product_ids: ["prod_1"] } }, line(), "item_not_eligible"],
    ["excluded variant", { excluded: { variant_ids: ["variant_1"] } }, line(), "item_not_eligible"],
    ["excluded collection", { excluded: { collection_ids: ["pcol_1"] } }, line(), "item_not_eligible"],
    ["excluded category", { excluded: { category_ids: ["pcat_1"] } }, line(), "item_not_eligible"],
    ["excluded type", { excluded: { product_type_ids: ["ptyp_1"] } }, line(), "product_type_not_eligible"],
    ["excluded plan", { excluded: { plan_ids: ["bplan_1"] } }, subscriptionLine(), "plan_not_eligible"],
    [
      "exclusion wins",
      { variant_ids: ["variant_1"], excluded: { product_type_ids: ["ptyp_1"] } },
      line(),
      "product_type_not_eligible",
    ],
    ["not discountable in core", {}, line({ is_discountable: false }), "item_not_eligible"],
  ])("%s", (_name, scope, asked, code) => {
    expect(lineRefusal(asked, terms({ scope }))?.code ?? null).toBe(code)
    expect(lineRefusals(asked, terms({ scope })).map((refusal) => refusal.code)).toEqual(code === null ? [] : [code])
  })

  it.each<[Terms["redeemable_for"], Line, string | null]>([
    [["one_time"], line(), null],
    [["one_time"], subscriptionLine(), "not_redeemable_for_subscription"],
    [["subscription"], line(), "not_redeemable_for_one_time"],
    [["subscription"], subscriptionLine(), null],
  ])("redeemable for %j", (redeemable_for, asked, code) => {
    expect(lineRefusal(asked, terms({ redeemable_for }))?.code ?? null).toBe(code)
  })

  it("names every reason of a line that has several", () => {
    const scope = {
      product_ids: ["no"],
      plan_ids: ["no"],
      billing_periods: [{ interval: "day", interval_count: 1 } as const],
    }
    expect(lineRefusals(subscriptionLine(), terms({ scope })).map((refusal) => refusal.code)).toEqual([
      "item_not_eligible",
      "plan_not_eligible",
      "billing_period_not_eligible",
    ])
    expect(lineRefusals(line(), terms({ scope, redeemable_for: ["subscription"] })).map(({ code }) => code)).toEqual([
      "not_redeemable_for_one_time",
      "item_not_eligible",
    ])
  })
})

describe("fault A13: terms that are won remember how products were catalogued", () => {
  const sold = { product_id: "prod_1", product_type_id: "type_1", collection_id: "col_1", category_ids: ["cat_1"] }
  const was = line({ variant_id: "variant_1", ...sold })
  const gone = { product_id: null, product_type_id: null, collection_id: null, category_ids: [] }
  const moved = { product_id: "prod_1", product_type_id: "type_2", collection_id: "col_2", category_ids: ["cat_2"] }

  it.each<[string, Scope, boolean]>([
    ["a product type", { product_type_ids: ["type_1"] }, true],
    ["a product", { product_ids: ["prod_1"] }, true],
    ["a collection", { collection_ids: ["col_1"] }, true],
    ["a category", { category_ids: ["cat_1"] }, true],
    ["a category it came into later", { category_ids: ["cat_2"] }, false],
    ["an exclusion it came into later", { excluded: { product_type_ids: ["type_2"] } }, true],
    ["an exclusion it left", { product_type_ids: ["type_1", "type_2"], excluded: { category_ids: ["cat_1"] } }, false],
  ])("%s", (_name, scope, is_covered) => {
    const won = freezeScope(terms({ scope }), [was])
    for (const today of [was, { ...was, ...moved }, { ...was, ...gone }, { ...was, ...moved, variant_id: null }]) {
      expect([lineRefusal(today, won) === null, lineRefusals(today, won).length === 0]).toEqual([
        is_covered,
        is_covered,
      ])
    }
  })

  it("leaves terms alone that ask nothing of products, and matches what came later by the catalogue", () => {
    const anything = terms({
      scope: { variant_ids: ["variant_1"], billing_periods: [{ interval: "month", interval_count: 1 }] },
    })
    expect(freezeScope(anything, [was])).toBe(anything)
    const won = freezeScope(terms({ scope: { product_type_ids: ["type_2"] } }), [was])
    expect(lineRefusal(line({ variant_id: "variant_2", ...moved, product_id: "prod_2" }), won)).toBeNull()
  })
})
