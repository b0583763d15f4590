// Where billing workflows get their services and their time from.
import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { BILLING_MODULE } from "../../modules/billing"
import type BillingModuleService from "../../modules/billing/service"
import { COUPON_MODULE } from "../../modules/coupon"
import type CouponModuleService from "../../modules/coupon/service"

/** The billing module, or null where the shop has disabled it or switched it off. */
export function findBilling(container: MedusaContainer): BillingModuleService | null {
  const billing = container.resolve<BillingModuleService | undefined>(BILLING_MODULE, { allowUnregistered: true })
  return billing?.isEnabled() ? billing : null
}

/** The billing module. Throws NOT_FOUND with a sentence where it is off. */
export function billingOf(container: MedusaContainer): BillingModuleService {
  const billing = findBilling(container)
  if (!billing) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, "Billing is switched off in this shop.")
  }
  return billing
}

/** The coupon module: the clock, the discounts and the ledger. */
export const couponsOf = (container: MedusaContainer): CouponModuleService => container.resolve(COUPON_MODULE)

/** INVALID_DATA with a sentence. */
export const invalid = (message: string): MedusaError => new MedusaError(MedusaError.Types.INVALID_DATA, message)

/** NOT_ALLOWED with a sentence: right in form, wrong in this state. */
export const refused = (message: string): MedusaError => new MedusaError(MedusaError.Types.NOT_ALLOWED, message)

/** NOT_FOUND with a sentence. */
export const missing = (message: string): MedusaError => new MedusaError(MedusaError.Types.NOT_FOUND, message)

/** What an error says. Workflow engines hand errors on as plain objects, and not only as Errors. */
export function messageOf(error: unknown): string {
  const message = typeof error === "object" && error !== null ? (error as { message?: unknown }).message : error
  return typeof message === "string" ? message : "Unknown error"
}
