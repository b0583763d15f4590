// Lists subscriptions, and starts one by hand.
import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { couponsOf } from "../../../../lib/coupons"
import type { SubscriptionRow } from "../../../../modules/billing/types"
import { createSubscriptionWorkflow } from "../../../../workflows/billing"
import { readOne, readPage, subscriptionResponse } from "../responses"
import type { CreateSubscriptionBody, ListSubscriptionsQuery } from "../schemas"

export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { fields: _fields, q, ...query } = req.validatedQuery as ListSubscriptionsQuery
  const found = q ? { $or: [{ id: q }, { customer_id: q }, { email: { $ilike: `%${likeLiteral(q)}%` } }] } : {}
  const { rows, ...page } = await readPage<SubscriptionRow>(req.scope, "billing_subscription", { ...query, ...found })
  res.json({ subscriptions: rows.map(subscriptionResponse), ...page })
}

export async function POST(req: MedusaRequest<CreateSubscriptionBody>, res: MedusaResponse): Promise<void> {
  const now = await couponsOf(req.scope).now()
  const { started_at = now.toISOString(), ...body } = req.validatedBody
  const { result } = await createSubscriptionWorkflow(req.scope).run({ input: { ...body, started_at } })
  const subscription = await readOne<SubscriptionRow>(req.scope, "billing_subscription", result.id)
  res.json({ subscription: subscriptionResponse(subscription) })
}

/** What a person typed, with SQL's wildcards taken literally. */
const likeLiteral = (typed: string) => typed.replace(/[\\%_]/g, (wildcard) => `\\${wildcard}`)
