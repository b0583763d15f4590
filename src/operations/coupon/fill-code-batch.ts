// Fills code batches in the background, and finishes what a dead process left (rule 37).
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { couponsOf } from "../../lib/coupons"
import type { CodeBatchRow, FilledPage } from "../../modules/coupon/types"
import { CodeBatchEvents } from "../../lib/events"
import { archiveCodesOf } from "./archive-codes"
import { coreCodes } from "../../queries/coupons/core-codes"
import { retryWhileBusy } from "../../tools/retry-while-busy"

/** Codes in one transaction: less than half a second of work, after which others see them. */
const PAGE_SIZE = 10_000
/** An import is fed by a request; one that stood still for so long has lost it. */
const STALE_IMPORT_MS = 10 * 60 * 1000

/**
 * Makes the codes a batch still lacks. Several processes may call it for one batch: a page lets one of them in, and the
 * others leave. Answers how it ended; `idle` and `busy`: nothing to do here.
 */
export async function fillCodeBatch(container: MedusaContainer, id: string): Promise<FilledPage["outcome"]> {
  const service = couponsOf(container)
  const [batch] = await service.listCodeBatches({ id, status: ["pending", "filling"], source: "generated" })
  if (!batch) {
    return "idle"
  }
  const reserved = await coreCodes(container)
  for (;;) {
    const { outcome } = await retryWhileBusy(() => service.fillCodeBatchPage({ id, page_size: PAGE_SIZE, reserved }))
    if (outcome === "filled" || outcome === "failed") {
      await announceCodeBatch(container, batch, outcome)
    }
    if (outcome !== "progress") {
      return outcome
    }
  }
}

/** Tells listeners how filling ended. */
export async function announceCodeBatch(
  container: MedusaContainer,
  { id, coupon_id }: Pick<CodeBatchRow, "id" | "coupon_id">,
  outcome: "filled" | "failed",
): Promise<void> {
  await container.resolve(Modules.EVENT_BUS).emit({ name: CodeBatchEvents[outcome], data: { id, coupon_id } })
}

/** Takes up every batch that is not finished and that nobody works at. One that cannot be finished does not stop the others. */
export async function resumeCodeBatches(container: MedusaContainer): Promise<void> {
  const service = couponsOf(container)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { to_archive, to_fill } = await service.listUnfinishedCodeBatches(new Date(Date.now() - STALE_IMPORT_MS))
  const tasks = [
    ...to_archive.map((id) => ({ id, run: () => archiveCodesOf(service, id) })),
    ...to_fill.map((id) => ({ id, run: () => fillCodeBatch(container, id) })),
  ]
  for (const { id, run } of tasks) {
    try {
      await run()
    } catch (error) {
      logger.error(`coupons: the code batch ${id} could not be continued: ${String(error)}`)
    }
  }
}
