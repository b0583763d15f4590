// Installs every seam at boot, once, and says in the log which Medusa this is, what is lost on it, and whether each seam is in place.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { checkAskAgain } from "./ask-again"
import { installCartCodes } from "./cart-codes"
import { installCompleteCart } from "./complete-cart"
import { checkReasons } from "./complete-reasons"
import { installComputeActions } from "./compute-actions"
import { installDraftOrders } from "./draft-orders"
import { medusaState } from "./medusa-version"
import { installOrderChanges } from "./order-changes"
import { listSeams } from "./seams"
import { installTaxes } from "./taxes"

const LOSS = "Discounts will not work until this is mended."

/**
 * Idempotent. Runs when all modules and all workflow files are loaded, so that handlers of other plugins and of the app
 * are already there to chain to. Never throws: a shop without discounts still sells.
 */
export function installSeams(container: MedusaContainer): void {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { version, lost } = medusaState()
  logger.info(`coupons: Medusa ${version ?? "of unknown version"}`)
  lost.forEach((sentence) => logger.warn(`coupons: ${sentence}`))
  installComputeActions(container)
  installCompleteCart()
  installCartCodes()
  installOrderChanges(container)
  installDraftOrders()
  installTaxes()
  checkReasons()
  checkAskAgain(container)
  for (const { name, in_place, detail, chained_to, loss = LOSS } of listSeams()) {
    const line = `coupons: ${name}: ${detail}${chained_to?.length ? ` after ${chained_to.join(", ")}` : ""}`
    if (in_place) {
      logger.info(line)
    } else {
      logger.error(`${line} ${loss}`)
    }
  }
}
