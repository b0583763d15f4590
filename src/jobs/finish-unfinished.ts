// Job: finishes operations of several steps that were begun and left by a process that died.
import type { MedusaContainer } from "@medusajs/framework/types"
import { finishUnfinished } from "../workflows/clean-up/finish-unfinished"

export default async function finishWhatWasBegun(container: MedusaContainer): Promise<void> {
  await finishUnfinished(container)
}

export const config = { name: "coupons-finish-unfinished", schedule: "* * * * *" }
