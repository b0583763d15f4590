// Takes the pictures of the documentation, from the demo's story and some more coupons (`npm run screenshots`).
import type { AdminShop } from "../helpers/run-in-browser"

const STORY_MS = 300_000

/** Other offers of the shop, so that the list shows every state. */
const OFFERS = [
  { name: "Welcome gift", type: "fixed", amounts: [{ currency_code: "eur", amount: 5 }], max_redemptions: 100 },
  { name: "Friends for ever", type: "percentage", percentage: 10, duration: "forever" },
  { name: "Free shipping", type: "percentage", percentage: 100, target: "shipping" },
  { name: "Two more weeks", type: "trial_extension", trial_days: 14 },
  { name: "Autumn sale", type: "percentage", percentage: 15, starts_at: "2028-09-01" },
  { name: "Opening week", type: "percentage", percentage: 50, expires_at: "2027-01-08" },
  {
    name: "Half a year for students",
    type: "percentage",
    percentage: 30,
    duration: "repeating",
    duration_in_months: 6,
  },
  { name: "Idea for winter", type: "percentage", percentage: 25, status: "draft" },
]

export function pictures({ shop, admin }: AdminShop): void {
  it(
    "shows what the README shows",
    async () => {
      const { playStory } = await import("../../../scripts/story.mjs")
      const { problems, subscriptions } = await playStory(shop.world.facts)
      expect(problems).toEqual([])
      for (const offer of OFFERS) await shop.world.coupon(offer)
      const { coupon_id } = await shop.world.findCode("SUMMER20")
      const monthly = subscriptions.find(({ name }) => name === "Monthly")

      await admin.open("/coupons")
      await admin.see("Summer sale")
      await admin.screenshot("coupons")
      await admin.press("Create coupon")
      const form = admin.page.getByRole("dialog")
      await admin.fill("Name", "Three months at half price", form)
      await admin.fill("Percentage (%)", "50", form)
      await form.getByRole("tab", { name: "How long" }).click()
      await form.getByRole("radio", { name: /^For a time/ }).click()
      await admin.fill("Number", "3", form)
      await admin.see(/first 3 months/)
      await admin.screenshot("create-coupon")
      await admin.open(`/coupons/${coupon_id}`)
      await admin.see(admin.row("SUMMER20"))
      await admin.see(admin.page.getByRole("heading", { name: "Usage" }))
      await admin.screenshot("coupon")
      await admin.page.getByRole("heading", { name: "Usage" }).scrollIntoViewIfNeeded()
      await admin.screenshot("usage")
      await admin.open(`/billing-subscriptions/${monthly?.subscription.id}`)
      await admin.see("Coming invoices")
      await admin.screenshot("subscription")
      await admin.page.getByText("Coming invoices").scrollIntoViewIfNeeded()
      await admin.screenshot("subscription-timeline")
    },
    STORY_MS,
  )
}
