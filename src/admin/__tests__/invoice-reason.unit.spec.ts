// Why an invoice is not paid, as the Admin says it in both languages.
import i18next from "i18next"
import translations from "../i18n"
import { namespace, type Translate } from "../i18n/texts"
import { collectedAgain, reasonLabel, reasonSentence, statusNote } from "../lib/invoice-reason"

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

const reason = (failure_code: string | null, failure_message: string | null = null, payment_status = "declined") => ({
  failure_code,
  failure_message,
  payment_status: payment_status as "declined",
})

describe("rule 59: why an invoice is not paid", () => {
  it("is a sentence of ours where the code is known, in both languages", async () => {
    const stolen = reason("stolen_card", "Your card was declined.")
    expect(reasonSentence(await speaking("en"), stolen)).toBe("The card was reported stolen.")
    expect(reasonSentence(await speaking("de"), stolen)).toBe("Die Karte ist als gestohlen gemeldet.")
    expect(reasonLabel(await speaking("en"), stolen)).toBe("Payment declined")
  })

  it("is the provider's own message where it is not", async () => {
    const t = await speaking("de")
    expect(reasonSentence(t, reason("code_51", "Refused by issuer."))).toBe("Refused by issuer.")
    expect(reasonSentence(t, reason("payment_declined", "No."))).toBe("No.")
    expect(reasonSentence(t, reason("toString", null))).toBe("")
    expect(reasonLabel(t, reason("code_51"))).toBe("Zahlung abgelehnt")
  })

  it("says that the customer is needed, and nothing where there is no reason", async () => {
    const t = await speaking("en")
    const asked = reason("authentication_required", "Your card was declined.", "requires_action")
    expect(reasonLabel(t, asked)).toBe("Customer must confirm")
    expect(reasonSentence(t, asked)).toBe("The bank wants the customer to confirm this payment.")
    expect(reasonLabel(t, reason("out_of_stock", null, "not_paid"))).toBe("Out of stock")
    expect(reasonLabel(t, reason(null))).toBeNull()
  })
})

const invoice = (more: object) => ({
  ...reason(null),
  number: "INV-1",
  status: "open" as const,
  authorized_at: null as string | null,
  disputed_amount: 0,
  ...more,
})

const held = invoice({ authorized_at: "2027-01-01T00:00:00.000Z" })

describe("beside the status of an invoice", () => {
  it("rules 57 and 59: stands what makes it paid, or why it is not", async () => {
    const t = await speaking("en")
    expect(statusNote(t, invoice({}))).toBeNull()
    expect(statusNote(t, held)).toEqual({
      label: "To be captured",
      sentence: "The payment is held. The invoice is paid once the payment of its order is captured.",
    })
    expect(statusNote(t, invoice(reason("stolen_card", "No.")))).toEqual({
      label: "Payment declined",
      sentence: "The card was reported stolen.",
    })
  })

  it("rule 61: stands that a bank has taken the money back, in both languages, whatever else there is to say", async () => {
    const disputed = { ...held, disputed_amount: 12 }
    expect(statusNote(await speaking("en"), disputed)).toEqual({
      label: "Disputed",
      sentence: expect.stringMatching(/^The customer's bank has taken the money back/) as string,
    })
    expect(statusNote(await speaking("de"), disputed)?.label).toBe("Angefochten")
  })
})

describe("collecting an invoice again", () => {
  it.each([
    ["paid", invoice({ status: "paid" }), true, "INV-1 is paid."],
    ["authorised", held, true, "INV-1 is authorized. It is paid once the payment of its order is captured."],
    [
      "declined with a code that is known",
      invoice(reason("stolen_card", "No.")),
      false,
      "The card was reported stolen.",
    ],
    ["declined with another code", invoice(reason("code_51", "Refused.")), false, "Refused."],
    ["declined without a word", invoice(reason("payment_declined")), false, "INV-1 was declined again."],
  ])("rules 57 and 59: says how it ended: %s", async (_how, answer, is_good, sentence) => {
    expect(collectedAgain(await speaking("en"), answer)).toEqual({ is_good, sentence })
  })
})
