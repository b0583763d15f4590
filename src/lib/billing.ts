// The billing module, where the shop has it.
import type { MedusaContainer } from "@medusajs/framework/types"
import { BILLING_MODULE } from "../modules/billing"
import type BillingModuleService from "../modules/billing/service"
import { missing } from "../tools/errors"

/** The billing module, or null where the shop has disabled it or switched it off. */
export function findBilling(container: MedusaContainer): BillingModuleService | null {
  const billing = container.resolve<BillingModuleService | undefined>(BILLING_MODULE, { allowUnregistered: true })
  return billing?.isEnabled() ? billing : null
}

/** The billing module. Throws NOT_FOUND with a sentence where it is off. */
export function billingOf(container: MedusaContainer): BillingModuleService {
  const billing = findBilling(container)
  if (!billing) {
    throw missing("Billing is switched off in this shop.")
  }
  return billing
}

/** Option `billing.invoiceFont`, which all printed documents ask first; receipts are printed where billing is off, too. */
export function printingFont(container: MedusaContainer): string | null {
  const billing = container.resolve<BillingModuleService | undefined>(BILLING_MODULE, { allowUnregistered: true })
  return billing?.invoiceFont() ?? null
}
