// A promo code on a running subscription (rule 50): entered, previewed and taken off by its customer and by admins in one way.
import type { MedusaContainer } from "@medusajs/framework/types"
import type { MedusaResponse } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"
import type { Refusal } from "../engine"
import type { SubscriptionRow } from "../modules/billing/types"
import { PROMO_CODE_REFUSED } from "../pricing/admission"
import { codeOnSubscription } from "../queries/coupons/code-on-subscription"
import type { CodeOnSubscriptionInput } from "../queries/coupons/code-on-subscription"
import { upcomingInvoices } from "../queries/billing/upcoming-invoices"
import type { UpcomingInvoice } from "../queries/billing/upcoming-invoices"
import { applyDiscountWorkflow, takeCodeOffWorkflow } from "../workflows/coupon"
import { upcomingResponse } from "./admin/billing/responses"

export interface EnterCodeWish extends CodeOnSubscriptionInput {
  preview: boolean
  /** Who enters it. */
  actor_id: string
}

/** What came of it: a body to answer with, or every reason against the code. */
export interface EnteredCode {
  is_guess: boolean
  refusals: Refusal[]
  body: object | null
}

/** Enters the code, or answers what that would do. A refusal changes nothing. Throws what cannot be said of the code itself. */
export async function enterCode(container: MedusaContainer, wish: EnterCodeWish): Promise<EnteredCode> {
  const { subscription_id, preview, entered_by, actor_id, count } = wish
  const { previewed, refusals, is_guess } = await codeOnSubscription(container, wish)
  if (!previewed) {
    return { is_guess, refusals, body: null }
  }
  const { code, subscription, before, after } = previewed
  if (preview) {
    const shown = before.map((invoice) => upcomingResponse(subscription, invoice))
    return { is_guess, refusals, body: { ...bodyOf(subscription, code, after), before: shown, preview } }
  }
  try {
    const input = { coupon_id: null, code, target: { subscription_id }, override_limits: false, entered_by, actor_id }
    await applyDiscountWorkflow(container).run({ input })
  } catch (error) {
    return { is_guess, refusals: [refusalIn(error)], body: null }
  }
  const { upcoming } = await upcomingInvoices(container, { subscription_id, count })
  return { is_guess, refusals, body: { ...bodyOf(subscription, code, upcoming), preview } }
}

/** The last place may go while the code is looked at. Throws the error where it says nothing about the code. */
function refusalIn(error: unknown): Refusal {
  const { type, code, message } = error as Partial<MedusaError>
  if (type !== MedusaError.Types.NOT_ALLOWED || !code || !message || code === "busy") {
    throw error
  }
  return { code, message }
}

function bodyOf(subscription: SubscriptionRow, code: string, upcoming: UpcomingInvoice[]) {
  const amount = upcoming[0]?.figures.discounts.find((one) => one.code === code)?.amount ?? 0
  return {
    promo_code: { code, status: "applied", reasons: [], amount },
    upcoming_invoices: upcoming.map((invoice) => upcomingResponse(subscription, invoice)),
  }
}

/** Answers what came of an attempt. Core's error handler knows no reasons, so a refusal is written here. */
export function sendEnteredCode(res: MedusaResponse, { refusals, body }: EnteredCode): void {
  if (body) {
    res.json(body)
    return
  }
  const message = refusals.map((reason) => reason.message).join(" ")
  res.status(400).json({ type: MedusaError.Types.NOT_ALLOWED, message, code: PROMO_CODE_REFUSED, reasons: refusals })
}

/** Takes the code off, and answers what is coming without it. Throws NOT_FOUND and NOT_ALLOWED with a sentence. */
export async function takeCodeOff(
  container: MedusaContainer,
  input: { subscription_id: string; code: string; count: number },
): Promise<object> {
  const { result } = await takeCodeOffWorkflow(container).run({ input })
  const { subscription, upcoming } = await upcomingInvoices(container, input)
  return {
    promo_code: { code: result.code, status: "removed", reasons: [], amount: 0 },
    upcoming_invoices: upcoming.map((invoice) => upcomingResponse(subscription, invoice)),
  }
}
