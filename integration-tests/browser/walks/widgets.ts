// Core's own pages with what we add: plans and coupons of a product, discounts of a customer, and why an order was cheaper.
import { first } from "../../helpers/world"
import type { AdminShop } from "../helpers/run-in-browser"

const NOW = "2027-01-01T09:00:00.000Z"

export function widgets({ shop, admin }: AdminShop): void {
  it("rules 8, 24, 26, 39, 45 and 46: products, customers and orders show what concerns them", async () => {
    const { page } = admin
    const { world } = shop
    await world.setClock(NOW)
    const { products } = await world.admin.ok<{ products: { id: string }[] }>(
      "GET",
      "/admin/products?fields=id&q=Coffee%20Mug",
    )
    const product_id = first(products).id
    await world.coupon({
      name: "For everything",
      type: "percentage",
      percentage: 10,
      redeemable_for: ["one_time", "subscription"],
    })
    await world.coupon({
      name: "Not for this",
      type: "percentage",
      percentage: 10,
      scope: { excluded: { product_ids: [product_id] } },
    })

    await admin.open(`/products/${product_id}`)
    await admin.see("For everything")
    await admin.seeNo("Not for this")
    await admin.see("No plans yet")
    await admin.press("Create plan")
    const drawer = page.getByRole("dialog")
    await admin.fill("Name", "Fortnightly", drawer)
    await admin.fill("Every", "2", drawer)
    await drawer.getByRole("combobox", { name: "Unit" }).click()
    await page.getByRole("option", { name: "Weeks" }).click()
    await admin.see("Customers pay the variant's price every 2 weeks: 26 invoices a year.")
    await admin.press("Save", drawer)
    expect(await admin.rowsOf("Plans")).toEqual([
      expect.objectContaining({ Plan: "Fortnightly\nDefault", Billed: "Every 2 weeks", Trial: "–" }),
    ])
    await admin.press("Coupons granted by Fortnightly: Add")
    await admin.press("Grant a coupon", page.getByRole("dialog"))
    const grant = page.getByRole("dialog", { name: "Grant a coupon" })
    await grant.getByRole("radio", { name: /^For everything/ }).click()
    await admin.press("Grant", grant)
    await admin.see("For everything is granted.")
    await page.keyboard.press("Escape")
    await admin.see(page.getByRole("button", { name: "Coupons granted by Fortnightly: For everything" }))
    await admin.expectAccessible(["Plans", "Coupons"])

    const customer = await world.customer()
    const code = await world.percent(20, { duration: "forever", name: "Welcome" }, { code: "WELCOME" })
    const cart = await world.openCart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await world.enter(cart, code)
    const order = await world.checkOut(cart)
    await admin.open(`/customers/${customer.id}`)
    await admin.see("No discount of this customer's own")
    await admin.press("Apply discount")
    const form = page.getByRole("dialog")
    await form.getByRole("radio", { name: /^A one-off discount/ }).click()
    await admin.fill("Percent off", "50", form)
    await admin.see("None of these invoices changes: a more specific discount wins, or nothing on them is covered.")
    await admin.press("Apply discount", form)
    await admin.see(admin.row("50% off · Once"))
    await admin.expectAccessible(["Coupons and discounts"])
    await page.getByRole("tab", { name: "Redemptions" }).click()
    await admin.see(admin.row("WELCOME"))
    await page.getByRole("tab", { name: "Subscriptions" }).click()
    await admin.see(admin.row("Desk Membership"))

    await admin.open(`/orders/${order.id}`)
    await admin.see("The customer entered WELCOME when the subscription began; the discount runs on it.")
    await admin.see("20% off · Forever")
    await admin.expectAccessible(["Coupons and discounts"])
    await page.getByRole("link", { name: "Desk Membership: the subscription that began with this order" }).click()
    await admin.see(page.getByRole("heading", { name: "Desk Membership", level: 1 }))
  })
}
