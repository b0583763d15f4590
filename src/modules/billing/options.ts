// The billing options of the plugin, checked once at boot.
import { existsSync } from "node:fs"
import { MedusaError } from "@medusajs/framework/utils"

/** What a host may write under `billing` in the plugin's options. */
export interface BillingOptions {
  /** False switches billing off: its routes answer 404 and its job does nothing. Default true. */
  enabled?: boolean
  /** Days from a failed attempt to the next one; after the last the invoice is uncollectible. Default [1, 3, 5]. */
  retryAfterDays?: number[]
  /** What becomes of a subscription whose last retry was declined: it stays unpaid, or is cancelled. Default "unpaid". */
  afterRetries?: "unpaid" | "cancel"
  /** Path of a TrueType or OpenType font for invoices and receipts, asked before the fonts that come along (decision 43). */
  invoiceFont?: string | null
  /**
   * Payments of renewals and plan changes: captured as soon as they are authorised, or by the merchant (`"manual"`, by core's own
   * means). Default "automatic".
   */
  capture?: "automatic" | "manual"
  /** How long one process may hold a subscription while billing it; a killed process blocks it no longer. Default 60. */
  leaseSeconds?: number
}

export interface BillingModuleOptions {
  billing?: BillingOptions
}

export type BillingSettings = Required<BillingOptions>

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

/** Fills in the defaults. Throws INVALID_ARGUMENT with a sentence when an option makes no sense. */
export function readBillingOptions(options: BillingModuleOptions | undefined): BillingSettings {
  const { enabled = true, retryAfterDays = [1, 3, 5], leaseSeconds = 60 } = options?.billing ?? {}
  const { afterRetries = "unpaid", invoiceFont = null, capture = "automatic" } = options?.billing ?? {}
  if (!["automatic", "manual"].includes(capture)) {
    throw refusal('billing.capture must be "automatic" or "manual".')
  }
  if (!["unpaid", "cancel"].includes(afterRetries)) {
    throw refusal('billing.afterRetries must be "unpaid" or "cancel".')
  }
  if (invoiceFont !== null && !existsSync(invoiceFont)) {
    throw refusal(`billing.invoiceFont names a file that does not exist: ${invoiceFont}.`)
  }
  if (!Array.isArray(retryAfterDays) || !retryAfterDays.every(isCount)) {
    throw refusal("billing.retryAfterDays must be a list of whole numbers of days, such as [1, 3, 5].")
  }
  if (!isCount(leaseSeconds)) {
    throw refusal("billing.leaseSeconds must be a whole number of seconds, such as 60.")
  }
  return { enabled, retryAfterDays, leaseSeconds, afterRetries, invoiceFont, capture }
}

const refusal = (message: string) => new MedusaError(MedusaError.Types.INVALID_ARGUMENT, message)
