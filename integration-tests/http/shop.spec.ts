// Carts, codes and money over HTTP.
import { runInShop } from "../helpers/run-in-shop"
import { cartChanges } from "./suites/cart"
import { codeBatches } from "./suites/code-batches"
import { moneyIsExact } from "./suites/money"
import { storeCodes } from "./suites/store-codes"

runInShop((shop) => {
  describe("Codes in the storefront", () => storeCodes(shop))
  describe("Carts that change", () => cartChanges(shop))
  describe("Code batches", () => codeBatches(shop))
  describe("Money", () => moneyIsExact(shop))
})
