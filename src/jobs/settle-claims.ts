// Job: settles what killed processes left reserved. Redeems for paid orders, undoes unpaid left-overs, releases the rest.
import type { MedusaContainer } from "@medusajs/framework/types"
import { settleStaleClaims } from "../workflows/cart/settle-stale-claims"

export default async function settleClaims(container: MedusaContainer) {
  await settleStaleClaims(container)
}

export const config = { name: "coupons-settle-claims", schedule: "*/5 * * * *" }
