// Whole stories of memberships that give coupons, and of discounts on every level, over HTTP.
import { runInShop } from "../helpers/run-in-shop"
import { grants } from "./lives/grants"
import { levels } from "./lives/levels"

runInShop((shop) => {
  describe("Coupons that come with a membership", () => grants(shop))
  describe("Discounts on every level", () => levels(shop))
})
