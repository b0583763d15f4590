// How a coupon is used: bars that say their figure, by day and by channel, and the same figures as a table.
import type { AdminShop } from "../helpers/run-in-browser"

export function usage({ shop, admin }: AdminShop): void {
  /** A cart with the code becomes an order on that day. */
  async function redeemOn(day: string, code: string): Promise<void> {
    await shop.world.setClock(`${day}T09:00:00.000Z`)
    const customer = await shop.world.customer()
    const cart = await shop.world.openCart({ customer, lines: [{ product: "Desk Membership", plan: "Monthly" }] })
    await shop.world.enter(cart, code)
    await shop.world.checkOut(cart)
  }

  it("rule 45: the chart says each figure to the mouse, and the table to everybody", async () => {
    const { page } = admin
    await shop.world.setClock("2027-01-01T09:00:00.000Z")
    const coupon = await shop.world.coupon({ name: "Spring sale", type: "percentage", percentage: 20 })
    await shop.world.promoCode(coupon.id, { code: "SPRING20", channel: "podcast" })
    for (const day of ["2027-01-01", "2027-01-02", "2027-01-02"]) {
      await redeemOn(day, "SPRING20")
    }

    await admin.open(`/coupons/${coupon.id}`)
    const chart = await admin.see(page.getByRole("img", { name: "Redemptions over time" }))
    expect((await chart.innerText()).split("\n")).toEqual(["0", "1", "2", "Jan 1, 2027", "Jan 2, 2027"])
    const pointAt = async (share: number) => {
      await chart.scrollIntoViewIfNeeded()
      const box = await chart.boundingBox()
      if (!box) {
        throw new Error("The chart has no box.")
      }
      // In steps, as a hand does: a pointer that jumps from one bar to the next opens nothing.
      await page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 10 })
    }
    await pointAt(0.3)
    await admin.see("Jan 1, 2027: 1")
    await pointAt(0.75)
    await admin.see("Jan 2, 2027: 2")
    await page.mouse.move(0, 0)
    await admin.expectAccessible()

    await admin.press(/^Saved in EUR/)
    const money = await admin.see(page.getByRole("img", { name: "EUR over time" }))
    expect(await money.innerText()).toMatch(/^€0.00\n€5.00\n€10.00\n€15.00\nJan 1, 2027/)
    await admin.press(/^Redemptions/)
    await page.getByRole("tab", { name: "By channel" }).click()
    await admin.see(page.getByRole("img", { name: "Redemptions by channel" }))
    await admin.expectAccessible()

    await page.getByRole("tab", { name: "Over time" }).click()
    const table = page.getByRole("button", { name: "Show as table" })
    await admin.tabTo(table)
    await page.keyboard.press("Enter")
    expect(await admin.rowsOf("Redemptions over time")).toEqual([
      { Group: "Jan 1, 2027", "Redemptions over time": "1" },
      { Group: "Jan 2, 2027", "Redemptions over time": "2" },
    ])
  })
}
