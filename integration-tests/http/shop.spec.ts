// Carts, codes and money over HTTP.
import { runInShop } from "../helpers/run-in-shop"
import { cartChanges } from "./suites/cart"
import { enteredCodes } from "./suites/entered-codes"
import { moneyIsExact } from "./suites/money"
import { storeCodes } from "./suites/store-codes"

runInShop((shop) => {
  describe("Codes in the storefront", () => storeCodes(shop))
  describe("Entered and effective codes", () => enteredCodes(shop))
  describe("Carts that change", () => cartChanges(shop))
  describe("Money", () => moneyIsExact(shop))
})
