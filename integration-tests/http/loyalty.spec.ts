// Coupons beside gift cards and store credit: a shop with the official loyalty plugin, booted with it.
import { runInShop } from "../helpers/run-in-shop"
import { credits } from "./suites/credits"

process.env.COUPONS_LOYALTY = "true"

runInShop((shop) => {
  describe("Credits", () => credits(shop))
})
