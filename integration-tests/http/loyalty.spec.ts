// A shop with settings of its own: the official loyalty plugin, a time zone, and codes beside active subscriptions.
import { runInShop } from "../helpers/run-in-shop"
import { credits } from "./suites/credits"
import { timeZone } from "./suites/time-zone"

process.env.COUPONS_LOYALTY = "true"
process.env.COUPONS_TIME_ZONE = "America/New_York"
process.env.COUPONS_REFUSE_CODE_WITH_ACTIVE_SUBSCRIPTION = "false"

runInShop((shop) => {
  describe("Credits", () => credits(shop))
  describe("Time zone", () => timeZone(shop))
})
