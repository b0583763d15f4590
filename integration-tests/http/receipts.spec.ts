// Receipts of orders over HTTP.
import { runInShop } from "../helpers/run-in-shop"
import { receipts } from "./suites/receipts"

runInShop((shop) => {
  describe("Receipts", () => receipts(shop))
})
