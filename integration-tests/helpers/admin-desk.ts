// The admin's desk: the routes for coupons, promo codes and discounts over HTTP, at a fixed time, for the suites of the Admin.
import type { ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { termsOf } from "../../src/engine"
import { COUPON_MODULE } from "../../src/modules/coupon"
import type CouponModuleService from "../../src/modules/coupon/service"
import type { Shop } from "./world"

/** What a route answers is the very thing these tests look into. */
export interface Json {
  [key: string]: unknown
}

export interface DeskAnswer {
  status: number
  data: Json & { message?: string; type?: string; code?: string }
}

export type Method = "get" | "post" | "delete"

export interface CouponJson extends Json {
  id: string
  name: string
  state: string
}

export interface CodeJson extends Json {
  id: string
  code: string
}

export interface RedemptionJson extends Json {
  id: string
  order_id: string | null
  amount: number
  currency_code: string
}

export const NOW = new Date("2027-01-15T12:00:00.000Z")

export const percentage = { name: "Summer sale", type: "percentage", percentage: 20 }
export const threeMonths = { ...percentage, duration: "repeating", duration_in_months: 3 }

export const emptyLists = {
  product_type_ids: [],
  product_ids: [],
  variant_ids: [],
  collection_ids: [],
  category_ids: [],
  plan_ids: [],
  billing_periods: [],
}

/** What a redemption made by hand may have of its own. */
export interface Redeemed {
  amount_minor?: number
  currency_code?: string
  promo_code_id?: string | null
  sales_channel_id?: string
  title?: string
}

export type AdminDesk = ReturnType<typeof adminDesk>

/** The verbs of the Admin. Every test begins at NOW. */
export function adminDesk(shop: Shop) {
  const coupons = () => shop.container.resolve<CouponModuleService>(COUPON_MODULE)

  beforeEach(async () => {
    await coupons().setTestClock(NOW)
  })

  /** A text as `data` is sent as it is. */
  async function send(method: Method, url: string, data?: unknown, headers: object = {}): Promise<DeskAnswer> {
    const { base_url, headers: own } = shop.world.admin
    const answer = await fetch(base_url + url, {
      method: method.toUpperCase(),
      headers: { ...own, ...(data === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: data === undefined || typeof data === "string" ? data : JSON.stringify(data),
    })
    return { status: answer.status, data: bodyOf(await answer.text()) }
  }

  async function ok(method: Method, url: string, data?: unknown): Promise<Json> {
    const answer = await send(method, url, data)
    expect({ status: answer.status, message: answer.data.message }).toEqual({ status: 200, message: undefined })
    return answer.data
  }

  async function refused(method: Method, url: string, data: unknown, status: number, message: RegExp, what = url) {
    const answer = await send(method, url, data)
    expect({ what, status: answer.status, message: answer.data.message }).toEqual({
      what,
      status,
      message: expect.stringMatching(message) as string,
    })
    return answer
  }

  const createCoupon = async (body: object) => (await ok("post", "/admin/coupons", body)).coupon as CouponJson
  const createCode = async (coupon_id: string, body: object) =>
    (await ok("post", `/admin/coupons/${coupon_id}/promo-codes`, body)).promo_code as CodeJson
  const readCoupon = async (id: string) => (await ok("get", `/admin/coupons/${id}`)).coupon as CouponJson
  const names = (answer: Json) => (answer.coupons as CouponJson[]).map((coupon) => coupon.name)

  /** Wins the coupon as a cart of `customer_key` would, with one ledger row for `order_id`. */
  async function redeem(coupon_id: string, customer_key: string, order_id: string, fields: Redeemed = {}) {
    const { amount_minor = 600, currency_code = "eur", promo_code_id = null, title = "Tea" } = fields
    const service = coupons()
    const now = await service.now()
    const [claim] = await service.claim([
      {
        coupon_id,
        promo_code_id,
        terms: termsOf(await service.retrieveCoupon(coupon_id)),
        cart_id: `cart_${order_id}`,
        customer_id: customer_key,
        customer_key,
        customer_keys: [customer_key],
        sales_channel_id: fields.sales_channel_id ?? "sc_1",
        currency_code,
        amount_minor,
        now,
        guard_person: false,
      },
    ])
    const claim_id = claim?.id ?? ""
    const line = { line_id: "line_1", product_id: "prod_1", variant_id: "variant_1", title, amount_minor }
    const redemption = {
      document_type: "order" as const,
      document_id: order_id,
      order_id,
      invoice_id: null,
      subscription_id: null,
      cycle_key: null,
      currency_code,
      amount_minor,
      lines: [line],
    }
    const target = { target_type: "order" as const, target_id: order_id, starts_at: now }
    return service.redeem({ order_id, claim_ids: [claim_id], now, discounts: [{ claim_id, ...target, redemption }] })
  }

  const createCustomer = (email: string) =>
    shop.container.resolve<ICustomerModuleService>(Modules.CUSTOMER).createCustomers({ email, has_account: true })

  return { coupons, send, ok, refused, createCoupon, createCode, readCoupon, names, redeem, createCustomer }
}

/** Answers that are no JSON object stay what they are, under `text`. */
function bodyOf(text: string): DeskAnswer["data"] {
  try {
    return JSON.parse(text) as DeskAnswer["data"]
  } catch {
    return { text }
  }
}
