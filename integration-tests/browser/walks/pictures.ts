// Takes the pictures of the documentation, from the demo's story and some more coupons (`npm run screenshots`).
import path from "node:path"
import { first } from "../../helpers/world"
import { toTheTop } from "../helpers/in-page"
import { photographPdf } from "../helpers/pdf-picture"
import type { AdminShop } from "../helpers/run-in-browser"

const STORY_MS = 1_200_000

/** Other offers of the shop, so that the list shows every state. */
const OFFERS = [
  { name: "Welcome gift", type: "fixed", amounts: [{ currency_code: "eur", amount: 5 }], max_redemptions: 100 },
  { name: "Friends for ever", type: "percentage", percentage: 10, duration: "forever" },
  { name: "Free shipping", type: "percentage", percentage: 100, target: "shipping" },
  { name: "Two more weeks", type: "trial_extension", trial_days: 14 },
  { name: "Autumn sale", type: "percentage", percentage: 15, starts_at: "2028-09-01" },
  { name: "Opening week", type: "percentage", percentage: 50, expires_at: "2027-01-08" },
  { name: "Idea for winter", type: "percentage", percentage: 25, status: "draft" },
]

const STUDENTS = { name: "Half a year for students", type: "percentage", percentage: 30, duration: "repeating" }

export function pictures({ shop, admin }: AdminShop): void {
  /** A customer with a name, who has just signed up with a code; answers the subscription's id. */
  async function signUp(code: string): Promise<string> {
    const { world } = shop
    const account = { email: "ben@example.com", password: "a password of Ben's" }
    const { token } = await world.store.ok<{ token: string }>("POST", "/auth/customer/emailpass/register", account)
    const newcomer = world.store.as({ authorization: `Bearer ${token}` })
    const person = { email: account.email, first_name: "Ben", last_name: "Example" }
    const { customer } = await newcomer.ok<{ customer: { id: string } }>("POST", "/store/customers", person)
    const login = await world.store.ok<{ token: string }>("POST", "/auth/customer/emailpass", account)
    const store = world.store.as({ authorization: `Bearer ${login.token}` })
    const lines = [{ product: "Desk Membership", plan: "Monthly" }]
    const cart = await world.openCart({ customer: { ...customer, email: account.email, store }, lines })
    await world.enter(cart, code)
    await world.checkOut(cart)
    const path = `/admin/billing/subscriptions?customer_id=${customer.id}`
    const { subscriptions } = await world.admin.ok<{ subscriptions: { id: string }[] }>("GET", path)
    return first(subscriptions).id
  }

  /** Brings the section of that title to the top of the window. */
  const scrollTo = (title: string) => admin.page.getByRole("heading", { name: title, exact: true }).evaluate(toTheTop)

  it(
    "shows what the README shows",
    async () => {
      const { playStory } = await import("../../../scripts/story.mjs")
      const { problems } = await playStory(shop.world.facts)
      expect(problems).toEqual([])
      for (const offer of OFFERS) {
        await shop.world.coupon(offer)
      }
      const students = await shop.world.coupon({ ...STUDENTS, duration_in_months: 6 })
      await shop.world.promoCode(students.id, { code: "STUDENT30", channel: "campus" })
      const subscription_id = await signUp("STUDENT30")
      const { coupon_id } = await shop.world.findCode("SUMMER20")

      await admin.open("/coupons")
      await admin.see("Summer sale")
      await admin.screenshot("coupons")

      await admin.press("Create coupon")
      const form = admin.page.getByRole("dialog")
      await admin.fill("Name", "Three months at half price", form)
      await admin.fill("Percentage (%)", "50", form)
      for (const step of ["What it covers", "How long"]) {
        await admin.press("Continue", form)
        await admin.see(form.getByRole("tab", { name: step, selected: true }))
      }
      await form.getByRole("radio", { name: /^For a time/ }).click()
      await admin.fill("Number", "3", form)
      await admin.see(/first 3 months/)
      await admin.screenshot("create-coupon")

      await admin.open(`/coupons/${coupon_id}`)
      await admin.see(admin.row("SUMMER20"))
      await admin.see("No batches yet")
      await admin.screenshot("coupon")
      await admin.see(admin.page.getByRole("img", { name: /over time/ }))
      await scrollTo("Usage")
      await admin.screenshot("usage")

      await admin.open(`/billing-subscriptions/${subscription_id}`)
      await admin.see(/on 5 invoices/)
      await scrollTo("Items")
      await admin.screenshot("subscription")
    },
    STORY_MS,
  )

  it("shows what a receipt looks like", async () => {
    const { world } = shop
    const coupon = await world.coupon({ name: "Summer sale", type: "percentage", percentage: 20 })
    const { code } = await world.promoCode(coupon.id, { code: "SUMMER20" })
    const core = await world.corePromotion({ type: "fixed", value: 2 })
    const cart = await world.openCart({ region: "gross", email: "eleni@example.com", lines: ["Perfume", "Pen"] })
    const shipping_address = {
      first_name: "Ελένη",
      last_name: "Παπαδοπούλου",
      address_1: "Οδός Ερμού 12",
      city: "Αθήνα",
      postal_code: "105 63",
      // Of the region, which decides how it is shipped.
      country_code: "es",
    }
    await world.store.ok("POST", `/store/carts/${cart}`, { shipping_address })
    await world.ship(cart)
    await world.store.ok("POST", `/store/carts/${cart}/promotions`, { promo_codes: [code, core] })
    const { id } = await world.checkOut(cart)
    type Paid = { order: { payment_collections: { payments: { id: string }[] }[] } }
    const { order } = await world.admin.ok<Paid>("GET", `/admin/orders/${id}?fields=id,*payment_collections.payments`)
    const payment = first(first(order.payment_collections).payments)
    await world.admin.ok("POST", `/admin/payments/${payment.id}/capture`, {})
    await world.admin.ok("POST", `/admin/payments/${payment.id}/refund`, { amount: 5 })
    const { base_url, headers } = world.admin
    const receipt = await fetch(`${base_url}/admin/orders/${id}/receipt.pdf`, { headers })
    expect(receipt.status).toBe(200)
    await photographPdf(
      Buffer.from(await receipt.arrayBuffer()),
      path.join(process.env.SCREENSHOTS ?? "", "receipt.png"),
    )
  })
}
