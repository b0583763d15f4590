// What a subscription's holder is reminded of, and when a card ends.
import type { InvoiceDiscount, InvoiceFigures } from "../../../modules/billing/types"
import { remindersOfInvoice, remindersOfTrial } from "../of-subscription"
import type { Outlook } from "../of-subscription"
import { cardExpiry } from "../payment-methods"

const on = (day: string) => new Date(`2027-${day}T00:00:00.000Z`)

const discount = (discount_id: string, amount: number, is_last = false): InvoiceDiscount => ({
  discount_id,
  coupon_id: "coup_1",
  name: "Sale",
  code: "SALE",
  amount,
  is_last,
  lines: [],
})

const coming = (month: string, next: string, total: number, discounts: InvoiceDiscount[] = []) => ({
  starts_at: on(`${month}-01`),
  ends_at: on(`${next}-01`),
  figures: { subtotal: 20, discount_total: 20 - total, tax_total: 0, total, lines: [], discounts } as InvoiceFigures,
})

const outlook = (more: Partial<Outlook> = {}): Outlook => ({
  subscription: {
    id: "bsub_1",
    customer_id: "cus_1",
    currency_code: "eur",
    trial_end: null,
    next_billing_at: on("02-01"),
  },
  email: "ada@example.com",
  payment_provider_id: "pp_stripe_stripe",
  upcoming: [coming("02", "03", 20), coming("03", "04", 20)],
  last: null,
  method: null,
  ...more,
})

const names = (reminders: { name: string }[]) => reminders.map(({ name }) => name)

describe("rule 54: before an invoice", () => {
  it("the last one that is discounted says so, and what comes afterwards", () => {
    const upcoming = [coming("02", "03", 16, [discount("disc_1", 4, true)]), coming("03", "04", 20)]
    const [reminder, ...others] = remindersOfInvoice(outlook({ upcoming }))
    expect(others).toEqual([])
    expect(reminder).toMatchObject({
      subject_id: "bsub_1",
      occasion: on("02-01").toISOString(),
      data: { total: 16, total_afterwards: 20, discounts: [{ discount_id: "disc_1", amount: 4, is_last: true }] },
    })
  })

  it.each<[string, Partial<Outlook>, boolean]>([
    ["it was on the last invoice and is on none to come", {}, true],
    ["it is on this one", { upcoming: [coming("02", "03", 16, [discount("disc_1", 4)])] }, false],
    ["it only pauses", { upcoming: [coming("02", "03", 20), coming("03", "04", 16, [discount("disc_1", 4)])] }, false],
  ])("a discount has ended where %s", (_name, more, has_ended) => {
    const last = { total: 16, discounts: [discount("disc_1", 4, true)] }
    expect(names(remindersOfInvoice(outlook({ last, ...more }))).includes("discount.ending")).toBe(has_ended)
  })

  it("a promotion of core's is nobody's discount to end", () => {
    const last = { total: 16, discounts: [{ ...discount("", 4), discount_id: null }] }
    expect(names(remindersOfInvoice(outlook({ last })))).toEqual(["billing-invoice.upcoming"])
  })

  it.each([
    ["a day before", on("01-31"), true],
    ["at that moment", on("02-01"), true],
    ["a month later", on("03-01"), false],
  ])("a card that ends %s", (_name, expires_at, is_told) => {
    const method = { id: "pm_1", expires_at }
    const told = names(remindersOfInvoice(outlook({ method })))
    expect(told.includes("billing-subscription.payment-method-expiring")).toBe(is_told)
  })

  it("nothing where nothing is going to be billed", () => {
    expect(remindersOfInvoice(outlook({ upcoming: [] }))).toEqual([])
    expect(remindersOfTrial(outlook({ upcoming: [] }))).toEqual([])
    expect(remindersOfTrial(outlook())).toEqual([])
  })
})

describe("rule 54: when a card ends", () => {
  it.each<[string, object, Date | null]>([
    ["with its month", { card: { exp_month: 1, exp_year: 2027 } }, on("02-01")],
    ["with its year", { card: { exp_month: 12, exp_year: 2026 } }, on("01-01")],
    ["without a wrapper", { exp_month: 1, exp_year: 2027 }, on("02-01")],
    ["no card", { sepa_debit: { last4: "3000" } }, null],
    ["text", { card: { exp_month: "1", exp_year: "2027" } }, null],
  ])("%s", (_name, data, wanted) => {
    expect(cardExpiry(data)).toEqual(wanted)
  })
})
