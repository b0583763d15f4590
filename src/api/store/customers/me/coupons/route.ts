// GET /store/customers/me/coupons: the coupons granted to who is logged in, and what grants each of them (rule 24).
import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { grantedTo } from "../../../../../pricing/granted"
import type { GrantedCoupon, HeldGrant } from "../../../../../pricing/granted"
import { pickFields } from "../../../../validate"
import type { ListMyCouponsQuery } from "../../../grant-middlewares"
import { offerResponse } from "../../../offer-response"

function granterOf({ plan_id, subscription_id, held_by }: HeldGrant) {
  return {
    type: plan_id ? ("plan" as const) : subscription_id ? ("subscription" as const) : ("customer" as const),
    plan_id,
    subscription_id: held_by?.id ?? null,
    sales_channel_id: held_by?.sales_channel_id ?? null,
  }
}

const myCoupon = ({ coupon, grants }: GrantedCoupon) => ({
  ...offerResponse(coupon),
  granted_by: grants.map(granterOf),
})

function comparing(order: string) {
  const direction = order.startsWith("-") ? -1 : 1
  const keyOf = ({ coupon }: GrantedCoupon) => (order.endsWith("name") ? [coupon.name, coupon.id] : [coupon.id, ""])
  return (a: GrantedCoupon, b: GrantedCoupon) => {
    const [one, other] = [keyOf(a).join("\u0000"), keyOf(b).join("\u0000")]
    return direction * (one < other ? -1 : one > other ? 1 : 0)
  }
}

export async function GET(req: AuthenticatedMedusaRequest<unknown, ListMyCouponsQuery>, res: MedusaResponse) {
  const { fields, limit, offset, order } = req.validatedQuery
  const granted = await grantedTo(req.scope, req.auth_context.actor_id)
  const page = granted.sort(comparing(order)).slice(offset, offset + limit)
  res.json({ coupons: page.map((one) => pickFields(myCoupon(one), fields)), count: granted.length, offset, limit })
}
