// Types of the shop's description for the tests that seed a shop as the demo does.
import type { ShopFacts } from "../story.mjs"

export const demoAdmin: { email: string; password: string }
export function describeShop(baseUrl: string, credentials: { email: string; password: string }): Promise<ShopFacts>
