// Subscriptions in a shop that takes its money through Medusa's official Stripe provider.
import { runInShop } from "../helpers/run-in-shop"
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
  describe("Members whose card is kept at Stripe", () => membersAtStripe(shop, stripe))
  describe("Renewals that need the customer", () => renewalsThatNeedTheCustomer(shop, stripe))
  describe("Customers who pay an invoice themselves", () => customersWhoPay(shop, stripe))
})
