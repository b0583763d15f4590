// Coupons in words, in both languages, through the real i18next; and texts that are complete.
import i18next from "i18next"
import type { Restrictions } from "../../engine/restrictions/rows"
import translations from "../i18n"
import { addRestrictionTexts } from "../i18n/restriction-texts"
import { namespace, type Translate } from "../i18n/texts"
import type { CouponSettings } from "../lib/api-types"
import { emptyForm, type CouponForm } from "../lib/coupon-fields"
import { termsOfForm } from "../lib/coupon-form"
import { formatIn } from "../lib/format"
import { ownRestrictionFields } from "../lib/restrictions-form"
import { textsIn, type Texts } from "../lib/texts"

/** `own`: restrictions that an app registered. */
async function textsOf(language: "en" | "de", own: Parameters<typeof addRestrictionTexts>[1] = []): Promise<Texts> {
  const instance = i18next.createInstance()
  const resources = structuredClone(translations)
  await instance.init({ lng: language, fallbackLng: "en", resources, interpolation: { escapeValue: false } })
  addRestrictionTexts(instance, own)
  const translate = instance.getFixedT(language, namespace)
  const t: Translate = (key, values) => translate(key, values ?? {})
  return textsIn(t, formatIn(language))
}

function terms(change: Partial<CouponForm>) {
  const read = termsOfForm({ ...emptyForm, percentage: "20", ...change })
  if (read === null) {
    throw new Error("The test has typed nothing that can be read.")
  }
  return read
}

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ")

