// Boots the shop once and runs every suite that talks to it over HTTP.
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { World } from "../helpers/world"
import type { Shop } from "../helpers/world"
import { cartChanges } from "./suites/cart"
import { completion } from "./suites/completion"
import { limits } from "./suites/limits"
import { moneyIsExact } from "./suites/money"
import { storeCodes } from "./suites/store-codes"
import { story } from "./suites/story"

medusaIntegrationTestRunner({
  testSuite: ({ api, getContainer, dbConfig }) => {
    const shop = {} as Shop

    beforeAll(async () => {
      const base_url = (api as { defaults: { baseURL: string } }).defaults.baseURL
      shop.world = await World.found(getContainer(), base_url)
      shop.container = getContainer()
      shop.database_url = dbConfig.clientUrl
    })

    describe("Codes in the storefront", () => storeCodes(shop))
    describe("Carts that change", () => cartChanges(shop))
    describe("Money", () => moneyIsExact(shop))
    describe("Completion", () => completion(shop))
    describe("Limits", () => limits(shop))
    describe("The story", () => story(shop))
  },
})
