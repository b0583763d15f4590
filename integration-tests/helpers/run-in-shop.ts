// Boots the shop of this repository for one spec file, seeds it before the snapshot, and hands it to the file's suites.
import { WorkflowManager } from "@medusajs/framework/orchestration"
import type { TransactionModelOptions } from "@medusajs/framework/orchestration"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { medusaIntegrationTestRunner } from "@medusajs/test-utils"
import { expectKeptNumbers } from "./kept-numbers"
import { World } from "./world"
import type { Shop } from "./world"

/**
 * Every test finds the seeded shop as it was before the first one: the runner restores the database in between.
 * `directory`: another shop than this repository's own, by the directory of its medusa-config.
 */
export function runInShop(suites: (shop: Shop) => void, directory?: string): void {
  medusaIntegrationTestRunner({
    ...(directory === undefined ? {} : { cwd: directory, medusaConfigFile: directory }),
    testSuite: ({ api, getContainer, dbConfig }) => {
      const shop = {} as Shop

      beforeAll(async () => {
        const { baseURL } = (api as { defaults: { baseURL: string } }).defaults
        shop.world = await World.found(getContainer(), baseURL)
        shop.container = getContainer()
        shop.database_url = dbConfig.clientUrl
        nothingStartsByItself()
        readWebhooksAtOnce(shop.container)
      })

      afterEach(() => keptNumbersOf(shop.container))

      suites(shop)
    },
  })
}

/** What is counted and summed as it is written is what was written, whatever a test did. */
export async function keptNumbersOf(container: MedusaContainer): Promise<void> {
  const pg = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  await expectKeptNumbers(async (sql) => (await pg.raw<{ rows: unknown[] }>(sql)).rows)
}

/** No job starts by the clock on the wall in this process, in the middle of some test (see setup/environment.js). */
export function nothingStartsByItself(): void {
  const registry = WorkflowManager as { getWorkflows(): Map<string, { options: TransactionModelOptions }> }
  const scheduled = [...registry.getWorkflows()].filter(([, { options }]) => options.schedule)
  expect(scheduled.map(([id]) => id)).toEqual([])
}

/**
 * Core waits five seconds before it reads a webhook, and tests send many. It looks for its own option `webhook_delay` where its payment
 * module never puts it (2.21.2): on the module itself.
 */
function readWebhooksAtOnce(container: MedusaContainer): void {
  Object.assign(container.resolve(Modules.PAYMENT), { options: { webhook_delay: 1 } })
}
