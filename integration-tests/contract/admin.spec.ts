// What the Admin knows by heart of the server's words, compared with the server: the Admin runs in a browser and shares no such code.
import i18next from "i18next"
import translations from "../../src/admin/i18n"
import { namespace, type Translate } from "../../src/admin/i18n/texts"
import { reasonSentence } from "../../src/admin/lib/invoice-reason"
import { HOPELESS } from "../../src/admin/lib/subscription"
import { HOPELESS_CODES } from "../../src/modules/billing/declines"
import { planStock } from "../../src/operations/billing/stock"

async function speaking(language: "en" | "de"): Promise<Translate> {
  const instance = i18next.createInstance()
  await instance.init({
    lng: language,
    resources: structuredClone(translations),
    interpolation: { escapeValue: false },
  })
  const translate = instance.getFixedT(language, namespace)
  return (key, values) => translate(key, values ?? {})
}

const waiting = (failure_message: string | null) => ({
  failure_code: "out_of_stock",
  failure_message,
  payment_status: "not_paid" as const,
})

describe("the Admin and the server", () => {
  it("rule 59: know the same codes after which a payment method never pays", () => {
    expect([...HOPELESS].sort()).toEqual([...HOPELESS_CODES].sort())
  })

  it("rule 59: what is missing is said in the reader's language", async () => {
    const [en, de] = await Promise.all([speaking("en"), speaking("de")])
    const line = (title: string, quantity: number) => ({ id: title, variant_id: title, title, quantity })
    const level = (location_id: string, stocked_quantity: number) => ({
      location_id,
      stocked_quantity,
      reserved_quantity: 0,
      stock_locations: [{ sales_channels: [{ id: "web" }] }],
    })
    const variant = (id: string, location_levels: ReturnType<typeof level>[]) => ({
      id,
      manage_inventory: true,
      allow_backorder: false,
      inventory_items: [{ inventory_item_id: id, required_quantity: 1, inventory: { location_levels } }],
    })
    const { shortage } = planStock(
      [line('Mug "Dr. No"', 2), line("Beans", 3), line("Tea", 1)],
      [variant('Mug "Dr. No"', [level("a", 1)]), variant("Beans", [level("a", 1), level("b", 2)]), variant("Tea", [])],
      "web",
    )
    expect(reasonSentence(en, waiting(shortage))).toBe(shortage)
    expect(reasonSentence(de, waiting(shortage))).toBe(
      '„Mug "Dr. No"“ ist nicht auf Lager: 2 nötig, 1 verfügbar. ' +
        "„Beans“ ist nicht auf Lager: 3 nötig, höchstens 2 an einem Lagerort verfügbar. " +
        "„Tea“ wird an keinem Lagerort des Vertriebskanals geführt.",
    )
    expect(reasonSentence(de, waiting("Something else. " + shortage))).toBe("Something else. " + shortage)
    expect(reasonSentence(de, waiting(null))).toBe("")
  })
})
