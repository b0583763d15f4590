// Suite: the example that sends reminders by e-mail, in the shop of an app that has copied it (rule 54).
import { Modules } from "@medusajs/framework/utils"
import { remind } from "../../../src/operations/reminders/remind"
import { EVENTS, messageOf } from "../../../examples/reminders/texts"
import { ReminderEvents } from "../../../src/lib/events"
import { eventually } from "../../helpers/eventually"
import { Life } from "../../helpers/life"
import type { Shop } from "../../helpers/world"

const at = (day: string) => `2027-${day}T00:00:00.000Z`

export function sentReminders(shop: Shop): void {
  const sent = async () => {
    const rows = await shop.container
      .resolve(Modules.NOTIFICATION)
      .listNotifications({}, { order: { created_at: "ASC" } })
    return rows.map(({ to, template, data }) => ({ to, template, subject: data?.subject, text: data?.text }))
  }

  it("rule 54: writes to the customer in their language, and once", async () => {
    const { world } = shop
    const life = new Life(shop)
    await life.begin(at("01-01"))
    const customer = await world.customer()
    await world.admin.ok("POST", `/admin/customers/${customer.id}`, { metadata: { locale: "de-AT" } })
    const plan_id = await life.plan("Perfume")
    const code = await world.percent(20, { name: "Neujahr", duration: "repeating", duration_in_cycles: 2 })
    await life.signUp([{ product: "Perfume", plan_id }], { code, customer, provider: "pp_system_default" })
    await world.setClock(at("01-26"))
    expect(await remind(shop.container)).toBe(1)
    const [message] = [
      {
        to: customer.email,
        template: "billing-invoice.upcoming",
        subject: "Ihre nächste Rechnung: € 16,00 am 1. Februar 2027",
        text: "Am 1. Februar 2027 buchen wir € 16,00 ab.\nNeujahr: € 4,00 weniger, zum letzten Mal.\nDanach sind es € 20,00.",
      },
    ]
    const plain = (text: unknown) => String(text).replace(/\u00a0/g, " ")
    await eventually(
      async () => (await sent()).map((one) => ({ ...one, subject: plain(one.subject), text: plain(one.text) })),
      [message],
    )
  })

  it.each(["en", "de"])("rule 54: has a text for every reminder there is, in '%s'", (language) => {
    expect([...EVENTS].sort()).toEqual(Object.values(ReminderEvents).sort())
    for (const event of EVENTS) {
      const days = { due_at: at("02-01"), trial_end: at("02-01"), expires_at: at("02-01") }
      const message = messageOf(event, { id: "remind_1", name: "Sale", ...days }, language)
      expect(message?.subject).toMatch(/\S/)
      expect(message?.text).toMatch(/\S/)
    }
  })
}