describe("English", () => {
  it.each<[Partial<CouponForm>, string]>([
    [{}, "Customers get 20% off once: on an order, or on the first invoice of a subscription."],
    [
      { duration: "repeating", duration_count: "3" },
      "Customers get 20% off on every subscription invoice of the first 3 months.",
    ],
    [
      { duration: "repeating", duration_count: "1", duration_unit: "cycles" },
      "Customers get 20% off on the first billing cycle of a subscription.",
    ],
    [
      { duration: "forever", percentage: "12,5" },
      "Customers get 12.5% off on every invoice of a subscription, for as long as it runs.",
    ],
    [
      { duration: "forever", type: "fixed", amounts: { eur: "5", jpy: "600" }, allocation: "per_unit" },
      "Customers get €5.00 or ¥600 off each unit on every invoice of a subscription, for as long as it runs.",
    ],
  ])("%j", async (change, sentence) => {
    const texts = await textsOf("en")
    expect(plain(texts.promise(terms(change)).join(" "))).toBe(sentence)
  })

  it("says limits and dates, and that there are none", async () => {
    const texts = await textsOf("en")
    const limited = terms({ max_redemptions: "100", max_redemptions_per_customer: "1", expires_at: "2027-12-31" })
    expect(texts.conditions(limited)).toEqual([
      "It can be redeemed 100 times in all.",
      "Each customer can redeem it once.",
      "The last day to redeem it is Dec 31, 2027.",
    ])
    expect(texts.conditions(terms({}))).toEqual(["It can be redeemed any number of times."])
  })

  it("rule 8: says which products: a few by name, many by number", async () => {
    const texts = await textsOf("en")
    const nameOf = (id: string) => ({ a: "Coffee Club", b: "Desk Membership", c: "Monthly" })[id]
    const scope = { product_ids: ["a", "b"], plan_ids: ["c"], excluded: { variant_ids: ["d"] } }
    expect(texts.scope({})).toEqual(["All products"])
    expect(texts.scope(scope)).toEqual(["Only 2 products, 1 plan", "Except 1 variant"])
    expect(texts.scope(scope, nameOf)).toEqual([
      "Only the products Coffee Club and Desk Membership, the plan Monthly",
      "Except 1 variant",
    ])
    const four = { category_ids: ["a", "b", "c", "a2"] }
    expect(texts.scope(four, () => "x")).toEqual(["Only 4 categories"])
    expect(texts.scope({ billing_periods: [{ interval: "month", interval_count: 1 }] })).toEqual([
      "Only subscriptions billed: Monthly",
    ])
  })

  it("rules 18 to 20 and 68: says who may redeem", async () => {
    const texts = await textsOf("en")
    expect(
      texts.restrictions(
        {
          minimum_amount: [{ currency_code: "eur", amount: 30 }],
          minimum_quantity: 2,
          first_purchase: "any",
          audience: "new_subscribers",
          region_ids: ["eu"],
          customer_emails: ["ada@example.com", "*@acme.com"],
          customer_ids: [],
          customer_group_ids: ["vip", "press"],
          subscription_actions: ["sign_up", "downgrade"],
          time_windows: [
            { days: ["mon", "fri"], from: "17:00", to: "19:00" },
            { days: ["sun"], from: "00:00", to: "00:00" },
          ],
        },
        ownRestrictionFields,
        (id) => (id === "eu" ? "Europe" : undefined),
      ),
    ).toEqual([
      "Cart of at least €30.00",
      "At least 2 units",
      "First purchase only",
      "New subscribers only",
      "Only on sign-up or a downgrade",
      "Only 2 customer groups",
      "Only for ada@example.com or *@acme.com",
      "Only in Europe",
      "Only Mon and Fri 5:00 PM–7:00 PM or Sun",
    ])
  })

  it("rule 68: says an app's own restrictions by their texts, and names what nobody knows", async () => {
    const own: CouponSettings["restrictions"] = [
      {
        key: "maximum_quantity",
        input: { kind: "count", max: 10 },
        texts: {
          en: { label: "Maximum quantity", said_one: "At most {{count}} unit", said_other: "At most {{count}} units" },
          de: { label: "Höchstmenge", said_one: "Höchstens {{count}} Stück", said_other: "Höchstens {{count}} Stück" },
          fr: { label: "Quantité" },
        },
      },
      { key: "member_level", input: { kind: "choice", options: ["gold"] }, texts: { en: { label: "Level" } } },
    ]
    const stored = { maximum_quantity: 2, member_level: "gold", moon: "full" } as Restrictions
    const fields = [...ownRestrictionFields, ...own]
    const said = async (language: "en" | "de") => (await textsOf(language, own)).restrictions(stored, fields)
    expect(await said("en")).toEqual([
      "At most 2 units",
      "Level: gold",
      "A restriction that this version does not know: moon",
    ])
    expect((await said("de"))[0]).toBe("Höchstens 2 Stück")
  })

  it("says what it does otherwise than coupons usually do", async () => {
    const texts = await textsOf("en")
    expect(texts.habits(terms({}))).toEqual([])
    const unusual = terms({
      applicable_to_credits: false,
      stackable: true,
      release_on_cancel: false,
      release_on_refund: true,
      hold_minutes: "15",
      duration: "forever",
      on_plan_change: "end",
      included_in_mrr: "no",
    })
    expect(texts.habits(unusual)).toEqual([
      "The part paid by gift card or store credit is not discounted.",
      "It combines with other combinable codes.",
      "A cancelled order does not give its redemption back.",
      "A full refund gives its redemption back.",
      "Entering the code reserves a place for 15 minutes.",
      "It ends when the plan changes.",
      "It does not lower monthly recurring revenue.",
    ])
  })

  it("rule 6: calls it free shipping, unless there is a cap", async () => {
    const texts = await textsOf("en")
    const free = { percentage: "100", target: "shipping" as const }
    expect(texts.value(terms(free))).toBe("Free shipping")
    expect(texts.promise(terms(free)).join(" ")).toContain(" free shipping")
    expect(texts.value(terms({ ...free, maximum_discount: { eur: "4" } }))).toBe("100% off shipping, at most €4.00")
  })

  it("rule 16: says days as the store means them", async () => {
    const texts = await textsOf("en")
    const dates = { starts_at: "2026-12-31T23:00:00.000Z", expires_at: "2027-01-31" }
    expect(texts.dates(dates, "Europe/Berlin")).toBe("From Jan 1, 2027 · Until Jan 31, 2027")
  })
})

describe("German", () => {
  it("rule 45: says the promise", async () => {
    const texts = await textsOf("de")
    const promise = texts.promise(terms({ duration: "repeating", duration_count: "3" })).join(" ")
    expect(plain(promise)).toBe("Kunden bekommen 20 % Rabatt auf jede Abo-Rechnung der ersten 3 Monate.")
  })
})

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  )
}

it("uses the same values in every text of both languages", () => {
  const valuesOf = (tree: Tree) =>
    Object.fromEntries(leaves(tree).map(([key, text]) => [key, (text.match(/\{\{\w+\}\}/g) ?? []).sort()]))
  const withoutCounts = (values: Record<string, string[]>) =>
    Object.fromEntries(
      Object.entries(values).map(([key, names]) => [key, names.filter((name) => name !== "{{count}}")]),
    )
  expect(withoutCounts(valuesOf(translations.de.coupons))).toEqual(withoutCounts(valuesOf(translations.en.coupons)))
})

it("shows dates in the zone they are meant in", () => {
  const format = formatIn("en")
  expect(format.period("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z")).toContain("31, 2027")
  expect(format.date("2026-12-31T23:00:00Z", "Europe/Berlin")).toBe("Jan 1, 2027")
  expect(formatIn("ptBR").percent(12.5)).toBe("12,5%")
})
