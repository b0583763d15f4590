// Boots the shop of this repository for one spec file, seeds it before the snapshot, and hands it to the file's suites.
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { World } from "./world"
import type { Shop } from "./world"

/** Every test finds the seeded shop as it was before the first one: the runner restores the database in between. */
export function runInShop(suites: (shop: Shop) => void): void {
  medusaIntegrationTestRunner({
    testSuite: ({ api, getContainer, dbConfig }) => {
      const shop = {} as Shop

      beforeAll(async () => {
        const { baseURL } = (api as { defaults: { baseURL: string } }).defaults
        shop.world = await World.found(getContainer(), baseURL)
        shop.container = getContainer()
        shop.database_url = dbConfig.clientUrl
      })

      suites(shop)
    },
  })
}
