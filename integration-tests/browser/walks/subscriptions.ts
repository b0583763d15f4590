// A subscription as an admin looks after it: apply a coupon with its price shown first, see it end, bill, download, collect.
import { readFileSync } from "node:fs"
import { BILLING_MODULE } from "../../../src/modules/billing"
import type BillingModuleService from "../../../src/modules/billing/service"
import { Life, PROVIDER } from "../../helpers/life"
import { testPayments } from "../../helpers/test-payment"
import { first } from "../../helpers/world"
import type { AdminShop } from "../helpers/run-in-browser"

const NOW = "2027-01-01T09:00:00.000Z"

export function subscriptions({ shop, admin }: AdminShop): void {
  const subscriptionOf = async (customer_id: string) =>
    first(
      (
        await shop.world.admin.ok<{ subscriptions: { id: string }[] }>(
          "GET",
          `/admin/billing/subscriptions?customer_id=${customer_id}`,
        )
      ).subscriptions,
    ).id

  const billUntil = (until: string) => shop.world.admin.ok("POST", "/admin/billing/renewals", { until })

  it("rules 26, 41, 43 and 45: a coupon is applied with its price shown first, ends where the timeline says, and is on the PDF", async () => {
    const { page } = admin
    await shop.world.setClock(NOW)
    const customer = await shop.world.customer()
    const cart = await shop.world.openCart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await shop.world.checkOut(cart)
    const id = await subscriptionOf(customer.id)
    const loyal = { name: "Loyal", type: "percentage", percentage: 20, duration: "repeating", duration_in_months: 2 }
    await shop.world.coupon(loyal)

    await admin.open(`/billing-subscriptions?q=${encodeURIComponent(customer.email)}`)
    expect(await admin.rowsOf(page.getByRole("table"))).toEqual([
      expect.objectContaining({ Items: "Desk Membership", Customer: customer.email, Status: "Active" }),
    ])
    await admin.see(page.getByRole("region", { name: "Monthly recurring revenue" }).getByText("€30.00"))
    await page.getByRole("link", { name: "Desk Membership" }).click()
    await admin.see("No discount on the next 24 invoices: they are billed at full price.")

    await admin.press("Apply discount")
    const form = page.getByRole("dialog")
    await form.getByRole("radio", { name: /^Loyal/ }).click()
    await admin.see("€12.00 less in all, on 2 of the next 12 invoices.")
    await admin.expectAccessible()
    await admin.press("Apply discount", form)
    await admin.see("on 2 invoices, from Feb 1, 2027 to Mar 1, 2027. €12.00 off in all.")
    expect(await admin.rowsOf("Items")).toEqual([
      expect.objectContaining({ "Next invoice": expect.stringMatching(/€6\.00\s+Loyal\s+Subscription/) as string }),
    ])
    await admin.expectAccessible()

    await billUntil("2027-04-01T09:00:00.000Z")
    await page.reload()
    const invoices = await admin.rowsOf("Invoices")
    expect(invoices.map((invoice) => [invoice.Total, invoice["Discounted by"]])).toEqual([
      ["€30.00", "–"],
      ["€24.00", "Loyal\nLast discounted invoice"],
      ["€24.00", "Loyal"],
      ["€30.00", "–"],
    ])
    const { Number: number } = invoices[1] ?? {}
    const download = page.waitForEvent("download")
    await admin.press(`Download ${number} as PDF`)
    const file = await download
    expect(file.suggestedFilename()).toBe(`${number}.pdf`)
    expect(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-")

    await admin.press("Actions for this subscription")
    await page.getByRole("menuitem", { name: "Pause" }).click()
    await admin.press("Pause", page.getByRole("alertdialog"))
    await admin.see(/^Paused since/)
    await admin.press("Resume")
    await admin.see(page.getByText("Active", { exact: true }))
    await admin.press("Actions for this subscription")
    await page.getByRole("menuitem", { name: "Cancel subscription" }).click()
    await admin.expectAccessible()
    await admin.press("Cancel subscription", page.getByRole("alertdialog"))
    await admin.see("Ends on May 1, 2027")
    await admin.see("Nothing more will be billed")
    expect(id).toBe(page.url().split("/").at(-1))
  })

  it("rule 40: a declined invoice says why and when it is tried again, and is discounted before it is", async () => {
    const { page } = admin
    const life = new Life(shop)
    await life.openShop()
    await life.begin(NOW)
    const { id: customer_id } = await shop.world.customer()
    const where = { plan_id: shop.world.names.plans.Monthly, region_id: shop.world.names.regions.eur }
    const wish = { customer_id, ...where, payment_provider_id: PROVIDER }
    const { subscription } = await shop.world.admin.ok<{ subscription: { id: string } }>(
      "POST",
      "/admin/billing/subscriptions",
      wish,
    )
    testPayments.is_declining = true
    await billUntil(NOW)
    await admin.open(`/billing-subscriptions/${subscription.id}`)
    await admin.see(/^INV-\d+ was declined: €30\.00 is not paid$/)
    await admin.see(/Tried once\. It is tried again on Jan 2, 2027\.$/)

    await admin.press("Apply discount")
    const form = page.getByRole("dialog")
    await form.getByRole("radio", { name: /^Invoice INV-/ }).click()
    await form.getByRole("radio", { name: /^A one-off discount/ }).click()
    await admin.press("Apply discount", form)
    await admin.see("Enter more than 0 and at most 100, with up to 4 decimals.")
    await admin.fill("Percent off", "50", form)
    await admin.see("€15.00 less on this invoice.")
    await admin.press("Apply discount", form)

    await admin.press("Actions for this subscription")
    await page.getByRole("menuitem", { name: "Payment method" }).click()
    const drawer = page.getByRole("dialog", { name: "Payment method" })
    await drawer.getByRole("combobox", { name: "Payment provider" }).click()
    await page.getByRole("option", { name: "pp_system_default" }).click()
    await admin.expectAccessible()
    await admin.press("Save", drawer)
    await admin.see("The payment method is saved.")
    testPayments.reset()
    await admin.press("Collect now")
    await admin.see(/^INV-\d+ is paid\.$/)
    expect((await admin.rowsOf("Invoices")).map(({ Total, Status }) => [Total, Status])).toEqual([["€15.00", "Paid"]])
  })

  it("rules 57, 59 and 61: what is held, what never pays and what a bank has taken back is told so, in both languages", async () => {
    const life = new Life(shop)
    await life.openShop()
    await life.begin(NOW)
    const customer = await shop.world.customer()
    const cart = await shop.world.openCart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await shop.world.checkOut(cart)
    const id = await subscriptionOf(customer.id)
    await billUntil("2027-02-01T09:00:00.000Z")
    const path = `/admin/billing/invoices?subscription_id=${id}&order=number`
    const { invoices } = await shop.world.admin.ok<{ invoices: { number: string; order_id: string }[] }>("GET", path)
    const billing = shop.container.resolve<BillingModuleService>(BILLING_MODULE)
    await billing.hearDispute({
      id: "dp_1",
      provider_id: PROVIDER,
      order_id: invoices[1]?.order_id ?? "",
      currency_code: "eur",
      status: "needs_response",
      amount: 30,
      told_at: new Date(NOW),
      step: 13,
    })
    const method = { payment_provider_id: PROVIDER }
    await shop.world.admin.ok("POST", `/admin/billing/subscriptions/${id}/payment-method`, method)
    testPayments.is_declining = true
    testPayments.reason = { decline_code: "stolen_card", message: "Your card was declined." }
    await billUntil("2027-03-01T09:00:00.000Z")
    testPayments.reset()

    const statuses = async (table: string) => (await admin.rowsOf(table)).map(({ Status }) => Status)
    const menus = (number = "") => admin.page.getByRole("button", { name: `Actions for ${number}` }).count()
    await admin.open(`/billing-subscriptions/${id}`)
    await admin.see(/The card was reported stolen\. Tried once\. It needs another payment method/)
    expect(await statuses("Invoices")).toEqual([
      "Uncollectible\nPayment declined",
      "Paid\nDisputed",
      "Authorized\nTo be captured",
    ])
    expect(await admin.page.getByRole("button", { name: "Collect now" }).count()).toBe(0)
    // What is paid can be voided, and that is all; what is disputed cannot.
    expect([await menus(invoices[0]?.number), await menus(invoices[1]?.number)]).toEqual([1, 0])
    await admin.expectAccessible()

    await admin.start({ language: "de" })
    await admin.open(`/billing-subscriptions/${id}`)
    await admin.see(/Die Karte ist als gestohlen gemeldet\. Einmal versucht\. Es braucht ein anderes Zahlungsmittel/)
    expect(await statuses("Rechnungen")).toEqual([
      "Uneinbringlich\nZahlung abgelehnt",
      "Bezahlt\nAngefochten",
      "Autorisiert\nNoch einzuziehen",
    ])
    await admin.press("Kunden um Zahlung bitten")
    await admin.see(/ist gebeten/)
  })
}
