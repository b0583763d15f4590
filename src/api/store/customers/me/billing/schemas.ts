// What the customer's own billing lists accept.
import { z } from "@medusajs/framework/zod"
import { listParams } from "../../../../validate"

export const storeListSchema = z.strictObject({
  ...listParams(["created_at", "id"]),
  subscription_id: z.string().max(255).optional(),
})
export type StoreListQuery = z.infer<typeof storeListSchema>
