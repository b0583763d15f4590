// The plugin in every corner of Medusa: core's own routes, an unchanged storefront, carts and orders that change hands.
import { runInShop } from "../helpers/run-in-shop"
import { coreRoutes } from "./suites/core-routes"
import { storefront } from "./suites/storefront"
import { transfer } from "./suites/transfer"

runInShop((shop) => {
  describe("Core's cart routes", () => coreRoutes(shop))
  describe("An unchanged storefront", () => storefront(shop))
  describe("A guest who logs in", () => transfer(shop))
})
