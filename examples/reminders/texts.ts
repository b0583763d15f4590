// What the messages say, in two languages. Change them, add a language, or leave one out: what has no text is not sent.

/** What the plugin tells of a reminder; docs/events.md lists the fields of each. */
export type ReminderData = Record<string, unknown> & { id: string }

export interface Message {
  subject: string
  text: string
}

type Text = (data: ReminderData, show: Show) => Message

/** How a language writes amounts and days. */
interface Show {
  money: (amount: unknown) => string
  day: (moment: unknown) => string
}

const showIn = (language: string, currency_code: unknown, time_zone: string): Show => ({
  money: (amount) =>
    new Intl.NumberFormat(language, {
      style: "currency",
      currency: typeof currency_code === "string" ? currency_code : "EUR",
    }).format(Number(amount)),
  day: (moment) =>
    new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: time_zone }).format(new Date(String(moment))),
})

interface Discount {
  name: string
  amount: number
  is_last: boolean
}

const discountsOf = ({ discounts }: ReminderData): Discount[] =>
  Array.isArray(discounts) ? (discounts as Discount[]) : []

const en: Record<string, Text> = {
  "billing-invoice.upcoming": (data, { money, day }) => {
    const discounts = discountsOf(data).map(
      ({ name, amount, is_last }) => `${name}: ${money(amount)} off${is_last ? ", for the last time" : ""}.`,
    )
    const changes = data.total_afterwards !== null && data.total_afterwards !== data.total
    return {
      subject: `Your next invoice: ${money(data.total)} on ${day(data.due_at)}`,
      text: [
        `On ${day(data.due_at)} we charge ${money(data.total)}.`,
        ...discounts,
        ...(changes ? [`Afterwards it is ${money(data.total_afterwards)}.`] : []),
      ].join("\n"),
    }
  },
  "discount.ending": (data, { money, day }) => ({
    subject: `${String(data.name)} has ended`,
    text: `${String(data.name)} took ${money(data.amount)} off your last invoice. From ${day(data.due_at)} on you pay ${money(data.total)}.`,
  }),
  "billing-subscription.trial-ending": (data, { money, day }) => ({
    subject: `Your trial ends on ${day(data.trial_end)}`,
    text: `Your trial ends on ${day(data.trial_end)}. Then we charge ${money(data.total)}.`,
  }),
  "billing-subscription.payment-method-expiring": (data, { money, day }) => ({
    subject: "Your card expires soon",
    text: `Your card expires before ${day(data.due_at)}, when we charge ${money(data.total)}. Please give us another one.`,
  }),
  "coupon.expiring": (data, { day }) => ({
    subject: `Coupon ${String(data.name)} expires soon`,
    text: `${String(data.name)} can be redeemed until ${day(data.expires_at)}.`,
  }),
  "coupon.expired": (data, { day }) => ({
    subject: `Coupon ${String(data.name)} has expired`,
    text: `${String(data.name)} could be redeemed until ${day(data.expires_at)}.`,
  }),
  "coupon.depleted": (data) => ({
    subject: `Coupon ${String(data.name)} is used up`,
    text: `All ${String(data.max_redemptions)} redemptions of ${String(data.name)} are taken.`,
  }),
}

const de: Record<string, Text> = {
  "billing-invoice.upcoming": (data, { money, day }) => {
    const discounts = discountsOf(data).map(
      ({ name, amount, is_last }) => `${name}: ${money(amount)} weniger${is_last ? ", zum letzten Mal" : ""}.`,
    )
    const changes = data.total_afterwards !== null && data.total_afterwards !== data.total
    return {
      subject: `Ihre nächste Rechnung: ${money(data.total)} am ${day(data.due_at)}`,
      text: [
        `Am ${day(data.due_at)} buchen wir ${money(data.total)} ab.`,
        ...discounts,
        ...(changes ? [`Danach sind es ${money(data.total_afterwards)}.`] : []),
      ].join("\n"),
    }
  },
  "discount.ending": (data, { money, day }) => ({
    subject: `${String(data.name)} ist zu Ende`,
    text: `${String(data.name)} hat Ihre letzte Rechnung um ${money(data.amount)} verringert. Ab dem ${day(data.due_at)} zahlen Sie ${money(data.total)}.`,
  }),
  "billing-subscription.trial-ending": (data, { money, day }) => ({
    subject: `Ihre Probezeit endet am ${day(data.trial_end)}`,
    text: `Ihre Probezeit endet am ${day(data.trial_end)}. Dann buchen wir ${money(data.total)} ab.`,
  }),
  "billing-subscription.payment-method-expiring": (data, { money, day }) => ({
    subject: "Ihre Karte läuft bald ab",
    text: `Ihre Karte läuft vor dem ${day(data.due_at)} ab, an dem wir ${money(data.total)} abbuchen. Bitte hinterlegen Sie eine andere.`,
  }),
  "coupon.expiring": (data, { day }) => ({
    subject: `Gutschein ${String(data.name)} läuft bald ab`,
    text: `${String(data.name)} kann bis zum ${day(data.expires_at)} eingelöst werden.`,
  }),
  "coupon.expired": (data, { day }) => ({
    subject: `Gutschein ${String(data.name)} ist abgelaufen`,
    text: `${String(data.name)} konnte bis zum ${day(data.expires_at)} eingelöst werden.`,
  }),
  "coupon.depleted": (data) => ({
    subject: `Gutschein ${String(data.name)} ist aufgebraucht`,
    text: `Alle ${String(data.max_redemptions)} Einlösungen von ${String(data.name)} sind vergeben.`,
  }),
}

const TEXTS: Record<string, Record<string, Text>> = { en, de }

/** The events that have a text. */
export const EVENTS = Object.keys(en)

/** The message of an event in a language (`de`, `de-AT`; English where we have no other); null where it has none. */
export function messageOf(event: string, data: ReminderData, language: string, time_zone = "UTC"): Message | null {
  const known = TEXTS[language.slice(0, 2)] ? language : "en"
  const text = TEXTS[known.slice(0, 2)]?.[event]
  return text ? text(data, showIn(known, data.currency_code, time_zone)) : null
}
