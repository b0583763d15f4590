// The plugin in every corner of Medusa: core's own routes, an unchanged storefront, carts and orders that change hands.
import { runInShop } from "../helpers/run-in-shop"
import { coreRoutes } from "./suites/core-routes"
import { draftOrders } from "./suites/draft-orders"
import { orderChanges } from "./suites/order-changes"
import { storefront } from "./suites/storefront"
import { transfer } from "./suites/transfer"

runInShop((shop) => {
  describe("Core's cart routes", () => coreRoutes(shop))
  describe("An unchanged storefront", () => storefront(shop))
  describe("A guest who logs in", () => transfer(shop))
  describe("Draft orders", () => draftOrders(shop))
  describe("Orders that change", () => orderChanges(shop))
})
