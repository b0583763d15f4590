// Seam 7: asking a payment provider once more for a session whose first answer never arrived, and what a disputed payment was for. It
// is used from below the seams (`lib/payment-providers.ts`, for `operations/billing`), so here it is only looked for and reported.
import type { MedusaContainer } from "@medusajs/framework/types"
import { PROVIDERS_MOVED, providersOf } from "../lib/payment-providers"
import { reportSeam } from "./seams"

const SEAM = "payments asked again"
const LOSS =
  "A renewal whose charge was made, and whose answer was lost, stays unpaid until this is mended; nobody is charged twice. Disputes are " +
  "not heard of."

/** Reports whether the payment module shows its providers; never throws. */
export function checkAskAgain(container: MedusaContainer): void {
  try {
    const in_place = providersOf(container) !== null
    reportSeam({ name: SEAM, in_place, detail: in_place ? "found" : PROVIDERS_MOVED, loss: LOSS })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    reportSeam({ name: SEAM, in_place: false, detail, loss: LOSS })
  }
}
