// The Admin's routes for coupons over HTTP, and the events of the whole plugin.
import { runInShop } from "../helpers/run-in-shop"
import { adminCoupons } from "./suites/admin-coupons"
import { adminDiscounts } from "./suites/admin-discounts"
import { adminLives } from "./suites/admin-lives"
import { adminPromoCodes } from "./suites/admin-promo-codes"
import { events } from "./suites/events"
import { ledger } from "./suites/ledger"
import { ledgerExport } from "./suites/ledger-export"
import { queryAndLinks } from "./suites/query"
import { security } from "./suites/security"

runInShop((shop) => {
  describe("Coupons", () => adminCoupons(shop))
  describe("Lives", () => adminLives(shop))
  describe("Promo codes", () => adminPromoCodes(shop))
  describe("Applied discounts", () => adminDiscounts(shop))
  describe("Events", () => events(shop))
  describe("The ledger", () => ledger(shop))
  describe("The ledger as a file", () => ledgerExport(shop))
  describe("Query and links", () => queryAndLinks(shop))
  describe("Security", () => security(shop))
})
