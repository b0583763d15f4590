// Carts, codes and money over HTTP.
import { runInShop } from "../helpers/run-in-shop"
import { cartChanges } from "./suites/cart"
import { codeBatches } from "./suites/code-batches"
import { enteredCodes } from "./suites/entered-codes"
import { externalCodes } from "./suites/external-codes"
import { guessing } from "./suites/guessing"
import { moneyIsExact } from "./suites/money"
import { restrictions } from "./suites/restrictions"
import { scope } from "./suites/scope"
import { storeCodes } from "./suites/store-codes"
import { switches } from "./suites/switches"
import { values } from "./suites/values"
import { typedCodes } from "./suites/typed-codes"

runInShop((shop) => {
  describe("Codes in the storefront", () => storeCodes(shop))
  describe("Entered and effective codes", () => enteredCodes(shop))
  describe("Words", () => typedCodes(shop))
  describe("External promo codes", () => externalCodes(shop))
  describe("Guessing", () => guessing(shop))
  describe("Carts that change", () => cartChanges(shop))
  describe("Code batches", () => codeBatches(shop))
  describe("Money", () => moneyIsExact(shop))
  describe("Values", () => values(shop))
  describe("Scope", () => scope(shop))
  describe("Off and on again", () => switches(shop))
  describe("Restrictions", () => restrictions(shop))
})
