// The form that puts a discount somewhere, without its looks: what was chosen, what is wrong, and the request it becomes.
import { currencyDigits } from "../../engine/money"
import type { Duration, MoneyAmount } from "../../engine/types"
import type { Coupon, Invoice, Subscription } from "./api-types"
import { isBlank, isCode, readCount, readDecimal } from "./typed"

/** The field of the request that names where the discount goes (rule 26). */
export type TargetField = "customer_id" | "subscription_id" | "subscription_item_id" | "invoice_id" | "draft_order_id"

/** One place a discount can be put on. */
export interface Target {
  /** Unique among the choices of one form. */
  key: string
  kind: "subscription" | "item" | "customer" | "invoice" | "next_invoice" | "draft_order"
  field: TargetField
  id: string
  /** What it is called: an item's title, an invoice's number; "" where the kind says it all. */
  name: string
  /** Of a subscription that is being made: there, codes are entered and trials made longer, too (rule 49). */
  is_new?: true
}

/** The places of a subscription, the widest use first; a declined invoice stands for "the next invoice" (rule 27). */
export function targetsOf({ id, items, customer_id }: Subscription, open: Invoice | null): Target[] {
  const subscription = { key: "subscription", kind: "subscription", field: "subscription_id", id, name: "" } as const
  return [
    subscription,
    ...items.map((item): Target => {
      return { key: item.id, kind: "item", field: "subscription_item_id", id: item.id, name: item.title }
    }),
    open
      ? { key: "invoice", kind: "invoice", field: "invoice_id", id: open.id, name: open.number }
      : { ...subscription, key: "next_invoice", kind: "next_invoice" },
    { key: "customer", kind: "customer", field: "customer_id", id: customer_id, name: "" },
  ]
}

export interface ApplyForm {
  /** A target's key. */
  target: string
  source: "coupon" | "code" | "custom"
  coupon_id: string
  /** A promo code, as typed. */
  code: string
  override_limits: boolean
  name: string
  value: "percentage" | "fixed"
  percentage: string
  amount: string
  currency_code: string
  duration: Duration
  duration_count: string
  duration_unit: "months" | "cycles"
}

export const emptyApplyForm = (target: string, currency_code: string): ApplyForm => ({
  target,
  source: "coupon",
  coupon_id: "",
  code: "",
  override_limits: false,
  name: "",
  value: "percentage",
  percentage: "",
  amount: "",
  currency_code,
  duration: "once",
  duration_count: "3",
  duration_unit: "months",
})

export type ApplyErrors = Partial<Record<keyof ApplyForm, "coupon" | "code" | "percentage" | "amount" | "count">>

/** The next invoice does not exist yet, and a coupon brings its own duration: only a one-off discount can end with it. */
export const takesCoupons = ({ kind }: Pick<Target, "kind">): boolean => kind !== "next_invoice"

/** Promo codes are entered on a subscription, its items, and where one begins (rules 49 and 50); elsewhere an admin needs none. */
export const takesCodes = ({ kind, is_new }: Pick<Target, "kind" | "is_new">): boolean =>
  is_new === true || kind === "subscription" || kind === "item"

/** Where the discount comes from, as far as the place takes it. */
export function sourceOf({ source }: ApplyForm, target: Target): ApplyForm["source"] {
  const isTaken = source === "code" ? takesCodes(target) : source === "custom" || takesCoupons(target)
  return isTaken ? source : "custom"
}

/** One invoice, or one order: how long is no question there. */
export const asksForDuration = ({ kind }: Pick<Target, "kind">): boolean =>
  kind !== "next_invoice" && kind !== "invoice" && kind !== "draft_order"

const readPercentage = (typed: string): number | null => {
  const percentage = readDecimal(typed, 4)
  return percentage !== null && percentage > 0 && percentage <= 100 ? percentage : null
}

function readAmount({ amount, currency_code }: ApplyForm): number | null {
  const read = readDecimal(amount, currencyDigits(currency_code))
  return read !== null && read > 0 ? read : null
}

/** Everything that is wrong, by field; the server has the last word. */
export function checkApplyForm(form: ApplyForm, target: Target): ApplyErrors {
  const source = sourceOf(form, target)
  if (source === "coupon") {
    return form.coupon_id === "" ? { coupon_id: "coupon" } : {}
  }
  if (source === "code") {
    return isBlank(form.code) || !isCode(form.code) ? { code: "code" } : {}
  }
  const is_count_missing =
    asksForDuration(target) && form.duration === "repeating" && readCount(form.duration_count) === null
  return {
    ...(form.value === "percentage" && readPercentage(form.percentage) === null
      ? { percentage: "percentage" as const }
      : {}),
    ...(form.value === "fixed" && readAmount(form) === null ? { amount: "amount" as const } : {}),
    ...(is_count_missing ? { duration_count: "count" as const } : {}),
  }
}

/** The terms of a one-off discount, as the API takes them. */
export interface CustomTerms {
  name?: string
  type: "percentage" | "fixed"
  percentage?: number
  amounts?: MoneyAmount[]
  duration: Duration
  duration_in_months?: number
  duration_in_cycles?: number
}

/** What the discount is, wherever it goes. */
export interface SourceRequest {
  coupon_id?: string
  code?: string
  custom?: CustomTerms
  override_limits?: true
}

/** The body of `POST /admin/discounts` and of its preview. */
export type ApplyRequest = { [Field in TargetField]?: string } & SourceRequest

/** The request for a form that `checkApplyForm` finds nothing wrong with. */
export const requestOfApplyForm = (form: ApplyForm, target: Target): ApplyRequest => ({
  ...sourceRequest(form, target),
  [target.field]: target.id,
})

/** The part of it that says what the discount is. */
export function sourceRequest(form: ApplyForm, target: Target): SourceRequest {
  const source = sourceOf(form, target)
  const limits = form.override_limits ? { override_limits: true as const } : {}
  if (source === "custom") {
    return { custom: customTerms(form, target) }
  }
  return source === "code" ? { code: form.code.trim(), ...limits } : { coupon_id: form.coupon_id, ...limits }
}

function customTerms(form: ApplyForm, target: Target): CustomTerms {
  const name = form.name.trim()
  const duration = asksForDuration(target) ? form.duration : "once"
  const count = duration === "repeating" ? (readCount(form.duration_count) ?? undefined) : undefined
  const { currency_code } = form
  return {
    ...(name === "" ? {} : { name }),
    type: form.value,
    ...(form.value === "percentage"
      ? { percentage: readPercentage(form.percentage) ?? 0 }
      : { amounts: [{ currency_code, amount: readAmount(form) ?? 0 }] }),
    duration,
    ...(count === undefined ? {} : { [`duration_in_${form.duration_unit}`]: count }),
  }
}

/** Coupons that can take something off there at all; why another one is refused the server says in words. */
export function isUseful({ type, redeemable_for }: Pick<Coupon, "type" | "redeemable_for">, target: Target): boolean {
  const isPossible = type !== "trial_extension" || target.is_new === true
  return isPossible && (target.kind === "draft_order" || redeemable_for.includes("subscription"))
}
