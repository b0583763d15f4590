// Who a coupon can be granted to: a plan, a subscription or a customer that exists (rule 24).
import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { missing, refused } from "../../tools/errors"
import type { GrantTarget } from "../../modules/coupon/grants/grants"
import { billingOf } from "../../lib/billing"

/** Exactly one of the ids. */
export type GrantTargetChoice = { plan_id: string } | { subscription_id: string } | { customer_id: string }

const notFound = (what: string, id: string) => missing(`${what} with id '${id}' was not found.`)

/**
 * The target with what a grant keeps of it. Throws NOT_FOUND with a sentence, also where billing is switched off, and
 * NOT_ALLOWED for a subscription that is over.
 */
export async function readGrantTarget(container: MedusaContainer, choice: GrantTargetChoice): Promise<GrantTarget> {
  if ("customer_id" in choice) {
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const [customer] = await customers.listCustomers({ id: [choice.customer_id] }, { select: ["id"], take: 1 })
    if (!customer) {
      throw notFound("Customer", choice.customer_id)
    }
    return choice
  }
  const billing = billingOf(container)
  if ("plan_id" in choice) {
    const [plan] = await billing.listBillingPlans({ id: [choice.plan_id] }, { select: ["id"], take: 1 })
    if (!plan) {
      throw notFound("Plan", choice.plan_id)
    }
    return choice
  }
  const { id, customer_id, status } = await billing.readSubscription(choice.subscription_id)
  if (status === "canceled" || status === "ended") {
    throw refused(`The subscription is ${status}: nobody holds a coupon by it any more.`)
  }
  return { subscription_id: id, holder_id: customer_id }
}
