// Completion, limits and the whole story over HTTP, and every corner of Medusa: core's own routes, drafts, orders that change.
import { runInShop } from "../helpers/run-in-shop"
import { cancelAndHold } from "./suites/cancel-and-hold"
import { completion } from "./suites/completion"
import { coreRoutes } from "./suites/core-routes"
import { draftOrders } from "./suites/draft-orders"
import { limits } from "./suites/limits"
import { orderChanges } from "./suites/order-changes"
import { signUp } from "./suites/sign-up"
import { storefront } from "./suites/storefront"
import { story } from "./suites/story"
import { transfer } from "./suites/transfer"
import { trials } from "./suites/trials"

runInShop((shop) => {
  describe("Completion", () => completion(shop))
  describe("Limits", () => limits(shop))
  describe("Holds and the end of orders", () => cancelAndHold(shop))
  describe("Signing up", () => signUp(shop))
  describe("Trials", () => trials(shop))
  describe("The story", () => story(shop))
  describe("Core's cart routes", () => coreRoutes(shop))
  describe("An unchanged storefront", () => storefront(shop))
  describe("A guest who logs in", () => transfer(shop))
  describe("Draft orders", () => draftOrders(shop))
  describe("Orders that change", () => orderChanges(shop))
})
