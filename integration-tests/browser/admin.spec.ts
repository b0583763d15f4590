// The Admin in a real browser: one shop, one Chromium, and the walks of an admin's jobs. The shop's app has registered a
// restriction of its own, as the one of the fixture does.
import "../fixtures/own-restriction-shop/src/restrictions"
import { runInBrowser } from "./helpers/run-in-browser"
import { coupons } from "./walks/coupons"
import { createSubscription } from "./walks/create-subscription"
import { draftOrder } from "./walks/draft-order"
import { everyPage } from "./walks/every-page"
import { fromLogInToInvoice } from "./walks/from-log-in-to-invoice"
import { nothingUnseen } from "./walks/nothing-unseen"
import { pictures } from "./walks/pictures"
import { subscriptions } from "./walks/subscriptions"
import { usage } from "./walks/usage"
import { widgets } from "./walks/widgets"
import { withoutAMouse } from "./walks/without-a-mouse"

runInBrowser((desk) => {
  describe("From log-in to a discounted invoice", () => fromLogInToInvoice(desk))
  describe("Coupons", () => coupons(desk))
  describe("Nothing goes wrong unseen", () => nothingUnseen(desk))
  describe("Draft orders", () => draftOrder(desk))
  describe("Every page", () => everyPage(desk))
  describe("Subscriptions", () => subscriptions(desk))
  describe("Creating a subscription", () => createSubscription(desk))
  describe("How a coupon is used", () => usage(desk))
  describe("On core's pages", () => widgets(desk))
  describe("Without a mouse", () => withoutAMouse(desk))
  if (process.env.SCREENSHOTS) {
    describe("Pictures of the documentation", () => pictures(desk))
  }
})
