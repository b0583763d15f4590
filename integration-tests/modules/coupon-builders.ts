// Builders for the coupon module's tests: a coupon, a code, a claim and a redemption, each with only what a test cares about.
import { guardsPerson, normaliseCode, termsOf } from "../../src/engine"
import { terms as promised } from "../../src/engine/__tests__/builders"
import type CouponModuleService from "../../src/modules/coupon/service"
import type {
  ClaimInput,
  CouponRow,
  InvoiceRedemption,
  LedgerEntry,
  PromoCodeRow,
  WonDiscount,
} from "../../src/modules/coupon/types"

export const NOW = new Date("2027-01-01T00:00:00.000Z")

/** Three months of 20 %. */
const terms = promised({ duration: "repeating", duration_in_months: 3 })

let serial = 0
/** A name that no other row of this test run has. */
export const unique = (prefix: string) => `${prefix}_${++serial}`

export async function createCoupon(service: CouponModuleService, fields: Partial<CouponRow> = {}): Promise<CouponRow> {
  const created = await service.createCoupons({
    name: "Summer sale",
    status: "active",
    restrictions: {},
    ...terms,
    ...fields,
  } as never)
  return created
}

export async function createCode(
  service: CouponModuleService,
  coupon: CouponRow,
  fields: Partial<PromoCodeRow> = {},
): Promise<PromoCodeRow> {
  const code = fields.code ?? unique("CODE")
  const created = await service.createPromoCodes({
    coupon_id: coupon.id,
    code,
    code_normalised: normaliseCode(code),
    restrictions: {},
    ...fields,
  } as never)
  return created
}

/** A claim of a new cart and a new customer, unless `fields` say otherwise. */
export function claimOf(coupon: CouponRow, code: PromoCodeRow | null, fields: Partial<ClaimInput> = {}): ClaimInput {
  const customer_id = unique("cus")
  return {
    coupon_id: coupon.id,
    promo_code_id: code?.id ?? null,
    terms: termsOf(coupon),
    cart_id: unique("cart"),
    customer_id,
    customer_key: customer_id,
    customer_keys: [customer_id],
    sales_channel_id: "sc_1",
    currency_code: "eur",
    amount_minor: 600,
    guard_person: guardsPerson([coupon, code]),
    now: NOW,
    ...fields,
  }
}

export function entryOf(document_id: string, fields: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    document_type: "invoice",
    document_id,
    order_id: null,
    invoice_id: document_id,
    subscription_id: "bsub_1",
    cycle_key: `${document_id}#1`,
    currency_code: "eur",
    amount_minor: 600,
    lines: [{ line_id: "line_1", product_id: "prod_1", variant_id: null, title: "Membership?", amount_minor: 600 }],
    ...fields,
  }
}

/** A subscription discount of this claim, whose order took 6.00 EUR off. */
export function wonOf(claim_id: string, order_id: string): WonDiscount {
  return {
    claim_id,
    target_type: "subscription",
    target_id: `bsub_of_${order_id}`,
    starts_at: NOW,
    redemption: entryOf(order_id, { document_type: "order", order_id, invoice_id: null }),
  }
}

export const invoiceRedemption = (discount_id: string, document_id: string): InvoiceRedemption => ({
  ...entryOf(document_id),
  discount_id,
})

/** How the settled promises ended: how many were kept, and the error codes of the others. */
export async function outcomes(promises: Promise<unknown>[]): Promise<{ kept: number; refusals: string[] }> {
  const settled = await Promise.allSettled(promises)
  const refusals = settled.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as { code?: string }).code ?? String(result.reason)] : [],
  )
  return { kept: settled.length - refusals.length, refusals }
}
