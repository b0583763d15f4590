// The plugin in every corner of Medusa: core's own routes, an unchanged storefront, carts and orders that change hands.
import { runInShop } from "../helpers/run-in-shop"
import { draftOrders } from "./suites/draft-orders"
import { orderChanges } from "./suites/order-changes"

runInShop((shop) => {
  describe("Draft orders", () => draftOrders(shop))
  describe("Orders that change", () => orderChanges(shop))
})
