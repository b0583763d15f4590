// What a shop tells under the name of an event, for the suites that wait for it.
import type { IEventBusModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import type { Shop } from "./world"

/**
 * Answers what was told since the test began. Subscribed once for all tests of a file: a bus without workers does not forget a
 * subscriber.
 */
export function heardOf(shop: Shop, event: string): () => unknown[] {
  let heard: unknown[] = []
  beforeAll(() => {
    const bus = shop.container.resolve<IEventBusModuleService>(Modules.EVENT_BUS)
    bus.subscribe(event, ({ data }: { data: unknown }) => Promise.resolve(void heard.push(data)))
  })
  beforeEach(() => {
    heard = []
  })
  return () => heard
}
