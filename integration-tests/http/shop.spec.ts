// Carts, codes and money over HTTP.
import { runInShop } from "../helpers/run-in-shop"
import { cartChanges } from "./suites/cart"
import { externalCodes } from "./suites/external-codes"
import { guessing } from "./suites/guessing"
import { moneyIsExact } from "./suites/money"
import { storeCodes } from "./suites/store-codes"
import { words } from "./suites/words"

runInShop((shop) => {
  describe("Codes in the storefront", () => storeCodes(shop))
  describe("Words", () => words(shop))
  describe("External promo codes", () => externalCodes(shop))
  describe("Guessing", () => guessing(shop))
  describe("Carts that change", () => cartChanges(shop))
  describe("Money", () => moneyIsExact(shop))
})
