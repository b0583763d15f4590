// Whole lives of subscriptions over HTTP, one sentence each.
import { Life } from "../helpers/life"
import { runInShop } from "../helpers/run-in-shop"
import { createdByHand } from "./lives/created-by-hand"
import { grants } from "./lives/grants"
import { levels } from "./lives/levels"
import { failures } from "./lives/failures"
import { canceledOrders } from "./lives/order-canceled"
import { membersMoney } from "./lives/money"
import { planChanges } from "./lives/plan-changes"
import { pauses } from "./lives/pauses"
import { reminders } from "./lives/reminders"
import { runningCodes } from "./lives/running-codes"
import { stock } from "./lives/stock"

runInShop((shop) => {
  beforeAll(() => new Life(shop).openShop())

  describe("Members who change their plans", () => planChanges(shop))
  describe("Members whose payments fail", () => failures(shop))
  describe("Members whose orders are cancelled", () => canceledOrders(shop))
  describe("Members whose goods come from stock", () => stock(shop))
  describe("Members and their money", () => membersMoney(shop))
  describe("Coupons that come with a membership", () => grants(shop))
  describe("Members who enter a code on what runs", () => runningCodes(shop))
  describe("Members who pause", () => pauses(shop))
  describe("Members who are told what is coming", () => reminders(shop))
  describe("Discounts on every level", () => levels(shop))
  describe("Subscriptions that an admin creates", () => createdByHand(shop))
})
