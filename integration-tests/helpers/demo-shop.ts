// Seeds a test's shop as the demo seeds its own, so that tests and demo tell one story.
import type { MedusaContainer } from "@medusajs/framework/types"
import seed from "../../scripts/seed"
import type { ShopFacts } from "../../scripts/story.mjs" with { "resolution-mode": "import" }

/**
 * Seeds the shop behind `container` and answers what a client needs to know of it, plans included.
 * @param baseUrl where it answers, for example `http://localhost:34567`
 */
export async function prepareDemoShop(container: MedusaContainer, baseUrl: string): Promise<ShopFacts> {
  const { demoAdmin, describeShop } = await import("../../scripts/lib/shop.mjs")
  await seed({ container, args: [demoAdmin.email, demoAdmin.password] })
  return describeShop(baseUrl, demoAdmin)
}
