// Subscriptions in a shop that takes its money through Medusa's official Stripe provider.
import { runInShop } from "../helpers/run-in-shop"
import { StripeBooks } from "../helpers/stripe-books"
import { StripeServer } from "../stripe/server"
import { renewalsThatNeedTheCustomer } from "./lives/customer-acts"
import { customersWhoPay } from "./lives/customer-pays"
import { membersAtStripe } from "./lives/stripe"

const stripe = new StripeServer()

// Before the shop boots: its configuration looks for the address.
beforeAll(async () => {
  process.env.COUPONS_STRIPE_HOST = `127.0.0.1:${await stripe.start()}`
})
afterAll(() => stripe.stop())

runInShop((shop) => {
  const books = new StripeBooks(shop, stripe)
  /** Tests whose charges are compared with the invoices after each of them, before the database is restored. */
  const compared = (name: string, tests: () => void) =>
    describe(name, () => {
      afterEach(() => books.compare())
      tests()
    })
  compared("Members whose card is kept at Stripe", () => membersAtStripe(shop, stripe, books))
  compared("Renewals that need the customer", () => renewalsThatNeedTheCustomer(shop, stripe))
  compared("Customers who pay an invoice themselves", () => customersWhoPay(shop, stripe))

  it("rules 40, 57 and 60: over all of these, there is one charge for each invoice", () => {
    const { cases, booked, left_open, taken_back, charges, webhooks, orders } = books
    const columns = {
      tests: cases,
      booked,
      "left open": left_open,
      "taken back": taken_back,
      charges,
      webhooks,
      orders: orders.size,
    }
    process.stderr.write(
      `${Object.entries(columns)
        .map(([name, count]) => `${name} ${count}`)
        .join(" | ")}\n`,
    )
    expect(charges).toBe(booked + left_open + taken_back)
  })
})
