// Every page of ours as everybody can use it: judged by axe in light and dark, in German, and without a mouse.
import { first } from "../../helpers/world"
import type { AdminShop } from "../helpers/run-in-browser"

const NOW = "2027-01-01T09:00:00.000Z"

export function everyPage({ shop, admin }: AdminShop): void {
  /** A coupon with a code that a subscriber has redeemed; answers the ids of the pages that show it. */
  async function redeemedCoupon(): Promise<{ coupon_id: string; subscription_id: string }> {
    await shop.world.setClock(NOW)
    const coupon = await shop.world.coupon({
      name: "Spring sale",
      type: "percentage",
      percentage: 20,
      duration: "repeating",
      duration_in_months: 2,
    })
    const { code } = await shop.world.promoCode(coupon.id, { code: "SPRING20" })
    const customer = await shop.world.customer()
    const cart = await shop.world.openCart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await shop.world.enter(cart, code)
    await shop.world.checkOut(cart)
    const { subscriptions } = await shop.world.admin.ok<{ subscriptions: { id: string }[] }>(
      "GET",
      `/admin/billing/subscriptions?customer_id=${customer.id}`,
    )
    return { coupon_id: coupon.id, subscription_id: first(subscriptions).id }
  }

  it("rule 45: is accessible in light and dark, empty and filled", async () => {
    const found: string[] = []
    const judge = async () => found.push(...(await admin.accessibilityFindings()))
    // What is made of the same parts as another page is judged in one theme.
    const judgeOnce = async () => found.push(...(await admin.accessibilityFindings(undefined, ["light"])))
    await admin.open("/coupons")
    await admin.see("No coupons yet")
    await judgeOnce()
    await admin.open("/billing-subscriptions")
    await admin.see("No subscriptions yet")
    await judgeOnce()

    const { coupon_id, subscription_id } = await redeemedCoupon()
    await admin.open("/coupons")
    await admin.see("Spring sale")
    await judge()
    await admin.press("Create coupon")
    const form = admin.page.getByRole("dialog")
    await admin.fill("Name", "Judged", form)
    await admin.fill("Percentage (%)", "20", form)
    for (const step of ["What it covers", "How long", "Limits and rules", "Summary"]) {
      await judgeOnce()
      await admin.press("Continue", form)
      await admin.see(form.getByRole("tab", { name: step, selected: true }))
    }
    await judge()
    await admin.open(`/coupons/${coupon_id}`)
    await admin.see(admin.row("Desk Membership"))
    await judge()
    await admin.open("/billing-subscriptions")
    await admin.see("Desk Membership")
    await judge()
    await admin.open(`/billing-subscriptions/${subscription_id}`)
    await admin.see(/Last on Feb 1, 2027/)
    await judge()
    expect(found).toEqual([])
  })

  it("rule 45: speaks German where the Admin does", async () => {
    const { coupon_id, subscription_id } = await redeemedCoupon()
    await admin.start({ language: "de" })

    await admin.open("/coupons")
    await admin.see(admin.page.getByRole("button", { name: "Coupon anlegen" }))
    await admin.open(`/coupons/${coupon_id}`)
    await admin.see(/^Kunden bekommen 20\s%\sRabatt/)
    await admin.open(`/billing-subscriptions/${subscription_id}`)
    await admin.see(/24,00\s€/)
  })
}
