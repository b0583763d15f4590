// The whole job, as an admin does it: log in, make a coupon with a code, see it redeemed and every later invoice discounted.
import { assertAddsUp, first, saving } from "../../helpers/world"
import type { AdminShop } from "../helpers/run-in-browser"

const NOW = "2027-01-01T09:00:00.000Z"
const PRICE = 30
const OFF = 6

export function fromLogInToInvoice({ shop, admin }: AdminShop): void {
  it("rules 11, 45 and 46: a coupon made by hand discounts the shopper's order and the promised renewals", async () => {
    await shop.world.setClock(NOW)
    await admin.start({ is_logged_in: false })
    await admin.logIn()

    await admin.page.getByRole("link", { name: "Coupons", exact: true }).click()
    await admin.see("No coupons yet")
    await admin.press("Create coupon")
    const form = admin.page.getByRole("dialog")
    await admin.fill("Name", "Welcome", form)
    await admin.fill("Percentage (%)", "20", form)
    await admin.page.getByRole("tab", { name: "How long" }).click()
    await admin.page.getByRole("radio", { name: /^For a time/ }).click()
    await admin.fill("Number", "2", form)
    await admin.page.getByRole("tab", { name: "Summary" }).click()
    await admin.fill("First promo code", "WELCOME20", form)
    await admin.see("Customers get 20% off on every subscription invoice of the first 2 months.")
    await admin.press("Create coupon", form)
    await admin.see(admin.page.getByRole("heading", { name: "Welcome", level: 1 }))
    await admin.see(admin.row("WELCOME20"))
    await admin.see("Not redeemed yet")

    const customer = await shop.world.customer()
    const cart = await shop.world.cart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await shop.world.enter(cart.id, "welcome20")
    const order = await shop.world.checkOut(cart.id)
    assertAddsUp(order, { WELCOME20: OFF })

    await admin.page.reload()
    const redemption = await admin.see(admin.row(customer.email))
    expect(await redemption.innerText()).toContain(`€${OFF}.00`)

    await shop.world.admin.ok("POST", "/admin/billing/renewals", { until: "2027-03-01T09:00:00.000Z" })
    const { subscriptions } = await shop.world.admin.ok<{ subscriptions: { id: string }[] }>(
      "GET",
      `/admin/billing/subscriptions?customer_id=${customer.id}`,
    )
    await admin.page.getByRole("link", { name: "Subscriptions", exact: true }).click()
    await admin.page.getByRole("link", { name: "Desk Membership" }).click()
    await admin.page.waitForURL(`**/billing-subscriptions/${first(subscriptions).id}`)
    const invoices = await admin.rowsOf("Invoices")
    expect(invoices.map(({ Total }) => Total)).toEqual([`€${PRICE}.00`, `€${PRICE - OFF}.00`, `€${PRICE - OFF}.00`])

    await admin.page.getByRole("link", { name: `Show the order of ${first(invoices).Number}` }).click()
    await admin.see(/^#\d+/)
    const renewals = (await shop.world.orders()).filter(({ id }) => id !== order.id)
    expect(renewals.map((renewal) => saving(renewal)).sort()).toEqual([0, OFF])
  })
}
