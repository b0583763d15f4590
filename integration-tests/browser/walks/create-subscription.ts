// An admin creates a subscription for somebody on the telephone: without a mouse, with its price shown first, in two languages.
import { first } from "../../helpers/world"
import type { AdminShop } from "../helpers/run-in-browser"

const NOW = "2027-01-01T09:00:00.000Z"

export function createSubscription({ shop, admin }: AdminShop): void {
  it("rule 49: a subscription is created by keyboard with its discounts, as its timeline said", async () => {
    const { page } = admin
    const { world } = shop
    await world.setClock(NOW)
    const customer = await world.customer()
    const welcome = {
      name: "Welcome",
      type: "percentage",
      percentage: 20,
      duration: "repeating",
      duration_in_months: 2,
    }
    const { id } = await world.coupon({ ...welcome, restrictions: { subscription_actions: ["sign_up"] } })
    await world.promoCode(id, { code: "WELCOME20" })

    await admin.open("/billing-subscriptions")
    await admin.tabTo(page.getByRole("button", { name: "Create subscription" }))
    await page.keyboard.press("Enter")
    const form = page.getByRole("dialog")
    await admin.see("Choose a customer, a region and a plan, and this shows the coming invoices.")
    await admin.tabTo(form.getByRole("button", { name: "Create subscription" }))
    await page.keyboard.press("Enter")
    await admin.see("Choose a customer.")

    const pick = async (label: string, typed: string, name: RegExp) => {
      await admin.tabTo(form.getByRole("combobox", { name: label, exact: true }))
      await page.keyboard.insertText(typed)
      // The one that Enter chooses: before the answer to what was typed it is another.
      await admin.see(form.getByRole("option").first().filter({ hasText: name }))
      await page.keyboard.press("Enter")
      await page.keyboard.press("Escape")
    }
    await pick("Customer", customer.email, new RegExp(customer.email))
    await pick("Region", "Europe", /^Europe/)
    await pick("Plan", "Monthly", /^Monthly/)
    await admin.tabTo(form.getByRole("combobox", { name: "Payment provider" }))
    await page.keyboard.press("Enter")
    await admin.see(page.getByRole("option", { name: "pp_system_default" }))
    await page.keyboard.press("Enter")
    await admin.see("No discount on the next 12 invoices: they are billed at full price.")

    await admin.tabTo(form.getByRole("button", { name: "Add discount" }))
    await page.keyboard.press("Enter")
    await admin.tabTo(form.getByRole("radio", { name: /^A coupon/ }))
    await page.keyboard.press("ArrowRight")
    await admin.tabTo(form.getByLabel("Promo code", { exact: true }))
    await page.keyboard.insertText("WELCOME20")
    await admin.see(/on 2 invoices, from Jan 1, 2027 to Feb 1, 2027\. €12\.00 off in all\./)
    await admin.see("€24.00, Jan 1, 2027")
    await admin.screenshot("create-subscription")
    await admin.expectAccessible()
    await admin.tabTo(form.getByRole("button", { name: "Create subscription" }))
    await page.keyboard.press("Enter")

    await admin.see(page.getByRole("heading", { name: "Desk Membership", level: 1 }))
    await admin.see("on 2 invoices, from Jan 1, 2027 to Feb 1, 2027. €12.00 off in all.")
    await world.admin.ok("POST", "/admin/billing/renewals", { until: "2027-03-01T09:00:00.000Z" })
    await page.reload()
    expect((await admin.rowsOf("Invoices")).map(({ Total }) => Total)).toEqual(["€30.00", "€24.00", "€24.00"])
    expect((await world.findCode("WELCOME20")).times_redeemed).toBe(1)
  })

  it("rule 49: from a customer and from a plan what is known is filled in, in German too", async () => {
    const { world } = shop
    await world.setClock(NOW)
    const customer = await world.customer()
    await admin.start({ language: "de" })
    await admin.open(`/customers/${customer.id}`)
    await admin.page.getByRole("tab", { name: "Abonnements" }).click()
    await admin.press("Abonnement anlegen")
    const form = admin.page.getByRole("dialog")
    await admin.see(form.getByText(customer.email))
    await admin.screenshot("create-subscription-de")
    await admin.expectAccessible(["Abonnement anlegen"])

    const { products } = await world.admin.ok<{ products: { id: string }[] }>(
      "GET",
      `/admin/products?title=${encodeURIComponent("Desk Membership")}`,
    )
    await admin.open(`/products/${first(products).id}`)
    await admin.press("Aktionen für Monthly")
    await admin.page.getByRole("menuitem", { name: "Abonnement anlegen" }).click()
    await admin.see(admin.page.getByRole("dialog").getByRole("button", { name: "Monthly entfernen" }))
  })
}
