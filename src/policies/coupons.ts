// Makes our permissions known to Medusa's roles (RBAC, a feature of its Enterprise Edition), in shops that have switched them on.
import { definePolicies, FeatureFlag } from "@medusajs/framework/utils"
import { asPolicy, permissions } from "../api/admin/permissions"

/** `coupon_grant:create` is called "CreateCouponGrant". */
function nameOf({ resource, operation }: { resource: string; operation: string }): string {
  return [operation, ...resource.split("_")].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
}

const policies = permissions.map(asPolicy).map((policy) => ({ name: nameOf(policy), ...policy }))

/** Without roles there is nobody to tell; core's loader looks for this mark, and warns where it finds none. */
const NONE = { [Symbol.for("MedusaPolicy")]: true, policies: [] }

export const couponPolicies = FeatureFlag.isFeatureEnabled("rbac") ? definePolicies(policies) : NONE
