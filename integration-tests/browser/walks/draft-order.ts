// An order taken by telephone: an admin puts a coupon on the draft, sees the price first, and makes it an order.
import type { AdminShop } from "../helpers/run-in-browser"

export function draftOrder({ shop, admin }: AdminShop): void {
  it("rules 26 and 45: a draft order is discounted with its price shown first, and counted when it is an order", async () => {
    const { page } = admin
    const { world } = shop
    const coupon = await world.coupon({ name: "Telephone offer", type: "percentage", percentage: 20 })
    const { draft_order } = await world.admin.ok<{ draft_order: { id: string } }>("POST", "/admin/draft-orders", {
      region_id: world.region("eur"),
      email: "phone@example.com",
      shipping_address: { first_name: "Anna", country_code: world.names.countries.eur },
      items: [{ variant_id: world.variant("Pen"), quantity: 3 }],
    })

    await admin.open(`/draft-orders/${draft_order.id}`)
    await admin.see("No discount yet")
    await admin.press("Apply discount")
    const form = page.getByRole("dialog")
    await form.getByRole("radio", { name: /^Telephone offer/ }).click()
    await admin.see("€6.00 less.")
    await admin.press("Apply discount", form)
    await admin.see(admin.row("20% off · Once"))
    await page.reload()
    await admin.see(admin.row("20% off · Once"))
    await admin.expectAccessible(["Discounts"])

    const path = `/admin/draft-orders/${draft_order.id}/convert-to-order`
    const { order } = await world.admin.ok<{ order: { total: number } }>("POST", `${path}?fields=total`)
    expect(order.total).toBe(24)
    await admin.open(`/orders/${draft_order.id}`)
    await admin.see("Telephone offer")
    await admin.open(`/coupons/${coupon.id}`)
    await admin.see(admin.row("Pen"))
  })
}
