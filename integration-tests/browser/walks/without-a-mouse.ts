// An admin who uses no mouse: the Tab key reaches everything, in the order it is read.
import type { AdminShop } from "../helpers/run-in-browser"

export function withoutAMouse({ shop, admin }: AdminShop): void {
  it("rule 45: a coupon is created by keyboard alone, and a refused form moves the focus to its first error", async () => {
    const { page } = admin
    await admin.open("/coupons")
    await admin.tabTo(page.getByRole("button", { name: "Create coupon" }))
    await page.keyboard.press("Enter")
    const form = page.getByRole("dialog")
    await admin.tabTo(form.getByRole("button", { name: "Continue" }))
    await page.keyboard.press("Enter")
    await admin.see("Please fill this in.")

    await page.keyboard.type("By keyboard")
    await admin.tabTo(form.getByLabel("Percentage (%)", { exact: true }))
    await page.keyboard.type("15")
    await page.keyboard.press("Enter")
    await admin.tabTo(form.getByRole("combobox", { name: "Products" }))
    await admin.see(page.getByRole("option", { name: "Coffee Mug" }))
    await page.keyboard.type("mug")
    await admin.see(page.getByRole("option", { name: "Coffee Mug" }))
    await admin.seeNo(page.getByRole("option", { name: "Tote Bag" }))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await admin.see("Only the product Coffee Mug")
    for (const step of ["How long", "Limits and rules", "Summary"]) {
      await admin.tabTo(form.getByRole("button", { name: "Continue" }))
      await page.keyboard.press("Enter")
      await admin.see(form.getByRole("tab", { name: step, selected: true }))
    }
    await admin.tabTo(form.getByLabel("First promo code", { exact: true }))
    await page.keyboard.type("KEYS15")
    await page.keyboard.press("Enter")

    await admin.see(page.getByRole("heading", { name: "By keyboard", level: 1 }))
    await admin.see(admin.row("KEYS15"))
    expect((await shop.world.findCode("KEYS15")).state).toBe("active")
  })
}
