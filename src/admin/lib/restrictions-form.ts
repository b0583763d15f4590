// Conditions on winning, as they are typed on a coupon, a promo code or a batch, and back (rules 18 to 20).
import type { Restrictions } from "../../engine/restrictions"
import type { Audience, FirstPurchase, SubscriptionAction } from "../../engine/types"
import { areBlank, isBlank, readAmounts, readCount, typedAmounts, typedNumber, type TypedAmounts } from "./typed"

/** Lists of ids that restrict who may redeem, in the order they are shown. */
export const restrictedIdLists = ["customer_ids", "customer_group_ids", "region_ids", "sales_channel_ids"] as const
export type RestrictedIdList = (typeof restrictedIdLists)[number]

export const subscriptionActions: SubscriptionAction[] = [
  "sign_up",
  "renewal",
  "upgrade_same_cycle",
  "switch_to_longer",
  "downgrade",
]
export const audiences: Audience[] = ["all", "new_subscribers", "existing_subscribers"]
export const firstPurchases = ["none", "any", "product_type"] as const

export type RestrictionsForm = Record<RestrictedIdList, string[]> & {
  minimum_amount: TypedAmounts
  minimum_quantity: string
  first_purchase: FirstPurchase | "none"
  audience: Audience
  /** Empty: all of them. */
  subscription_actions: SubscriptionAction[]
  /** What this form has no field for: it is sent back as it came, for restrictions are replaced whole. */
  others: Record<string, unknown>
}

/** Which text of `form.errors` belongs to which field. */
export type RestrictionErrors = Partial<Record<"minimum_amount" | "minimum_quantity", "amount" | "count">>

export const emptyRestrictionsForm: RestrictionsForm = {
  minimum_amount: {},
  minimum_quantity: "",
  first_purchase: "none",
  audience: "all",
  customer_ids: [],
  customer_group_ids: [],
  region_ids: [],
  sales_channel_ids: [],
  subscription_actions: [],
  others: {},
}

export function formOfRestrictions(rules: Restrictions): RestrictionsForm {
  return {
    minimum_amount: typedAmounts(rules.minimum_amount),
    minimum_quantity: typedNumber(rules.minimum_quantity),
    first_purchase: rules.first_purchase ?? "none",
    audience: rules.audience ?? "all",
    customer_ids: rules.customer_ids ?? [],
    customer_group_ids: rules.customer_group_ids ?? [],
    region_ids: rules.region_ids ?? [],
    sales_channel_ids: rules.sales_channel_ids ?? [],
    subscription_actions: rules.subscription_actions ?? [],
    others: Object.fromEntries(Object.entries(rules).filter(([key]) => !Object.hasOwn(emptyRestrictionsForm, key))),
  }
}

/** Everything that is wrong, by field. The server has the last word. */
export function checkRestrictions(form: RestrictionsForm): RestrictionErrors {
  const isNoAmount = !areBlank(form.minimum_amount) && readAmounts(form.minimum_amount) === null
  const isNoCount = !isBlank(form.minimum_quantity) && readCount(form.minimum_quantity) === null
  return {
    ...(isNoAmount ? { minimum_amount: "amount" as const } : {}),
    ...(isNoCount ? { minimum_quantity: "count" as const } : {}),
  }
}

/** Only the restrictions that say something. */
export function restrictionsOfForm(form: RestrictionsForm): Restrictions {
  const minimum_amount = readAmounts(form.minimum_amount) ?? []
  const minimum_quantity = readCount(form.minimum_quantity)
  const lists = { ...listsOf(form), subscription_actions: form.subscription_actions }
  return {
    ...form.others,
    ...(minimum_amount.length > 0 ? { minimum_amount } : {}),
    ...(minimum_quantity === null ? {} : { minimum_quantity }),
    ...(form.first_purchase === "none" ? {} : { first_purchase: form.first_purchase }),
    ...(form.audience === "all" ? {} : { audience: form.audience }),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
  }
}

const listsOf = ({ customer_ids, customer_group_ids, region_ids, sales_channel_ids }: RestrictionsForm) => ({
  customer_ids,
  customer_group_ids,
  region_ids,
  sales_channel_ids,
})
