// The lease on a subscription, as operations use it: nobody bills or changes it meanwhile.
import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"
import { billingOf } from "../../lib/billing"
import { refused } from "../../tools/errors"

/** The lease that an operation was begun under. */
export interface Lease {
  subscription_id: string
  token: string
}

/**
 * Asked before each write to the outside (order, reservation, payment): throws NOT_ALLOWED when another process has taken
 * the subscription over, because this one took longer than its lease. Makes the lease last again otherwise.
 */
export async function requireLease(container: MedusaContainer, { subscription_id, token }: Lease): Promise<void> {
  if (!(await billingOf(container).extendLease(subscription_id, token))) {
    throw refused(`Another process has taken over subscription '${subscription_id}', because this one took too long.`)
  }
}

/** Does `work` while it has the lease. Throws NOT_FOUND, and NOT_ALLOWED with a sentence while somebody else has it. */
export async function underLease<T>(
  container: MedusaContainer,
  subscription_id: string,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const lease: Lease = { subscription_id, token: generateEntityId(undefined, "lease") }
  await billingOf(container).takeLease(subscription_id, lease.token)
  try {
    return await work(lease)
  } finally {
    await billingOf(container).releaseLease(subscription_id, lease.token)
  }
}
