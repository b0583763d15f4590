// Boots the shop once and runs every suite that talks to it over HTTP.
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { World } from "../helpers/world"
import type { Shop } from "../helpers/world"
import { cartChanges } from "./suites/cart"
import { storeCodes } from "./suites/store-codes"

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
  },
})
