// Job: goes on with the code batches that a dead process left unfinished. Several servers may run it: a page lets one in.
import type { MedusaContainer } from "@medusajs/framework/types"
import { resumeCodeBatches } from "../operations/coupon/fill-code-batch"

export default async function fillCodeBatches(container: MedusaContainer): Promise<void> {
  await resumeCodeBatches(container)
}

export const config = { name: "coupons-fill-code-batches", schedule: "* * * * *" }
