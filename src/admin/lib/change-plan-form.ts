// The form that changes a subscription's plan, without its looks: wishes, and the request they become.
import { currencyDigits } from "../../engine/money"
import type { Invoice, Subscription, UpcomingInvoice } from "./api-types"
import { readDecimal } from "./typed"

/** Empty strings leave the decision to the server: upgrades begin now with a credit, everything else at the period's end. */
export interface ChangePlanForm {
  plan_id: string
  at: "" | "now" | "period_end"
  proration: "" | "credit" | "difference" | "none"
  unit_price: string
}

export const emptyChange: ChangePlanForm = { plan_id: "", at: "", proration: "", unit_price: "" }

export interface ChangePlanRequest {
  plan_id: string
  at?: "now" | "period_end"
  proration?: "credit" | "difference" | "none"
  unit_price?: number
}

/** What a change comes to, and in the preview what it would come to. */
export interface ChangeAnswer {
  change: {
    action: "upgrade_same_cycle" | "switch_to_longer" | "downgrade" | "taken_back" | null
    at: "now" | "period_end"
    proration: "credit" | "difference" | "none"
    effective_at: string
    preview: boolean
  }
  subscription: Subscription
  invoice: UpcomingInvoice | Invoice | null
}

export type ChangePlanErrors = Partial<Record<keyof ChangePlanForm, "plan" | "price">>

export function checkChangePlan(form: ChangePlanForm, currency_code: string): ChangePlanErrors {
  const is_no_price =
    form.unit_price.trim() !== "" && readDecimal(form.unit_price, currencyDigits(currency_code)) === null
  return {
    ...(form.plan_id === "" ? { plan_id: "plan" as const } : {}),
    ...(is_no_price ? { unit_price: "price" as const } : {}),
  }
}

/** Only the wishes that were made; a change at the period's end has nothing to reckon up. */
export function requestOfChangePlan({ plan_id, at, proration, unit_price }: ChangePlanForm): ChangePlanRequest {
  const price = unit_price.trim() === "" ? null : readDecimal(unit_price, 8)
  return {
    plan_id,
    ...(at === "" ? {} : { at }),
    ...(proration === "" || at === "period_end" ? {} : { proration }),
    ...(price === null ? {} : { unit_price: price }),
  }
}
