// Boots one shop, one Admin and one Chromium for all walks of a spec file; every walk begins with a new window.
import { runInShop } from "../../helpers/run-in-shop"
import type { Shop } from "../../helpers/world"
import { serveAdmin } from "./admin-server"
import { AdminWindow } from "./admin-window"
import { findChromium, startChromium } from "./chromium"

/** Building the Admin takes half a minute, and ten times that on a slow machine. */
const PREPARATION_MS = 1_200_000

/** What a walk has: a shop whose database is restored between walks, and an admin at a window. */
export interface AdminShop {
  shop: Shop
  admin: AdminWindow
}

/**
 * Runs walks where a Chromium is installed, and skips them with a sentence where there is none. After each walk nothing
 * may have gone wrong in its window: no error on the console, no request that failed or was refused unannounced.
 */
export function runInBrowser(walks: (desk: AdminShop) => void): void {
  const chromium = findChromium()
  const describeInBrowser = chromium ? describe : describe.skip
  describeInBrowser("The Admin in a browser", () => {
    let building: Promise<string>

    // Begun first, so that it goes on while the shop boots.
    beforeAll(async () => {
      const { buildTestAdmin } = await import("../../../scripts/lib/test-admin.mjs")
      building = buildTestAdmin()
      building.catch(() => undefined)
    })

    runInShop((shop) => {
      const admin = new AdminWindow()
      const stops: (() => Promise<void>)[] = []

      beforeAll(async () => {
        const server = await serveAdmin(await building, shop.world.facts.base_url)
        stops.push(server.stop)
        const browser = await startChromium(chromium ?? "")
        stops.push(() => browser.close())
        await admin.prepare(browser, server.base_url)
      }, PREPARATION_MS)

      beforeEach(() => admin.start())

      afterEach(async () => {
        try {
          admin.expectNoTrouble()
        } finally {
          await admin.close()
        }
      })

      afterAll(async () => {
        for (const stop of stops.reverse()) {
          await stop()
        }
      })

      walks({ shop, admin })
    })
  })
}
