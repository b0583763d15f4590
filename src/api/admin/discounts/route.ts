// GET and POST /admin/discounts: applied discounts, and putting a coupon or a one-off discount where it is to apply.
import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { applyCustomDiscountWorkflow, applyDiscountWorkflow } from "../../../workflows/coupon"
import { listDiscounts } from "../../../queries/coupons/list-discounts"
import { countResponse } from "../../count-response"
import { discountResponse } from "../../serialise"
import { pickFields } from "../../validate"
import { sendDiscount } from "./send-discount"
import type { CreateDiscountBody, ListDiscountsQuery } from "./validators"

const targetTypes = ["customer", "subscription", "subscription_item", "order", "invoice", "draft_order"] as const

const targetsOf = (query: ListDiscountsQuery) =>
  targetTypes.flatMap((type) => {
    const ids = query[`${type}_id`]
    return ids ? [{ type, ids }] : []
  })

export async function GET(req: MedusaRequest<unknown, ListDiscountsQuery>, res: MedusaResponse) {
  const { fields, limit, offset, order, id, coupon_id, promo_code_id, status } = req.validatedQuery
  const targets = targetsOf(req.validatedQuery)
  const question = { limit, offset, order, id, coupon_id, promo_code_id, status, targets }
  const { discounts, ...counted } = await listDiscounts(req.scope, question)
  res.json({
    discounts: discounts.map((row) => pickFields(discountResponse(row), fields)),
    ...countResponse(counted),
    offset,
    limit,
  })
}

export async function POST(req: AuthenticatedMedusaRequest<CreateDiscountBody>, res: MedusaResponse) {
  const { source, ...wish } = req.validatedBody
  const input = { ...wish, actor_id: req.auth_context.actor_id }
  const { result } =
    "custom" in source
      ? await applyCustomDiscountWorkflow(req.scope).run({ input: { ...input, custom: source.custom } })
      : await applyDiscountWorkflow(req.scope).run({ input: { coupon_id: null, ...input, ...source } })
  await sendDiscount(req, res, result.id)
}
